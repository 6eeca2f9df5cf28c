"""Package documents (spine, manifest, metadata): cases of the W3C's EPUB 3 test suite as books of our own.

Each test is called as the case in https://github.com/w3c/epub-tests whose idea it takes.
"""

from pathlib import Path

import pytest
from book_reading import read_epub, spoken, titles
from epub_maker import METADATA, change, epub, page
from epub_suite import ABC, CONTENTS, item

from phases.audiobook.readers import epub as reader


def test_pkg_spine_order(tmp_path: Path) -> None:
    book = read_epub(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, spine=["b.x", "c.x", "a.x"]))
    assert titles(book) == ["B", "C", "A"]


def test_pkg_spine_order_svg(tmp_path: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><text>Page {}</text></svg>'
    files = {f"OEBPS/{n}.svg": svg.format(n) for n in "12"}
    manifest = item("s1", "1.svg", "image/svg+xml") + item("s2", "2.svg", "image/svg+xml")
    path = epub(
        tmp_path / "b.epub", {"a.x": ABC["a.x"]}, spine=["s2", "a.x", "s1"], manifest=manifest, files=files
    )
    assert spoken(read_epub(path)) == ["Page 2", "A", "text a", "Page 1"]


def test_pkg_spine_duplicate_item_rendering(tmp_path: Path) -> None:
    book = read_epub(epub(tmp_path / "b.epub", ABC, spine=["a.x", "b.x", "a.x", "c.x"]))
    assert [text for text in spoken(book) if text.startswith("text")] == [
        "text a",
        "text b",
        "text a",
        "text c",
    ]


def test_pkg_spine_duplicate_item_hyperlink(tmp_path: Path) -> None:
    """The contents lead to the first of two places."""
    book = read_epub(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, spine=["a.x", "b.x", "c.x", "a.x"]))
    assert titles(book) == ["A", "B", "C"] and spoken(book)[:2] == ["A", "text a"]
    assert spoken(book)[-2:] == ["A", "text a"]


def test_pkg_spine_nonlinear_activation(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS, linear={"b.x": "no"})
    assert titles(read_epub(path)) == ["A", "C"] and read_epub(path).ledger.skipped == {"non-linear": 3}
    assert titles(read_epub(path, "non-linear")) == ["A", "B", "C"]


def test_pkg_spine_unknown(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, 'linear="yes"', 'linear="yes" properties="foo:bar" foo="1"')
    assert titles(read_epub(path)) == ["A", "B", "C"]


@pytest.mark.parametrize("direction", ["rtl", "ltr", "default"])
def test_pkg_spine_progression(tmp_path: Path, direction: str) -> None:
    """In which direction pages are turned changes nothing of their order."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, "<spine", f'<spine page-progression-direction="{direction}"')
    assert titles(read_epub(path)) == ["A", "B", "C"]


def test_pkg_title_order(tmp_path: Path) -> None:
    titled = "<dc:title>First</dc:title><dc:title>Second</dc:title>"
    assert read_epub(epub(tmp_path / "b.epub", ABC, metadata=titled + METADATA)).title == "First"


def test_pkg_creator_order(tmp_path: Path) -> None:
    creators = "".join(f"<dc:creator>{name}</dc:creator>" for name in ("Zoe", "Adam", "Mia"))
    assert read_epub(epub(tmp_path / "b.epub", ABC, metadata=creators)).author == "Zoe, Adam, Mia"


def test_pkg_meta_whitespace(tmp_path: Path) -> None:
    spaced = "<dc:title>\n  A\t Spaced \n Title </dc:title><dc:creator> Ann\n Other </dc:creator>"
    book = read_epub(epub(tmp_path / "b.epub", ABC, metadata=spaced))
    assert (book.title, book.author) == ("A Spaced Title", "Ann Other")


def test_pkg_meta_unknown(tmp_path: Path) -> None:
    unknown = (
        '<meta property="foo:title">Wrong</meta><meta name="title" content="Wrong"/><dc:foo>x</dc:foo>'
    )
    assert read_epub(epub(tmp_path / "b.epub", ABC, metadata=METADATA + unknown)).title == "A Test"


def test_pkg_manifest_unknown(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, '<item id="d0"', '<item foo="1" properties="foo:bar" id="d0"')
    assert titles(read_epub(path)) == ["A", "B", "C"]


def test_pkg_manifest_unlisted_resource(tmp_path: Path) -> None:
    """A document that the manifest does not list is no part of the book."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS, files={"OEBPS/z.x": page("<p>unlisted</p>")})
    assert "unlisted" not in spoken(read_epub(path))


def test_pkg_collections_unknown(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    change(path, "</package>", '<collection role="x:y"><link href="a.x"/></collection></package>')
    assert titles(read_epub(path)) == ["A", "B", "C"]


def test_pkg_lang_but_not_content(tmp_path: Path) -> None:
    """The language of the package document is not that of the text."""
    path = epub(
        tmp_path / "b.epub", {"a.x": page("<p>The words.</p>")}, metadata="<dc:language>en</dc:language>"
    )
    change(path, "<package ", '<package xml:lang="fr" ')
    assert read_epub(path).language == "en" and not read_epub(path).chapters[0].paragraphs[0].language


def test_pkg_version_backward(tmp_path: Path) -> None:
    """A newer version than is known is read as far as it is understood."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS, version="3.4")
    assert titles(read_epub(path)) == ["A", "B", "C"] and reader.inspect(path).format == "EPUB 3.4"


def test_pkg_unique_id(tmp_path: Path) -> None:
    same = '<dc:identifier id="uid">x</dc:identifier>'
    one = epub(tmp_path / "1.epub", {"a.x": ABC["a.x"]}, metadata=same)
    two = epub(tmp_path / "2.epub", {"b.x": ABC["b.x"]}, metadata=same)
    assert spoken(read_epub(one)) != spoken(read_epub(two))


def test_pkg_linked_records(tmp_path: Path) -> None:
    """The title in the package goes before that of a linked record."""
    record = '<link rel="record" href="onix.xml" media-type="application/xml"/>'
    files = {"OEBPS/onix.xml": "<title>Linked</title>"}
    assert (
        read_epub(epub(tmp_path / "b.epub", ABC, metadata=METADATA + record, files=files)).title == "A Test"
    )
