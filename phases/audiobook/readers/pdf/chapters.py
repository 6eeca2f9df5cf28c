"""Find where the chapters of a PDF begin: by its outline, else by its headings.

An outline says a title and a page, and often a height on that page. Real outlines are wrong by a
page, lead nowhere or name a heading in other words, so the heading itself is looked for in the
text around the target; the target counts only where no heading is found.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from phases.audiobook.book import words
from phases.audiobook.readers.ledger import letters
from phases.audiobook.readers.pdf.layout import HEADING, Flow
from phases.tools.pdf import Entry

MAX_LINES = 6
"""Lines of a heading, at most."""
MAX_SAME = 50
"""Equal lines in a book among which a heading is looked for; more are no headings."""
MIN_PART = 0.5
"""Share of the letters that a heading and an entry must have in common when one is a part of the other."""
_DIVISION = re.compile(
    r"(?:part|book|volume|section|teil|buch|band|partie|livre|tome|parte|libro|deel|boek|часть|том)\b",
    re.IGNORECASE,
)
"""Titles of what has chapters inside."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a chapter begins."""

    title: str
    start: int
    """Index of its first line in the flow."""
    end: int
    """Index behind its heading; `start` where it has none in the text."""


def by_outline(
    entries: Sequence[Entry], lines: Sequence[Flow], body: float, pages: int
) -> tuple[list[Mark], list[str]]:
    """The chapters that the outline names, in reading order, and warnings about entries of no use."""
    search = _Search(lines, body)
    chosen = [entry for entry in chapter_entries(entries) if letters(entry.title)]
    if _names_pages(chosen, pages):
        return [], []
    found: list[Mark | None] = []
    for entry in chosen:
        before = [mark.end for mark in found if mark]
        found.append(search.heading(entry, before[-1] if before else 0))
    missed = _missed(chosen, found, lines)
    found = [mark or search.target(entry, missed) for entry, mark in zip(chosen, found, strict=True)]
    warnings = [
        f"the outline's entry “{entry.title}” leads nowhere"
        for entry, mark in zip(chosen, found, strict=True)
        if mark is None
    ]
    return _in_order([mark for mark in found if mark]), warnings


def _missed(entries: Sequence[Entry], found: Sequence[Mark | None], lines: Sequence[Flow]) -> int:
    """By how many pages most entries miss their headings; 0 where they do not agree."""
    away = Counter(
        lines[mark.start].line.page - entry.page
        for entry, mark in zip(entries, found, strict=True)
        if mark and entry.page
    )
    pages, count = away.most_common(1)[0] if away else (0, 0)
    return pages if count >= 2 and 2 * count >= away.total() else 0


