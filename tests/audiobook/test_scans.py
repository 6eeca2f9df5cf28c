"""Pages that are pictures of text: which they are, and how they become paragraphs."""

import json
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
import pytest
from book_reading import spoken_words
from fpdf import FPDF
from typesetter import Style, story, typeset, written

from phases.audiobook import extract, ocr
from phases.audiobook.book import read_book
from phases.audiobook.readers import pdf
from phases.audiobook.readers.matter import DEFAULT
from phases.audiobook.readers.pdf import scans
from phases.graph.errors import InputError
from phases.graph.model import Made
from phases.tools import ocr as tool

STYLE = Style(width=280, height=300, margin=40, size=12, leading=16, outline=False, title_gap=30)


def photographed(source: Path, target: Path, only: tuple[int, ...] = ()) -> list[list]:
    """`source` with pages (all, or `only` these) as pictures; the lines that stood on each of them."""
    with pdf.open_pdf(source) as document:
        read = list(document.pages())
    document, out = pypdfium2.PdfDocument(source), FPDF(unit="pt", format=(280, 300))
    for page in read:
        out.add_page()
        if not only or page.number in only:
            out.image(document[page.number - 1].render(scale=2.5).to_pil(), 0, 0, 280, 300)
        else:
            out.set_font("Times", size=12)
            for line in page.lines:
                out.set_font("Times", size=line.size)
                out.text(line.x0, line.y, line.text)
    out.output(str(target))
    return [
        [
            [line.text, line.x0, line.y - 0.8 * line.size, line.x1, line.y + 0.2 * line.size, 0.99]
            for line in page.lines
        ]
        for page in read
    ]


def test_what_was_recognised_becomes_paragraphs_and_chapters(tmp_path: Path) -> None:
    chapters = story(4, chapters=2, paragraphs=5)
    typeset(chapters, STYLE, tmp_path / "a.pdf")
    found = photographed(tmp_path / "a.pdf", tmp_path / "b.pdf")
    assert scans.scanned(tmp_path / "b.pdf") == list(range(1, len(found) + 1))
    recognised = dict(enumerate(found, 1))
    book = pdf.read(tmp_path / "b.pdf", DEFAULT, "skip", recognised)
    truth = written(chapters)
    assert spoken_words(book) == truth and book.warnings == ()
    assert [chapter.title for chapter in book.chapters] == [chapter.title for chapter in chapters]
    assert book.ledger.source == len(truth) and book.ledger.lost == 0


def test_pages_of_a_book_with_text_are_read_where_they_stand(tmp_path: Path) -> None:
    chapters = story(5, chapters=2, paragraphs=6)
    typeset(chapters, STYLE, tmp_path / "a.pdf")
    found = photographed(tmp_path / "a.pdf", tmp_path / "b.pdf", only=(2, 3))
    assert scans.scanned(tmp_path / "b.pdf") == [2, 3]
    recognised = {2: found[1], 3: found[2]}
    whole, without = (
        pdf.read(tmp_path / "b.pdf", DEFAULT, "skip", recognised),
        pdf.read(tmp_path / "b.pdf", DEFAULT),
    )
    truth = written(chapters)
    assert spoken_words(whole) == truth and whole.warnings == ()
    assert len(spoken_words(without)) < len(truth)
    assert without.warnings == (
        f"pages 2-3 are scans, nothing is read there: {tool.INSTALL} and set audiobook.ocr.enabled to true",
    )


def test_other_formats_and_books_with_text_have_no_scans(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.", encoding="utf-8")
    typeset(story(4, chapters=1), STYLE, tmp_path / "a.pdf")
    for name in ("a.txt", "a.pdf"):
        assert ocr.parts(tmp_path / name, ocr.Settings(enabled=True)) == []


def test_it_is_wanted_only_where_it_is_switched_on() -> None:
    assert not ocr.wanted(ocr.Settings()) and ocr.wanted(ocr.Settings(enabled=True))


def test_a_scan_at_which_nobody_looks_is_refused_with_what_to_do(tmp_path: Path) -> None:
    typeset(story(4, chapters=1, paragraphs=3), STYLE, tmp_path / "a.pdf")
    photographed(tmp_path / "a.pdf", tmp_path / "b.pdf")
    with pytest.raises(
        InputError, match=r"it is a scan; pip install .*ocr.* and set audiobook\.ocr\.enabled"
    ):
        pdf.read(tmp_path / "b.pdf", DEFAULT)


def test_a_scan_is_read_aloud_from_the_picture_to_the_book(tmp_path: Path) -> None:
    """The whole way, by the real recogniser: nine words of ten at the least, and its heading."""
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    chapters = story(7, chapters=1, paragraphs=2, longest=30)
    typeset(chapters, STYLE, tmp_path / "a.pdf")
    photographed(tmp_path / "a.pdf", tmp_path / "b.pdf")
    settings = ocr.Settings(enabled=True, dpi=200)
    made = []
    for part in ocr.parts(tmp_path / "b.pdf", settings):
        ocr.make(part, tmp_path / f"{part.label}.json", settings, {})
        made.append(Made(part, part.label, tmp_path / f"{part.label}.json"))
    assert ocr.join(tmp_path / "b.pdf", made, tmp_path / "scans.json", settings)["scans"] == len(made) > 0
    extract.run(tmp_path / "b.pdf", tmp_path / "scans.json", tmp_path / "book.json", extract.Settings())
    book = read_book(tmp_path / "book.json")
    truth = written(chapters)
    same = sum(
        run.size for run in SequenceMatcher(None, truth, spoken_words(book), False).get_matching_blocks()
    )
    assert same >= 0.9 * len(truth) and book.ledger.lost == 0
    assert json.loads((tmp_path / "scans.json").read_bytes()).keys() == {
        str(n + 1) for n in range(len(made))
    }
