"""Read a PDF: what is printed on its pages becomes paragraphs and chapters."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from phases.audiobook.book import Book, Chapter, Paragraph, words
from phases.audiobook.readers import Facts, ledger
from phases.audiobook.readers.ledger import Run, letters
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.pdf.chapters import Mark, by_outline
from phases.audiobook.readers.pdf.facts import FIRST_PAGES, facts
from phases.audiobook.readers.pdf.headings import by_headings
from phases.audiobook.readers.pdf.hyphens import Hyphens
from phases.audiobook.readers.pdf.layout import Block, blocks
from phases.audiobook.readers.pdf.scans import Scans, load, with_scans
from phases.audiobook.readers.pdf.text import Beside, Text
from phases.graph.errors import InputError
from phases.tools import ocr
from phases.tools.pdf import Entry, open_pdf
from phases.tools.pdf_page import Page


def inspect(source: Path) -> Facts:
    """What the PDF says about itself; raises InputError where it cannot be read.

    That it is a scan is for `read` to say, which knows whether somebody looks at the pages.
    """
    with open_pdf(source) as document:
        return facts(source, document, list(islice(document.pages(), FIRST_PAGES)))


def read(
    source: Path, skip: Collection[str], policy: Policy = "skip", recognised: Scans | None = None
) -> Book:
    """The text of the PDF as chapters; raises InputError as `inspect`, for scans at which nobody has
    looked, and where words would be lost.

    `recognised` is what was found on the pages that are scans; None: nobody has looked.
    """
    with open_pdf(source) as document:
        pages = with_scans(list(document.pages()), recognised or {})
        if page := next((page for page in pages if page.unknown), None):
            raise InputError(
                f"nobody can know the letters of page {page.number}: its fonts do not say which they are",
                "run OCR: ocrmypdf --force-ocr in.pdf out.pdf",
            )
        pages = [page.mirrored() if page.from_right else page for page in pages]
        if not any(letters(page.text) for page in pages):
            raise _scan()
        entries = document.outline()
        about = facts(source, document, pages[:FIRST_PAGES], with_cover=False)
    text = Text(pages, skip, policy, entries)
    if not any(letters(one.line.text) for one in text.lines):
        raise InputError(
            "the PDF has no text to speak: only running heads, page numbers or text outside the pages",
            "run OCR where the pages are pictures, or see audiobook.extract.skip",
        )
    chapters, warnings = _chapters(text, entries, len(pages), about.title, policy)
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
        (*_unread(pages, recognised), *warnings),
    )


def recognised(path: Path) -> tuple[Scans]:
    """What `read` takes besides, from the ``scans.json`` at `path`."""
    return (load(path),)


def _check(text: Text, chapters: Sequence[Chapter]) -> None:
    """Raise InputError where the chapters are not the lines, letter for letter, and what is beside them."""
    spoken = [paragraph for chapter in chapters for paragraph in chapter.paragraphs]
    running = [Run(one.text) for one in spoken if one.kind not in ("note", "caption")]
    want = "\n".join(one.line.text for one in text.lines)
    loss = ledger.compare(want, running)
    beside = sorted(letters("".join(line.text for line in one.lines)) for one in text.beside)
    if not loss and beside != sorted(
        letters(one.text) for one in spoken if one.kind in ("note", "caption")
    ):
        loss = ledger.Loss(0, "a note or caption")
    if loss:
        raise ledger.lost("between two pages", loss)


def _chapters(
    text: Text, entries: Sequence[Entry], pages: int, title: str, policy: Policy
) -> tuple[list[Chapter], list[str]]:
    """The chapters by the outline, else by headings, else one; and warnings."""
    marks, warnings = by_outline(text.chapters_of(entries), text.lines, text.body, pages)
    if len(marks) < 2:
        by_look = by_headings(blocks(text.lines, text.body), text.body, text.hyphens)
        marks = max(marks, by_look, key=len)
    parts = blocks(
        text.lines, text.body, [(mark.start, mark.end) for mark in marks if mark.end > mark.start]
    )
    return _cut(marks, parts, text, title, policy), warnings


def _cut(
    marks: Sequence[Mark], parts: Sequence[Block], text: Text, title: str, policy: Policy
) -> list[Chapter]:
    """The chapters with their paragraphs; what stands before the first is front matter."""
    starts = [part.start for part in parts]
    # A target in the middle of a paragraph begins with the next one: a sentence is never cut.
    places = [bisect_left(starts, mark.start) for mark in marks]
    ends = [*places[1:], len(parts)]
    spans = [
        ("", 0, places[0] if places else len(parts)),
        *zip([mark.title for mark in marks], places, ends, strict=False),
    ]
    found = []
    for n, (name, begin, end) in enumerate(spans):
        paragraphs = tuple(_paragraphs(parts[begin:end], text, policy))
        matter = "front" if places and not n else "body"
        found.append(Chapter(name if n else title, paragraphs, matter))
    return [chapter for chapter in found if chapter.paragraphs]


def _paragraphs(parts: Sequence[Block], text: Text, policy: Policy) -> Iterator[Paragraph]:
    """The paragraphs of a chapter, captions and notes behind those that they interrupt or explain."""
    late: list[Beside] = []
    for part in parts:
        yield Paragraph(part.text(text.hyphens), f"page {part.lines[0].page}", part.kind)
        for one in text.placed(part.start, part.start + len(part.lines)):
            if one.referred and policy == "chapter_end":
                late.append(one)
            else:
                yield _beside(one, text.hyphens)
    for one in late:
        yield _beside(one, text.hyphens)


def _beside(one: Beside, hyphens: Hyphens) -> Paragraph:
    return Paragraph(hyphens.join([line.text for line in one.lines]), f"page {one.lines[0].page}", one.kind)


def _scan() -> InputError:
    return InputError(
        "it has no text layer: it is a scan",
        f"{ocr.INSTALL} and set audiobook.ocr.enabled to true, or run OCR first: ocrmypdf in.pdf out.pdf",
    )


def _unread(pages: Sequence[Page], recognised: Scans | None) -> list[str]:
    """A warning that names the pages with pictures and no text at which nobody has looked."""
    numbers = [
        page.number
        for page in pages
        if page.drawn and not letters(page.text) and page.number not in (recognised or {})
    ]
    if not numbers or (recognised is not None and numbers == [1]):  # the cover
        return []
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    what = f"pages {names} are scans" if len(numbers) > 1 else f"page {names} is a scan"
    return [f"{what}, nothing is read there: {ocr.INSTALL} and set audiobook.ocr.enabled to true"]