def chapter_entries(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that are chapters: the top level, and what is below a part or a lone root."""
    roots = [n for n, entry in enumerate(entries) if entry.level == 0]
    result: list[Entry] = []
    for n, end in zip(roots, [*roots[1:], len(entries)], strict=False):
        result.append(entries[n])
        inner = [replace(entry, level=entry.level - 1) for entry in entries[n + 1 : end]]
        if inner and (len(roots) == 1 or _DIVISION.match(entries[n].title)):
            result += chapter_entries(inner)
    return result


def _names_pages(entries: Sequence[Entry], pages: int) -> bool:
    """Whether the outline is only a list of the pages: ``Page 1``, ``scan_0002``."""
    plain = sum(bool(re.fullmatch(r"\D*\d+", entry.title)) for entry in entries)
    return len(entries) > 4 and len(entries) >= 0.8 * pages and plain >= 0.8 * len(entries)


def _in_order(marks: Sequence[Mark]) -> list[Mark]:
    """The marks by place; two at one place are one chapter with both titles."""
    result: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        last = result[-1] if result else None
        if last is None or mark.start >= max(last.end, last.start + 1):
            result.append(mark)
        elif letters(mark.title).casefold() not in letters(last.title).casefold():
            result[-1] = Mark(f"{last.title}. {mark.title}", last.start, max(last.end, mark.end))
    return result


class _Search:
    """Looks for headings in the lines of a book."""

    def __init__(self, lines: Sequence[Flow], body: float) -> None:
        self.lines, self.body = lines, body
        self.folded = [_folded(one.line.text) for one in lines]
        self.pages = [one.line.page for one in lines]
        self.places: dict[str, list[int]] = defaultdict(list)
        for n, text in enumerate(self.folded):
            self.places[text].append(n)

    def heading(self, entry: Entry, after: int) -> Mark | None:
        """The heading of the chapter of `entry`; `after` is where the one before has its text."""
        wanted = _folded(entry.title)
        for page, exact in ((0, True), (-1, True), (1, True), (0, False)):
            if entry.page and (span := self._on_page(entry, entry.page + page, wanted, exact)):
                return self._from_above(entry, span, after)
        spans = [span for n in self._anywhere(wanted) if (span := self._at(n, wanted))]
        spans = [span for span in spans if self._is_heading(span[0])]
        if len(spans) > 1:
            spans = [span for span in spans if span[0] >= after]
        return self._from_above(entry, spans[0], after) if len(spans) == 1 else None

    def target(self, entry: Entry, missed: int) -> Mark | None:
        """The place that the entry itself names, `missed` pages away."""
        page = entry.page + missed
        if not entry.page or page < 1:
            return None
        if missed and (span := self._on_page(entry, page, _folded(entry.title), exact=False)):
            return self._from_above(entry, span, 0)
        start, end = self._page(page)
        if entry.y is not None:
            below = (n for n in range(start, end) if self.lines[n].line.y >= (entry.y or 0))
            start = next(below, end)
        return Mark(entry.title, start, start) if start < len(self.lines) else None

    def _from_above(self, entry: Entry, span: tuple[int, int], after: int) -> Mark:
        """The mark of the heading at `span`."""
        return Mark(entry.title, self._above(span[0], min(after, span[0])), span[1])

    def _anywhere(self, wanted: str) -> list[int]:
        """The lines that may begin the heading `wanted`."""
        places = [self.places.get(wanted[:end], ()) for end in range(1, len(wanted) + 1)]
        return [n for same in places if len(same) <= MAX_SAME for n in same]

    def _page(self, page: int) -> tuple[int, int]:
        return bisect_left(self.pages, page), bisect_left(self.pages, page + 1)

    def _on_page(self, entry: Entry, page: int, wanted: str, exact: bool) -> tuple[int, int] | None:
        """The heading on `page`, the one next to the entry's height where there are several."""
        spans = [
            span
            for n in range(*self._page(page))
            if (span := self._at(n, wanted, "" if exact else entry.title))
        ]

        def rank(span: tuple[int, int]) -> tuple[bool, float, int]:
            line = self.lines[span[0]].line
            away = abs(line.y - entry.y) if entry.y is not None and page == entry.page else 0.0
            return not self._is_heading(span[0]), away, span[0]

        return min(spans, key=rank, default=None)

    def _at(self, start: int, wanted: str, title: str = "") -> tuple[int, int] | None:
        """The lines from `start` on that are the heading `wanted`, or with a `title` the most of it."""
        first, text = self.folded[start], ""
        if not first or (not title and not wanted.startswith(first)):
            return None
        for end in range(start, min(start + MAX_LINES, len(self.lines))):
            if self.lines[end].column != self.lines[start].column:
                break
            text += self.folded[end]
            if text == wanted:
                return start, end + 1
        if not title or not self._is_heading(start):
            return None
        enough = min(len(first), len(wanted)) >= MIN_PART * max(len(first), len(wanted))
        return (start, start + 1) if enough and self._shares(start, title) else None

    def _shares(self, n: int, title: str) -> bool:
        """Whether the words of one of the line `n` and the `title` begin or end the other."""
        one, two = words(self.lines[n].line.text.casefold()), words(title.casefold())
        short, long = sorted((one, two), key=len)
        return short in (long[: len(short)], long[len(long) - len(short) :])

    def _above(self, start: int, after: int) -> int:
        """`start`, or where the lines of a heading begin that stand right above it (``CHAPTER I``)."""
        page, first = self.pages[start], start
        while first > after and self.pages[first - 1] == page and self._is_tall(first - 1):
            first -= 1
        return first if self._is_tall(start) else start

    def _is_tall(self, n: int) -> bool:
        return self.lines[n].line.size >= HEADING * self.body

    def _is_heading(self, n: int) -> bool:
        """Whether a line looks like a heading: larger, bold, or alone between gaps."""
        one = self.lines[n]
        if self._is_tall(n) or one.line.bold:
            return True
        neighbours = [other for other in (n - 1, n + 1) if 0 <= other < len(self.lines)]
        return all(
            self.lines[other].column != one.column
            or abs(self.lines[other].line.y - one.line.y) > 1.2 * one.leading
            for other in neighbours
        )


def _folded(text: str) -> str:
    return letters(text).casefold()
