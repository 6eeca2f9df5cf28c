"""Whole builds of the bundled sample and of a real book, through the real doit."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import av
import pytest
from conftest import CORPUS, ROOT, Project
from listening import ebur128, heard
from mutagen.mp4 import MP4

from phases.audiobook import PIPELINE, book
from phases.graph.files import read_json

SAMPLE = ROOT / "phases" / "audiobook" / "sample"
SCORE = ROOT.parent / "shared" / "tools" / "score_text.py"
EPUB, PDF = "the-lighthouse-bindery", "the-lighthouse-bindery-pdf"
WANTED = PIPELINE.wanted(lambda name: {one.name: one for one in PIPELINE.declared}[name].settings())
PHASES = [phase.name for phase in WANTED.phases]
FOR_M4B = PHASES[: PHASES.index("package") + 1]
"""Phases are made in their order, so that what one refuses no later one looks at."""
HEADINGS = ["Words", "Skipped", "Lost", "Audio"]
TITLES = ["The Lamp Room", "The Book from the Sea", "By Being Read"]


def m4b(project: Project, item: str = EPUB) -> Path:
    return project.target(item, "{id}.m4b", "audiobook")


def results(project: Project, columns: str, **where: str) -> list[Any]:
    """Rows of the history, oldest first."""
    asked = " AND ".join(f"{column} = ?" for column in where) or "1"
    with sqlite3.connect(project.folder / "build" / "state.db") as db:
        sql = f"SELECT {columns} FROM results WHERE {asked} ORDER BY rowid"
        return db.execute(sql, list(where.values())).fetchall()


def project_of(folder: Path) -> Project:
    """A project without an input folder: the sample is built."""
    made = Project(folder, shelf=False)
    (folder / "input").rmdir()
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """A build of the sample with 4 workers, and what it said; tests only look at it."""
    project = project_of(tmp_path_factory.mktemp("whole"))
    return project, project.doit("-n", "4")


# what comes out


def test_the_summary_accounts_for_every_word(whole: tuple[Project, str]) -> None:
    project, said = whole
    lines = said.splitlines()
    heading = next(line for line in lines if line.startswith("Item") and "Words" in line)
    assert heading.split() == ["Item", "Status", "Made", "Reused", *HEADINGS, "Time"]
    for item in (EPUB, PDF):
        [row] = [line.split() for line in lines if line.startswith(f"{item} ")]
        ledger = book.read_book(project.target(item, "book.json", "audiobook")).ledger
        audio_s = round(length(project, item))
        skipped = sum(ledger.skipped.values())
        assert row[1:7] == ["made", str(len(PHASES)), "0", str(ledger.spoken), str(skipped), "0"]
        assert row[7] == f"{audio_s // 60}:{audio_s % 60:02}"
        assert ledger.source == ledger.spoken + sum(ledger.skipped.values())
    assert lines[-1].startswith("4 made in ")


def length(project: Project, item: str) -> float:
    """Seconds of sound that *enhance* says it made."""
    audio = read_json(project.target(item, "audio.json", "audiobook"))
    return float(sum(chapter["samples"] for chapter in audio["chapters"]) / audio["sample_rate"])


@pytest.mark.parametrize(
    ("item", "first", "year"), [(EPUB, "Dedication", "2026"), (PDF, "The Lighthouse Bindery", None)]
)
def test_the_m4b_has_chapters_tags_and_cover(
    whole: tuple[Project, str], item: str, first: str, year: str | None
) -> None:
    project, _ = whole
    audio = read_json(project.target(item, "audio.json", "audiobook"))
    with av.open(str(m4b(project, item))) as file:
        marks, metadata, [sound] = file.chapters(), file.metadata, file.streams.audio
        language, rate = sound.metadata["language"], sound.sample_rate
    assert [mark["metadata"]["title"] for mark in marks] == [first, *TITLES]
    at = 0
    for mark, chapter in zip(marks, audio["chapters"], strict=True):
        assert abs(mark["start"] * mark["time_base"] - at / rate) < 0.001
        at += chapter["samples"]
        assert abs(mark["end"] * mark["time_base"] - at / rate) < 0.001
    assert metadata["title"] == metadata["album"] == "The Lighthouse Bindery"
    assert (metadata["artist"], metadata.get("date"), language) == ("The Bindery Authors", year, "eng")
    cover = bytes(MP4(m4b(project, item)).tags["covr"][0])
    assert cover.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
    data = m4b(project, item).read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat"), "not +faststart"


def test_the_sound_is_whole_and_each_chapter_is_as_loud_as_it_should_be(
    whole: tuple[Project, str],
) -> None:
    project, _ = whole
    for item in (EPUB, PDF):
        sound, rate = heard(m4b(project, item))
        audio = read_json(project.target(item, "audio.json", "audiobook"))
        assert rate == audio["sample_rate"] == 22_050
        # The zeros that end each chapter prime the next one, so those of the last may be left out.
        assert 0 <= sum(chapter["samples"] for chapter in audio["chapters"]) - len(sound) <= 1_024
        at = 0
        for chapter in audio["chapters"]:
            loudness, peak = ebur128(sound[at : at + chapter["samples"]], rate)
            assert abs(loudness + 19) < 0.5 and peak <= -3, (item, chapter["title"], loudness, peak)
            at += chapter["samples"]


# the same bytes, whatever happens


def test_one_worker_makes_the_same_bytes(tmp_path: Path, whole: tuple[Project, str]) -> None:
    project = project_of(tmp_path)
    project.doit("-n", "1")
    for item in (EPUB, PDF):
        for target in ["{id}.m4b", *(f"{name}.json" for name in ("book", "chunks", "speech", "audio"))]:
            one, four = (p.target(item, target, "audiobook").read_bytes() for p in (project, whole[0]))
            assert one == four, f"{item}: {target}"


def test_killed_five_times_it_makes_the_same_bytes_and_nothing_twice(
    tmp_path: Path, whole: tuple[Project, str]
) -> None:
    project = project_of(tmp_path)
    finished: dict[Path, int] = {}
    for share in (0.02, 0.25, 0.5, 0.75, 0.95):
        kill_at(project, share * len(files(whole[0])))
        finished |= committed(project)
    said = project.doit("-n", "2")
    assert "failed" not in said
    for item in (EPUB, PDF):
        assert m4b(project, item).read_bytes() == m4b(whole[0], item).read_bytes()
    rows = [row for row in results(project, "item, phase, status") if row[0] in (EPUB, PDF)]
    assert sorted(rows) == sorted((item, phase, "made") for item in (EPUB, PDF) for phase in PHASES)
    now = files(project)
    # A file that is made again is a new one, with another inode.
    assert len(finished) > 50 and {path: now[path] for path in finished} == finished


def files(project: Project) -> dict[Path, int]:
    """Inodes of the made parts and targets that are whole."""
    build = project.folder / "build"
    made = [*build.glob("cache/??/*"), *build.glob("audiobook/*/*")]
    return {path: path.stat().st_ino for path in made if not path.name.startswith(".")}


def committed(project: Project) -> dict[Path, int]:
    """Of `files` those that must never be made again: parts, and targets in the history."""
    made = set(results(project, "item, phase"))
    phases = {
        (item, one.target.format(id=item)): one.name for item in (EPUB, PDF) for one in PIPELINE.phases
    }
    return {
        path: inode
        for path, inode in files(project).items()
        if path.parent.parent.name == "cache"
        or (path.parent.name, phases.get((path.parent.name, path.name))) in made
    }


def kill_at(project: Project, count: float) -> None:
    """Start a build and kill all its processes once `count` parts and targets are made."""
    process = project.start("-n", "2", start_new_session=True)
    deadline = time.monotonic() + 60
    while len(files(project)) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert process.poll() is None, "the build ended before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


# only what changed


def edited(source: Path, target: Path, old: str, new: str) -> None:
    """Copy an EPUB with the first `old` in its text replaced by `new`."""
    left = 1
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            if left and name.endswith(".xhtml") and old.encode() in data:
                data, left = data.replace(old.encode(), new.encode(), 1), 0
            after.writestr(name, data)
    assert not left


def test_one_changed_word_makes_one_chunk_and_one_chapter_again(books: Project) -> None:
    source = SAMPLE / f"{EPUB}.epub"
    shutil.copy(source, books.folder / "input")
    books.doit()
    before = read_json(books.target(EPUB, "audio.json", "audiobook"))["chapters"]
    edited(source, books.folder / "input" / source.name, "tarred string", "purple string")
    books.doit()
    new = {row[0]: row[1:] for row in results(books, "phase, parts - reused, parts")[len(PHASES) :]}
    assert sorted(new) == sorted(PHASES)
    assert new["synthesize"][0] == new["enhance"][0] == 1 and new["synthesize"][1] > 30
    after = read_json(books.target(EPUB, "audio.json", "audiobook"))["chapters"]
    changed = [one["title"] for one, two in zip(before, after, strict=True) if one["key"] != two["key"]]
    assert changed == ["The Book from the Sea"]
    with av.open(str(m4b(books))) as file:
        assert file.chapters()[-1]["metadata"]["title"] == TITLES[-1]


def test_doits_commands_on_a_book(books: Project) -> None:
    shutil.copy(SAMPLE / f"{EPUB}.epub", books.folder / "input" / "Book X.epub")
    folder = books.target("book-x", "", "audiobook")
    # before the first run
    assert "Book X.epub" in books.doit("list")
    assert "R book-x:package" in books.doit("list", "--all", "--status")
    for command in (["info", "book-x:chunk"], ["forget", "book-x"], ["clean", "book-x"]):
        assert "Traceback" not in books.doit(*command, code=None)
    # one phase, with what it needs
    books.doit("book-x:extract")
    assert sorted(path.name for path in folder.glob("[!.]*")) == ["book.json", "validate.json"]
    assert "The Lighthouse Bindery" in books.doit("list")
    # one target by its path
    books.doit("build/audiobook/book-x/book-x.m4b")
    assert results(books, "phase, status") == [(phase, "made") for phase in FOR_M4B]
    assert "U book-x:package" in books.doit("list", "--all", "--status")
    said = books.doit("info", "book-x:chunk", "audiobook.chunk.max_chars=300", code=1)
    assert "max_chars 400 -> 300" in said
    # forget: made again, from the cache
    books.doit("forget", "book-x")
    made = results(books, "COUNT(*)")
    books.doit("book-x")
    assert results(books, "parts - reused", phase="synthesize")[-1] == (0,)
    assert results(books, "COUNT(*)")[0][0] == made[0][0] + len(PHASES)
    # ignore, until it is forgotten
    books.doit("ignore", "book-x")
    assert "ignored" in books.doit("audiobook.package.genre=Speech")
    assert results(books, "COUNT(*)")[0][0] == made[0][0] + len(PHASES)
    books.doit("forget", "book-x")
    books.doit("clean", "book-x")
    assert not folder.exists()
    assert (books.folder / "input" / "Book X.epub").exists()


# a real book


@pytest.fixture(scope="module")
def frankenstein(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The novel as EPUB and PDF, made up to its chunks."""
    if not (CORPUS / "frankenstein.epub").exists():
        pytest.skip("the shared test books are not here")
    project = Project(tmp_path_factory.mktemp("frankenstein"), shelf=False)
    for suffix in ("epub", "pdf"):
        shutil.copy(CORPUS / f"frankenstein.{suffix}", project.folder / "input")
    project.doit("phases_to_run=chunk")
    return project


