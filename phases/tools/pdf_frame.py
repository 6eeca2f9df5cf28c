"""The frame of a page of a PDF, and what is drawn in it besides text: pictures and rules."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

LOOKED_AT = 10_000
"""Objects of a page among which pictures and rules are looked for; dense prose has up to 2,000."""
MAX_SHAPES = 300
"""Pictures, and rules, of a page; more are a drawing."""
RULE_PT, RULE_LENGTH = 2.0, 24.0
"""Points that a rule is thick at most, and long at least."""
SMALL = 0.005
"""Share of a page below which a picture is an ornament."""
FAR = 1e6
"""Points; further than any page reaches."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page; points, from the left and top edge of the page as shown."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def area(self) -> float:
        return (self.x1 - self.x0) * (self.y1 - self.y0)


class Frame:
    """The page as shown: its crop box, turned; `turn` is for a page that is read in another way."""

    def __init__(self, page: pypdfium2.PdfPage, turn: int | None = None) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = page.get_rotation() if turn is None else turn
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

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the file's own coordinates."""
        one, two = self.point(left, bottom), self.point(right, top)
        return Box(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))

    def shows(self, x0: float, x1: float, y: float) -> bool:
        return 0 <= y <= self.height and 0 < x1 < FAR and -FAR < x0 < self.width


def shapes(page: pypdfium2.PdfPage, frame: Frame) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """The pictures of a page and its rules (thin level lines), in the order in which they are painted."""
    sides = [ctypes.c_float() for _ in range(4)]
    pictures, rules = [], []
    for n in range(min(pdfium.FPDFPage_CountObjects(page), LOOKED_AT)):
        shape = pdfium.FPDFPage_GetObject(page, n)
        kind = pdfium.FPDFPageObj_GetType(shape)
        if kind not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            continue
        if not pdfium.FPDFPageObj_GetBounds(shape, *sides):
            continue
        box = frame.box(*(side.value for side in sides))
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            if box.area >= SMALL * frame.width * frame.height:
                pictures.append(box)
        elif box.y1 - box.y0 <= RULE_PT and box.x1 - box.x0 >= RULE_LENGTH:
            rules.append(box)
    return tuple(pictures[:MAX_SHAPES]), tuple(rules[:MAX_SHAPES])
