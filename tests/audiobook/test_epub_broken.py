"""EPUBs that are broken, hostile or only careless: one clear line, or the book with a warning."""

import zipfile
from pathlib import Path

import pytest
from book_reading import read_epub, spoken
from epub_maker import epub, li, nav, page

from phases.audiobook.readers import epub as reader
from phases.audiobook.readers import places
from phases.graph.errors import InputError

CHAPTER = {"a.x": page("<h2>One</h2><p>The words.</p>")}
HEARD = ["One", "The words."]


def refused(path: Path, match: str) -> None:
    """Both faces refuse it with one line that has a hint."""
    for face in (reader.inspect, read_epub):
        with pytest.raises(InputError, match=match) as caught:
            face(path)
        assert caught.value.hint and "\n" not in str(caught.value)


def test_truncated(tmp_path: Path) -> None:
    whole = epub(tmp_path / "b.epub", CHAPTER).read_bytes()
    for size in (4, 100, len(whole) // 2, len(whole) - 1):
        cut = tmp_path / "cut.epub"
        cut.write_bytes(whole[:size])
        refused(cut, "damaged|incomplete|not an EPUB")


def test_damaged_bytes_are_no_silent_loss(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", {"a.x": page("<p>" + "many different words " * 50 + "</p>")})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("OEBPS/a.x")
    middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    data[middle] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"OEBPS/a\.x is damaged"):
        read_epub(path)


def test_missing_document_is_named_and_the_rest_read(tmp_path: Path) -> None:
    documents = {
        "a.x": page("<h2>One</h2><p>a</p>"),
        "b.x": page("<p>gone</p>"),
        "c.x": page("<h2>Two</h2><p>c</p>"),
    }
    contents = nav(li("One", "a.x") + li("Gone", "b.x") + li("Two", "c.x"))
    path = epub(tmp_path / "b.epub", documents, nav=contents, leave_out=["OEBPS/b.x"])
    book = read_epub(path)
    assert spoken(book) == ["One", "a", "Two", "c"]
    assert book.warnings == ("OEBPS/b.x is missing",) and reader.inspect(path).warnings == ()


def test_a_missing_picture_is_named_once(tmp_path: Path) -> None:
    picture = '<item id="p" href="p.png" media-type="image/png"/>'
    path = epub(tmp_path / "b.epub", CHAPTER, manifest=picture)
    assert reader.inspect(path).warnings == ("OEBPS/p.png is missing",) and read_epub(path).warnings == ()


def test_no_document_at_all(tmp_path: Path) -> None:
    refused(epub(tmp_path / "b.epub", CHAPTER, leave_out=["OEBPS/a.x"]), "none of the documents")


def test_spine_that_names_what_the_manifest_lacks(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", CHAPTER, spine=["ghost", "a.x"])
    assert spoken(read_epub(path)) == HEARD and "'ghost'" in reader.inspect(path).warnings[0]


def test_no_spine(tmp_path: Path) -> None:
    refused(epub(tmp_path / "b.epub", CHAPTER, spine=[]), "no spine")


def test_opf_that_is_no_xml(tmp_path: Path) -> None:
    refused(epub(tmp_path / "b.epub", CHAPTER, files={"OEBPS/content.opf": "\x01\x02 nothing"}), "not XML")


def test_missing_mimetype_and_container(tmp_path: Path) -> None:
    assert spoken(read_epub(epub(tmp_path / "a.epub", CHAPTER, leave_out=["mimetype"]))) == HEARD
    path = epub(tmp_path / "b.epub", CHAPTER, leave_out=["META-INF/container.xml"])
    assert (
        spoken(read_epub(path)) == HEARD and "container.xml is missing" in reader.inspect(path).warnings[0]
    )


def test_missing_nav_and_cover_are_warnings(tmp_path: Path) -> None:
    cover = '<item id="c" href="c.png" media-type="image/png" properties="cover-image"/>'
    path = epub(tmp_path / "b.epub", CHAPTER, nav="x", manifest=cover, leave_out=["OEBPS/nav.xhtml"])
    assert "OEBPS/nav.xhtml is missing" in read_epub(path).warnings
    assert "the cover OEBPS/c.png is missing" in reader.inspect(path).warnings


def encryption(algorithm: str) -> dict[str, bytes | str]:
    return {
        "META-INF/encryption.xml": '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    }


def test_copy_protection(tmp_path: Path) -> None:
    aes = encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc")
    refused(epub(tmp_path / "b.epub", CHAPTER, files=aes), "encrypted")
    fonts = encryption("http://www.idpf.org/2008/embedding")
    assert spoken(read_epub(epub(tmp_path / "c.epub", CHAPTER, files=fonts))) == HEARD


LAUGHS = '<!DOCTYPE html [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "&{a};&{a};&{a};&{a};&{a};&{a};&{a};&{a};&{a};&{a};">'
    for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
PASSWORDS = 'SYSTEM "file:///etc/passwd"'
ENTITIES = {
    "laughs": LAUGHS + "]><html><body><p>&i;</p></body></html>",
    "file": f"<!DOCTYPE html [<!ENTITY x {PASSWORDS}>]><html><body><p>&x;</p></body></html>",
    "parameter": f"<!DOCTYPE html [<!ENTITY % x {PASSWORDS}> %x;]><html><body><p>a</p></body></html>",
    "long": f'<!DOCTYPE html [<!ENTITY x "{"z" * 9000}">]><html><body><p>{"&x;" * 9}</p></body></html>',
    "second": '<!DOCTYPE html><!DOCTYPE html [<!ENTITY x "a&y;">]><html><body><p>&x;</p></body></html>',
}


@pytest.mark.parametrize("kind", ENTITIES)
def test_xml_entities(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InputError, match=r"OEBPS/a\.x declares XML entities"):
        read_epub(epub(tmp_path / "b.epub", {"a.x": ENTITIES[kind]}))
    opf = ENTITIES[kind].replace("html", "package")
    refused(epub(tmp_path / "c.epub", CHAPTER, files={"OEBPS/content.opf": opf}), "declares XML entities")


def test_an_outer_dtd_is_not_loaded(tmp_path: Path) -> None:
    dtd = tmp_path / "x.dtd"
    dtd.write_text('<!ENTITY secret "leaked">')
    document = f'<!DOCTYPE html SYSTEM "{dtd.as_uri()}"><html><body><p>a &secret;</p></body></html>'
    assert spoken(read_epub(epub(tmp_path / "b.epub", {"a.x": document}))) == ["a &secret;"]


def test_paths_that_lead_outside_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.xhtml").write_text(page("<p>secret</p>"))
    outside = "".join(
        f'<item id="o{i}" href="{href}" media-type="application/xhtml+xml"/>'
        for i, href in enumerate(("../../secret.xhtml", f"file://{tmp_path}/secret.xhtml", "/secret.xhtml"))
    )
    files = {"../../secret.xhtml": page("<p>secret</p>"), "/secret.xhtml": page("<p>secret</p>")}
    path = epub(
        tmp_path / "b.epub", CHAPTER, spine=["a.x", "o0", "o1", "o2"], manifest=outside, files=files
    )
    before = sorted(tmp_path.iterdir())
    assert spoken(read_epub(path)) == HEARD and len(reader.inspect(path).warnings) >= 3
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("broken", "heard"),
    [
        ("<p>One<p>Two<br>three</p><p>Four &nbsp; five & six", ["One", "Two three", "Four five & six"]),
        ("<p>a < b and c > d</p><p>End</p>", ["a < b and c > d", "End"]),
        ("<div><p>a</div><p>b</i></p><p>c</p>", ["a", "b", "c"]),
        ('<p>a<a id="x"/>b<i/>c</p><p class=x>d</p>', ["abc", "d"]),
        ("<p>a\x0cb\x01c</p>", ["abc"]),
        ("<h2>One</h3><p>a</p>", ["One", "a"]),
        ("<p>a</p></body></html><p>after the end</p>", ["a", "after the end"]),
    ],
)
def test_broken_markup_is_repaired_with_a_warning(tmp_path: Path, broken: str, heard: list[str]) -> None:
    text = f"<html><head><title/><meta charset='utf-8'></head><body>{broken}"
    book = read_epub(epub(tmp_path / "b.epub", {"a.x": text}))
    assert spoken(book) == heard
    assert book.warnings == ("OEBPS/a.x is not well-formed; it was repaired",)


def test_deep_nesting_is_read_or_refused_but_never_lost(tmp_path: Path) -> None:
    for depth in (200, 1000, 50_000):
        path = epub(tmp_path / "b.epub", {"a.x": page("<div>" * depth + "deep" + "</div>" * depth)})
        try:
            assert spoken(read_epub(path)) == ["deep"]
        except InputError as error:
            assert "deep" in str(error) or "parsed" in str(error)


@pytest.mark.parametrize(
    "name", ['it\'s "quoted".epub', "a = b: c.epub", "📚 книга.epub", "-n.epub", "%41&amp;.epub"]
)
def test_any_file_name(tmp_path: Path, name: str) -> None:
    path = epub(tmp_path / name, CHAPTER, metadata="")
    assert spoken(read_epub(path)) == HEARD
    assert reader.inspect(path).title == path.stem


def test_the_source_is_not_touched(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", CHAPTER)
    before = path.read_bytes(), path.stat().st_mtime_ns
    reader.inspect(path)
    read_epub(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_missing_anchors_are_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    headings = "".join(f"<h2>Chapter {n}</h2><p>text {n}</p>" for n in range(100))
    contents = nav("".join(li(f"Other {n}", f"a.x#no{n}") for n in range(100)))
    looks, letters = [], places.letters
    monkeypatch.setattr(places, "letters", lambda text: looks.append(text) or letters(text))
    read_epub(epub(tmp_path / "b.epub", {"a.x": page(headings)}, nav=contents))
    assert len(looks) < 1000
