"""Whole builds of the bundled sample, through the real doit."""

import shutil
import zipfile
from pathlib import Path

import av
import pytest
from conftest import ROOT, Project
from listening import ebur128, heard
from mutagen import File
from mutagen.mp4 import MP4

from phases.audiobook import PIPELINE, book
from phases.graph.files import read_json

SAMPLE = ROOT / "phases" / "audiobook" / "sample"
EPUB, PDF = "the-lighthouse-bindery", "the-lighthouse-bindery-pdf"
WANTED = PIPELINE.wanted(lambda name: {one.name: one for one in PIPELINE.declared}[name].settings())
PHASES = [phase.name for phase in WANTED.phases]
FOR_M4B = PHASES[: PHASES.index("package") + 1]
"""Phases are made in their order, so that what one refuses no later one looks at."""
HEADINGS = ["Words", "Skipped", "Lost", "Audio"]
TITLES = ["The Lamp Room", "The Book from the Sea", "By Being Read"]


def m4b(project: Project, item: str = EPUB) -> Path:
    return project.target(item, "{id}.m4b", "audiobook")


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
        count = share * len(files(whole[0]))
        project.kill_when(lambda count=count: len(files(project)) >= count)
        finished |= committed(project)
    said = project.doit("-n", "2")
    assert "failed" not in said
    for item in (EPUB, PDF):
        assert m4b(project, item).read_bytes() == m4b(whole[0], item).read_bytes()
    rows = [row for row in project.results("item, phase, status") if row[0] in (EPUB, PDF)]
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
    made = set(project.results("item, phase"))
    phases = {
        (item, one.target.format(id=item)): one.name for item in (EPUB, PDF) for one in PIPELINE.phases
    }
    return {
        path: inode
        for path, inode in files(project).items()
        if path.parent.parent.name == "cache"
        or (path.parent.name, phases.get((path.parent.name, path.name))) in made
    }


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
    new = {row[0]: row[1:] for row in books.results("phase, parts - reused, parts")[len(PHASES) :]}
    assert sorted(new) == sorted(PHASES)
    assert new["synthesize"][0] == new["enhance"][0] == 1 and new["synthesize"][1] > 30
    after = read_json(books.target(EPUB, "audio.json", "audiobook"))["chapters"]
    changed = [one["title"] for one, two in zip(before, after, strict=True) if one["key"] != two["key"]]
    assert changed == ["The Book from the Sea"]
    with av.open(str(m4b(books))) as file:
        assert file.chapters()[-1]["metadata"]["title"] == TITLES[-1]


def test_another_tag_encodes_nothing(books: Project) -> None:
    books.input("tale.md", "# One\n\nThe sea was calm.\n")
    files = [f"audiobook.{name}.make=true" for name in ("mp3", "opus", "flac")]
    books.doit(*files)
    before = len(books.results("phase"))
    books.doit(*files, "audiobook.narrator=Bob", "audiobook.genre=Sea")
    rows = dict(books.results("phase, parts - reused")[before:])
    assert rows["mp3"] == rows["opus"] == rows["flac"] == rows["package"] == 0
    assert File(books.target("tale-md", "flac", "audiobook") / "01 One.flac")["genre"] == ["Sea"]


def test_doits_commands_on_a_book(books: Project) -> None:
    shutil.copy(SAMPLE / f"{EPUB}.epub", books.folder / "input" / "Book X.epub")
    folder = books.target("book-x", "", "audiobook")
    # before the first run
    assert "Book X.epub" in books.doit("list")
    assert "R book-x:package" in books.doit("list", "--all", "--status")
    assert "never made" in books.doit("info", "book-x:chunk", code=1)
    assert "forgetting book-x:package" in books.doit("forget", "book-x")
    assert books.doit("clean", "book-x") == ""
    # one phase, with what it needs
    books.doit("book-x:extract")
    assert sorted(path.name for path in folder.glob("[!.]*")) == ["book.json", "validate.json"]
    assert "The Lighthouse Bindery" in books.doit("list")
    # one target by its path
    books.doit("build/audiobook/book-x/book-x.m4b")
    assert books.results("phase, status") == [(phase, "made") for phase in FOR_M4B]
    assert "U book-x:package" in books.doit("list", "--all", "--status")
    said = books.doit("info", "book-x:chunk", "audiobook.chunk.max_chars=300", code=1)
    assert "max_chars 400 -> 300" in said
    # forget: made again, from the cache
    books.doit("forget", "book-x")
    made = len(books.results("phase"))
    books.doit("book-x")
    assert books.results("parts - reused", phase="synthesize")[-1] == (0,)
    assert len(books.results("phase")) == made + len(PHASES)
    # ignore, until it is forgotten
    books.doit("ignore", "book-x")
    assert "ignored" in books.doit("audiobook.package.genre=Speech")
    assert len(books.results("phase")) == made + len(PHASES)
    books.doit("forget", "book-x")
    books.doit("clean", "book-x")
    assert not folder.exists()
    assert (books.folder / "input" / "Book X.epub").exists()
