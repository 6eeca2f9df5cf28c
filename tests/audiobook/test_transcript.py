"""Transcripts, read back by other libraries."""

import json
import re
from pathlib import Path

import pysubs2
import srt
from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook import transcript
from phases.audiobook.book import Chunk, Ledger, Scene, Script, write

RATE = 22_050
LONG = "It was a bright cold day in April, and the clocks were striking thirteen, while nobody " * 3


def written(folder: Path, scenes: list[list[Chunk]], lengths: float = 2.0) -> tuple[Path, Path]:
    """``chunks.json`` and ``audio.json`` of a book whose sentences take `lengths` seconds each."""
    script = Script(
        "A <Tale> & More",
        "Somebody",
        "en",
        "1900",
        tuple(Scene(f"Chapter {n}", tuple(chunks)) for n, chunks in enumerate(scenes, 1)),
        Ledger(0, 0),
    )
    write(folder / "chunks.json", script)
    chapters = []
    for chunks in scenes:
        at, starts = RATE // 2, []
        for chunk in chunks:
            starts.append([at + round(i * lengths * RATE) for i in range(len(chunk.sentences))])
            at += round(len(chunk.sentences) * lengths * RATE)
        chapters.append({"key": "k", "samples": at + RATE, "sentences": starts})
    (folder / "audio.json").write_text(json.dumps({"sample_rate": RATE, "chapters": chapters}))
    return folder / "chunks.json", folder / "audio.json"


def made(folder: Path, scenes: list[list[Chunk]], **options: float) -> Path:
    target = folder / "transcript"
    target.mkdir()
    transcript.run(*written(folder, scenes, **options), target=target, settings=transcript.Settings())
    return target


SCENES = [
    [Chunk(("Chapter 1",), "title", "title"), Chunk(("He said <b>no</b> & left.", "She did not."))],
    [Chunk(("One line", "and its answer"), "verse"), Chunk((LONG,), ends="chunk"), Chunk(("The end.",))],
]


def test_every_word_is_in_each_file_in_order(tmp_path: Path) -> None:
    folder = made(tmp_path, SCENES)
    words = [w for scene in SCENES for chunk in scene for s in chunk.sentences for w in s.split()]
    cues = list(srt.parse((folder / "book.srt").read_text(encoding="utf-8")))
    assert [word for cue in cues for word in cue.content.split()] == words
    lrc = (folder / "book.lrc").read_text(encoding="utf-8").splitlines()
    assert [w for row in lrc if row[1].isdigit() for w in row.partition("]")[2].split()] == words
    plain = (folder / "book.txt").read_text(encoding="utf-8").split()
    assert plain[-len(words) :] == words
    vtt = (folder / "book.vtt").read_text(encoding="utf-8")
    assert "&lt;b&gt;no&lt;/b&gt; &amp; left." in vtt


def test_the_times_are_those_of_the_whole_book(tmp_path: Path) -> None:
    folder = made(tmp_path, SCENES)
    subtitles = pysubs2.load(str(folder / "book.vtt"))
    first_chapter = 0.5 + 3 * 2 + 1
    verse = next(event for event in subtitles if event.plaintext == "One line")
    assert verse.start == round(1000 * (first_chapter + 0.5))
    ends = [event.end for event in subtitles]
    starts = [event.start for event in subtitles]
    assert starts == sorted(starts) and all(a <= b for a, b in zip(ends, starts[1:], strict=False))
    assert "[00:08.00]One line" in (folder / "book.lrc").read_text(encoding="utf-8")


def test_a_cue_fits_on_a_screen(tmp_path: Path) -> None:
    folder = made(tmp_path, SCENES)
    for cue in srt.parse((folder / "book.srt").read_text(encoding="utf-8")):
        rows = cue.content.split("\n")
        assert len(rows) <= 2 and max(map(len, rows)) <= 42
        assert cue.end > cue.start


def test_a_book_of_a_hundred_hours(tmp_path: Path) -> None:
    folder = made(tmp_path, [[Chunk(("A.", "B."))]], lengths=180_000.0)
    assert re.search(r"\n50:00:00,500 --> ", (folder / "book.srt").read_text(encoding="utf-8"))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1))
def test_wrapping_loses_no_word(text: str) -> None:
    rows = list(transcript._wrapped(text))
    assert " ".join(rows).split() == text.split()
    assert all(len(row) <= 42 or " " not in row for row in rows)


def test_the_same_bytes_again(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    one, two = made(tmp_path / "a", SCENES), made(tmp_path / "b", SCENES)
    assert [f.read_bytes() for f in sorted(one.iterdir())] == [
        f.read_bytes() for f in sorted(two.iterdir())
    ]
