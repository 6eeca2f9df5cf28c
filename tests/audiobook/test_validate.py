"""What validate says of a book, and what it refuses."""

import base64
import hashlib
import io
import json
import os
import random
import sys
from pathlib import Path

import pytest
from conftest import CORPUS
from epub_maker import METADATA, epub, page
from hypothesis import given
from hypothesis import strategies as st
from pictures import PNG, png
from PIL import Image

from phases.audiobook import readers, validate
from phases.audiobook.readers import publication
from phases.graph.errors import InputError
from phases.graph.model import Metrics
from phases.tools import cover

CHAPTER = {"a.x": page("<h2>One</h2><p>The words.</p>")}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 30"><rect width="9" height="9"/></svg>'


def check(source: Path, **settings: float | bool) -> tuple[dict[str, object], Metrics]:
    target = source.with_suffix(".json")
    metrics = validate.run(source, target, validate.Settings(**settings))  # type: ignore[arg-type]
    return json.loads(target.read_text(encoding="utf-8")), metrics


def with_cover(path: Path, data: bytes, kind: str) -> Path:
    cover = f'<item id="c" href="c.img" media-type="image/{kind}" properties="cover-image"/>'
    return epub(path, CHAPTER, manifest=cover, files={"OEBPS/c.img": data})


def test_what_an_epub_says(tmp_path: Path) -> None:
    path = with_cover(tmp_path / "b.epub", PNG, "png")
    record, metrics = check(path)
    assert base64.b64decode(str(record.pop("cover"))) == PNG
    assert record == {
        "format": "EPUB 3.0",
        "title": "A Test",
        "author": "Ann Other",
        "language": "en",
        "year": "1999",
        "cover_name": "OEBPS/c.img",
        "warnings": [],
        "authors": ["Ann Other"],
        "series": "",
        "series_part": "",
        "publisher": "",
        "isbn": "",
        "description": "",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "bytes": path.stat().st_size,
    }
    assert metrics["title"] == "A Test" and metrics["cover"] == 1 and "warnings" not in metrics


def test_the_record_is_the_same_every_time(tmp_path: Path) -> None:
    path = with_cover(tmp_path / "b.epub", SVG, "svg+xml")
    check(path)
    first = path.with_suffix(".json").read_bytes()
    check(path)
    assert path.with_suffix(".json").read_bytes() == first


def gif(width: int, height: int) -> bytes:
    """A GIF of one colour, as written by Pillow."""
    file = io.BytesIO()
    Image.new("P", (width, height)).save(file, "GIF")
    return file.getvalue()


@pytest.mark.parametrize(("data", "kind"), [(gif(60, 90), "gif"), (SVG, "svg+xml")])
def test_other_covers_become_jpeg(tmp_path: Path, data: bytes, kind: str) -> None:
    record, _ = check(with_cover(tmp_path / "b.epub", data, kind))
    assert base64.b64decode(str(record["cover"])).startswith(b"\xff\xd8\xff") and record["warnings"] == []


def test_where_there_is_no_cover_one_is_drawn(tmp_path: Path) -> None:
    record, metrics = check(epub(tmp_path / "b.epub", CHAPTER))
    assert base64.b64decode(str(record["cover"])) == cover.draw("A Test", "Ann Other")
    assert (record["cover_name"], record["warnings"], metrics["cover"]) == ("", [], 0)
    assert check(epub(tmp_path / "b.epub", CHAPTER), draw_cover=False)[0]["cover"] == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nothing",
        b"GIF89a broken",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"<svg",
        b"<svg viewBox='0 0 1 9999'/>",
        SVG[:90],
        png(1, 1),
        png(200, 300)[:-30],
    ],
)
def test_a_bad_cover_is_a_warning_and_one_is_drawn(tmp_path: Path, data: bytes) -> None:
    record, metrics = check(with_cover(tmp_path / "b.epub", data, "png"))
    warnings = record["warnings"]
    assert isinstance(warnings, list) and "cover" in warnings[0]
    assert base64.b64decode(str(record["cover"])) == cover.draw("A Test", "Ann Other")
    assert metrics["warnings"] == warnings[0]


PUBLISHED = (
    METADATA
    + "<dc:creator>Bob</dc:creator><dc:publisher>Sea &amp; Sons</dc:publisher>"
    + "<dc:identifier>urn:uuid:1</dc:identifier><dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier>"
    + "<dc:description>&lt;p&gt;A &lt;b&gt;wet&lt;/b&gt; book.&lt;/p&gt;&lt;p&gt;5 &amp;lt; 6.&lt;/p&gt;"
    + "</dc:description>"
)
EPUB3 = (
    '<meta property="belongs-to-collection" id="box">The Box</meta>'
    '<meta refines="#box" property="collection-type">set</meta>'
    '<meta property="belongs-to-collection" id="s">Waves</meta>'
    '<meta refines="#s" property="collection-type">series</meta>'
    '<meta refines="#s" property="group-position">2.0</meta>'
)
CALIBRE = '<meta name="calibre:series" content="Waves"/><meta name="calibre:series_index" content="2.0"/>'


@pytest.mark.parametrize("series", [EPUB3, CALIBRE])
def test_series_publisher_isbn_and_description(tmp_path: Path, series: str) -> None:
    record, _ = check(epub(tmp_path / "b.epub", CHAPTER, metadata=PUBLISHED + series))
    assert (record["author"], record["authors"]) == ("Ann Other, Bob", ["Ann Other", "Bob"])
    assert (record["series"], record["series_part"]) == ("Waves", "2")
    assert (record["publisher"], record["isbn"]) == ("Sea & Sons", "9780306406157")
    assert record["description"] == "A wet book.\n5 < 6."


