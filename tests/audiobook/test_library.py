"""The library as Audiobookshelf reads it: its folders, its links, and what it says of each book."""

import base64
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from pictures import PNG

from phases.audiobook import library
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


def test_the_same_bytes_again(shelf: Shelf) -> None:
    shelf.add("a")
    contents = []
    for _ in range(2):
        shelf.made()
        contents.append({name: (shelf.target / name).read_bytes() for name in shelf.files()})
    assert contents[0] == contents[1]
