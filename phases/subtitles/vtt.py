"""Read WebVTT, and write changed cues back into the text that they came from.

The text around the cues (header, NOTE, STYLE and REGION blocks, identifiers, cue settings) never leaves
the file: only the lines of a cue that changed are replaced. The libraries for WebVTT know no lines; pysubs2
takes identifiers and notes for text and drops cue settings, which is why they are used only to check this.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from phases.graph.errors import PLEASE, InputError
from phases.subtitles import timecode
from phases.subtitles.blocks import runs
from phases.subtitles.cues import Cue, Defect, clock
from phases.subtitles.defects import defect
from phases.subtitles.timecode import Times
from phases.subtitles.timing import completed, out_of_order

_STRICT = re.compile(
    r"(?:(\d{2,5}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]+-->[ \t]+"
    r"(?:(\d{2,5}):)?([0-5]\d):([0-5]\d)\.(\d{3})((?:[ \t].*)?)",
    re.ASCII,
)
_KEPT = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_LANGUAGE = re.compile(r"^Language:[ \t]*([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)[ \t]*$", re.M)


class Place(NamedTuple):
    """Which lines of the file are a cue's."""

    at: int
    """Index of the line with its times; its text starts below."""
    stop: int
    """Index of the line after its text."""
    times: Times
    joined: bool
    """No blank line stands above it."""


class Document(NamedTuple):
    """A WebVTT file."""

    lines: list[str]
    cues: list[Cue]
    places: list[Place]
    """One for each cue."""
    defects: list[Defect]
    header: bool
    language: str


def read(text: str, frame_rate: float = 23.976, most: int = 100_000) -> Document:
    """The cues of `text`, whose lines end with ``\\n``, and where they stand.

    Raises InputError, with a line, where no cue stands in a text, or more than `most`.
    """
    lines = text.split("\n")
    header = lines[0].startswith("WEBVTT")
    defects = [] if header else [defect("no-header" if text.strip() else "empty-file", 1)]
    places: list[Place] = []
    heads: list[int] = []
    for start, stop in runs(lines):
        _read_block(lines, start + (header and start == 0), stop, heads, places, defects)
        if len(places) > most:
            raise InputError(
                f"line {places[most].at + 1}: more than {most} cues",
                "raise subtitles.parse.max_cues, or split the file",
            )
    if not places and text.strip() and not header:
        raise InputError("line 1: no cue was found", "take it out of the folder, or save it as WebVTT")
    cues = [_cue(lines, heads[n], place, n + 1) for n, place in enumerate(places)]
    at = [(place.at + 1, place.times) for place in places]
    cues, more = completed(cues, at, frame_rate, ".")
    defects += more + out_of_order(cues, at)
    defects += [defect("empty-cue", line) for cue, (line, _) in zip(cues, at, strict=True) if not cue.text]
    found = _LANGUAGE.search("\n".join(lines[1 : next(runs(lines), (0, 0))[1]])) if header else None
    return Document(lines, cues, places, sorted(defects), header, found[1] if found else "")


def patch(document: Document, cues: Sequence[Cue]) -> str:
    """The text of `document` with `cues`, which are its own or changed, in their order; all else as it was.

    A cue that changes its place takes its identifier along. Raises InputError for a text that would be read
    as another cue.
    """
    lines = list(document.lines)
    known = {old.number: (old, place) for old, place in zip(document.cues, document.places, strict=True)}
    for cue, here in reversed(list(zip(cues, document.cues, strict=True))):
        old, place = known[cue.number]
        head = document.lines[old.line - 1 : place.at]
        times, text = document.lines[place.at], document.lines[place.at + 1 : place.stop]
        if cue.text != old.text:
            text = cue.text.split("\n") if cue.text else []
            if any(map(_times, text)):
                raise InputError(f"line {cue.line}: cue {cue.number} would be read as two", PLEASE)
        if place.times.problems or (cue.start_ms, cue.end_ms) != (old.start_ms, old.end_ms):
            times = f"{clock(cue.start_ms, '.')} --> {clock(cue.end_ms, '.')}{old.settings}"
        where = known[here.number][1]
        lines[here.line - 1 : where.stop] = [*[""] * where.joined, *head, times, *text]
    if not document.header and document.cues:
        lines[:0] = ["WEBVTT", ""]
    return "\n".join(lines)


def strict(line: str) -> Times | None:
    """The times of a `line` without any fault; None for any other line."""
    match = _STRICT.fullmatch(line)
    if not match:
        return None
    h1, m1, s1, f1, h2, m2, s2, f2, settings = match.groups()
    return Times(
        ((int(h1 or 0) * 60 + int(m1)) * 60 + int(s1)) * 1000 + int(f1),
        ((int(h2 or 0) * 60 + int(m2)) * 60 + int(s2)) * 1000 + int(f2),
        settings,
    )


def _read_block(
    lines: Sequence[str],
    start: int,
    stop: int,
    heads: list[int],
    places: list[Place],
    defects: list[Defect],
) -> None:
    """Add the cues between the lines `start` and `stop`, mostly one, to `heads` and `places`."""
    if start == stop or _KEPT.match(lines[start]):
        return
    times = {n: found for n in range(start, stop) if (found := _times(lines[n]))}
    if not times:
        if start > 1:
            defects.append(defect("odd-block", start + 1))
        return
    first = min(times)
    at = sorted(times)
    for n, end in zip(at, [*at[1:], stop], strict=True):
        head = n - 1 if (n == first and n > start) or (n != first and lines[n - 1].isdecimal()) else n
        if end != stop and lines[end - 1].isdecimal() and end - 1 > n:
            end -= 1
        if n != first:
            defects.append(defect("no-blank", head + 1))
        heads.append(head)
        places.append(Place(n, end, times[n], n != first))


def _times(line: str) -> Times | None:
    if "-->" not in line and ":" not in line:
        return None
    found = strict(line) or timecode.loose(line, ".")
    return found and found._replace(settings=found.settings + found.rest, rest="")


def _cue(lines: Sequence[str], head: int, place: Place, number: int) -> Cue:
    times = place.times
    text = "\n".join(lines[place.at + 1 : place.stop])
    return Cue(number, times.start_ms or 0, times.end_ms or 0, text, head + 1, times.settings)
