"""Put the lines of a page in the order in which they are read.

A page is one column, or columns side by side between lines that run across them. The gutter is
where almost no line stands, with lines of some width on both sides at the same height. Segments
of one baseline with no gutter between them are one line again; a drop cap joins the line beside it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import ceil
from statistics import median

from phases.audiobook.readers.pdf.marks import attached, shifted
from phases.tools.lexicon import english
from phases.tools.pdf_lines import Line

MIN_ROWS = 4
"""Lines on either side of a gutter, at least, where the file does not paint the sides one by one."""
CROSSING = 0.25
"""Share of the segments that may run across a gutter (headings, abstracts above the columns)."""
MIN_WIDTH = 0.2
"""Width of a column, as a share of the width of the text; less is a table or a list of numbers."""
DROP_CAP = 1.6
"""Times the size of the line beside it from which on a few letters are a drop cap."""
MAX_SEGMENTS, MAX_CAPS = 2_000, 20
"""Segments of a page among which a gutter is looked for, and drop caps of a page; a page of a book has
50 and one."""
TALL = 1.12
"""Times the usual size from which on a line above the columns is a heading of them all."""
ONE_LETTER_WORD = 0.002
"""Share of the words of a book from which on a single letter is a word of its language (a, I)."""
SAME_ROW_EM = 0.4
"""Difference of two baselines in one row; note marks stand up to a third of the size higher."""

Column = list[Line]


def columns(segments: Sequence[Line], known: Counter[str]) -> list[Column]:
    """The columns of a page in reading order, each with its lines from top to bottom.

    `known` counts the words of the book; it tells whether a drop cap is a word of its own.
    """
    segments = with_drop_caps(attached(segments), known)
    gutter = _gutter(segments)
    if gutter is None:
        return [_rows(segments)] if segments else []
    result: list[Column] = []
    for across, band in _bands(segments, gutter):
        if across:
            result.append(_rows(band))
        else:
            for side in (
                [line for line in band if line.x1 <= gutter],
                [line for line in band if line.x1 > gutter],
            ):
                result += columns(side, known)
    return result


def _gutter(segments: Sequence[Line]) -> float | None:
    """Where the page falls into columns, or None."""
    if not MIN_ROWS <= len(segments) <= MAX_SEGMENTS:
        return None
    left, right = min(line.x0 for line in segments), max(line.x1 for line in segments)
    width = right - left
    edges = sorted({ceil(line.x1) for line in segments if line.x1 < right})
    best: tuple[int, float, float] | None = None
    for edge in edges:
        after = min((line.x0 for line in segments if line.x0 > edge), default=right)
        x = (edge + after) / 2
        crossing = sum(line.x0 < x < line.x1 for line in segments)
        if crossing <= CROSSING * len(segments) and _stands_between(segments, x, width):
            candidate = (crossing, -(after - edge), x)
            best = min(best, candidate) if best else candidate
    return best[2] if best else None


def _stands_between(segments: Sequence[Line], x: float, width: float) -> bool:
    """Whether lines wide enough stand on both sides of `x`, at the same heights or painted side by side."""
    left, right = [line for line in segments if line.x1 <= x], [line for line in segments if line.x0 >= x]
    if not left or not right:
        return False
    if _goes_up(segments, x):
        return True
    if min(max(line.x1 - line.x0 for line in side) for side in (left, right)) < MIN_WIDTH * width:
        return False
    (top0, end0), (top1, end1) = (
        (min(y), max(y)) for y in ([line.y for line in side] for side in (left, right))
    )
    common = min(end0, end1) - max(top0, top1)
    return min(len(left), len(right)) >= MIN_ROWS and common > 0.5 * min(end0 - top0, end1 - top1)


def _goes_up(segments: Sequence[Line], x: float) -> bool:
    """Whether the file paints all that is left of `x`, and then goes up again for what is right of it."""
    sides = [line for line in segments if not line.x0 < x < line.x1]
    turns = [(one, two) for one, two in pairwise(sides) if (one.x1 <= x) != (two.x1 <= x)]
    return len(turns) == 1 and turns[0][0].x1 <= x and turns[0][1].y < turns[0][0].y


def _bands(segments: Sequence[Line], gutter: float) -> list[tuple[bool, list[Line]]]:
    """Runs of lines from top to bottom that cross the gutter (True) or do not."""
    bands: list[tuple[bool, list[Line]]] = []
    rows = _grouped(segments)
    size = median(line.size for line in segments)
    for row, after in pairwise([*rows, []]):
        across = any(line.x0 < gutter < line.x1 for line in row)
        if not bands or (len(bands) == 1 and bands[0][0]):
            across = across or _stands_above(row, after, size)
        if bands and bands[-1][0] == across:
            bands[-1][1].extend(row)
        else:
            bands.append((across, list(row)))
    return bands


def _stands_above(row: Sequence[Line], after: Sequence[Line], size: float) -> bool:
    """Whether `row` is a heading above all columns: alone, larger than the usual `size`, well clear."""
    large = len(row) == 1 and row[0].size >= TALL * size
    return large and all(line.y - line.size > row[0].y + 0.2 * row[0].size for line in after)


def _rows(segments: Sequence[Line]) -> Column:
    """The lines of one column, segments on a baseline joined from left to right."""
    return [_joined(sorted(row, key=lambda line: line.x0)) for row in _grouped(segments)]


def _grouped(segments: Sequence[Line]) -> list[list[Line]]:
    """The segments by baseline, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(segments, key=lambda line: (line.y, line.x0)):
        if rows and line.y - rows[-1][0].y <= SAME_ROW_EM * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _joined(row: Sequence[Line]) -> Line:
    widest = max(row, key=lambda line: line.x1 - line.x0)
    text = ""
    raised: tuple[tuple[int, int], ...] = ()
    for line in row:
        raised += shifted(line.raised, len(text))
        text += f"{line.text} "
    return replace(widest, text=text[:-1], x0=row[0].x0, x1=max(line.x1 for line in row), raised=raised)


