"""Write what is heard when: WebVTT, SRT and LRC for the whole book, and its plain text.

The times are those of the M4B: the sound of a chapter starts with the sum of the samples of all
chapters before it.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from phases.audiobook.book import Script, read_script
from phases.graph.files import read_json
from phases.graph.model import Metrics, PhaseSettings

VERSION = 1

LINE, LINES = 42, 2
"""Characters of a line and lines of a cue, at most: what Netflix, TED and the BBC agree on."""


class Settings(PhaseSettings):
    make: bool = True
    """Write them."""


class Line(NamedTuple):
    """A sentence as it is heard."""

    chapter: int
    start: float
    """Seconds from the start of the book."""
    end: float
    text: str


def wanted(settings: Settings) -> bool:
    return settings.make


def run(script: Path, audio: Path, target: Path, settings: Settings) -> Metrics:
    """Fill the folder `target` from ``chunks.json`` and ``audio.json``."""
    book = read_script(script)
    lines = list(heard(book, audio))
    cues = [cue for line in lines for cue in _cues(line)]
    for name, text in (
        ("book.vtt", _vtt(cues)),
        ("book.srt", _srt(cues)),
        ("book.lrc", _lrc(book, lines)),
        ("book.txt", _plain(book)),
    ):
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    return {"sentences": len(lines), "cues": len(cues)}


def heard(script: Script, audio: Path) -> Iterator[Line]:
    """Every spoken sentence of the book with its times, as ``audio.json`` has them."""
    sound = read_json(audio)
    rate, before = sound["sample_rate"], 0
    for number, (scene, chapter) in enumerate(zip(script.scenes, sound["chapters"], strict=True)):
        texts = [text for chunk in scene.chunks for text in chunk.sentences]
        starts = [start for chunk in chapter["sentences"] for start in chunk]
        ends = [*starts[1:], chapter["samples"]]
        for text, start, end in zip(texts, starts, ends, strict=True):
            if end > start:  # what is not spoken has no time
                yield Line(number, (before + start) / rate, (before + end) / rate, text)
        before += chapter["samples"]


def _cues(line: Line) -> Iterator[tuple[float, float, str]]:
    """A sentence as cues that fit on a screen; each is shown as long as its share of the letters."""
    rows = list(_wrapped(line.text))
    total = sum(map(len, rows))
    at, said = line.start, 0
    for first in range(0, len(rows), LINES):
        shown = rows[first : first + LINES]
        said += sum(map(len, shown))
        until = line.start + (line.end - line.start) * said / total
        yield at, until, "\n".join(shown)
        at = until


def _wrapped(text: str) -> Iterator[str]:
    """`text` in as few lines as it needs, all of about one length."""
    words = text.split()
    room = max(1, -(-len(" ".join(words)) // LINE))
    width = max(-(-len(" ".join(words)) // room), *map(len, words), 1)
    row = ""
    for word in words:
        if row and len(row) + 1 + len(word) > min(LINE, width + 4):
            yield row
            row = word
        else:
            row = f"{row} {word}".strip()
    if row:
        yield row


def _vtt(cues: list[tuple[float, float, str]]) -> str:
    blocks = [f"{_clock(start, '.')} --> {_clock(end, '.')}\n{_escaped(text)}" for start, end, text in cues]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def _srt(cues: list[tuple[float, float, str]]) -> str:
    blocks = (
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{text}\n"
        for number, (start, end, text) in zip(count(1), cues, strict=False)
    )
    return "\n".join(blocks)


def _lrc(book: Script, lines: list[Line]) -> str:
    """Lyrics with a time before each sentence; minutes are not cut at 60."""
    head = [("ti", book.title), ("ar", book.author), ("la", book.language)]
    rows = [f"[{key}:{' '.join(value.split())}]" for key, value in head if value]
    for line in lines:
        hundredths = round(line.start * 100)
        minutes, rest = divmod(hundredths, 6000)
        rows.append(f"[{minutes:02}:{rest // 100:02}.{rest % 100:02}]{line.text}")
    return "\n".join(rows) + "\n"


def _plain(book: Script) -> str:
    """The book as text: a paragraph to a line, two empty lines before a chapter."""
    chapters = []
    for scene in book.scenes:
        paragraphs = [""]
        for chunk in scene.chunks:
            joint = "\n" if chunk.kind == "verse" else " "
            paragraphs[-1] = (paragraphs[-1] + joint + joint.join(chunk.sentences)).strip()
            if chunk.ends != "chunk":
                paragraphs.append("")
        chapters.append("\n\n".join(filter(None, paragraphs)))
    head = "\n".join(filter(None, [book.title, book.author]))
    return "\n\n\n".join([head, *chapters]) + "\n"


def _clock(seconds: float, point: str) -> str:
    """``01:02:03.004``; hours have as many digits as they need.

    >>> _clock(3723.0042, ".")
    '01:02:03.004'
    """
    whole, milliseconds = divmod(round(timedelta(seconds=seconds) / timedelta(milliseconds=1)), 1000)
    minutes, second = divmod(whole, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}{point}{milliseconds:03}"


def _escaped(text: str) -> str:
    """`text` without what WebVTT takes for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