def test_a_list_of_the_best_hundred_is_no_series(tmp_path: Path) -> None:
    """As Standard Ebooks has them; the listener would find *Frankenstein* below a newspaper."""
    best = EPUB3[: EPUB3.index('<meta property="belongs-to-collection" id="s"')]
    record, _ = check(epub(tmp_path / "b.epub", CHAPTER, metadata=METADATA + best))
    assert (record["series"], record["series_part"]) == ("", "")


@pytest.mark.parametrize(
    ("text", "scheme", "found"),
    [
        ("978-0-306-40615-7", "", "9780306406157"),
        ("9780306406158", "ISBN", ""),  # a wrong check digit
        ("0-306-40615-2", "ISBN", "0306406152"),
        ("0-306-40615-2", "", ""),  # a number of anything
        ("isbn:080442957X", "", "080442957X"),
        ("ISBN-13: 978 0 306 40615 7", "", "9780306406157"),
        ("urn:uuid:9780306406157", "", ""),
        ("٩٧٨٠٣٠٦٤٠٦١٥٧", "", ""),
    ],
)
def test_an_isbn_is_known_by_its_check_digit(text: str, scheme: str, found: str) -> None:
    assert publication.isbn(text, scheme) == found


@given(st.text(max_size=300))
def test_any_description_becomes_plain_text(text: str) -> None:
    made = publication.plain(text * 30)
    assert len(made) <= publication.LONGEST_DESCRIPTION
    assert all(line and line == " ".join(line.split()) for line in made.splitlines())


def test_a_drawn_cover_loads_nothing_from_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    box = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 2 3">'
    )
    image = f'<image x:href="{tmp_path}/secret.png" width="2" height="3"/>'
    drawn = [
        check(with_cover(tmp_path / f"{i}.epub", f"{box}{inner}</svg>".encode(), "svg+xml"))[0]["cover"]
        for i, inner in enumerate(("", image, image.replace("x:href", "href")))
    ]
    assert drawn[0] and drawn[0] == drawn[1] == drawn[2]


def test_text_and_markdown(tmp_path: Path) -> None:
    for name, kind in (("a book.txt", "text"), ("a_book.md", "Markdown")):
        (path := tmp_path / name).write_text("the words of the book and what it is for.\n")
        record, metrics = check(path)
        assert (record["format"], metrics["format"], record["title"]) == (kind, kind, "a book")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode there")
@pytest.mark.parametrize(("suffix", "text"), [(b".txt", "1\n\nThe sea.\n"), (b".html", "<p>The sea.</p>")])
def test_a_file_name_that_is_no_unicode_is_a_title(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, suffix: bytes, text: str
) -> None:
    caplog.set_level("ERROR")  # warnings name the file, and xdist cannot send such a name
    source = tmp_path / os.fsdecode(b"caf\xe9" + suffix)
    source.write_text(text, encoding="utf-8")
    record, _ = check(source)
    assert record["title"] == "caf\ufffd" and record["cover"]


def test_too_large(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", CHAPTER, files={"OEBPS/pictures": random.Random(1).randbytes(30_000)})
    with pytest.raises(InputError, match=r"more than 0\.02; raise audiobook\.validate\.max_mb"):
        check(path, max_mb=0.02)


def not_a_book(folder: Path) -> list[tuple[Path, bytes, str]]:
    noise = random.Random(7).randbytes(5000)
    word = epub(folder / "word.docx", CHAPTER, leave_out=["META-INF/container.xml"]).read_bytes()
    return [
        (folder / "empty.epub", b"", "empty"),
        (folder / "empty.txt", b"", "empty"),
        (folder / "noise.epub", noise, "no EPUB inside"),
        (folder / "noise.pdf", noise, "no PDF inside"),
        (folder / "noise.txt", noise, "not a book"),
        (folder / "noise.md", noise, "not a book"),
        (folder / "noise", noise, "not a book"),
        (folder / "zip.epub", b"PK\x03\x04" + noise, "damaged|not an EPUB"),
        (folder / "word.docx", word, "no text part"),
        (folder / "word.zip", word, "not an EPUB, Word or FB2 book"),
        (folder / "spaces.txt", b" \n \n", "no text"),
    ]


def test_what_is_no_book_gets_one_line(tmp_path: Path) -> None:
    for path, data, match in not_a_book(tmp_path):
        path.write_bytes(data)
        with pytest.raises(InputError, match=match) as caught:
            readers.reader(path).inspect(path)
        assert caught.value.hint and "\n" not in str(caught.value), path.name


def test_content_counts_before_the_suffix(tmp_path: Path) -> None:
    disguised = epub(tmp_path / "book.txt", CHAPTER)
    assert readers.reader(disguised).__name__.endswith(".epub")
    (tmp_path / "paper.txt").write_bytes(b"%PDF-1.7\n")
    assert readers.reader(tmp_path / "paper.txt").__name__.endswith(".pdf")


def test_frankenstein() -> None:
    source = CORPUS / "frankenstein.epub"
    if not source.exists():
        pytest.skip("the shared test books are not here")
    facts = readers.reader(source).inspect(source)
    assert (facts.title, facts.author, facts.language) == ("Frankenstein", "Mary Shelley", "en-GB")
    assert facts.cover.startswith(b"\xff\xd8\xff") and facts.cover_name.endswith("cover.svg")
    assert facts.warnings == ()
