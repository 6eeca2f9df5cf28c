"""Content documents of a publication: cases of the W3C's EPUB 3 test suite as books of our own.

Each test is called as the case in https://github.com/w3c/epub-tests whose idea it takes.
"""

from pathlib import Path

import pytest
from book_reading import read_epub, spoken
from epub_maker import epub, page
from epub_suite import ABC, item


@pytest.mark.parametrize("kind", ["application/xml", "application/json", "application/x-foo+xml"])
def test_pub_foreign_spine(tmp_path: Path, kind: str) -> None:
    """What no reading system must know is read by its fallback, through a chain of them."""
    manifest = item("f", "f.bin", kind, 'fallback="g"') + item("g", "g.bin", "x/y", 'fallback="d1"')
    files = {"OEBPS/f.bin": "{}", "OEBPS/g.bin": "{}"}
    path = epub(tmp_path / "b.epub", ABC, spine=["a.x", "f", "c.x"], manifest=manifest, files=files)
    assert [t for t in spoken(read_epub(path)) if t.startswith("text")] == ["text a", "text b", "text c"]


def test_pub_foreign_bad_fallback(tmp_path: Path) -> None:
    """Fallbacks in a circle end."""
    manifest = item("f", "f.bin", "x/y", 'fallback="g"') + item("g", "g.bin", "x/y", 'fallback="f"')
    path = epub(tmp_path / "b.epub", ABC, spine=["a.x", "f"], manifest=manifest)
    assert spoken(read_epub(path)) == ["A", "text a"]


def test_pub_xml_names(tmp_path: Path) -> None:
    """Prefixes are the author's choice."""
    text = '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:h2>A</h:h2><h:p>b</h:p></h:body></h:html>'
    assert spoken(read_epub(epub(tmp_path / "b.epub", {"a.x": text}))) == ["A", "b"]


def test_pub_xml_non_validating_unclosed(tmp_path: Path) -> None:
    book = read_epub(epub(tmp_path / "b.epub", {"a.x": "<html><body><p>One<p>Two</body></html>"}))
    assert spoken(book) == ["One", "Two"] and "not well-formed" in book.warnings[0]


def test_pub_xml_non_validating_comment(tmp_path: Path) -> None:
    book = read_epub(
        epub(tmp_path / "b.epub", {"a.x": "<html><body><p>One<!-- a -- b -->two</p></body></html>"})
    )
    assert spoken(book) == ["Onetwo"]


def test_pub_file_urls(tmp_path: Path) -> None:
    (tmp_path / "s.html").write_text("<p>secret</p>")
    text = page(f'<p>seen</p><iframe src="{(tmp_path / "s.html").as_uri()}">old</iframe>')
    assert spoken(read_epub(epub(tmp_path / "b.epub", {"a.x": text}))) == ["seen"]
