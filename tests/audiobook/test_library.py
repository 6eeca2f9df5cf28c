"""The library as Audiobookshelf reads it: its folders, its links, and what it says of each book."""

import base64
import json
import os
import shutil
import sqlite3
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from conftest import Project
from epub_maker import METADATA, epub, page
from hypothesis import given
from hypothesis import strategies as st
from mutagen.mp4 import MP4
from pictures import PNG, png

from phases.audiobook import library
from phases.audiobook.file_names import file_name
from phases.graph.files import write_json

FACTS: dict[str, Any] = {
    "title": "The Sea",
    "author": "Ann Other",
    "authors": [],
    "series": "",
    "series_part": "",
    "publisher": "",
    "isbn": "",
    "description": "",
    "language": "en",
    "year": "",
    "cover": base64.b64encode(PNG).decode(),
}


class Shelf:
    """Books as the phases before leave them, and the library of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.target = folder, folder / "library"
        self.books: list[tuple[Path, Path, Path]] = []

    def add(self, id: str, **facts: Any) -> None:
        folder = self.folder / id
        folder.mkdir(parents=True)
        book = (folder / "validate.json", folder / "audio.json", folder / f"{folder.name}.m4b")
        write_json(book[0], FACTS | facts)
        chapters = [{"title": "One", "samples": 22_050}, {"title": "", "samples": 33_075}]
        write_json(book[1], {"sample_rate": 22_050, "chapters": chapters})
        book[2].write_bytes(id.encode())
        self.books.append(book)

    def made(self, with_texts: bool = False, **settings: Any) -> dict[str, Any]:
        shutil.rmtree(self.target, ignore_errors=True)
        self.target.mkdir()
        columns = [[book[n] for book in self.books] for n in range(3)]
        if with_texts:
            columns.append([book[2].with_suffix(".epub") for book in self.books])
            for path in columns[3]:
                path.write_bytes(b"PK")
        return library.run(*columns, target=self.target, settings=library.Settings(**settings))

    def files(self) -> list[str]:
        return sorted(p.relative_to(self.target).as_posix() for p in self.target.rglob("*") if p.is_file())

    def said(self, folder: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.target / folder / "metadata.json").read_text("utf-8"))
        return found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_author_series_title(shelf: Shelf) -> None:
    shelf.add("a", series="Waves", series_part="2")
    shelf.add("b", title="Alone")
    shelf.add("c", title="Found", author="")
    assert shelf.made() == {"books": 3, "copied": 0}
    names = ("cover.png", "metadata.json")
    assert shelf.files() == sorted(
        f"{folder}/{name}"
        for folder in ("Ann Other/Waves/The Sea", "Ann Other/Alone", "Unknown Author/Found")
        for name in (*names, f"{folder.rpartition('/')[2]}.m4b")
    )


def test_the_book_takes_no_second_room_on_the_disk(shelf: Shelf) -> None:
    shelf.add("a")
    shelf.made(with_texts=True)
    for name in ("The Sea.m4b", "The Sea.epub"):
        assert os.stat(shelf.target / "Ann Other/The Sea" / name).st_nlink == 2


def test_where_links_are_impossible_there_are_copies(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(18, "Invalid cross-device link")

    shelf.add("a")
    monkeypatch.setattr(os, "link", refuse)
    assert shelf.made() == {"books": 1, "copied": 1}
    assert (shelf.target / "Ann Other/The Sea/The Sea.m4b").read_bytes() == b"a"


def test_what_audiobookshelf_reads(shelf: Shelf) -> None:
    shelf.add(
        "a",
        author="Ann Other, Bob",
        authors=["Ann Other", "Bob"],
        series="Waves",
        series_part="2.5",
        publisher="Sea & Sons",
        isbn="9780306406157",
        description="Wet.\nVery.",
        year="1901",
    )
    shelf.made(narrator="Cleo")
    assert shelf.said("Ann Other, Bob/Waves/The Sea") == {
        "tags": [],
        "chapters": [
            {"id": 0, "start": 0.0, "end": 1.0, "title": "One"},
            {"id": 1, "start": 1.0, "end": 2.5, "title": "2"},
        ],
        "title": "The Sea",
        "subtitle": None,
        "authors": ["Ann Other", "Bob"],
        "narrators": ["Cleo"],
        "series": ["Waves #2.5"],
        "genres": ["Audiobook"],
        "publishedYear": "1901",
        "publishedDate": None,
        "publisher": "Sea & Sons",
        "description": "Wet.\nVery.",
        "isbn": "9780306406157",
        "asin": None,
        "language": "en",
        "explicit": False,
        "abridged": False,
    }


def test_what_is_not_known_is_not_said(shelf: Shelf) -> None:
    shelf.add("a", author="")
    shelf.made(genre="")
    said = shelf.said("Unknown Author/The Sea")
    assert said["authors"] == said["narrators"] == said["series"] == said["genres"] == []
    assert said["publishedYear"] is said["isbn"] is said["description"] is None


def test_books_of_one_name_do_not_meet(shelf: Shelf) -> None:
    for id in ("a", "b", "x/b", "y/b"):
        shelf.add(id)
    shelf.add("c", title="THE SEA")  # the same to Windows and macOS
    shelf.add("d", title="Cafe\u0301")
    shelf.add("e", title="Caf\u00e9")
    shelf.made()
    books = {p.parent.name: p.read_text() for p in shelf.target.rglob("*.m4b")}
    assert books == {
        "The Sea": "a",
        "The Sea (b)": "b",
        "The Sea (b) 2": "x/b",
        "The Sea (b) 3": "y/b",
        "THE SEA (c)": "c",
        "Café": "d",
        "Café (e)": "e",
    }


@pytest.mark.parametrize("order", [1, -1])
def test_a_book_that_is_called_like_a_series_lies_beside_it(shelf: Shelf, order: int) -> None:
    for id, facts in (("a", {"title": "Waves"}), ("b", {"series": "Waves"}))[::order]:
        shelf.add(id, **facts)
    shelf.made()
    assert sorted(p.parent.relative_to(shelf.target).as_posix() for p in shelf.target.rglob("*.m4b")) == [
        "Ann Other/Waves (a)",
        "Ann Other/Waves/The Sea",
    ]


@pytest.mark.parametrize(
    "name", ["../../x", "/etc", "..", ".", "C:\\x", "a\0b", "\n", "NUL", "com1.txt", "x. "]
)
def test_no_name_leads_out_of_the_library(shelf: Shelf, name: str) -> None:
    shelf.add("a", title=name, author=name, series=name)
    before = {path for path in shelf.folder.rglob("*") if shelf.target not in path.parents}
    shelf.made()
    after = {path for path in shelf.folder.rglob("*") if shelf.target not in path.parents}
    assert after - before <= {shelf.target}
    assert all(len(path.split("/")) == 4 for path in shelf.files())


@given(st.text(max_size=400), st.integers(20, 120))
def test_any_title_is_a_name_on_any_system(title: str, longest: int) -> None:
    name = file_name(title, longest)
    assert 0 < len(name.encode()) <= longest and name == name.strip(". ")
    assert not set(name) & set('/\\:*?"<>|') and name.isprintable()
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
    assert unicodedata.is_normalized("NFC", name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("con", "_con"),
        ("Aux.", "_Aux"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("Concrete", "Concrete"),
        ("COM²", "_COM²"),
        ("...And Justice", "And Justice"),
        ("???", "Untitled"),
        ("a\nb\tc", "a b c"),
        ("😀" * 50, "😀" * 30),
    ],
)
def test_names_that_windows_keeps(title: str, name: str) -> None:
    assert file_name(title) == name


def test_the_same_bytes_again(shelf: Shelf) -> None:
    shelf.add("a")
    contents = []
    for _ in range(2):
        shelf.made()
        contents.append({name: (shelf.target / name).read_bytes() for name in shelf.files()})
    assert contents[0] == contents[1]


# whole builds

QUIET = "synthesize: {engine: silent}"
CHAPTERS = {"a.x": page("<h2>One</h2><p>The words of one.</p>"), "b.x": page("<h2>Two</h2><p>And two.</p>")}
COVER = '<item id="c" href="c.png" media-type="image/png" properties="cover-image"/>'
ONE, OTHER = png(60, 90), png(60, 90, (1, 2, 3))


def write(project: Project, name: str = "b.epub", cover: bytes = ONE, metadata: str = METADATA) -> None:
    path = project.folder / "input" / name
    epub(path, CHAPTERS, manifest=COVER, files={"OEBPS/c.png": cover}, metadata=metadata)


def made(project: Project) -> list[str]:
    """The tasks that the last run made, sorted."""
    with sqlite3.connect(project.folder / "build" / "state.db") as db:
        [last] = db.execute("SELECT id FROM runs ORDER BY started DESC LIMIT 1").fetchone()
        sql = "SELECT item, phase FROM results WHERE run = ? AND status = 'made'"
        return sorted(f"{item}:{phase}" for item, phase in db.execute(sql, [last]))


def on_shelf(project: Project) -> dict[str, Path]:
    folder = project.folder / "build" / "library"
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def of_book(title: str) -> list[str]:
    """The files of a book below its author's folder."""
    return [f"{title}/{name}" for name in (f"{title}.m4b", f"{title}.epub", "cover.png", "metadata.json")]


