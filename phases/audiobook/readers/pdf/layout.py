"""From lines in reading order to paragraphs, over columns and pages.

A paragraph begins after a gap, with an indented line, or after a line that ended although the
next word would still have had room on it. Where a heading stands, its size or weight says so.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from phases.audiobook.readers.pdf.hyphens import Hyphens
from phases.tools.pdf_lines import Line

INDENT_EM = 0.6
"""Indentation of a first line, at least; less is a hanging quotation mark or a scan."""
GAP = 1.35
"""Times the usual distance of baselines from which on two lines are two paragraphs."""
EDGE_PT = 1.5
"""Points by which lines of a justified edge may differ."""
ALONE_PT = 40.0
"""Points that one line alone may begin left of the others and still mark the edge of the text."""
HEADING = 1.12
"""Times the size of the body from which on a line is a heading."""
OTHER_SIZE = 0.08
"""Relative difference of two font sizes from which on two lines are not one paragraph."""
_ENDS = tuple(".!?…:;”\"’')—*")
_SENTENCE_ENDS = tuple(".!?…”\"’'")


@dataclass(frozen=True, slots=True)
class Flow:
    """A line with what is usual around it."""

    line: Line
    column: int
    """Number of the column in the book, or of its piece above or below a picture."""
    left: float
    right: float
    """The edges of the text; the right one is that of the narrower block which the line is part of."""
    edge: float
    """The right edge of the column."""
    leading: float
    """Usual distance of baselines in the column, in points."""

    @property
    def indent(self) -> float:
        """In em."""
        return (self.line.x0 - self.left) / self.line.size

    def has_room(self, word: str) -> bool:
        """Whether `word` would still have had room on the line (with a margin of half an em)."""
        width = (self.line.x1 - self.line.x0) / max(1, len(self.line.text)) * (len(word) + 1)
        return self.right - self.line.x1 > width + 0.5 * self.line.size


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of a paragraph."""

    lines: tuple[Line, ...]
    kind: str
    """As in `Paragraph.kind`."""
    start: int
    """Index of its first line in the flow."""

    def text(self, hyphens: Hyphens) -> str:
        texts = [line.text for line in self.lines]
        return "\n".join(texts) if self.kind == "verse" else hyphens.join(texts)


