"""Pages of a PDF: scans, blank and cropped ones, and those that are all alike."""

from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
from book_reading import spoken_words
from fpdf import FPDF
from pdf_books import SKIP, pages_of, picture

from phases.audiobook.book import words
from phases.audiobook.readers.pdf import inspect, read
from phases.graph.errors import InputError


def test_a_scan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    def draw(document: FPDF) -> None:
        document.add_page()
        document.image(picture(), 0, 0, 400, 600)

    path = pages_of(tmp_path / "a.pdf", draw)
    assert inspect(path).title == "a"
    with pytest.raises(InputError, match=r"no text layer: it is a scan; pip install .*, or run OCR first"):
        read(path, SKIP)


def test_pages_without_text_are_named_and_blank_ones_are_not(tmp_path: Path) -> None:
    def draw(document: FPDF) -> None:
        for page in range(1, 8):
            document.add_page()
            if page in (2, 3, 6):
                document.image(picture(), 0, 0, 400, 600)
            elif page != 5:
                document.text(50, 80, "Some words of text.")

    book = read(pages_of(tmp_path / "a.pdf", draw), SKIP)
    assert book.warnings[-1] == (
        'pages 2-3, 6 are scans, nothing is read there: pip install "bindery[ocr]"'
        " and set audiobook.ocr.enabled to true"
    )


def test_text_cropped_away_is_not_read(tmp_path: Path) -> None:
    def draw(document: FPDF) -> None:
        document.add_page()
        document.text(50, 10, "book.indd 12 Monday")
        document.text(50, 80, "Some words of text.")

    path = pages_of(tmp_path / "a.pdf", draw)
    document = pypdfium2.PdfDocument(path)
    document[0].set_cropbox(20, 20, 380, 560)
    document.save(tmp_path / "b.pdf")
    book = read(tmp_path / "b.pdf", ())
    assert book.ledger.skipped == {"hidden": 3} and spoken_words(book) == words("Some words of text")


@pytest.mark.parametrize("count", [1, 2, 3, 12])
@pytest.mark.parametrize(
    "lines",
    [
        [(80, "The same words.")],
        [(80, "Page {}")],
        [(80, "A line of page {}")],
        [(40, "The Title"), (300, "Some like words."), (580, "{}")],
    ],
)
def test_pages_that_are_all_alike_are_read(
    tmp_path: Path, count: int, lines: list[tuple[int, str]]
) -> None:
    def draw(document: FPDF) -> None:
        for page in range(1, count + 1):
            document.add_page()
            for y, text in lines:
                document.text(50, y, text.format(page))

    book = read(pages_of(tmp_path / "a.pdf", draw), SKIP)
    want = [word for page in range(1, count + 1) for _, text in lines for word in words(text.format(page))]
    assert Counter(spoken_words(book)) == Counter(want) and book.ledger.skipped == {}


def test_a_scan_with_nothing_but_a_stamp_is_refused(tmp_path: Path) -> None:
    def draw(document: FPDF) -> None:
        for page in range(1, 9):
            document.add_page()
            document.image(picture(), 0, 0, 400, 600)
            document.text(50, 580, f"Digitized by somebody {page}")

    with pytest.raises(InputError, match="no text to speak: only running heads"):
        read(pages_of(tmp_path / "a.pdf", draw), SKIP)


def test_a_pdf_with_all_its_words_cropped_away_is_refused(tmp_path: Path) -> None:
    path = pages_of(tmp_path / "a.pdf", lambda d: (d.add_page(), d.text(50, 10, "book.indd 12 Monday")))
    document = pypdfium2.PdfDocument(path)
    document[0].set_cropbox(20, 20, 380, 560)
    document.save(tmp_path / "b.pdf")
    with pytest.raises(InputError, match=r"no text to speak: .*text outside the pages"):
        read(tmp_path / "b.pdf", SKIP)
