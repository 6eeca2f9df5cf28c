"""Books to read along, whatever the source is: broken contents and pages, old overlays, plain text."""

import re
from pathlib import Path

import pytest
from epub_maker import METADATA, change, epub, li, nav, ncx, page, point
from readalong_maker import made

NAV = nav(li("One", "a.xhtml"))


def test_an_entry_of_the_ncx_is_kept_where_its_place_is_missing_or_spelt_otherwise(tmp_path: Path) -> None:
    points = point("One", "a.xhtml#gone") + point("Two", "B.xhtml#two") + point("Three", "none.xhtml")
    source = epub(
        tmp_path / "b.epub",
        {"a.xhtml": page("<p>First.</p>"), "b.xhtml": page('<p id="two">Second.</p>')},
        ncx=ncx(points),
        version="2.0",
    )
    navigation = made(source, tmp_path / "made").text("OEBPS/navigation.xhtml")
    assert re.findall('<a href="(.*?)">(.*?)</a>', navigation) == [
        ("a.xhtml", "One"),
        ("b.xhtml#two", "Two"),
    ]


def test_a_broken_page_is_repaired(tmp_path: Path) -> None:
    broken = page("<p>One <b>bold</i> sentence.<p>Two & three.<br>Four <foo:bar>five</foo:bar>.")
    source = epub(tmp_path / "b.epub", {"a.xhtml": broken}, nav=NAV)
    book = made(source, tmp_path / "made")
    assert book.marked() == book.spoken()
    assert "warnings" not in book.metrics


@pytest.mark.parametrize("wrong", ["namespace", "type"])
def test_what_cannot_be_kept_gets_pages_of_its_own(tmp_path: Path, wrong: str) -> None:
    source = epub(tmp_path / "b.epub", {"a.xhtml": page("<p>One sentence. And two.</p>")}, nav=NAV)
    swap = {
        "namespace": (' xmlns="http://www.idpf.org/2007/opf"', ""),
        "type": (
            'href="a.xhtml" media-type="application/xhtml+xml"',
            'href="a.xhtml" media-type="application/x-dtbook+xml"',
        ),
    }
    change(source, *swap[wrong])
    book = made(source, tmp_path / "made")
    assert "does not have the pages of the EPUB" in book.metrics["warnings"]
    assert [part for page, part, *_ in book.pars() if page == "EPUB/chapter-001.xhtml"]


def test_overlays_that_a_book_had_make_room(tmp_path: Path) -> None:
    source = epub(
        tmp_path / "b.epub",
        {"a.xhtml": page("<p>One sentence.</p>")},
        nav=NAV,
        metadata=METADATA + '<meta property="media:duration">9s</meta>',
        manifest='<item id="old" href="old.smil" media-type="application/smil+xml"/>',
        files={"OEBPS/old.smil": "<smil/>", "OEBPS/Read-Along/x": "taken"},
    )
    book = made(source, tmp_path / "made")
    assert "OEBPS/old.smil" not in book.names() and "OEBPS/read-along-2/page-001.smil" in book.names()
    assert "9s" not in book.text("OEBPS/content.opf")


TEXT = """# The Sea & <Sky>

## One

It was *dark*. 3 < 5 & so on.

> Roses are red

---

## Two

* * *

The end[^1].

[^1]: A note.
"""


@pytest.mark.parametrize("policy", ["skip", "reference", "chapter_end"])
def test_a_text_becomes_an_epub(tmp_path: Path, policy: str) -> None:
    source = tmp_path / "b.md"
    source.write_text(TEXT, encoding="utf-8")
    book = made(source, tmp_path / "made", notes=policy)
    assert book.marked() == book.spoken()
    assert "warnings" not in book.metrics
