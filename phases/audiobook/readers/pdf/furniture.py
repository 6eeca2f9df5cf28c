"""Find the page furniture: running heads, running feet and page numbers.

What stands at the edge of a page is furniture by evidence from other pages, never by its look:
text that recurs at the same height on neighbouring pages (left and right pages may differ), and
numbers that count with the pages. Rows are judged from the edge inwards, one row a round, and the
first edge row that is not furniture ends the search on its page, so that a body line is never
reached past another. Furniture that would be more than the rest of the text is none.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from phases.audiobook.normalise import roman
from phases.tools.pdf_lines import Line
from phases.tools.pdf_page import Page

HEAD, NUMBER = "running-head", "page-number"
"""The rules: text that recurs (with the number beside it), and a number alone."""

ROUNDS = 4
"""Rows of furniture at one edge, at most."""
SAME_PT = 3.0
"""Points by which the height of the same row may differ from page to page (scans, odd and even)."""
TALL = 1.2
"""Times the size of the body from which on a row is a heading, not furniture."""
NEAR = 2
"""Pages between two repeats: left and right pages alternate."""
FEW = 5
"""Pages of a book so short that two rows prove a third; three are needed otherwise."""
MOSTLY = 0.5
"""Share of proven rows from which on a height belongs to furniture."""

_ROMAN = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_FRAME = " .,:;|/-–—‐~*·•[](){}<>"
"""What may stand around a page number."""
_PREFIX = re.compile(r"(?:page|pg?\.?|seite|s\.|página|pág\.|pagina|strona|стр\.?)\s+(?=\S)", re.IGNORECASE)
_OF_ALL = re.compile(r"\s*(?:/|of|von|de|sur|из)\s*\d+$", re.IGNORECASE)

Place = tuple[int, int]
"""A line: index of the page, index in its lines."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines on one baseline at an edge of a page."""

    page: int
    """Index of the page."""
    lines: tuple[int, ...]
    text: str
    edge: str
    """``top`` or ``bottom``."""
    height: float
    """Points from that edge."""
    size: float
    gap: float
    """Points to the next row of the page."""


@dataclass(frozen=True, slots=True)
class _Number:
    """A number at the begin or end of a row, and the text beside it."""

    offset: tuple[str, int]
    """Way of writing, and number minus index of the page: equal where numbers count with pages."""
    rest: str


def furniture(pages: Sequence[Page], body: float) -> dict[Place, str]:
    """The lines that are furniture, and the rule that says so; `body` is the font size of the text.

    None, where it would be more than the rest: such lines are the text, like each other as they are.
    """
    found = _by_evidence(pages, body)
    return {} if _outweighs(found, pages) else found


def _by_evidence(pages: Sequence[Page], body: float) -> dict[Place, str]:
    """The lines that recur or count with the pages, and the rule that says so."""
    found: dict[Place, str] = {}
    stopped: set[tuple[int, str]] = set()
    for _ in range(ROUNDS):
        rows = [
            row
            for index, page in enumerate(pages)
            for row in _edge_rows(index, page, found)
            if (index, row.edge) not in stopped
        ]
        judged = _judge(rows, body, len(pages))
        for row in rows:
            if rule := judged.get((row.page, row.lines)):
                found.update(dict.fromkeys(((row.page, line) for line in row.lines), rule))
            else:
                stopped.add((row.page, row.edge))
        if not judged:
            break
    return found


def _outweighs(found: Mapping[Place, str], pages: Sequence[Page]) -> bool:
    """Whether the lines of `found` have more letters and digits than those that are left.

    Pages of a longer book that are pictures do not count: the stamps on a scan are no text of it.
    """
    balance = 0
    for index, page in enumerate(pages):
        if page.pictured and len(pages) >= FEW:
            continue
        for n, line in enumerate(page.lines):
            if line.shown:
                size = sum(map(str.isalnum, line.text))
                balance += size if (index, n) in found else -size
    return balance > 0


def number_value(text: str) -> tuple[str, int] | None:
    """Way of writing and value of a page number: ``12``, ``- xiv -``, ``Page 3 of 9``; else None."""
    bare = _OF_ALL.sub("", _PREFIX.sub("", text.strip(_FRAME))).strip(_FRAME)
    if re.fullmatch(r"[0-9]{1,5}", bare):
        return "arabic", int(bare)
    if bare and bare in (bare.lower(), bare.upper()) and _ROMAN.fullmatch(bare):
        return "roman", roman.value(bare)
    return None


