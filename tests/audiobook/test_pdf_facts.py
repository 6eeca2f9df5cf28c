"""What a PDF says of itself: title, year and cover."""

from pathlib import Path

import pytest
from fpdf import FPDF
from pdf_books import BOOK_STYLE, pages_of, picture
from typesetter import story, typeset

from phases.audiobook.readers.pdf import inspect


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("The Sea", "The Sea"),
        ("1984", "1984"),
        ("untitled", "Large Words"),
        ("Microsoft Word - draft3.doc", "Large Words"),
        ("book_final.indd", "Large Words"),
        ("C:\\texts\\sea.txt", "Large Words"),
        ("", "Large Words"),
    ],
)
def test_titles_that_are_none(tmp_path: Path, said: str, title: str) -> None:
    def draw(document: FPDF) -> None:
        document.set_title(said)
        document.add_page()
        document.set_font("Times", size=30)
        document.text(50, 80, "Large Words")
        document.set_font("Times", size=10)
        document.text(50, 120, "Copyright (c) 1987 by nobody")

    facts = inspect(pages_of(tmp_path / "a.pdf", draw))
    assert (facts.title, facts.year, facts.format) == (title, "1987", "PDF 1.3")


def test_a_drop_cap_is_no_title(tmp_path: Path) -> None:
    def draw(document: FPDF) -> None:
        document.add_page()
        document.set_font("Times", size=44)
        document.text(50, 128, "T")
        document.set_font("Times", size=11)
        for n in range(6):
            document.text(80 if n < 3 else 50, 100 + 14 * n, "he keeper went down to the harbour.")

    assert inspect(pages_of(tmp_path / "the_sea.pdf", draw)).title == "the sea"


def test_a_first_page_that_is_a_picture_is_the_cover(tmp_path: Path) -> None:
    def draw(document: FPDF) -> None:
        document.add_page()
        document.image(picture(), 0, 0, 400, 600)
        document.add_page()
        document.text(50, 80, "Some words of text.")

    facts = inspect(pages_of(tmp_path / "a.pdf", draw))
    assert facts.cover.startswith(b"\xff\xd8") and facts.cover_name == "page 1"
    typeset(story(1, chapters=1), BOOK_STYLE, tmp_path / "b.pdf")
    assert inspect(tmp_path / "b.pdf").cover == b""
