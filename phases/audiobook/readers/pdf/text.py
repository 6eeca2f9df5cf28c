"""The running text of a PDF in reading order, and what stands beside it, each word accounted for."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from phases.audiobook.book import words
from phases.audiobook.readers import ledger
from phases.audiobook.readers.ledger import Run, letters
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.pdf import asides, marks
from phases.audiobook.readers.pdf.asides import Aside
from phases.audiobook.readers.pdf.columns import columns
from phases.audiobook.readers.pdf.furniture import Place, furniture
from phases.audiobook.readers.pdf.hyphens import Hyphens
from phases.audiobook.readers.pdf.layout import HEADING, body_size, flow
from phases.audiobook.readers.pdf.listings import CONTENTS, TOC, Listing, listings
from phases.audiobook.readers.pdf.watermarks import watermarks
from phases.tools.pdf import Entry
from phases.tools.pdf_lines import Line, clean
from phases.tools.pdf_page import Page

HIDDEN = "hidden"
"""The rule for what a reader does not see: text outside the page as shown."""
MOST_LISTED = 0.5
"""Share of the rows of a book from which on its lists are the book."""

Column = list[Line]


@dataclass(slots=True)
class Beside:
    """A note or caption with its place in the running text."""

    kind: str
    """As `Paragraph.kind`."""
    lines: list[Line]
    at: int
    """Index of the line of the text behind whose paragraph it is read."""
    referred: bool = False
    """A reference in that line leads to it, and notes are wished there."""


class Text:
    """The lines of all pages in reading order, without what the rules skip."""

    def __init__(
        self,
        pages: Sequence[Page],
        skip: Collection[str],
        policy: Policy = "skip",
        outline: Sequence[Entry] = (),
    ) -> None:
        self.skip, self.policy = frozenset(skip), policy
        shown = [line for page in pages for line in page.lines if line.shown]
        self.body = body_size(shown)
        self.skipped: list[Run] = []
        rules = furniture(pages, self.body) | watermarks(pages)
        kept = [self._kept(index, page, rules) for index, page in enumerate(pages)]
        self.hyphens = Hyphens(line.text for lines in kept for line in lines)
        ordered = [columns(lines, self.hyphens.known) for lines in kept]
        for lines, arranged in zip(kept, ordered, strict=True):
            check_order(lines, [line for column in arranged for line in column])
        self.listings = self._listings(ordered, [entry.title for entry in outline])
        running: list[Column] = []
        self.beside: list[Beside] = []
        self._notes_before: list[Beside] = []
        self._cuts: set[int] = set()
        for index, (page, arranged) in enumerate(zip(pages, ordered, strict=True)):
            running += self._running(page, self._unlisted(index, arranged), sum(map(len, running)))
        self.lines = flow([column for column in running if column], self._cuts)
        self.beside = [one for one in self.beside if self._is_spoken(one)]

    def _kept(self, index: int, page: Page, rules: Mapping[Place, str]) -> list[Line]:
        """The lines of a page that are read; the others go to `skipped`, and none gets lost."""
        runs, kept = [], []
        for n, line in enumerate(page.lines):
            rule = rules.get((index, n), "") if line.shown else HIDDEN
            if rule == HIDDEN or rule in self.skip:
                runs.append(Run(line.text, rule))
            else:
                runs.append(Run(line.text))
                kept.append(line)
        if page.from_right:
            check_order([Line(page.number, clean(page.text), 0, 0, 0, 0)], page.lines)
        elif loss := ledger.compare(clean(page.text), runs):
            raise ledger.lost(f"page {page.number}", loss)
        self.skipped += [run for run in runs if run.rule]
        return kept

    def _listings(self, ordered: Sequence[Sequence[Column]], titles: Sequence[str]) -> list[Listing]:
        """The lists of page numbers that are left out."""
        tall = [
            line.text
            for page in ordered
            for column in page
            for line in column
            if line.size >= HEADING * self.body
        ]
        found = [one for one in listings(ordered, [*titles, *tall]) if one.rule in self.skip]
        rows = sum(len(column) for page in ordered for column in page)
        return found if sum(len(one.rows) for one in found) <= MOST_LISTED * rows else []

    def _unlisted(self, page: int, arranged: Sequence[Column]) -> list[Column]:
        """The columns of a page without the rows of those lists."""
        result: list[Column] = []
        row = 0
        for column in arranged:
            result.append([])
            for line in column:
                rule = next((one.rule for one in self.listings if (page, row) in one.rows), "")
                if rule:
                    self.skipped.append(Run(line.text, rule))
                else:
                    result[-1].append(line)
                row += 1
        return [column for column in result if column]

    def _running(self, page: Page, arranged: Sequence[Column], before: int) -> list[Column]:
        """The columns of a page without notes, captions and references, `before` lines before it."""
        texts, found = asides.split(arranged, page, self.body)
        check_order(
            [line for column in arranged for line in column],
            [line for part in (*texts, *(one.lines for one in found)) for line in part],
        )
        ends = [before + sum(len(column) for column in texts[:n]) for n in range(len(texts))]
        self._cuts |= {ends[one.column] + one.row for one in found if one.kind == "caption"}
        for end, column in zip(ends, texts, strict=True):
            self._cuts |= {end + row for row in asides.pictured(column, page)}
        notes: dict[str, Beside] = {}
        ours: list[Beside] = []
        for one in found:
            at = max(0, ends[one.column] + one.row - 1)
            if one.kind == "note" and not one.label and self._notes_before:
                self._notes_before[-1].lines += one.lines
                continue
            lines = list(one.lines) if one.kind == "note" else self._captioned(one)
            beside = Beside(one.kind, self._unlabelled(lines, one), at)
            ours.append(beside)
            if one.label:
                notes.setdefault(one.label, beside)
        self.beside += ours
        self._notes_before = [one for one in ours if one.kind == "note"]
        return self._without_references(texts, before, notes)

    def _captioned(self, one: Aside) -> list[Line]:
        """The lines of a caption without references to notes."""
        return [
            self._stripped(line, [place for place, _ in marks.references(line, ())]) for line in one.lines
        ]

    def _unlabelled(self, lines: list[Line], one: Aside) -> list[Line]:
        """The lines of a note without its label."""
        if not one.label or not lines or "noteref" not in self.skip:
            return lines
        _, end, _ = marks.label(lines[0])
        return [self._stripped(lines[0], [(0, end)]), *lines[1:]]

    def _without_references(
        self, texts: Sequence[Column], before: int, notes: Mapping[str, Beside]
    ) -> list[Column]:
        """The columns without references to `notes` and others; the notes learn where theirs stand."""
        result: list[Column] = []
        at = before
        for column in texts:
            result.append([])
            for line in column:
                found = marks.references(line, notes)
                for _, name in found:
                    if self.policy != "skip" and name in notes and not notes[name].referred:
                        notes[name].at, notes[name].referred = at, True
                result[-1].append(self._stripped(line, [place for place, _ in found]))
                at += 1
        return result

    def _stripped(self, line: Line, places: Sequence[marks.Place]) -> Line:
        """`line` without `places`, which go to `skipped` where the rule for references applies."""
        if not places or "noteref" not in self.skip:
            return replace(line, raised=())
        self.skipped += [Run(line.text[start:end], "noteref") for start, end in places]
        return marks.without(line, places)

    def _is_spoken(self, one: Beside) -> bool:
        """Whether a note or caption is read; the others go to `skipped`."""
        if one.kind == "caption":
            rule = "caption" if "caption" in self.skip else ""
        else:
            rule = "footnote" if "footnote" in self.skip and not one.referred else ""
        if rule:
            self.skipped += [Run(line.text, rule) for line in one.lines]
        return not rule

    def chapters_of(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries of an outline without those that lead to a list that is left out."""
        listed = {one.heading for one in self.listings}
        if any(one.rule == TOC for one in self.listings):
            listed |= CONTENTS
        return [entry for entry in entries if letters(entry.title).casefold() not in listed]

    def placed(self, start: int, end: int) -> Iterator[Beside]:
        """What is read beside the lines `start` to `end`, in order."""
        return (one for one in self.beside if start <= one.at < end)


def check_order(lines: Sequence[Line], arranged: Sequence[Line]) -> None:
    """Raise InputError where putting the lines of a page in order lost or doubled letters."""
    want, got = (" ".join(line.text for line in side) for side in (lines, arranged))
    if Counter(letters(want)) != Counter(letters(got)):
        missing = Counter(words(want)) - Counter(words(got))
        place = next(iter(missing or Counter(words(got)) - Counter(words(want))), "")
        raise ledger.lost(f"page {lines[0].page}", ledger.Loss(missing.total(), place))
