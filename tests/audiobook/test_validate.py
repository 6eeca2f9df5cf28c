"""What validate says of a book, and what it refuses."""

import base64
import hashlib
import json
import random
from pathlib import Path

import pytest
from epub_maker import epub, page

from phases.audiobook import readers, validate
from phases.graph.errors import InputError
from phases.graph.model import Metrics

CHAPTER = {"a.x": page("<h2>One</h2><p>The words.</p>")}
SHARED = Path(__file__).parents[3] / "shared" / "corpus"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 30"><rect width="9" height="9"/></svg>'


def check(source: Path, **settings: float) -> tuple[dict[str, object], Metrics]:
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


@pytest.mark.parametrize(("data", "kind"), [(GIF, "gif"), (SVG, "svg+xml")])
def test_other_covers_become_jpeg(tmp_path: Path, data: bytes, kind: str) -> None:
    record, _ = check(with_cover(tmp_path / "b.epub", data, kind))
    assert base64.b64decode(str(record["cover"])).startswith(b"\xff\xd8\xff") and record["warnings"] == []


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
    ],
)
def test_a_bad_cover_is_a_warning(tmp_path: Path, data: bytes) -> None:
    record, metrics = check(with_cover(tmp_path / "b.epub", data, "png"))
    warnings = record["warnings"]
    assert record["cover"] == "" and isinstance(warnings, list) and "cover" in warnings[0]
    assert metrics["warnings"] == warnings[0]


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
        path = tmp_path / name
        path.write_text("the words of the book and what it is for.\n")
        record, metrics = check(path)
        assert (record["format"], metrics["format"], record["title"]) == (kind, kind, "a book")


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
    source = SHARED / "frankenstein.epub"
    if not source.exists():
        pytest.skip("the shared test books are not here")
    facts = readers.reader(source).inspect(source)
    assert (facts.title, facts.author, facts.language) == ("Frankenstein", "Mary Shelley", "en-GB")
    assert facts.cover.startswith(b"\xff\xd8\xff") and facts.cover_name.endswith("cover.svg")
    assert facts.warnings == ()