def script_of(project: Project, item: str) -> tuple[book.Book, book.Script]:
    paths = [project.target(item, name, "audiobook") for name in ("book.json", "chunks.json")]
    return book.read_book(paths[0]), book.read_script(paths[1])


def score(script: book.Script, matter: list[str], file: Path) -> list[float]:
    """Recall and precision of what is spoken of the body, by the shared tool."""
    scenes = [scene for scene, kind in zip(script.scenes, matter, strict=True) if kind == "body"]
    sentences = [s for scene in scenes for chunk in scene.chunks for s in chunk.sentences]
    file.write_text("\n".join(sentences), encoding="utf-8")
    command = [sys.executable, SCORE, CORPUS / "frankenstein.truth.json", file]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[0]
    return [float(said.partition(f"{name} ")[2].split(",")[0]) for name in ("recall", "precision")]


def test_frankenstein_is_spoken_word_for_word(frankenstein: Project, tmp_path: Path) -> None:
    source, script = script_of(frankenstein, "frankenstein")
    truth = json.loads((CORPUS / "frankenstein.truth.json").read_text(encoding="utf-8"))
    wanted = [c["title"] for c in truth["chapters"] if c["matter"] == "body"]
    front = ["Introduction", "Preface", "Dedication", "Epigraph"]
    titles = [*front, *wanted, "Walton, in Continuation"]  # which the truth has with the chapter before
    assert [scene.title for scene in script.scenes] == titles
    assert [chapter.matter for chapter in source.chapters] == ["front"] * 4 + ["body"] * 29
    assert script.ledger.lost == 0
    rules = {"titlepage", "imprint", "halftitle", "endnotes", "colophon", "copyright-page"}
    assert rules <= set(script.ledger.skipped)
    assert min(score(script, [c.matter for c in source.chapters], tmp_path / "text")) >= 0.9999


def test_frankenstein_from_the_pdf(frankenstein: Project, tmp_path: Path) -> None:
    source, script = script_of(frankenstein, "frankenstein-pdf")
    titles = [scene.title for scene in script.scenes]
    assert len(titles) == 29 and titles[-1] == "Walton, in Continuation"
    assert titles == [scene.title for scene in script_of(frankenstein, "frankenstein")[1].scenes][4:]
    assert script.ledger.lost == 0
    assert {"running-head", "page-number"} == set(script.ledger.skipped)
    assert min(score(script, [c.matter for c in source.chapters], tmp_path / "text")) >= 0.9995
