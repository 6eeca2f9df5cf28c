"""Find the cues among the lines of an SRT file: lines of times and their numbers."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from phases.subtitles import timecode
from phases.subtitles.timecode import Times

BLANKS = " \t"
"""What a blank line may hold. NBSP and the like are text: people put them there to be shown."""

_MAY_BE_TIMES = re.compile(r"[ \t]{0,9}-?[\dOolI|]")
_ODD_NUMBER = re.compile(r"[^\w\n]{0,3}[A-Za-z]{0,2}[^\w\n]{0,2}\d{1,6}[^\w\n]{0,3}[A-Za-z]?[^\w\n]{0,2}")


class Block(NamedTuple):
    """Where a cue starts."""

    head: int
    """Index of its first line: the number, or the times where it has none."""
    at: int
    """Index of the line with the times."""
    times: Times
    number: str | None
    """As written; None where it has none."""


def find(lines: Sequence[str]) -> tuple[list[Block], list[int]]:
    """The cues of `lines`, and the indices of lines of times that stand inside a text."""
    found: list[Block] = []
    before, last, odd = -1, None, False
    for at in _candidates(lines):
        line = lines[at]
        times = timecode.strict(line) or timecode.loose(line)
        head, number = _number(lines, at, before, last)
        if times is None:
            # Half a time is one only where it cannot be text: below a number that stands alone.
            if number is None or (head and not blank(lines[head - 1])):
                continue
            times = timecode.broken(line)
            if times is None:
                continue
        found.append(Block(head, at, times, number))
        before = at
        if number is None:
            odd = True
        else:
            last = value(number)
    return _without_text(lines, found) if odd else (found, [])


def blank(line: str) -> bool:
    """The line holds nothing, or only spaces and tabs."""
    return not line.strip(BLANKS)


def runs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Start and stop of each run of lines between blank ones."""
    start = None
    for index, line in enumerate([*lines, ""]):
        if not blank(line):
            start = index if start is None else start
        elif start is not None:
            yield start, index
            start = None


def value(number: str) -> int:
    """The number in the line `number`: 2 for ``#2`` or ``B2``."""
    digits = re.search(r"\d+", number[:20])
    return int(digits[0]) if digits else 0


def _candidates(lines: Sequence[str]) -> list[int]:
    """Lines that may hold times, in order."""
    return [
        n
        for n, line in enumerate(lines)
        if "-->" in line or (line.count(":") > 1 and _MAY_BE_TIMES.match(line))
    ]


def _number(lines: Sequence[str], at: int, before: int, last: int | None) -> tuple[int, str | None]:
    """The first line of the cue whose times stand in line `at`, and its number as written.

    `before` is the line of times above it, `last` the number above it, each where there is one.
    """
    above = at - 1
    if above <= before:
        return at, None
    line = lines[above]
    if line.isdecimal():
        if above == 0 or not lines[above - 1] or blank(lines[above - 1]):
            return above, line
        # No blank line: a verse that ends in "2" above a cue without number, or a number.
        return (above, line) if before < 0 or last is not None else (at, None)
    if blank(line):
        return _number_above_blank(lines, at, before, last)
    alone = above == 0 or blank(lines[above - 1])
    odd = alone and _ODD_NUMBER.fullmatch(line.strip(BLANKS))
    if odd and (last is None or value(line) in (last + 1, last + 2)):
        return above, line
    return at, None


def _number_above_blank(
    lines: Sequence[str], at: int, before: int, last: int | None
) -> tuple[int, str | None]:
    """As `_number`, where the line above the times is blank."""
    above = at - 1
    while above > before and blank(lines[above]):
        above -= 1
    if above <= before + 1 < at and before >= 0:
        return at, None
    line = lines[above].strip(BLANKS) if above > before else ""
    if not line.isdecimal() or (above > 0 and not blank(lines[above - 1])):
        return at, None
    due = int(line[:20]) in ((0, 1) if last is None else (last + 1,))
    return (above, lines[above]) if due else (at, None)


def _without_text(lines: Sequence[str], found: list[Block]) -> tuple[list[Block], list[int]]:
    """`found` without lines of times that a speaker says, by the numbers around them.

    A line of times without number right below a text is a cue where the file has no numbers or where the
    numbers around it leave room for one, and part of the text where they do not.
    """
    numbered = [n for n, block in enumerate(found) if block.number is not None]
    if not numbered:
        return found, []
    said: set[int] = set()
    for left, right in zip([-1, *numbered], [*numbered, len(found)], strict=True):
        between = range(left + 1, right)
        doubtful = [n for n in between if found[n].at and not blank(lines[found[n].at - 1])]
        if left < 0 or not doubtful:
            continue
        certain = len(between) - len(doubtful)
        if right == len(found):
            room = 0 if len(numbered) + len(doubtful) == len(found) else len(between)
        else:
            room = value(found[right].number or "") - value(found[left].number or "") - 1
        if room <= certain:
            said.update(doubtful)
    kept = [block for n, block in enumerate(found) if n not in said]
    return kept, [found[n].at for n in sorted(said)]
