import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from fpdf import FPDF
from typesetter import Chapter, Style, story, typeset

from phases.audiobook.book import Book, words
from phases.audiobook.readers import ledger, pdf, pdf_text
from phases.audiobook.readers.pdf import inspect, read
from phases.graph.errors import InputError
from phases.tools.pdf_lines import Line

SKIP = ("running-head", "page-number")
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"

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


def spoken(book: Book) -> list[str]:
    return [word for chapter in book.chapters for part in chapter.paragraphs for word in words(part.text)]


def written(chapters: list[Chapter]) -> list[str]:
    return [
        word
        for chapter in chapters
        for text in (chapter.title, *chapter.paragraphs)
        for word in words(text)
    ]


def bare(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize(("seed", "style"), list(enumerate(STYLES.values(), 1)), ids=STYLES)
def test_a_book_comes_out_word_by_word(tmp_path: Path, seed: int, style: Style) -> None:
    chapters = story(seed)
    typeset(chapters, style, tmp_path / "a.pdf", seed)
    book = read(tmp_path / "a.pdf", SKIP)
    assert spoken(book) == written(chapters)
    assert [chapter.title for chapter in book.chapters] == [chapter.title for chapter in chapters]
    assert all(chapter.paragraphs[0].kind == "title" for chapter in book.chapters)
    assert book.ledger.spoken == len(written(chapters)) and book.ledger.lost == 0
    assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())
    assert set(book.ledger.skipped) <= set(SKIP) and book.ledger.skipped
    want = [bare(text) for chapter in chapters for text in (chapter.title, *chapter.paragraphs)]
    found = {bare(part.text) for chapter in book.chapters for part in chapter.paragraphs}
    assert sum(text in found for text in want) >= len(want) - 2  # where a page ends with a full line


def test_what_no_rule_skips_is_read(tmp_path: Path) -> None:
    typeset(story(1, chapters=1), BOOK_STYLE, tmp_path / "a.pdf")
    with_heads, without = read(tmp_path / "a.pdf", ()), read(tmp_path / "a.pdf", SKIP)
    assert with_heads.ledger.skipped == {} and "BOOK" in spoken(with_heads)
    assert with_heads.ledger.spoken == without.ledger.source


def test_paragraphs_name_their_page_and_the_same_file_gives_the_same_book(tmp_path: Path) -> None:
    typeset(story(3), BOOK_STYLE, tmp_path / "a.pdf")
    book = read(tmp_path / "a.pdf", SKIP)
    pages = [int(part.source.removeprefix("page ")) for c in book.chapters for part in c.paragraphs]
    assert pages == sorted(pages) and pages[0] == 1 and pages[-1] > 5
    assert book == read(tmp_path / "a.pdf", SKIP)


def pages_of(path: Path, draw: Callable[[FPDF], None]) -> Path:
    document = FPDF(unit="pt", format=(400, 600))
    document.set_font("Times", size=12)
    draw(document)
    document.output(str(path))
    return path


def picture() -> "pypdfium2.PdfBitmap":
    from PIL import Image

    return Image.new("RGB", (300, 450), (90, 120, 200))


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


def test_text_before_the_first_chapter_is_front_matter(tmp_path: Path) -> None:
    def draw(document: FPDF) -> None:
        document.set_title("A Story")
        document.add_page()
        document.text(50, 80, "For my mother.")
        for title in ("First", "Second"):
            document.add_page()
            document.start_section(title)
            document.text(50, 80, title)
            document.text(50, 120, "Some words of text.")

    book = read(pages_of(tmp_path / "a.pdf", draw), SKIP)
    assert [(chapter.matter, chapter.title) for chapter in book.chapters] == [
        ("front", "A Story"),
        ("body", "First"),
        ("body", "Second"),
    ]


def test_a_text_without_any_heading_is_one_chapter(tmp_path: Path) -> None:
    path = pages_of(
        tmp_path / "My_notes.pdf", lambda d: (d.add_page(), d.text(50, 80, "Some words of text."))
    )
    [chapter] = read(path, SKIP).chapters
    assert (chapter.title, chapter.matter) == ("My notes", "body")


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
    assert book.ledger.skipped == {"hidden": 3} and spoken(book) == words("Some words of text")


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
    assert Counter(spoken(book)) == Counter(want) and book.ledger.skipped == {}


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


@pytest.mark.parametrize(
    ("broken", "message"), [("lost", r"\d+ words would be lost"), ("doubled", "words would come out twice")]
)
def test_a_word_lost_or_doubled_fails_with_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, message: str
) -> None:
    """The reader checks itself: whatever step loses a line, the item fails and says where."""
    typeset(story(1), BOOK_STYLE, tmp_path / "a.pdf")
    real = pdf_text.columns

    def columns(lines: list[Line], known: object) -> list[list[Line]]:
        result = real(lines, known)
        if lines[0].page == 3:
            result[0][5:6] = [] if broken == "lost" else [result[0][5]] * 2
        return result

    monkeypatch.setattr(pdf_text, "columns", columns)
    with pytest.raises(InputError, match=f"page 3: {message} near"):
        read(tmp_path / "a.pdf", SKIP)


def test_a_line_that_the_page_has_and_the_lines_have_not_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typeset(story(1), BOOK_STYLE, tmp_path / "a.pdf")
    real = pdf.open_pdf

    class Losing:
        def __init__(self, document: object) -> None:
            self.document = document

        def __getattr__(self, name: str) -> object:
            return getattr(self.document, name)

        def pages(self) -> object:
            for page in self.document.pages():
                yield replace(page, lines=page.lines[:-3]) if page.number == 2 else page

    class Opened:
        def __init__(self, path: Path) -> None:
            self.context = real(path)

        def __enter__(self) -> Losing:
            return Losing(self.context.__enter__())

        def __exit__(self, *error: object) -> None:
            self.context.__exit__(*error)

    monkeypatch.setattr(pdf, "open_pdf", Opened)
    with pytest.raises(InputError, match="page 2: "):
        read(tmp_path / "a.pdf", SKIP)


@pytest.fixture(scope="module")
def frankenstein() -> Book:
    path = CORPUS / "frankenstein.pdf"
    if not path.exists():
        pytest.skip("the test books are not beside the checkout")
    return read(path, SKIP)


def test_frankenstein_is_whole(frankenstein: Book) -> None:
    truth = json.loads((CORPUS / "frankenstein.truth.json").read_text(encoding="utf-8"))
    body = [chapter for chapter in truth["chapters"] if chapter["matter"] == "body"]
    fold = ledger.letters
    assert [fold(word) for word in spoken(frankenstein)] == [
        fold(word) for c in body for word in c["words"]
    ]
    assert frankenstein.ledger.lost == 0 and set(frankenstein.ledger.skipped) == set(SKIP)
    assert frankenstein.ledger.skipped["page-number"] == 299


def test_frankenstein_has_the_chapters_of_its_outline(frankenstein: Book) -> None:
    with pypdfium2.PdfDocument(CORPUS / "frankenstein.pdf") as document:
        titles = [mark.get_title() for mark in document.get_toc()]
    assert [chapter.title for chapter in frankenstein.chapters] == titles and len(titles) == 29
    assert all(chapter.paragraphs[0].text == chapter.title for chapter in frankenstein.chapters)
    assert (frankenstein.title, frankenstein.author, frankenstein.language) == (
        "Frankenstein",
        "Mary Shelley",
        "en-GB",
    )
