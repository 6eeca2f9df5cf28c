"""Pages of a PDF that are pictures of text: which they are, and their lines as recognised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from phases.audiobook.readers.ledger import letters
from phases.graph.files import read_json, write_json
from phases.tools.ocr import Found
from phases.tools.pdf_lines import Line, clean
from phases.tools.pdf_page import Page

EM, BASE = 0.8, 0.27
"""Font size, and the baseline below the middle, as shares of the height of a recognised line."""
SAME = 0.3
"""Relative difference from the usual height up to which a line has the usual size: the height of a
recognised line depends on its letters."""

Scans = Mapping[int, Sequence[Sequence[Any]]]
"""Number of a page to its lines: text, left, top, right, bottom (points), score."""


def scanned(source: Path) -> list[int]:
    """The numbers of the pages of `source` that have a picture and no text; none where it is no PDF.

    The cover of a book that has text is none of them. Raises InputError for what cannot be opened.
    """
    with source.open("rb") as file:
        if b"%PDF-" not in file.read(1024):
            return []
    from phases.tools.pdf import open_pdf

    with open_pdf(source) as document:
        bare = document.without_text()
        return bare if len(bare) == len(document) else [page for page in bare if page > 1]


def write(target: Path, found: Iterable[Found], dpi: int) -> None:
    """Write what was found on a page, in points."""
    point = 72 / dpi
    lines = [
        [one.text, *(round(side * point, 2) for side in (one.x0, one.y0, one.x1, one.y1)), one.score]
        for one in found
    ]
    write_json(target, lines)


def load(path: Path) -> Scans:
    """The pages in the ``scans.json`` at `path`."""
    return {int(page): lines for page, lines in read_json(path).items()}


def with_scans(pages: Sequence[Page], scans: Scans) -> list[Page]:
    """`pages` with the lines that were recognised on those without text."""
    heights = [bottom - top for lines in scans.values() for _, _, top, _, bottom, _ in lines]
    usual = median(heights) if heights else 0.0
    return [
        _filled(page, scans[page.number], usual)
        if page.number in scans and not letters(page.text)
        else page
        for page in pages
    ]


def _filled(page: Page, found: Sequence[Sequence[Any]], usual: float) -> Page:
    lines = tuple(
        line for text, *box, _ in found if (line := _line(page.number, clean(str(text)), box, usual)).text
    )
    text = " ".join(line.text for line in lines)
    # The picture is the page itself: running heads on it are no stamps on a plate.
    return replace(page, lines=lines, text=text, pictured=False, pictures=(), rules=())


def _line(page: int, text: str, box: Sequence[float], usual: float) -> Line:
    left, top, right, bottom = box
    height = bottom - top
    size = usual if abs(height - usual) <= SAME * usual else height
    return Line(page, text, left, right, (top + bottom) / 2 + BASE * size, max(0.1, EM * size))
