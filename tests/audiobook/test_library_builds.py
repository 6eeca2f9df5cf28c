"""The library in builds that run again: with another cover, and when books come, change and go."""

import json
import sqlite3
from pathlib import Path

from conftest import Project
from epub_maker import METADATA, epub, page
from mutagen.mp4 import MP4
from pictures import png

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
