"""Notes at the foot of printed pages and captions: nothing of them is heard inside a sentence."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import apparatus
import pytest
from apparatus import Look, noted
from fpdf import FPDF
from typesetter import Style, story, written

from phases.audiobook.book import Book, words
from phases.audiobook.readers.matter import DEFAULT, Policy
from phases.audiobook.readers.pdf import read


def heads(page: int, title: str) -> list[tuple[str, str, str]]:
    return [("top", "left", title.upper()), ("top", "right", str(page))]


PAGE = Style(furniture=heads)
TWO = Style(columns=2, width=600, height=780, furniture=heads)
THREE = replace(TWO, columns=3, width=700, size=8, leading=10, title_size=10)
SHAPES = {
    "below a rule, raised labels": (PAGE, Look()),
    "without a rule": (PAGE, Look(rule=False)),
    "labels as 1.": (PAGE, Look(label="{}.")),
    "labels as [1], without a rule": (PAGE, Look(label="[{}]", rule=False)),
    "as large as the text": (PAGE, Look(size=10, label="{}.", caption="Figure 3. {}", caption_size=10)),
    "two columns": (TWO, Look()),
    "three columns": (THREE, Look(size=6.5, caption_size=6.5)),
    "ragged": (replace(PAGE, justified=False), Look(caption="Fig. 7: {}", caption_size=9)),
    "gaps between paragraphs": (
        Style(indent=0, gap=8, justified=False, hyphenated=False, furniture=heads),
        Look(),
    ),
}


def of_kind(book: Book, *kinds: str) -> list[str]:
    return [p.text for chapter in book.chapters for p in chapter.paragraphs if p.kind in kinds]


def running(book: Book) -> list[str]:
    """The words of the text itself."""
    texts = of_kind(book, "title", "heading", "text", "verse")
    return [word for text in texts for word in words(text)]


@pytest.mark.parametrize(("seed", "shape"), list(enumerate(SHAPES.values(), 1)), ids=SHAPES)
def test_the_text_comes_out_whole_and_its_notes_and_captions_beside_it(
    tmp_path: Path, seed: int, shape: tuple[Style, Look]
) -> None:
    source = noted(story(seed, paragraphs=18), seed)
    apparatus.typeset(source, *shape, tmp_path / "a.pdf", seed)
    captions = [shape[1].caption.format(one) for one in source.captions.values()]
    for policy in get_args(Policy):
        book = read(tmp_path / "a.pdf", DEFAULT, policy)
        assert running(book) == written(source.plain)
        assert of_kind(book, "note") == ([] if policy == "skip" else list(source.notes.values()))
        assert of_kind(book, "caption") == captions
        assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())
        assert book.ledger.skipped["noteref"] >= len(source.notes) and book.ledger.lost == 0
        footnotes = sum(len(words(note)) for note in source.notes.values())
        assert book.ledger.skipped.get("footnote", 0) >= (footnotes if policy == "skip" else 0)


def pages(path: Path, *texts: list[tuple[float, float, float, str]]) -> Path:
    """A PDF with a page for each list of lines (x, y, size, text)."""
    pdf = FPDF(unit="pt", format=(400, 600))
    for lines in texts:
        pdf.add_page()
        for x, y, size, text in lines:
            pdf.set_font("Times", size=size)
            pdf.text(x, y, text)
    pdf.output(str(path))
    return path


def body(y: float, *texts: str) -> list[tuple[float, float, float, str]]:
    return [(50, y + 13 * n, 11, text) for n, text in enumerate(texts)]


def test_a_note_is_heard_behind_its_paragraph_or_its_chapter(tmp_path: Path) -> None:
    page = [
        *body(60, "The keeper went out* that night and he did not come", "back."),
        (64, 86, 11, "Nobody looked for him in the morning, as they should."),
        (50, 500, 8, "* His name was Brown."),
    ]
    path = pages(tmp_path / "a.pdf", page)
    first, second, note = (
        "The keeper went out that night and he did not come back.",
        "Nobody looked for him in the morning, as they should.",
        "His name was Brown.",
    )

    def heard(*arguments: object) -> list[str]:
        return of_kind(read(path, *arguments), "text", "note")

    assert heard(DEFAULT, "skip") == [first, second]
    assert heard(DEFAULT, "reference") == [first, note, second]
    assert heard(DEFAULT, "chapter_end") == [first, second, note]
    kept = [rule for rule in DEFAULT if rule != "footnote"]
    assert heard(kept, "skip") == [first, second, note]


def test_a_note_that_goes_on_over_the_page_is_one(tmp_path: Path) -> None:
    pdf = FPDF(unit="pt", format=(400, 600))
    for number, note in ((1, "1. This note goes on and on and"), (2, "ends on the next page.")):
        pdf.add_page()
        pdf.set_font("Times", size=11)
        for n in range(5):
            mark = "[1]" if (number, n) == (1, 2) else ","
            pdf.text(50, 60 + 13 * n, f"Line {n} of page {number} with words enough{mark}")
        pdf.line(50, 480, 120, 480)
        pdf.set_font("Times", size=8)
        pdf.text(50, 495, note)
    pdf.output(str(tmp_path / "a.pdf"))
    book = read(tmp_path / "a.pdf", DEFAULT, "reference")
    assert of_kind(book, "note") == ["This note goes on and on and ends on the next page."]


@pytest.mark.parametrize(
    ("mark", "stays"),
    [
        ("He wrote E = mc{2} on it", True),
        ("It has 40 km{2} of land", True),
        ("He went away.{7} Then", False),
        ("the word{7} and", False),
    ],
)
def test_raised_numbers_are_exponents_or_references(tmp_path: Path, mark: str, stays: bool) -> None:
    pdf = FPDF(unit="pt", format=(400, 600))
    pdf.add_page()
    before, number, after = mark.replace("{", "|").replace("}", "|").split("|")
    x = 50.0
    for text, size, rise in ((before, 12, 0), (number, 7, 4), (after, 12, 0)):
        pdf.set_font("Times", size=size)
        pdf.text(x, 60 - rise, text)
        x += pdf.get_string_width(text)
    pdf.output(str(tmp_path / "a.pdf"))
    book = read(tmp_path / "a.pdf", DEFAULT)
    heard = " ".join(of_kind(book, "text"))
    assert (number in heard) == stays
    assert book.ledger.skipped == ({} if stays else {"noteref": 1})


def test_a_quotation_in_small_print_at_the_foot_is_no_note(tmp_path: Path) -> None:
    page = [
        *body(60, "The letter reads as follows, and nobody doubted it:"),
        (70, 480, 9, "Dear friend, come home."),
    ]
    book = read(pages(tmp_path / "a.pdf", page), DEFAULT)
    assert "Dear friend, come home." in of_kind(book, "text") and book.ledger.skipped == {}


def test_captions_can_be_left_out(tmp_path: Path) -> None:
    source = noted(story(2, paragraphs=18), 2)
    apparatus.typeset(source, PAGE, Look(), tmp_path / "a.pdf", 2)
    book = read(tmp_path / "a.pdf", [*DEFAULT, "caption"])
    assert of_kind(book, "caption") == []
    assert book.ledger.skipped["caption"] == sum(len(words(one)) for one in source.captions.values())