def test_another_cover_makes_again_what_holds_it(books: Project) -> None:
    books.config(
        f"audiobook: {{{QUIET}, mp3: {{make: true}}, library: {{make: true}}, readalong: {{make: true}}}}"
    )
    write(books)
    books.doit()
    write(books, cover=OTHER)
    books.doit()
    # Both readers look at the changed file; the text is the same, and nothing is spoken or encoded.
    reread, holding = ["b:extract", "b:validate"], ["b:mp3", "b:package", "b:readalong"]
    assert made(books) == sorted(["audiobook:library", *reread, *holding])
    m4b = books.folder / "build/audiobook/b/b.m4b"
    assert bytes(MP4(m4b).tags["covr"][0]) == OTHER
    assert on_shelf(books)["Ann Other/A Test/cover.png"].read_bytes() == OTHER
    assert m4b.samefile(on_shelf(books)["Ann Other/A Test/A Test.m4b"])
    assert books.doit().splitlines()[-1].startswith("2 up to date")


def test_the_library_follows_the_books(books: Project) -> None:
    books.config(f"audiobook: {{{QUIET}, library: {{make: true}}, readalong: {{make: true}}}}")
    write(books)
    write(books, "c.epub", metadata=METADATA.replace("A Test", "Other"))
    books.input("bad.epub", b"PK\x03\x04 and no more")
    books.doit(code=2)  # a book that failed takes no other off the shelf
    before = on_shelf(books)
    assert set(before) == {f"Ann Other/{name}" for title in ("A Test", "Other") for name in of_book(title)}
    # What is deleted or edited there comes back.
    before["Ann Other/A Test/A Test.m4b"].unlink()
    before["Ann Other/A Test/metadata.json"].write_text("{}")
    (books.folder / "input" / "bad.epub").unlink()
    books.doit()
    assert made(books) == ["audiobook:library"] and set(on_shelf(books)) == set(before)
    assert json.loads(before["Ann Other/A Test/metadata.json"].read_text())["title"] == "A Test"
    # A new title, and a book that is gone, leave nothing behind.
    write(books, metadata=METADATA.replace("A Test", "New"))
    (books.folder / "input" / "c.epub").unlink()
    books.doit()
    assert set(on_shelf(books)) == {f"Ann Other/{name}" for name in of_book("New")}
