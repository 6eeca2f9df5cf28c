"""Find the printed table of contents and the index: lists of page numbers that nobody can hear.

A table of contents has its heading, or fills a page with rows that end in numbers that grow; an index
has its heading and rows with page numbers behind commas. What is found is left out by the rules
``toc`` and ``index``, and entries of the outline that lead there are no chapters.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from phases.audiobook.readers.ledger import letters
from phases.audiobook.readers.pdf.furniture import number_value
from phases.tools.pdf_lines import Line

TOC, INDEX = "toc", "index"
_HEADINGS = """
    contents tableofcontents listofcontents inhalt inhaltsverzeichnis tabledesmatières table sommaire índice
    indice contenido contenidos índicegeneral sommario inhoud inhoudsopgave содержание оглавление
    spistreści innehåll indhold conteúdo sumário"""
CONTENTS = frozenset(_HEADINGS.split())
_INDEX = re.compile(
    r"(?:general|subject|name|author|alphabetical|personen|namens?|sach|orts)?(?:index|register)"
    r"|indexof.{1,30}|índicealfabético|indiceanalitico|указатель"
)
_PAGES = re.compile(
    r"(?:[,.:]|\s)\s*\d{1,4}(?:\s?[–-]\s?\d{1,4})?(?:n\d*|ff?\.?)?\s*(?:[,;.]|$)|\bsee (?:also )?\w"
)
_LEADERS = re.compile(r"(?:\.(?: ?\.){2,}|[…·]+)\s*(\w{1,7})$")
FRONT_PAGES, FRONT = 30, 0.2
"""Pages, or the share of the book, in which a table of contents begins; or in the last `BACK_PAGES`."""
BACK_PAGES = 6
BACK = 0.6
"""Share of the book behind which an index begins."""
MANY = 0.5
"""Share of the rows of an index that name pages."""
GAP = 2
"""Rows of one entry above the one that ends with its number, at most."""
FEWEST, FEWEST_BARE = 2, 5
"""Entries of a table of contents with and without a heading, at least."""
BARE = 1.3
"""Rows for each entry of a table of contents without a heading, at most."""
SAME_EDGE_PT = 4.0

Column = list[Line]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of pages that are a list of page numbers."""

    rule: str
    heading: str
    """Its letters in lower case; empty where it has none."""
    rows: frozenset[tuple[int, int]]
    """Index of the page, and of the row among all of the page in reading order."""


def listings(pages: Sequence[Sequence[Column]], titles: Collection[str]) -> list[Listing]:
    """The tables of contents and the index; `titles` are those of the outline."""
    rows = [[line for column in page for line in column] for page in pages]
    known = {letters(title).casefold() for title in titles}
    found: list[Listing] = []
    for page, lines in enumerate(rows):
        if any((page, 0) in one.rows for one in found) or not lines:
            continue
        front = page < max(FRONT_PAGES, FRONT * len(rows)) or page >= len(rows) - BACK_PAGES
        one = (_contents(rows, page, known) if front else None) or (
            _index(rows, page) if page >= BACK * len(rows) else None
        )
        if one:
            found.append(one)
    return found


def _contents(rows: Sequence[Sequence[Line]], page: int, titles: set[str]) -> Listing | None:
    """The table of contents that begins on `page`."""
    lines = rows[page]
    heading = next((n for n, line in enumerate(lines) if letters(line.text).casefold() in CONTENTS), None)
    name = letters(lines[heading].text).casefold() if heading is not None else ""
    walk = _Walk(titles if heading is not None else set(), len(rows))
    taken: set[tuple[int, int]] = set()
    start = 0 if heading is None else heading + 1
    for number in range(page, len(rows)):
        end = walk.through(rows[number], start if number == page else 0, bare=heading is None)
        first = start if number == page else 0
        taken |= {(number, row) for row in range(first, end)}
        if end < len(rows[number]):
            break
    enough = FEWEST if heading is not None else FEWEST_BARE
    if walk.count < enough or (heading is None and (not walk.numbers or len(taken) > BARE * walk.count)):
        return None
    if heading is not None:
        taken.add((page, heading))
    return Listing(TOC, name, frozenset(taken))


class _Walk:
    """Goes through the rows of a table of contents, from page to page."""

    def __init__(self, titles: set[str], pages: int) -> None:
        self.titles, self.most = titles, pages + 50
        self.seen: set[str] = set()
        self.last = ("roman", 0)
        self.edge: float | None = None
        self.count = self.numbers = 0

    def through(self, lines: Sequence[Line], start: int, bare: bool) -> int:
        """Behind the last row that is part of it; `start` where none is."""
        end = row = start
        while row < len(lines) and row <= end + GAP:
            if self._takes(lines[row], bare or row > end):
                end = row + 1
            row += 1
        return end

    def _takes(self, line: Line, strict: bool) -> bool:
        """Whether `line` ends an entry: with a number that is not below the last one, or as a title."""
        dots = _LEADERS.search(line.text)
        head, tail = (line.text[: dots.start()], dots[1]) if dots else line.text.rpartition(" ")[::2]
        value = number_value(tail) if head and tail.isalnum() else None
        text = letters(line.text).casefold()
        if value and (dots or not strict or self._same_edge(line)) and self._grows(value):
            self.last, self.edge = value, line.x1
            self.numbers += 1
        elif not (text in self.titles and text not in self.seen and not self.numbers):
            return False
        self.seen |= {text, letters(head).casefold()}
        self.count += 1
        return True

    def _same_edge(self, line: Line) -> bool:
        return self.edge is None or abs(self.edge - line.x1) <= SAME_EDGE_PT

    def _grows(self, value: tuple[str, int]) -> bool:
        (way, number), (before, last) = value, self.last
        return number <= self.most and (number >= last if way == before else way == "arabic")


def _index(rows: Sequence[Sequence[Line]], page: int) -> Listing | None:
    """The index that begins on `page`."""
    heading = next(
        (n for n, line in enumerate(rows[page][:6]) if _INDEX.fullmatch(letters(line.text).casefold())),
        None,
    )
    if heading is None:
        return None
    taken = {(page, heading)}
    for number in range(page, len(rows)):
        first = heading + 1 if number == page else 0
        naming = list(_naming(rows[number], first))
        if len(naming) < MANY * (len(rows[number]) - first) or not naming:
            break
        last = naming[-1] + 1 if number + 1 < len(rows) else len(rows[number])
        taken |= {(number, row) for row in range(first, last)}
    if len(taken) <= FEWEST:
        return None
    return Listing(INDEX, letters(rows[page][heading].text).casefold(), frozenset(taken))


def _naming(lines: Sequence[Line], first: int) -> Iterator[int]:
    """The rows that name pages."""
    return (row for row in range(first, len(lines)) if _PAGES.search(lines[row].text))
