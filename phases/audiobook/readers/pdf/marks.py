"""The little numbers in the text of a printed page that refer to its notes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from phases.tools.pdf_lines import Line

LABEL = re.compile(r"(?:\[\s?)?(\d{1,3}(?!\d)|[¹²³⁰⁴-⁹]{1,3}|[*†‡§¶‖]{1,3})\s?[\].)]?\s*")
"""What a note begins with, and how a reference to it reads."""
BARE = re.compile(r"\d{1,3}|[*†‡§¶‖]{1,3}")
_SIGN = re.compile(r"(?<=\S)[*†‡§¶‖]{1,3}(?![*†‡§¶‖\w])|\[(?:\d{1,3}|[*†‡§¶‖]{1,3})\]")
_SMALL = 0.85
"""Times the size of a line that a mark has at most that is a line of its own."""
_LOWEST, _HIGHEST = 0.1, 0.6
"""How far such a mark stands above the line, in em of it."""
MAX_BARE = 200
"""Marks on a page that are lines of their own; more are a table."""
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_UNIT = 2
"""Letters before a raised number from which on it is no exponent: ``mc²``, ``km²``."""

Place = tuple[int, int]
"""Begin and end in the text of a line."""


def folded(label: str) -> str:
    """`label` as it is compared: without brackets, in plain digits."""
    return label.strip("[]() .").translate(_DIGITS)


def attached(segments: Sequence[Line]) -> list[Line]:
    """The segments with each raised mark that is one by itself joined to the line at which it stands."""
    bare = [line for line in segments if BARE.fullmatch(line.text)]
    result = list(segments)
    for mark in bare if len(bare) <= MAX_BARE else ():
        near = [line for line in result if line is not mark and _stands_at(mark, line)]
        before = [line for line in near if line.x1 <= mark.x0 + 0.2 * line.size]
        if not near:
            continue
        line = (before or near)[0]
        result = [one for one in result if one is not mark]
        result[result.index(line)] = _behind(line, mark) if before else _in_front(line, mark)
    return result


def _stands_at(mark: Line, line: Line) -> bool:
    em = line.size
    if mark.size > _SMALL * em or not _LOWEST * em <= line.y - mark.y <= _HIGHEST * em:
        return False
    gap = max(line.x0 - mark.x1, mark.x0 - line.x1)
    return -0.2 * em <= gap <= em


def _behind(line: Line, mark: Line) -> Line:
    at = len(line.text)
    raised = (*line.raised, (at, at + len(mark.text)))
    return replace(line, text=line.text + mark.text, x1=max(line.x1, mark.x1), raised=raised)


def _in_front(line: Line, mark: Line) -> Line:
    size = len(mark.text)
    raised = ((0, size), *shifted(line.raised, size + 1))
    return replace(line, text=f"{mark.text} {line.text}", x0=min(line.x0, mark.x0), raised=raised)


def shifted(places: Iterable[Place], by: int) -> tuple[Place, ...]:
    """`places` in a text that has `by` more characters in front."""
    return tuple((start + by, end + by) for start, end in places)


def label(line: Line) -> tuple[str, int, bool]:
    """The label with which a note begins that begins with `line`, its end, and whether it is raised."""
    match = LABEL.match(line.text)
    if not match or match.end() == len(line.text):
        return "", 0, False
    raised = any(start <= match.start(1) < end for start, end in line.raised)
    return folded(match[1]), match.end(), raised or (not match[1].isascii() and match[1].isalnum())


def references(line: Line, known: Iterable[str]) -> list[tuple[Place, str]]:
    """What in `line` refers to notes: place and label, in order; `known` are the labels near by.

    A raised number whose label is not known is a reference all the same, but not behind a letter or
    two, where it is an exponent.
    """
    known = set(known)
    found = {place: folded(line.text[slice(*place)]) for place in line.raised}
    found = {place: name for place, name in found.items() if name in known or _follows_word(line, place)}
    for match in _SIGN.finditer(line.text):
        if (name := folded(match[0])) in known:
            found[match.span()] = name
    return sorted(found.items())


def signs(line: Line) -> set[str]:
    """The labels of all that may be a reference in `line`."""
    raised = {folded(line.text[slice(*place)]) for place in line.raised}
    return raised | {folded(match[0]) for match in _SIGN.finditer(line.text)}


def without(line: Line, places: Iterable[Place]) -> Line:
    """`line` without what stands at `places`."""
    text = line.text
    for start, end in sorted(places, reverse=True):
        text = text[:start] + text[end:]
    return replace(line, text=" ".join(text.split()), raised=())


def _follows_word(line: Line, place: Place) -> bool:
    before = line.text[: place[0]]
    if not before or before[-1].isspace() or before[-1].isdigit():
        return False
    tail = ["".join(group) for letters, group in groupby(before, str.isalpha) if letters]
    return not before[-1].isalpha() or len(tail[-1]) > _UNIT