def body_size(lines: Sequence[Line]) -> float:
    """The font size in which most letters of the book are set; 0 without lines."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    return max(letters, key=lambda size: (letters[size], size), default=0.0)


def flow(columns: Sequence[Sequence[Line]], cuts: Collection[int] = ()) -> list[Flow]:
    """The lines of all columns one after the other, each with the measures of its column.

    `cuts` are the lines with a picture or the like between them and the line before.
    """
    width = _usual_width(columns)
    leading = _usual_leading(columns)
    result: list[Flow] = []
    number = -1
    for column in columns:
        left, right = _edges(column, width)
        distance = _leading(column) or leading
        for n, line in enumerate(column):
            number += not n or len(result) in cuts
            result.append(Flow(line, number, left, _justified(column, n) or right, right, distance))
    return result


def blocks(lines: Sequence[Flow], body: float, titles: Collection[tuple[int, int]] = ()) -> list[Block]:
    """The paragraphs; `titles` are ranges of lines that are known to be the heading of a chapter."""
    forced = {place for title in titles for place in title}
    held = {place for start, end in titles for place in range(start + 1, end)}
    indented = _has_indents(lines)
    groups: list[tuple[str, list[int]]] = []
    for n, one in enumerate(lines):
        after = lines[n + 1] if n + 1 < len(lines) else None
        reason = "begin"
        if n and n not in forced:
            reason = "" if n in held else _break(lines[n - 1], one, after, body, indented)
        if reason:
            groups.append((reason, [n]))
        else:
            groups[-1][1].append(n)
    return _with_verse(groups, [one.line for one in lines], body, {start for start, _ in titles})


def _break(before: Flow, one: Flow, after: Flow | None, body: float, indented: bool) -> str:
    """Why a paragraph begins with `one`: heading, gap, indent, room, page; empty if it does not."""
    if _is_other(before.line, one.line):
        return "heading"
    if before.column == one.column:
        gap = one.line.y - before.line.y
        if _is_heading(one.line, body):
            return "gap" if gap > 1.6 * one.line.size else ""
        if gap > GAP * one.leading:
            return "gap"
    if _is_broken(before.line.text) and one.line.text[0].islower():
        return ""
    if _begins_indented(before, one, after):
        return "indent"
    return _ended_early(before, one, indented)


def _ended_early(before: Flow, one: Flow, indented: bool) -> str:
    """``room`` if the line before `one` is a last line by its right end, ``page`` if it ends a page."""
    ended, small = before.line.text.endswith(_ENDS), one.line.text[0].islower()
    if before.has_room(one.line.text.split()[0]) and (ended or not small):
        return "room"
    stands_over = before.column != one.column and not indented
    return "page" if stands_over and before.line.text.endswith(_SENTENCE_ENDS) and not small else ""


def _begins_indented(before: Flow, one: Flow, after: Flow | None) -> bool:
    """Whether `one` is an indented first line, not a line of a block that is indented as a whole."""
    if one.indent < INDENT_EM:
        return False
    if before.column == one.column and before.indent < one.indent - INDENT_EM:
        return True
    if after is None or after.column != one.column or after.indent >= one.indent - INDENT_EM:
        return False
    # The line before has the same indentation: it is a paragraph of one full line, or `one` is
    # the last line of a narrower block.
    filled = before.edge - before.line.x1 <= before.line.size
    return before.column != one.column or (filled and before.line.text.endswith(_ENDS))


def _is_other(one: Line, two: Line) -> bool:
    return one.bold != two.bold or abs(one.size - two.size) > OTHER_SIZE * max(one.size, two.size)


def _is_heading(line: Line, body: float) -> bool:
    return line.size >= HEADING * body


def _is_broken(text: str) -> bool:
    return len(text) > 1 and text[-1] in "-\u2010" and text[-2].isalpha()


def _has_indents(lines: Sequence[Flow]) -> bool:
    """Whether the book marks paragraphs by indentation rather than by gaps."""
    pairs = [(a, b) for a, b in pairwise(lines) if a.column == b.column]
    indents = sum(b.indent >= INDENT_EM and a.indent < INDENT_EM for a, b in pairs)
    gaps = sum(b.line.y - a.line.y > GAP * b.leading for a, b in pairs)
    return indents > gaps


def _with_verse(
    groups: Sequence[tuple[str, list[int]]], lines: Sequence[Line], body: float, starts: Collection[int]
) -> list[Block]:
    """The blocks; lines that each end early, and mostly inside a sentence, are the lines of a verse."""
    result: list[Block] = []
    n = 0
    while n < len(groups):
        run = n + 1
        while run < len(groups) and groups[run][0] == "room" and len(groups[run][1]) == 1:
            run += 1
        members = [place for _, group in groups[n:run] for place in group]
        if run - n > 1 and len(groups[n][1]) == 1 and _is_verse([lines[place].text for place in members]):
            result.append(Block(tuple(lines[place] for place in members), "verse", members[0]))
        else:
            for _, group in groups[n:run]:
                tall = _is_heading(lines[group[0]], body)
                kind = "title" if group[0] in starts else "heading" if tall else "text"
                result.append(Block(tuple(lines[place] for place in group), kind, group[0]))
        n = run
    return result


def _is_verse(texts: Sequence[str]) -> bool:
    ends = sum(text.endswith(_SENTENCE_ENDS) for text in texts)
    return 2 * ends <= len(texts) and all(not _is_broken(text) for text in texts)


def _edges(column: Sequence[Line], width: float) -> tuple[float, float]:
    """The left and right edge of the text of a column; `width` is usual in the book."""
    left = _leftmost([line.x0 for line in column])
    ends = [line.x1 for line in column]
    right = max(ends)
    common = sum(right - end <= EDGE_PT for end in ends)
    if common < max(2, 0.2 * len(ends)) and right < left + width:
        return left, left + width
    return left, right


def _leftmost(starts: Sequence[float]) -> float:
    """The leftmost edge where lines begin; one line alone counts where it is close to the others."""
    usual, ordered = median(starts), sorted(starts)
    for x, after in pairwise([*ordered, ordered[-1]]):
        if usual - x < ALONE_PT or after - x <= EDGE_PT:
            return x
    return usual


def _justified(column: Sequence[Line], n: int) -> float:
    """The end of line `n` where two lines near by end there too (a quotation set narrower), else 0."""
    end = column[n].x1
    near = column[max(0, n - 2) : n + 3]
    return end if sum(abs(line.x1 - end) <= EDGE_PT for line in near) >= 3 else 0.0


def _usual_width(columns: Sequence[Sequence[Line]]) -> float:
    """The median width of the columns that have enough lines to tell."""
    widths = [
        max(line.x1 for line in column) - _leftmost([line.x0 for line in column])
        for column in columns
        if len(column) >= 8
    ]
    return median(widths) if widths else 0.0


def _leading(column: Sequence[Line]) -> float:
    """The usual distance of the baselines in a column, or 0 where it has too few lines."""
    distances = [b.y - a.y for a, b in pairwise(column) if abs(a.size - b.size) < 0.5 and b.y > a.y]
    return sorted(distances)[len(distances) // 3] if len(distances) >= 3 else 0.0


def _usual_leading(columns: Sequence[Sequence[Line]]) -> float:
    known = [distance for column in columns if (distance := _leading(column))]
    sizes = [line.size for column in columns for line in column]
    return median(known) if known else 1.3 * median(sizes) if sizes else 0.0
