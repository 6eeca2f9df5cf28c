"""Fixed layouts: cases of the W3C's EPUB 3 test suite as books of our own.

Each test is called as the case in https://github.com/w3c/epub-tests whose idea it takes.
"""

from pathlib import Path

import pytest
from book_reading import read_epub, titles
from epub_maker import METADATA, change, epub
from epub_suite import ABC

from phases.audiobook.readers import epub as reader
from phases.graph.errors import InputError

FIXED = '<meta property="rendition:layout">pre-paginated</meta>'


@pytest.mark.parametrize(
    "metadata", [FIXED, '<meta name="fixed-layout" content="true"/>'], ids=["rendition", "kindle"]
)
def test_lay_fxl_layout_pre_paginated(tmp_path: Path, metadata: str) -> None:
    path = epub(tmp_path / "b.epub", ABC, metadata=METADATA + metadata)
    with pytest.raises(
        InputError, match=r"has a fixed layout.*; take fixed-layout out of audiobook\.extract\.skip"
    ):
        read_epub(path)
    assert titles(read_epub(path, "fixed-layout")) == ["A", "B", "C"]
    assert reader.inspect(path).title == "A Test"


def test_lay_fxl_apple_display_options(tmp_path: Path) -> None:
    name = "META-INF/com.apple.ibooks.display-options.xml"
    option = '<platform name="*"><option name="fixed-layout">true</option></platform>'
    with pytest.raises(InputError, match="fixed layout"):
        read_epub(
            epub(tmp_path / "b.epub", ABC, files={name: f"<display_options>{option}</display_options>"})
        )


def test_lay_fxl_overridden_by_pages_that_flow(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, metadata=METADATA + FIXED)
    change(path, '<itemref idref="d1"', '<itemref properties="rendition:layout-reflowable" idref="d1"')
    assert titles(read_epub(path)) == ["A", "B", "C"]


def test_lay_fxl_of_every_page(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC)
    change(path, "<itemref ", '<itemref properties="rendition:layout-pre-paginated" ')
    with pytest.raises(InputError, match="fixed layout"):
        read_epub(path)
