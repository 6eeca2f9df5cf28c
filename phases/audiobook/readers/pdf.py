"""Read a PDF with a text layer: what is printed on its pages becomes paragraphs and chapters."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from phases.audiobook.book import Book, Chapter, Paragraph, words
from phases.audiobook.readers import Facts, ledger
from phases.audiobook.readers.chapters import Mark, by_outline
from phases.audiobook.readers.columns import columns
from phases.audiobook.readers.furniture import Place, furniture
from phases.audiobook.readers.headings import by_headings
from phases.audiobook.readers.hyphens import Hyphens
from phases.audiobook.readers.layout import Block, blocks, body_size, flow
from phases.audiobook.readers.ledger import Run, letters
from phases.audiobook.readers.pdf_facts import FIRST_PAGES, facts
from phases.graph.errors import InputError
from phases.tools.pdf import Entry, open_pdf
from phases.tools.pdf_page import Line, Page, clean

HIDDEN = "hidden"
"""The rule for what a reader does not see: text outside the page as shown."""


def inspect(source: Path) -> Facts:
    """What the PDF says about itself; raises InputError where it cannot be read or has no text."""
    with open_pdf(source) as document:
        first: list[Page] = []
        readable = False
        for page in document.pages():
            readable = readable or bool(letters(page.text))
            if len(first) < FIRST_PAGES:
                first.append(page)
            elif readable:
                break  # the rest is for `read`
        if not readable:
            raise _scan()
        return facts(source, document, first)


def read(source: Path, skip: Collection[str], policy: str = "skip") -> Book:
    """The text of the PDF as chapters; raises InputError as `inspect`, and where words would be lost."""
    with open_pdf(source) as document:
        pages = list(document.pages())
        if not any(letters(page.text) for page in pages):
            raise _scan()
        entries = document.outline()
        about = facts(source, document, pages[:FIRST_PAGES], with_cover=False)
    text = _Text(pages, skip)
    if not any(letters(one.line.text) for one in text.lines):
        raise InputError(
            "the PDF has no text to speak: only running heads, page numbers or text outside the pages",
            "run OCR where the pages are pictures, or see audiobook.extract.skip",
        )
    chapters, warnings = _chapters(text, entries, len(pages), about.title)
    _check(text, chapters)
    spoken = sum(len(words(paragraph.text)) for chapter in chapters for paragraph in chapter.paragraphs)
    return Book(
        about.title,
        about.author,
        about.language,
        about.year,
        about.cover_name,
        tuple(chapters),
        ledger.total([text.skipped], spoken),
        (*_without_text(pages), *warnings),
    )


class _Text:
    """The text of all pages in reading order, without what the rules skip."""

    def __init__(self, pages: Sequence[Page], skip: Collection[str]) -> None:
        shown = [line for page in pages for line in page.lines if line.shown]
        self.body = body_size(shown)
        self.skipped: list[Run] = []
        rules = furniture(pages, self.body)
        kept = [self._kept(index, page, rules, skip) for index, page in enumerate(pages)]
        self.hyphens = Hyphens(line.text for lines in kept for line in lines)
        ordered = [columns(lines, self.hyphens.known) for lines in kept]
        for lines, arranged in zip(kept, ordered, strict=True):
            _check_order(lines, [line for column in arranged for line in column])
        self.lines = flow([column for arranged in ordered for column in arranged])

    def _kept(
        self, index: int, page: Page, rules: Mapping[Place, str], skip: Collection[str]
    ) -> list[Line]:
        """The lines of a page that are read; the others go to `skipped`, and none gets lost."""
        runs, kept = [], []
        for n, line in enumerate(page.lines):
            rule = rules.get((index, n), "") if line.shown else HIDDEN
            if rule == HIDDEN or rule in skip:
                runs.append(Run(line.text, rule))
            else:
                runs.append(Run(line.text))
                kept.append(line)
        if loss := ledger.compare(clean(page.text), runs):
            raise ledger.lost(f"page {page.number}", loss)
        self.skipped += [run for run in runs if run.rule]
        return kept


def _check_order(lines: Sequence[Line], arranged: Sequence[Line]) -> None:
    """Raise InputError where putting the lines of a page in order lost or doubled letters."""
    want, got = (" ".join(line.text for line in side) for side in (lines, arranged))
    if Counter(letters(want)) != Counter(letters(got)):
        missing = Counter(words(want)) - Counter(words(got))
        place = next(iter(missing or Counter(words(got)) - Counter(words(want))), "")
        raise ledger.lost(f"page {lines[0].page}", ledger.Loss(missing.total(), place))


def _check(text: _Text, chapters: Sequence[Chapter]) -> None:
    """Raise InputError where the chapters are not the lines, letter for letter."""
    spoken = [paragraph for chapter in chapters for paragraph in chapter.paragraphs]
    want = "\n".join(one.line.text for one in text.lines)
    if loss := ledger.compare(want, [Run(paragraph.text) for paragraph in spoken]):
        raise ledger.lost("between two pages", loss)


def _chapters(
    text: _Text, entries: Sequence[Entry], pages: int, title: str
) -> tuple[list[Chapter], list[str]]:
    """The chapters by the outline, else by headings, else one; and warnings."""
    marks, warnings = by_outline(entries, text.lines, text.body, pages)
    if len(marks) < 2:
        by_look = by_headings(blocks(text.lines, text.body), text.body, text.hyphens)
        marks = max(marks, by_look, key=len)
    parts = blocks(
        text.lines, text.body, [(mark.start, mark.end) for mark in marks if mark.end > mark.start]
    )
    return _cut(marks, parts, text.hyphens, title), warnings


def _cut(marks: Sequence[Mark], parts: Sequence[Block], hyphens: Hyphens, title: str) -> list[Chapter]:
    """The chapters with their paragraphs; what stands before the first is front matter."""
    starts = [part.start for part in parts]
    # A target in the middle of a paragraph begins with the next one: a sentence is never cut.
    places = [bisect_left(starts, mark.start) for mark in marks]
    ends = [*places[1:], len(parts)]
    before = parts[: places[0]] if places else parts
    first = _chapter(title, before, hyphens, "front" if places else "body")
    chapters = [
        _chapter(mark.title, parts[place:end], hyphens, "body")
        for mark, place, end in zip(marks, places, ends, strict=False)
    ]
    return [chapter for chapter in (first, *chapters) if chapter.paragraphs]


def _chapter(title: str, parts: Sequence[Block], hyphens: Hyphens, matter: str) -> Chapter:
    paragraphs = (Paragraph(part.text(hyphens), f"page {part.lines[0].page}", part.kind) for part in parts)
    return Chapter(title, tuple(paragraphs), matter)


def _scan() -> InputError:
    return InputError(
        "it has no text layer: it is a scan", "run OCR first, for example ocrmypdf in.pdf out.pdf"
    )


def _without_text(pages: Sequence[Page]) -> list[str]:
    """A warning that names the pages with pictures and no text."""
    numbers = [page.number for page in pages if page.drawn and not letters(page.text)]
    if not numbers:
        return []
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    plural = "pages" if len(numbers) > 1 else "page"
    return [f"{plural} {names}: no text layer, nothing is read there"]
