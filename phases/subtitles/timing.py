"""Complete the times of cues: missing ends, fractions of odd length, times below zero."""

from collections.abc import Sequence
from itertools import pairwise

from phases.subtitles.cues import Cue, Defect, clock, span
from phases.subtitles.defects import defect
from phases.subtitles.timecode import Times

READING_CPS = 15.0
"""Characters a second of a cue whose end is missing (optimal rate of Subtitle Edit)."""
SHORTEST_MS, LONGEST_MS = 1000, 8000
"""Bounds of the duration of such a cue (Subtitle Edit)."""
MOST_FRAMES = 30
"""Two digits after the comma are frames where none is above this in the whole file (libse)."""


def completed(
    cues: Sequence[Cue], lines: Sequence[tuple[int, Times]], frame_rate: float, separator: str = ","
) -> tuple[list[Cue], list[Defect]]:
    """`cues` with all their times, and a defect for each problem of their lines of times.

    `lines` holds for each cue the number of that line, from 1, and what it says; `frame_rate` is in frames
    a second; `separator` is what should stand before the milliseconds.
    """
    odd = [n for n, (_, times) in enumerate(lines) if times.problems]
    if not odd:
        return list(cues), []
    factor = _factor([times for _, times in lines], frame_rate)
    starts = [_scaled(times.start_ms, factor) for _, times in lines]
    ends = [_scaled(times.end_ms, factor) for _, times in lines]
    made, defects = list(cues), []
    for n in odd:
        end = ends[n]
        start = starts[n]
        if start is None:
            start = (
                (made[n - 1].end_ms if n else 0) if end is None else max(0, end - _duration(cues[n].text))
            )
        if end is None:
            end = _end(start, cues[n].text, next((one for one in starts[n + 1 :] if one is not None), None))
        made[n] = cues[n]._replace(start_ms=start, end_ms=end)
        line, times = lines[n]
        read = {"no-end": clock(end), "no-start": clock(start), "separator": separator}
        defects += [
            defect(code, line, column, what, read.get(code) or span(start, end))
            for column, code, what in times.problems
        ]
    return made, defects


def out_of_order(cues: Sequence[Cue], lines: Sequence[tuple[int, object]]) -> list[Defect]:
    """A defect for each cue that ends before it starts, or starts before the one above it.

    `lines` begin with those of their times, from 1.
    """
    found = [
        defect("backwards", line)
        for cue, (line, _) in zip(cues, lines, strict=True)
        if cue.end_ms < cue.start_ms
    ]
    for above, (cue, (line, _)) in pairwise(zip(cues, lines, strict=True)):
        if cue.start_ms < above[0].start_ms:
            found.append(defect("order", line))
    return found


def _factor(lines: Sequence[Times], frame_rate: float) -> float:
    """What the digits after the comma count, in milliseconds.

    Players read ``,5`` as 5 ms. Only where every time of a file has one digit, or every one has two, they
    are tenths, hundredths or frames.
    """
    widths = {width for times in lines for width in times.widths}
    if len(widths) != 1 or not all(times.widths for times in lines):
        return 1
    if widths == {1}:
        return 100
    if widths != {2}:
        return 1
    most = max(abs(ms) % 1000 for times in lines for ms in (times.start_ms, times.end_ms) if ms is not None)
    return 1000 / frame_rate if most <= MOST_FRAMES else 10


def _scaled(ms: int | None, factor: float) -> int | None:
    """The time `ms` with its fraction multiplied by `factor`; at least 0."""
    if ms is None or ms < 0:
        return ms if ms is None else 0
    return ms if factor == 1 else ms - ms % 1000 + round(ms % 1000 * factor)


def _duration(text: str) -> int:
    """The time to read `text`, in milliseconds."""
    return min(max(round(len(text) / READING_CPS * 1000), SHORTEST_MS), LONGEST_MS)


def _end(start: int, text: str, following: int | None) -> int:
    """Where a cue ends that says nothing about it: when it is read, or when the next one starts."""
    end = start + _duration(text)
    return following if following is not None and start < following < end else end
