"""Take what stands beside the text out of the columns of a page: notes at the foot, captions.

Notes are the lines at the foot of a column that are smaller than the text, or below a rule, and
begin with a label to which the page refers or which is raised. A caption is small or begins with
``Figure 3`` and stands at a picture. Both interrupt sentences that run on over the page, so they
are read behind the paragraph, as the rules and the policy for notes say, or not at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from phases.audiobook.readers.pdf import marks
from phases.tools.pdf_frame import Box
from phases.tools.pdf_lines import Line
from phases.tools.pdf_page import Page

SMALL = 0.94
"""Times the size of the text below which a line is small."""
REACH = 3.0
"""How far below or above a picture its caption begins, in em of the caption."""
TOGETHER = 1.7
"""Distance of the lines of one caption, in em, at most."""
WHOLE = 0.8
"""Share of a page from which on a picture is its background."""
MAX_CAPTION = 15
"""Lines."""
_NUMBERED = re.compile(
    r"""(?:figure|fig\.?|table|tab\.|plate|map|illustration|photo(?:graph)?|chart|diagram|abbildung|abb\.|tabelle
      |bild|tafel|karte|figura|tabla|tabella|tableau|planche|lámina|afbeelding|рис\.|таблица)
      \s*(?:\d+|[ivxlc]+)\b""",
    re.IGNORECASE | re.VERBOSE,
)

Column = list[Line]


@dataclass(frozen=True, slots=True)
class Aside:
    """Lines that are no part of the running text."""

    kind: str
    """``note`` or ``caption``."""
    lines: tuple[Line, ...]
    label: str = ""
    """Of a note; empty where it goes on from the page before."""
    column: int = 0
    """Index of its column on the page."""
    row: int = 0
    """Rows of the column that stand before it, asides left out."""


def split(columns: Sequence[Column], page: Page, body: float) -> tuple[list[Column], list[Aside]]:
    """The columns without notes and captions, and these; a page that is small as a whole has none."""
    if not any(line.size >= SMALL * body for column in columns for line in column):
        return list(columns), []
    texts: list[Column] = []
    asides: list[Aside] = []
    tails = [_tail(column, page, body) for column in columns]
    rest = [column[:tail] for column, tail in zip(columns, tails, strict=True)]
    known = {name for column in rest for line in column for name in marks.signs(line)}
    for index, (column, tail) in enumerate(zip(columns, tails, strict=True)):
        start, notes = _notes(column, tail, page, known)
        text, captions = _captions(column[:start], page, body, index)
        texts.append(text)
        asides += captions
        asides += [Aside("note", lines, name, index, len(text)) for name, lines in notes]
    return texts, asides


def pictured(column: Column, page: Page) -> Iterator[int]:
    """The rows of `column` with a picture between them and the row above."""
    for row in range(1, len(column)) if page.pictures else ():
        above, line = column[row - 1], column[row]
        if any(
            above.y < (box.y0 + box.y1) / 2 < line.y and box.x0 < line.x1 and box.x1 > line.x0
            for box in page.pictures
        ):
            yield row


def _tail(column: Column, page: Page, body: float) -> int:
    """Where the small lines at the foot of `column` begin, or what stands below a rule there."""
    start = len(column)
    while start and column[start - 1].size < SMALL * body:
        start -= 1
    for row in range(start - 1, max(0, len(column) // 3), -1):
        if marks.label(column[row])[0] and _below_rule(column, row, page):
            return row
    return start


def _below_rule(column: Column, row: int, page: Page) -> bool:
    """Whether a rule stands between a line and the one above it."""
    line = column[row]
    above = column[row - 1].y if row else line.y - 3 * line.size
    return any(
        above < (rule.y0 + rule.y1) / 2 < line.y - 0.5 * line.size
        and rule.x0 < line.x1
        and rule.x1 > line.x0
        for rule in page.rules
    )


def _notes(
    column: Column, tail: int, page: Page, known: set[str]
) -> tuple[int, list[tuple[str, tuple[Line, ...]]]]:
    """Where the notes of a column begin, and their labels and lines."""
    ruled = tail < len(column) and _below_rule(column, tail, page)
    begins = list(_begins(column, tail, known))
    if not ruled and not begins:
        return len(column), []
    first = tail if ruled else begins[0][0]
    starts = [*begins] if begins and begins[0][0] == first else [(first, ""), *begins]
    ends = [*(row for row, _ in starts[1:]), len(column)]
    return first, [(name, tuple(column[row:end])) for (row, name), end in zip(starts, ends, strict=True)]


def _begins(column: Column, tail: int, known: set[str]) -> Iterator[tuple[int, str]]:
    """The rows with which notes begin: their labels are referred to, raised, or count on."""
    last, form = "", False
    for row in range(tail, len(column)):
        name, _, raised = marks.label(column[row])
        if not name:
            continue
        counts = last.isdigit() and name.isdigit() and int(name) == int(last) + 1
        if raised or (not form and (name in known or counts)):
            yield row, name
            last, form = name, form or raised


def _captions(column: Column, page: Page, body: float, index: int) -> tuple[Column, list[Aside]]:
    """The column without its captions, and these."""
    pictures = [box for box in page.pictures if box.area < WHOLE * page.width * page.height]
    text: Column = []
    found: list[Aside] = []
    row = 0
    while row < len(column):
        end = _caption_end(column, row, pictures, body)
        if end > row:
            found.append(Aside("caption", tuple(column[row:end]), "", index, len(text)))
            row = end
        else:
            text.append(column[row])
            row += 1
    return text, found


def _caption_end(column: Column, row: int, pictures: Sequence[Box], body: float) -> int:
    """Behind the caption that begins at `row`; `row` where none does."""
    first = column[row]
    small, numbered = first.size < SMALL * body, bool(_NUMBERED.match(first.text))
    near = [box for box in pictures if _at(first, box)]
    above = [box for box in near if box.y1 <= first.y - 0.3 * first.size]
    if not (small and (above or numbered)) and not (numbered and near and _stands_off(column, row)):
        return row
    end = row + 1
    while end < min(len(column), row + MAX_CAPTION):
        line, before = column[end], column[end - 1]
        same = abs(line.size - first.size) <= 0.05 * first.size and line.bold == first.bold
        if not same or not 0 < line.y - before.y <= TOGETHER * line.size or _NUMBERED.match(line.text):
            break
        end += 1
    return end


def _at(line: Line, box: Box) -> bool:
    """Whether `line` stands close below or above `box`, and not beside it."""
    below = line.y - line.size - box.y1
    above = box.y0 - line.y
    wide = 0.2 * (box.x1 - box.x0) + line.size
    return (-line.size <= below <= REACH * line.size or -line.size <= above <= REACH * line.size) and (
        line.x0 >= box.x0 - wide and line.x1 <= box.x1 + wide
    )


def _stands_off(column: Column, row: int) -> bool:
    """Whether something other than a line of the text comes before `row`."""
    return not row or column[row].y - column[row - 1].y > TOGETHER * column[row].size
