"""What listeners of other makers complain of after a second run; each test says what they heard."""

import sqlite3
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import pytest
from conftest import ROOT, Project
from listening import ebur128, heard

from phases.graph.files import read_json
from phases.tools import recording

SAMPLE = ROOT / "phases" / "audiobook" / "sample" / "the-lighthouse-bindery.epub"
TALE = "# One\n\nIt rained on the harbour.\n\n# Two\n\nThe ship was late. Nobody came.\n"


def made(project: Project, run: int = -1) -> dict[str, int]:
    """The tasks of one run that made something, and how many parts each made."""
    with sqlite3.connect(project.folder / "build" / "state.db") as db:
        runs = [row[0] for row in db.execute("SELECT DISTINCT run FROM results ORDER BY rowid")]
        sql = "SELECT item, phase, parts - reused FROM results WHERE run = ? AND status = 'made'"
        return {f"{item}:{phase}": parts for item, phase, parts in db.execute(sql, [runs[run]])}


def target(project: Project, item: str, name: str = "{id}.m4b") -> Path:
    return project.target(item, name, "audiobook")


def test_the_old_words_were_heard_after_the_text_was_changed(books: Project) -> None:
    books.config("audiobook: {readalong: {make: false}, page: {make: false}}")
    books.input("tale.md", TALE)
    books.doit()
    before = target(books, "tale-md").read_bytes()
    books.input("tale.md", TALE.replace("Nobody", "Somebody"))
    books.doit()
    # ... and only what changed is spoken again, not its chapter, not the book
    assert made(books)["tale-md:synthesize"] == 1 and made(books)["tale-md:enhance"] == 1
    assert target(books, "tale-md").read_bytes() != before
    assert "Somebody came." in target(books, "tale-md", "transcript/book.txt").read_text("utf-8")


def test_one_book_was_heard_under_the_name_of_another(books: Project) -> None:
    """Two formats of one name, and the same name in two folders, are books of their own."""
    books.config("audiobook: {readalong: {make: false}, page: {make: false}}")
    names = {
        "tale.md": "tale-md",
        "tale.txt": "tale-txt",
        "tale.html": "tale-html",
        "more/tale.md": "more/tale-md",
    }
    for number, name in enumerate(names):
        text = f"This is the tale of number {number}."
        books.input(name, f"<p>{text}</p>" if name.endswith("html") else text)
    books.doit("-n", "2")
    for number, item in enumerate(names.values()):
        assert f"number {number}." in target(books, item, "transcript/book.txt").read_text("utf-8")
        assert target(books, item).stat().st_size > 1000


def test_another_loudness_took_all_the_speech_again(books: Project) -> None:
    books.input("tale.md", TALE)
    books.doit("-n", "2")
    books.doit("-n", "2", "audiobook.loudness=-23")
    again = {name.partition(":")[2] for name in made(books)}
    # What holds the sound, and the times, which come out the same.
    assert again == {"enhance", "package", "readalong", "page", "transcript"}
    assert abs(ebur128(*heard(target(books, "tale-md")))[0] + 23) < 0.7


def test_another_spelling_in_the_lexicon_took_all_the_speech_again(books: Project) -> None:
    books.input("tale.md", TALE)
    books.doit("-n", "2")
    books.input("lexicon.yaml", "harbour: haa-ber\n")
    books.doit("-n", "2")
    again = made(books)
    assert again["tale-md:synthesize"] == 1 and again["tale-md:enhance"] == 1
    assert "tale-md:chunk" not in again and "tale-md:extract" not in again
    # The text that is shown stays the author's.
    assert "harbour" in target(books, "tale-md", "transcript/book.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """The bundled sample as a shop wants it, and what the run said."""
    project = Project(tmp_path_factory.mktemp("shop"), shelf=False)
    project.input("sample.epub", SAMPLE.read_bytes())
    project.config(
        "audiobook: {profile: acx, narrator: Ann Reader, mp3: {make: true},"
        " page: {make: false}, readalong: {make: false}, transcript: {make: false}}"
    )
    return project, project.doit("-n", "2")


def test_the_shop_sent_the_files_back(shop: tuple[Project, str]) -> None:
    """The six numbers of ACX on each file that it would get, measured by FFmpeg."""
    folder = target(shop[0], "sample", "mp3")
    listed = read_json(folder / "files.json")["files"]
    titles = [one["title"] for one in listed]
    assert titles[0] == "Opening Credits" and titles[-2:] == ["Closing Credits", "Retail sample"]
    for path in sorted(folder.glob("*.mp3")):
        info: Any = mutagen.File(path).info
        assert (info.bitrate, info.sample_rate, info.channels) == (192_000, 44_100, 1), path.name
        sound = np.concatenate(list(recording.blocks(path))).astype(np.float64)
        assert -23 <= 10 * np.log10(np.mean(sound**2)) <= -18, path.name
        assert ebur128(sound.astype(np.float32), 44_100)[1] <= -3, path.name
        windows = sound[: len(sound) // 22_050 * 22_050].reshape(-1, 22_050)
        assert 10 * np.log10((windows**2).mean(1).min()) <= -60, path.name
        loud = np.flatnonzero(np.abs(sound) > 0.01)
        assert 0.5 <= loud[0] / 44_100 <= 1 and 1 <= (len(sound) - loud[-1]) / 44_100 <= 5, path.name
        assert 60 * ("Retail" in path.name) <= len(sound) / 44_100 <= 120 * 60, path.name


def test_the_book_was_shorter_than_it_said(shop: tuple[Project, str]) -> None:
    """The summary shows the length of the M4B with its credits, not that of another file."""
    project, said = shop
    [row] = [line.split() for line in said.splitlines() if line.startswith("sample ")]
    with av.open(str(target(project, "sample"))) as file:
        seconds = round(file.duration / 1e6)
    assert row[-2] == f"{seconds // 60}:{seconds % 60:02}"
