"""Read and write SRT line by line: every cue, and for every defect its line, column and recovery.

No library does that: they lose or mend in silence, or give up at the first fault. A file without a defect
is written back byte by byte as it was.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from phases.graph.errors import PLEASE, InputError
from phases.subtitles import blocks
from phases.subtitles.cues import Cue, Defect, Removal, span
from phases.subtitles.defects import LONGEST, defect
from phases.subtitles.reader import Reader
from phases.subtitles.timing import completed, out_of_order

_PLAIN = re.compile(
    r"(\d+)\n(\d\d:[0-5]\d:[0-5]\d),(\d\d\d) --> (\d\d:[0-5]\d:[0-5]\d),(\d\d\d)\n"
    r"([^\n]+(?:\n[^\n]+)*)\n\n",
    re.ASCII,
)
"""A cue without any fault."""
_FIXED = len("\n00:00:00,000 --> 00:00:00,000\n\n\n")
_LIKE_TIMES = re.compile(r"-->|^[^\n:]*:[^\n:]*:", re.M)
_BLANK_LINE = re.compile(r"(?:\n|\A)[ \t]*(?:\n|\Z)")
_BLANKS = re.compile(r"\n[ \t]+(?:\n|\Z)")


class _Seconds(dict[str, int]):
    """``HH:MM:SS`` to milliseconds: an archive has few of them."""

    def __missing__(self, text: str) -> int:
        value = ((int(text[:2]) * 60 + int(text[3:5])) * 60 + int(text[6:])) * 1000
        if len(self) < 5_000:
            self[text] = value
        return value


_SECONDS = _Seconds()


class Parsed(NamedTuple):
    """What stands in an SRT file."""

    cues: tuple[Cue, ...]
    defects: tuple[Defect, ...]
    removed: tuple[Removal, ...]
    end: str
    """The newlines after the last line."""


def parse(text: str, frame_rate: float = 23.976, most: int = 100_000) -> Parsed:
    """The cues of `text`, whose lines end with ``\\n``.

    `frame_rate` is in frames a second, for times that count frames; `most` the cues that are taken.
    Raises InputError, with a line, where no cue stands in a text, or more than `most`.
    """
    if (quick := plain(text)) and len(quick.cues) <= most:
        return quick
    return parse_odd(text, frame_rate, most)


def parse_odd(text: str, frame_rate: float = 23.976, most: int = 100_000) -> Parsed:
    """As :func:`parse`, which takes the short way where there is no defect."""
    lines = text.split("\n")
    found, said = blocks.find(lines)
    if len(found) > most:
        raise InputError(
            f"line {found[most].at + 1}: more than {most} cues",
            "raise subtitles.parse.max_cues, or split the file",
        )
    reader = Reader(lines, found, said)
    if not found:
        if text.strip():
            raise _no_cue(lines)
        return Parsed((), (defect("empty-file", 1),), (), text)
    reader.read()
    reader.account()
    at = [(block.at + 1, block.times) for block in found]
    cues, defects = completed(reader.cues, at, frame_rate)
    defects += out_of_order(cues, at) + reader.defects
    return Parsed(tuple(cues), tuple(sorted(defects)), tuple(sorted(reader.removed)), reader.end)


def plain(text: str) -> Parsed | None:
    """What :func:`parse` gives for a `text` with no defect but in the order of its cues, in a fifth of its
    time; else None."""
    body = text.rstrip("\n")
    rows = _PLAIN.findall(body + "\n\n")
    cues: list[Cue] = []
    line, length = 1, 0
    for place, (number, first, ms1, last, ms2, said) in enumerate(rows, 1):
        start, end = _SECONDS[first] + int(ms1), _SECONDS[last] + int(ms2)
        if number != str(place) or start > end or (":" in said and _LIKE_TIMES.search(said)):
            return None
        cues.append(Cue(place, start, end, said, line))
        line += said.count("\n") + 4
        length += len(number) + len(said)
    # What the pattern passed over is missing in the sum.
    if not rows or length + _FIXED * len(rows) != len(body) + 2 or _BLANKS.search(body):
        return None
    defects = [
        defect("order", cue.line + 1) for above, cue in pairwise(cues) if cue.start_ms < above.start_ms
    ]
    return Parsed(tuple(cues), tuple(defects), (), text[len(body) :])


def render(cues: Sequence[Cue], end: str = "\n") -> str:
    """The text of an SRT file with `cues`, numbered from 1, which :func:`parse` reads as the same cues.

    Raises InputError for a cue that SRT cannot hold.
    """
    text = "\n\n".join(
        [
            f"{number}\n{span(start, end_ms)}{settings}\n{said}"
            for number, (_, start, end_ms, said, _, settings) in enumerate(cues, 1)
        ]
    )
    if text.count("\n\n") >= len(cues) or "\n\n\n" in text or text[-1:].isspace() or _BLANKS.search(text):
        for cue in cues:
            if cue.text and _BLANK_LINE.search(cue.text):
                raise InputError(f"line {cue.line}: cue {cue.number} has a blank line in its text", PLEASE)
    # A text may hold what looks like a number and times: then what a reader will see decides.
    colons = text.count(":") > 4 * len(cues)
    if colons and any(":" in cue.text and _LIKE_TIMES.search(cue.text) for cue in cues):
        seen = [cue[1:4] for cue in parse(text, most=len(text)).cues]
        for n, cue in enumerate(cues):
            if cue[1:4] != (seen[n] if n < len(seen) else None):
                raise InputError(f"line {cue.line}: cue {cue.number} would be read as two", PLEASE)
    return text + end


_OTHERS = (
    ("{\\rtf", "RTF"),
    ("{", "JSON or MicroDVD"),
    ("[Script Info]", "ASS"),
    ("[", "JSON or a song text (LRC)"),
    ("<", "XML or HTML"),
    ("WEBVTT", "WebVTT"),
)
"""How other files start."""


def _no_cue(lines: Sequence[str]) -> InputError:
    """The error for a text without cues, with its first line."""
    number, first = next((n, line.strip()) for n, line in enumerate(lines, 1) if line.strip())
    looks = next((name for start, name in _OTHERS if first.startswith(start)), "plain text")
    quoted = first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"
    return InputError(
        f"line {number}: no cue was found, this looks like {looks}: {quoted}",
        "take it out of the folder, or save it as SRT",
    )
