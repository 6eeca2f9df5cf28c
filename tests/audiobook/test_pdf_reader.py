"""Books set in many ways come out of their PDF word by word, in their chapters; a lost word is noticed."""

import json
import re
from dataclasses import replace
from pathlib import Path

import font_source_serif_pro
import pypdfium2
import pytest
from book_reading import spoken_words
from conftest import CORPUS
from fpdf import FPDF
from pdf_books import BOOK_STYLE, SKIP, STYLES, pages_of
from typesetter import Style, story, typeset, written

from phases.audiobook.book import Book
from phases.audiobook.readers import ledger, pdf
from phases.audiobook.readers.pdf import read
from phases.audiobook.readers.pdf import text as pdf_text
from phases.graph.errors import InputError
from phases.tools.pdf_lines import Line

SERIF = Path(font_source_serif_pro.__file__).with_name("files") / "SourceSerifPro-Regular.ttf"


def bare(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize(("seed", "style"), list(enumerate(STYLES.values(), 1)), ids=STYLES)
def test_a_book_comes_out_word_by_word(tmp_path: Path, seed: int, style: Style) -> None:
    chapters = story(seed)
    typeset(chapters, style, tmp_path / "a.pdf", seed)
    book = read(tmp_path / "a.pdf", SKIP)
    assert spoken_words(book) == written(chapters)
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
    assert with_heads.ledger.skipped == {} and "BOOK" in spoken_words(with_heads)
    assert with_heads.ledger.spoken == without.ledger.source


def test_paragraphs_name_their_page_and_the_same_file_gives_the_same_book(tmp_path: Path) -> None:
    typeset(story(3), BOOK_STYLE, tmp_path / "a.pdf")
    book = read(tmp_path / "a.pdf", SKIP)
    pages = [int(part.source.removeprefix("page ")) for c in book.chapters for part in c.paragraphs]
    assert pages == sorted(pages) and pages[0] == 1 and pages[-1] > 5
    assert book == read(tmp_path / "a.pdf", SKIP)


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
    assert [fold(word) for word in spoken_words(frankenstein)] == [
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


def test_fonts_that_do_not_say_their_letters_are_no_silent_loss(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.set_compression(False)
    pdf.add_font("serif", fname=SERIF)
    for font, words in (("Times", "Ann went out."), ("serif", "Nobody had seen the keeper since noon.")):
        pdf.add_page()
        pdf.set_font(font, "", 11)
        pdf.text(20, 40, words)
    pdf.output(str(tmp_path / "a.pdf"))
    assert len(spoken_words(read(tmp_path / "a.pdf", SKIP))) == 10
    data = (tmp_path / "a.pdf").read_bytes()
    (tmp_path / "a.pdf").write_bytes(data.replace(b"/ToUnicode", b"/NoUnicode"))
    with pytest.raises(InputError, match="letters of page 2: its fonts"):
        read(tmp_path / "a.pdf", SKIP)


@pytest.mark.parametrize("first", [True, False])
def test_what_is_stamped_across_the_pages_is_no_text(tmp_path: Path, first: bool) -> None:
    pdf = FPDF(unit="pt", format=(360, 540))
    for words in ("Ann went out.", "Bob came home."):
        pdf.add_page()
        for stamp in (first, not first):
            if stamp:
                with pdf.rotation(45, 180, 270):
                    pdf.set_font("Helvetica", "B", 90)
                    pdf.text(60, 300, "DRAFT")
            else:
                pdf.set_font("Times", "", 11)
                pdf.text(54, 100, words)
    pdf.output(str(tmp_path / "a.pdf"))
    book = read(tmp_path / "a.pdf", SKIP)
    assert spoken_words(book) == ["Ann", "went", "out", "Bob", "came", "home"]
    assert book.ledger.skipped == {"running-head": 2} and book.title == "a"
