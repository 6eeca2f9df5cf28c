"""What stands on a page of a PDF: lines of text with their places and sizes.

pdfium gives the text of a page in its own lines, in the order in which the file paints them; a few
calls a line instead of several a character say where its ends are and how large it is.
"""

import ctypes
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from phases.graph.errors import InputError

MAX_PAGE_CHARS = 200_000
"""Characters of a page: a page of prose has 3,000, a page of a dense newspaper 30,000."""
WIDE_GAP_EM = 1.2
"""A gap inside a line from which on its sides are two segments; a stretched space is below 1 em."""
BOLD = 600
"""Font weight (400 is regular, 700 bold) from which on a line is bold."""
MAX_PIECES = 20_000
"""Text objects of a page; a page of prose that is set letter by letter has 3,000. pdfium compares each
with those before it: 70,000 take it 25 s."""
LOOKED_AT = 1_000
"""Objects of a page among which a picture is looked for."""
PICTURED = 0.3
"""Share of a page that a picture covers for the page to be a picture (a cover, a plate)."""

MIN_SIZE = 0.1
"""Points; a size of 0 or less, or none at all, counts as this."""
HYPHEN_MARKS = "\x02\ufffe"
"""What pdfium gives instead of a hyphen and the line break after it."""
_BREAKS = HYPHEN_MARKS + "\u00ad"
_FAR = 1e6
"""Points; further than any page reaches."""
_CLEAN = {
    **dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\x00"), ""),
    **{0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline; points, measured from the left and top edge of the page as shown."""

    page: int
    """Number of the page, from 1."""
    text: str
    """Single spaces; a hyphen at the end may be a broken word (``-``, or U+2010 as typeset)."""
    x0: float
    x1: float
    y: float
    """The baseline, down from the top edge."""
    size: float
    """Font size."""
    bold: bool = False
    shown: bool = True
    """False outside the page as shown: printer's marks, cropped away."""


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


def clean(text: str) -> str:
    """`text` in one line with single spaces, ligatures as letters, without invisible characters."""
    return " ".join(text.translate(_CLEAN).split())


class Frame:
    """The page as shown: its crop box, turned."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = page.get_rotation()
        size = (self.right - self.left, self.top - self.bottom)
        self.width, self.height = size if self.turn in (0, 180) else size[::-1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """From the file's own coordinates to those from the left and top edge."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def shows(self, x0: float, x1: float, y: float) -> bool:
        return 0 <= y <= self.height and 0 < x1 < _FAR and -_FAR < x0 < self.width


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


def _filled(number: int, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, count: int) -> Page:
    text = textpage.get_text_range() if count else ""
    frame = Frame(page)
    by_place = textpage.get_text_bounded(-_FAR, -_FAR, _FAR, _FAR) if count else ""
    segments = list(_Segments(number, textpage, frame, text)) if text else []
    return Page(
        number,
        frame.width,
        frame.height,
        tuple(segments),
        max(text, by_place, key=lambda one: sum(map(str.isalnum, one))),
        drawn=pdfium.FPDFPage_CountObjects(page) > 0,
        pictured=_is_pictured(page, frame),
    )


def _pieces(page: pypdfium2.PdfPage) -> int:
    """How many text objects a page has; counted only where it has many objects (maps have many lines)."""
    objects = pdfium.FPDFPage_CountObjects(page)
    if objects <= MAX_PIECES:
        return 0
    kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, n)) for n in range(objects))
    return sum(kind == pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)


def _is_pictured(page: pypdfium2.PdfPage, frame: Frame) -> bool:
    """Whether one picture covers at least `PICTURED` of the page."""
    sides = [ctypes.c_float() for _ in range(4)]
    for n in range(min(pdfium.FPDFPage_CountObjects(page), LOOKED_AT)):
        shape = pdfium.FPDFPage_GetObject(page, n)
        if pdfium.FPDFPageObj_GetType(shape) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        if pdfium.FPDFPageObj_GetBounds(shape, *sides):
            left, bottom, right, top = (side.value for side in sides)
            if (right - left) * (top - bottom) >= PICTURED * frame.width * frame.height:
                return True
    return False


class _Segments:
    """The segments of a page: pdfium's own lines, cut where a gap is wide.

    A few calls a line instead of several a character: places are asked for at the ends of the
    line and at its spaces, the size at three characters.
    """

    def __init__(self, number: int, textpage: pypdfium2.PdfTextPage, frame: Frame, text: str) -> None:
        self.number, self.raw, self.frame, self.text = number, textpage.raw, frame, text
        self.same = textpage.count_chars() == len(text)
        self.doubles = [ctypes.c_double() for _ in range(4)]
        self.matrix = pdfium.FS_MATRIX()

    def __iter__(self) -> Iterator[Line]:
        for match in re.finditer(rf"[^\r\n{HYPHEN_MARKS}]+[{HYPHEN_MARKS}]?", self.text):
            start, end = match.span()
            while start < end and self.text[start].isspace():
                start += 1
            while end > start and self.text[end - 1].isspace():
                end -= 1
            yield from self._cut(start, end)

    def _cut(self, start: int, end: int) -> Iterator[Line]:
        """The segments of the pdfium line `start` to `end`."""
        if start == end:
            return
        size = self._size(start, end)
        x0, y = self._origin(start)
        first = start
        for space in re.compile(r"\s+").finditer(self.text, start, end):
            right, (x, base) = self._right(space.start() - 1), self._origin(space.end())
            if x - right > WIDE_GAP_EM * size or x < right - 2 * size or abs(base - y) > 0.8 * size:
                yield from self._line(first, space.start(), x0, y)
                first, x0, y = space.end(), x, base
        yield from self._line(first, end, x0, y)

    def _line(self, start: int, end: int, x0: float, y: float) -> Iterator[Line]:
        text = clean(self.text[start:end].rstrip(_BREAKS))
        if self.text[end - 1] in _BREAKS:
            text += "-"
        if text:
            x1 = max(x0, self._right(end - 1))
            weight = pdfium.FPDFText_GetFontWeight(self.raw, self._index((start + end) // 2))
            size, shown = self._size(start, end), self.frame.shows(x0, x1, y)
            yield Line(self.number, text, x0, x1, y, size, weight >= BOLD, shown)

    def _index(self, place: int) -> int:
        return place if self.same else int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.raw, place))

    def _origin(self, place: int) -> tuple[float, float]:
        x, y = self.doubles[:2]
        pdfium.FPDFText_GetCharOrigin(self.raw, self._index(place), x, y)
        return self.frame.point(x.value, y.value)

    def _right(self, place: int) -> float:
        left, right, bottom, top = self.doubles
        pdfium.FPDFText_GetCharBox(self.raw, self._index(place), left, right, bottom, top)
        ends = self.frame.point(left.value, bottom.value), self.frame.point(right.value, top.value)
        return max(ends[0][0], ends[1][0])

    def _size(self, start: int, end: int) -> float:
        """The middle one of the sizes at three characters, so that an initial or a note mark is not it."""
        return sorted(self._char_size(place) for place in (start, (start + end) // 2, end - 1))[1]

    def _char_size(self, place: int) -> float:
        index = self._index(place)
        size = pdfium.FPDFText_GetFontSize(self.raw, index)
        if pdfium.FPDFText_GetMatrix(self.raw, index, self.matrix):
            size *= (self.matrix.c**2 + self.matrix.d**2) ** 0.5
        return round(min(max(MIN_SIZE, float(size)), _FAR), 2)
