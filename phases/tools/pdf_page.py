"""What stands on a page of a PDF: lines of text, pictures, rules."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, replace
from math import degrees

import pypdfium2
import pypdfium2.raw as pdfium

from phases.graph.errors import InputError
from phases.tools.pdf_frame import FAR, Box, Frame, shapes
from phases.tools.pdf_lines import RIGHT_TO_LEFT, Line, Segments

MAX_PAGE_CHARS = 200_000
"""Characters of a page: a page of prose has 3,000, a page of a dense newspaper 30,000."""
MAX_PIECES = 20_000
"""Text objects of a page; a page of prose that is set letter by letter has 3,000. pdfium compares each
with those before it: 70,000 take it 25 s."""
PICTURED = 0.3
"""Share of a page that a picture covers for the page to be a picture (a cover, a plate)."""

LOOKED_AT = 200
"""Characters of a page that say in which direction it is read."""
AGREED = 0.8
"""Share of its letters that must agree."""
ORNAMENTS = 20
"""Characters without letters below which they are the ornaments of a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, in the order in which the file paints it."""

    number: int
    """From 1."""
    width: float
    height: float
    lines: tuple[Line, ...]
    """Segments: words on the same baseline but with a wide gap between them are two."""
    text: str = ""
    """All text of the page in one piece, by the order of its characters or by their places, whichever
    has more letters: what `lines` must account for."""
    drawn: bool = False
    """It has anything on it: text, pictures, lines."""
    pictured: bool = False
    """A picture covers a good part of it."""
    pictures: tuple[Box, ...] = ()
    rules: tuple[Box, ...] = ()
    """Thin level lines."""
    unknown: bool = False
    """Most of its characters are of fonts that do not say which letters they are."""

    @property
    def from_right(self) -> bool:
        """Whether most of its letters run from right to left."""
        count = len(RIGHT_TO_LEFT.findall(self.text))
        return count > 0 and 2 * count > sum(map(str.isalpha, self.text))

    def mirrored(self) -> "Page":
        """The page as in a mirror, so that text from right to left begins at the left edge."""

        def turn(box: Box) -> Box:
            return replace(box, x0=self.width - box.x1, x1=self.width - box.x0)

        lines = (replace(one, x0=self.width - one.x1, x1=self.width - one.x0) for one in self.lines)
        pictures, rules = map(turn, self.pictures), map(turn, self.rules)
        return replace(self, lines=tuple(lines), pictures=tuple(pictures), rules=tuple(rules))


def read_page(number: int, page: pypdfium2.PdfPage) -> Page:
    """Page `number` (from 1); raises InputError where more is on it than any page of a book has."""
    pieces = _pieces(page)
    if pieces > MAX_PIECES:
        raise InputError(f"page {number} has {pieces:,} pieces of text", f"at most {MAX_PIECES:,} are read")
    with closing(page.get_textpage()) as textpage:
        count = textpage.count_chars()
        if count > MAX_PAGE_CHARS:
            raise InputError(
                f"page {number} has {count:,} characters", f"at most {MAX_PAGE_CHARS:,} are read"
            )
        return _filled(number, page, textpage, count)


def is_bare(page: pypdfium2.PdfPage) -> bool:
    """Whether anything is drawn on a page, but no letter or digit written."""
    if not pdfium.FPDFPage_CountObjects(page) or _pieces(page) > MAX_PIECES:
        return False
    with closing(page.get_textpage()) as textpage:
        count = textpage.count_chars()
        return not count or not any(map(str.isalnum, textpage.get_text_range()))


def _filled(number: int, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, count: int) -> Page:
    text = textpage.get_text_range() if count else ""
    frame = Frame(page, _direction(textpage, count))
    by_place = textpage.get_text_bounded(-FAR, -FAR, FAR, FAR) if count else ""
    segments = list(Segments(number, textpage, frame, text)) if text else []
    pictures, rules = shapes(page, frame)
    return Page(
        number,
        frame.width,
        frame.height,
        tuple(segments),
        max(text, by_place, key=lambda one: sum(map(str.isalnum, one))),
        drawn=pdfium.FPDFPage_CountObjects(page) > 0,
        pictured=any(box.area >= PICTURED * frame.width * frame.height for box in pictures),
        pictures=pictures,
        rules=rules,
        unknown=_unknown(textpage, count),
    )


def _unknown(textpage: pypdfium2.PdfTextPage, count: int) -> bool:
    """Whether most characters of a page have no place in Unicode."""
    places = range(0, count, max(1, count // LOOKED_AT))
    known = [n for n in places if not pdfium.FPDFText_IsGenerated(textpage.raw, n)]
    errors = sum(int(pdfium.FPDFText_HasUnicodeMapError(textpage.raw, n)) == 1 for n in known)
    return errors >= ORNAMENTS and 2 * errors > len(known)


def _direction(textpage: pypdfium2.PdfTextPage, count: int) -> int | None:
    """How far most letters of a page are turned, in degrees; None where they do not agree.

    It is what turns the page upright, also where the file leaves a table or a whole book on its side.
    """
    letters = (n for n in range(0, count, max(1, count // LOOKED_AT)) if _is_letter(textpage, n))
    angles = [pdfium.FPDFText_GetCharAngle(textpage.raw, n) for n in letters]
    turns = Counter(round(-degrees(angle) / 90) % 4 * 90 for angle in angles)
    turn, most = turns.most_common(1)[0] if turns else (0, 0)
    return turn if most > AGREED * len(angles) else None


def _is_letter(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    return chr(pdfium.FPDFText_GetUnicode(textpage.raw, index)).isalpha()


def _pieces(page: pypdfium2.PdfPage) -> int:
    """How many text objects a page has; counted only where it has many objects (maps have many lines)."""
    objects = pdfium.FPDFPage_CountObjects(page)
    if objects <= MAX_PIECES:
        return 0
    kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, n)) for n in range(objects))
    return sum(kind == pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)