def _edge_rows(index: int, page: Page, found: Mapping[Place, str]) -> list[_Row]:
    """The outermost rows of a page that are not yet found to be furniture."""
    order = sorted(
        (n for n, line in enumerate(page.lines) if line.shown and (index, n) not in found),
        key=lambda n: page.lines[n].y,
    )
    rows: list[list[int]] = []
    for n in order:
        line = page.lines[n]
        if rows and line.y - page.lines[rows[-1][0]].y <= 0.4 * line.size:
            rows[-1].append(n)
        else:
            rows.append([n])
    if not rows:
        return []
    top, bottom = rows[0], rows[-1]
    result = [_row(index, page, top, rows[1] if len(rows) > 1 else None, "top")]
    if len(rows) > 1:
        result.append(_row(index, page, bottom, rows[-2], "bottom"))
    elif page.lines[top[0]].y > page.height / 2:
        result = [_row(index, page, bottom, None, "bottom")]
    return result


def _row(index: int, page: Page, row: Sequence[int], other: Sequence[int] | None, edge: str) -> _Row:
    lines: list[Line] = [page.lines[n] for n in sorted(row, key=lambda n: page.lines[n].x0)]
    y = lines[0].y
    gap = abs(page.lines[other[0]].y - y) if other else page.height
    height = y if edge == "top" else page.height - y
    text = " ".join(line.text for line in lines)
    return _Row(index, tuple(sorted(row)), text, edge, height, max(line.size for line in lines), gap)


def _judge(rows: Sequence[_Row], body: float, pages: int) -> dict[tuple[int, tuple[int, ...]], str]:
    """The rule for each row that is furniture."""
    rows = [row for row in rows if row.size <= TALL * body]
    enough = 2 if pages < FEW else 3
    counted = _counted(rows, enough)
    texts = {id(row): (counted[id(row)].rest if id(row) in counted else row.text) for row in rows}
    repeats = _repeated(rows, texts)
    proven = {id(row) for row in rows if id(row) in counted or id(row) in repeats}
    judged = {}
    for slot in _slots(rows):
        sure = [row for row in slot if id(row) in proven]
        if len(sure) < enough or len(sure) < MOSTLY * len(slot):
            continue
        for row in slot:
            if id(row) in proven or _apart(row, sure):
                text = texts[id(row)]
                bare = not text.strip(_FRAME) or number_value(row.text) is not None
                judged[row.page, row.lines] = NUMBER if bare else HEAD
    return judged


def _counted(rows: Sequence[_Row], enough: int) -> dict[int, _Number]:
    """By row: its number, where that counts with the pages at least `enough` times in the book."""
    candidates = [(row, number) for row in rows for number in _numbers(row)]
    votes: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row, number in candidates:
        votes[number.offset].add(row.page)
    best: dict[int, _Number] = {}
    for row, number in candidates:
        support, old = len(votes[number.offset]), best.get(id(row))
        if support >= enough and (old is None or support > len(votes[old.offset])):
            best[id(row)] = number
    return best


def _numbers(row: _Row) -> list[_Number]:
    """What in a row may be the number of its page: all of it, its first or its last word."""
    words = row.text.split()
    ways = [(row.text, "")]
    if len(words) > 1:
        ways += [(words[0], " ".join(words[1:])), (words[-1], " ".join(words[:-1]))]
    found = []
    for text, rest in ways:
        value = number_value(text)
        if value is not None:
            found.append(_Number((value[0], value[1] - row.page), rest.strip(_FRAME)))
    return found


def _repeated(rows: Sequence[_Row], texts: Mapping[int, str]) -> set[int]:
    """The rows whose text stands at the same height of a page near by, too."""
    places: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in rows:
        if key := "".join(filter(str.isalnum, texts[id(row)].casefold())):
            places[row.edge, key].append(row)
    repeated = set()
    for same in places.values():
        for row, after in _near(same):
            repeated |= {id(row), id(after)}
    return repeated


def _near(rows: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """Pairs of rows at the same height, at most `NEAR` pages apart; `rows` are in page order."""
    for n, row in enumerate(rows):
        for after in rows[n + 1 : n + 1 + NEAR]:
            if after.page - row.page <= NEAR and abs(after.height - row.height) <= SAME_PT:
                yield row, after


def _slots(rows: Sequence[_Row]) -> list[list[_Row]]:
    """The rows by edge and height."""
    slots: list[list[_Row]] = []
    for row in sorted(rows, key=lambda row: (row.edge, row.height, row.page)):
        first = slots[-1][0] if slots else None
        if first and first.edge == row.edge and row.height - first.height <= SAME_PT:
            slots[-1].append(row)
        else:
            slots.append([row])
    return slots


def _apart(row: _Row, sure: Sequence[_Row]) -> bool:
    """Whether a row at a height of furniture that recurs nowhere stands off the text as the others do."""
    gaps = sorted(other.gap for other in sure)
    sizes = {round(other.size, 1) for other in sure}
    return round(row.size, 1) in sizes and row.gap >= 0.8 * gaps[len(gaps) // 4]