def with_drop_caps(segments: Sequence[Line], known: Counter[str]) -> list[Line]:
    """The segments with each drop cap joined to the first of the lines beside it."""
    result = list(segments)
    for cap in _caps(segments):
        beside = [
            line
            for line in result
            if line.size * DROP_CAP <= cap.size
            and cap.y - cap.size <= line.y <= cap.y
            and -0.3 * cap.size <= line.x0 - cap.x1 <= cap.size
        ]
        if beside:
            line = min(beside, key=lambda line: line.y)
            result.remove(cap)
            result[result.index(line)] = _with_cap(line, cap, known)
    return result


def _with_cap(line: Line, cap: Line, known: Counter[str]) -> Line:
    text = _capped(cap.text, line.text, known)
    return replace(line, text=text, raised=shifted(line.raised, len(text) - len(line.text)))


def _caps(segments: Sequence[Line]) -> list[Line]:
    """The few segments that may be drop caps: a letter or two, larger than the rest."""
    size = median(line.size for line in segments) if segments else 0.0
    short = [line for line in segments if len(line.text) <= 2 and line.text[-1].isalpha()]
    return [line for line in short if line.size >= DROP_CAP * size][:MAX_CAPS]


def _capped(cap: str, text: str, known: Counter[str]) -> str:
    """A drop cap before its line: ``I`` and ``T was`` is ``IT was``, ``I`` and ``was`` is ``I was``."""
    head = text.split()[0].casefold().rstrip(".,;:!?’'”\"")
    letter = cap[-1].casefold()  # before it a quotation mark may stand
    if known[letter] < ONE_LETTER_WORD * known.total():
        return cap + text
    alone, whole = known[head] - 1, known[letter + head]  # the piece here is itself one that is known
    is_word = alone > whole or (alone == whole and head in english() and letter + head not in english())
    return f"{cap} {text}" if is_word else cap + text
