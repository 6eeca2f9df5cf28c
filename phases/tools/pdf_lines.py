"""Lines of text on a page of a PDF, with their places and sizes.

pdfium gives the text of a page in its own lines, in the order in which the file paints them; a few
calls a line instead of several a character say where its ends are and how large it is.
"""

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from phases.tools.pdf_frame import FAR, Frame

WIDE_GAP_EM = 1.2
"""A gap inside a line from which on its sides are two segments; a stretched space is below 1 em."""
BOLD = 600
"""Font weight (400 is regular, 700 bold) from which on a line is bold."""
ASKEW = 10
"""Degrees from which on a line is neither level nor upright; a scan may be a little crooked."""
MIN_SIZE = 0.1
"""Points; a size of 0 or less, or none at all, counts as this."""
HYPHEN_MARKS = "\x02\ufffe"
"""What pdfium gives instead of a hyphen and the line break after it."""
MARK = re.compile(r"[0-9]{1,3}(?![0-9])|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]{1,3}")
"""What may be the number of a note where it is raised."""
RAISED_EM, RAISED_SIZE = 0.1, 0.9
"""How far, in em of its line, a raised mark stands above the line, and how large it is at most."""
_BREAKS = HYPHEN_MARKS + "\u00ad"
_OPEN, _CLOSE = "\x0e", "\x0f"
_SIGNS = dict.fromkeys(map(ord, _OPEN + _CLOSE), " ")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of Hebrew, Arabic and their kin."""
_LATIN = r"[^\W\d_\u0590-\u08ff]+(?:['’.-][^\W\d_\u0590-\u08ff]+)*"
_LATIN_RUN = re.compile(rf"{_LATIN}(?: {_LATIN})+")
_FORMS = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]")
_CLEAN = {
    **dict.fromkeys((*range(9), *range(16, 28), *map(ord, "\u00ad\u200b\u2060\ufeff")), ""),
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
    raised: tuple[tuple[int, int], ...] = ()
    """Where in `text` numbers stand that are smaller and higher than the rest."""
    askew: bool = False
    """It runs neither level nor upright."""


def clean(text: str) -> str:
    """`text` in one line with single spaces, ligatures as letters, without invisible characters.

    Forms of Arabic and Hebrew letters that only say how they are drawn become the letters.
    """
    text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    return " ".join(text.translate(_CLEAN).split())


class Segments:
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
        if RIGHT_TO_LEFT.search(self.text, start, end):
            yield from self._turned(start, end)
            return
        size = self._size(start, end)
        x0, y = self._origin(start)
        first = start
        for space in re.compile(r"\s+").finditer(self.text, start, end):
            right, (x, base) = self._sides(space.start() - 1)[1], self._origin(space.end())
            if x - right > WIDE_GAP_EM * size or x < right - 2 * size or abs(base - y) > 0.8 * size:
                yield from self._line(first, space.start(), x0, y)
                first, x0, y = space.end(), x, base
        yield from self._line(first, end, x0, y)

    def _turned(self, start: int, end: int) -> Iterator[Line]:
        """The segments of a line with letters from right to left, whose places go another way."""
        letters = (n for n in range(start, end) if not self.text[n].isspace())
        places = sorted((*self._sides(n), n) for n in letters)
        wide = WIDE_GAP_EM * self._size(start, end)
        groups, far = [[places[0]]], places[0][1]
        for place in places[1:]:
            if place[0] - far > wide:
                groups.append([])
            groups[-1].append(place)
            far = max(far, place[1])
        spans = sorted(
            (
                min(n for *_, n in group),
                max(n for *_, n in group) + 1,
                group[0][0],
                max(x for _, x, _ in group),
            )
            for group in groups
        )
        if any(one[1] > two[0] for one, two in pairwise(spans)):
            spans = [(start, end, places[0][0], far)]
        for first, behind, x0, x1 in spans:
            yield from self._line(first, behind, x0, self._origin(first)[1], x1)

    def _line(self, start: int, end: int, x0: float, y: float, x1: float | None = None) -> Iterator[Line]:
        size = self._size(start, end)
        if self._char_size(start) <= RAISED_SIZE * size:  # a note begins with its mark
            y = max(y, self._origin((start + end) // 2)[1])
        marks = list(self._marks(start, end, y, size))
        raw = _marked(self.text[start:end].translate(_SIGNS), [(a - start, b - start) for a, b in marks])
        text, raised = _unmarked(_unturned(clean(raw.rstrip(_BREAKS))))
        if self.text[end - 1] in _BREAKS:
            text += "-"
        if text:
            x1 = max(x0, self._sides(end - 1)[1] if x1 is None else x1)
            weight = pdfium.FPDFText_GetFontWeight(self.raw, self._index((start + end) // 2))
            shown = self.frame.shows(x0, x1, y)
            askew = ASKEW <= self._angle(start) <= 90 - ASKEW
            yield Line(self.number, text, x0, x1, y, size, weight >= BOLD, shown, raised, askew)

    def _marks(self, start: int, end: int, y: float, size: float) -> Iterator[tuple[int, int]]:
        """Where numbers stand in the line `start` to `end` that are raised above its baseline `y`."""
        for match in MARK.finditer(self.text, start, end):
            first, behind = match.span()
            small = self._char_size(first) <= RAISED_SIZE * size
            higher = y - self._origin(first)[1] >= RAISED_EM * size
            if not match[0].isascii() or (small and higher):
                yield first, behind

    def _index(self, place: int) -> int:
        return place if self.same else int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.raw, place))

    def _origin(self, place: int) -> tuple[float, float]:
        x, y = self.doubles[:2]
        pdfium.FPDFText_GetCharOrigin(self.raw, self._index(place), x, y)
        return self.frame.point(x.value, y.value)

    def _sides(self, place: int) -> tuple[float, float]:
        """The left and right edge of a character."""
        left, right, bottom, top = self.doubles
        pdfium.FPDFText_GetCharBox(self.raw, self._index(place), left, right, bottom, top)
        one, two = self.frame.point(left.value, bottom.value), self.frame.point(right.value, top.value)
        return min(one[0], two[0]), max(one[0], two[0])

    def _angle(self, place: int) -> float:
        """How far a character is turned out of level or upright, in degrees up to 90."""
        return math.degrees(pdfium.FPDFText_GetCharAngle(self.raw, self._index(place))) % 90

    def _size(self, start: int, end: int) -> float:
        """The middle one of the sizes at three characters, so that an initial or a note mark is not it."""
        middle = (start + end) // 2
        while middle < end - 1 and self.text[middle].isspace():
            middle += 1  # a space that pdfium has put in has any size
        return sorted(self._char_size(place) for place in (start, middle, end - 1))[1]

    def _char_size(self, place: int) -> float:
        index = self._index(place)
        size = pdfium.FPDFText_GetFontSize(self.raw, index)
        if pdfium.FPDFText_GetMatrix(self.raw, index, self.matrix):
            size *= (self.matrix.c**2 + self.matrix.d**2) ** 0.5
        return round(min(max(MIN_SIZE, float(size)), FAR), 2)


def _unturned(text: str) -> str:
    """`text` with words of Latin in their order: pdfium turns them round in a line from right to left."""
    if not RIGHT_TO_LEFT.search(text):
        return text
    return _LATIN_RUN.sub(lambda run: " ".join(reversed(run[0].split())), text)


def _marked(text: str, places: Sequence[tuple[int, int]]) -> str:
    """`text` with `places` between signs that :func:`clean` leaves alone."""
    for start, end in reversed(places):
        text = f"{text[:start]}{_OPEN}{text[start:end]}{_CLOSE}{text[end:]}"
    return text


def _unmarked(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`text` without those signs, and where they stood."""
    places = []
    while (start := text.find(_OPEN)) >= 0 and (end := text.find(_CLOSE, start)) > start:
        text = text[:start] + text[start + 1 : end] + text[end + 1 :]
        places.append((start, end - 1))
    return text, tuple(places)
