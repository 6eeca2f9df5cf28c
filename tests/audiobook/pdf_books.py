"""Ways to set a book as PDF, and pages drawn one by one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fpdf import FPDF
from PIL import Image
from typesetter import Style

SKIP = ("running-head", "page-number")

Furniture = list[tuple[str, str, str]]


def alternating(page: int, title: str) -> Furniture:
    if page % 2:
        return [("top", "left", title.upper()), ("top", "right", str(page))]
    return [("top", "left", str(page)), ("top", "right", "A LONG BOOK")]


def one_line_head(page: int, title: str) -> Furniture:
    return [("top", "right", f"{title} {page}") if page % 2 else ("top", "left", f"{page} A LONG BOOK")]


def foot(page: int, title: str) -> Furniture:
    return [("top", "center", "The Title"), ("bottom", "center", f"- {page} -")]


BOOK_STYLE = Style(furniture=alternating)
STYLES = {
    "indented, justified, hyphenated": BOOK_STYLE,
    "heads painted first": replace(BOOK_STYLE, furniture_first=True),
    "ragged": replace(BOOK_STYLE, justified=False),
    "head and number in one line": Style(
        furniture=one_line_head, title_size=10, title_bold=False, title_gap=13
    ),
    "gaps between paragraphs": Style(indent=0, gap=8, justified=False, hyphenated=False, furniture=foot),
    "two columns": Style(columns=2, width=600, height=780, furniture=alternating),
    "no outline": replace(BOOK_STYLE, outline=False),
    "no outline, bold headings of text size": Style(
        outline=False, title_size=10, new_page=False, furniture=foot
    ),
    "no outline, plain headings of text size": Style(
        outline=False, title_size=10, title_bold=False, new_page=False, furniture=one_line_head
    ),
}


def pages_of(path: Path, draw: Callable[[FPDF], None]) -> Path:
    """A PDF whose pages `draw` adds; lengths in points."""
    document = FPDF(unit="pt", format=(400, 600))
    document.set_font("Times", size=12)
    draw(document)
    document.output(str(path))
    return path


def picture() -> Image.Image:
    return Image.new("RGB", (300, 450), (90, 120, 200))
