"""Printed contents and indexes are not read aloud; outlines that miss their pages find them."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from book_reading import spoken_words
from fpdf import FPDF
from typesetter import Chapter, story, written

from phases.audiobook.book import words
from phases.audiobook.readers.matter import DEFAULT
from phases.audiobook.readers.pdf import read
from phases.audiobook.readers.pdf.listings import listings
from phases.tools.pdf_lines import Line

NOUNS = ["Anchor", "Boat", "Captain", "Door", "Evening", "Fog", "Garden", "Harbour", "Island", "Journey"]


@dataclass(frozen=True)
class Plan:
    """What a book has besides its chapters."""

    contents: str = ""
    """The heading above its contents, or ``-`` for none."""
    dots: bool = True
    numbers: bool = True
    index: bool = False
    outline: bool = True
    offset: int = 0
    """Pages by which the outline misses."""


class _Printer:
    """Sets the book; thirty lines a page."""

    def __init__(self, chapters: list[Chapter], plan: Plan) -> None:
        self.chapters, self.plan = chapters, plan
        self.pdf = FPDF(unit="pt", format=(360, 540))
        self.pdf.set_auto_page_break(False)
        self.pdf.set_font("Times", size=10)
        self.texts = [
            [(n == 0, line) for text in one.paragraphs for n, line in enumerate(self.wrapped(text))]
            for one in chapters
        ]
        first = 3 if plan.contents else 2
        self.firsts = []
        for rows in self.texts:
            self.firsts.append(first)
            first += 1 + (len(rows) - 1) // 30

    def wrapped(self, text: str) -> list[str]:
        lines = [""]
        for word in text.split():
            if self.pdf.get_string_width(f"{lines[-1]} {word}") > 235:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return lines

    def put(self, x: float, y: float, text: str, size: float = 10) -> None:
        self.pdf.set_font("Times", size=size)
        self.pdf.text(x, y, text)

    def book(self, path: Path) -> None:
        self.pdf.add_page()
        self.put(80, 200, "A Long Book", 24)
        if self.plan.contents:
            self.contents()
        for chapter, rows in zip(self.chapters, self.texts, strict=True):
            for n, (begins, line) in enumerate(rows):
                if n % 30 == 0:
                    self.pdf.add_page()
                if n == 0:
                    self.put(60, 60, chapter.title, 16)
                self.put(54 + 14 * begins, 90 + 13 * (n % 30), line)
        if self.plan.index:
            self.index()
        if self.plan.outline:
            self.outline()
        self.pdf.output(str(path))

    def contents(self) -> None:
        self.pdf.add_page()
        if self.plan.contents != "-":
            self.put(140, 70, self.plan.contents, 16)
        for n, (chapter, page) in enumerate(zip(self.chapters, self.firsts, strict=True)):
            y, number = 100 + 15 * n, str(page - 2) if self.plan.numbers else ""
            self.pdf.set_font("Times", size=10)
            room = 252 - self.pdf.get_string_width(chapter.title + number)
            dots = "." * int(room / self.pdf.get_string_width(".") - 1) if self.plan.dots and number else ""
            self.put(54, y, chapter.title + dots)
            self.put(306 - self.pdf.get_string_width(number), y, number)

    def index(self) -> None:
        self.pdf.add_page()
        self.put(150, 70, "Index", 16)
        for n, noun in enumerate(sorted(NOUNS * 4)):
            entry = f"{noun}, {n + 3}, {n + 9}-{n + 11}" if n % 7 else f"{noun}, see Boat"
            self.put(54 + 130 * (n // 20), 100 + 14 * (n % 20), entry, 8)

    def outline(self) -> None:
        entries = [(one.title, page) for one, page in zip(self.chapters, self.firsts, strict=True)]
        if self.plan.contents:
            entries.insert(0, ("Contents", 2))
        last = self.pdf.pages_count
        for title, page in entries + [("Index", last)] * self.plan.index:
            self.pdf.page = min(last, max(1, page + self.plan.offset))
            self.pdf.start_section(title)
        self.pdf.page = last


PLANS = {
    "dots and an index": Plan("Contents", index=True),
    "numbers at the edge": Plan("Contents", dots=False),
    "another language": Plan("Inhalt", outline=False),
    "without a heading": Plan("-"),
    "without numbers": Plan("Contents", numbers=False),
    "without numbers and outline": Plan("Contents", numbers=False, outline=False),
    "without an outline": Plan("Contents", index=True, outline=False),
    "an outline a page too low": Plan("Contents", index=True, offset=-1),
    "an outline three pages too high": Plan("Contents", index=True, offset=3),
    "an outline two pages too high, no contents": Plan(offset=2),
}


def printed(path: Path, plan: Plan) -> tuple[list[str], list[str]]:
    """The titles and the words of a book set by `plan`."""
    chapters = story(5, chapters=6, paragraphs=9)
    _Printer(chapters, plan).book(path)
    return [one.title for one in chapters], words("A Long Book") + written(chapters)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_lists_of_pages_are_left_out_and_chapters_are_found(tmp_path: Path, plan: Plan) -> None:
    titles, truth = printed(tmp_path / "a.pdf", plan)
    book = read(tmp_path / "a.pdf", DEFAULT)
    assert spoken_words(book) == truth
    assert [chapter.title for chapter in book.chapters][1:] == titles
    assert ("toc" in book.ledger.skipped, "index" in book.ledger.skipped) == (
        bool(plan.contents),
        plan.index,
    )
    assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())


def test_they_are_read_where_no_rule_skips_them(tmp_path: Path) -> None:
    _, truth = printed(tmp_path / "a.pdf", PLANS["dots and an index"])
    book = read(tmp_path / "a.pdf", [rule for rule in DEFAULT if rule not in ("toc", "index")])
    assert len(spoken_words(book)) > len(truth) and book.ledger.skipped == {}


def rows(*texts: str) -> list[list[Line]]:
    """A page of one column."""
    return [[Line(1, text, 50, 50 + 5 * len(text), 60 + 14 * n, 10) for n, text in enumerate(texts)]]


@pytest.mark.parametrize(
    "page",
    [
        rows("In 1815 there were 12", "and then 14", "and in the end 3"),
        rows("Contents", "of the box were a knife,", "a spoon and two forks."),
        rows("Index", "was the name of the boat", "and nobody knew why."),
        rows(*(f"A line of verse {n % 3}" for n in range(9))),
    ],
)
def test_text_of_the_book_is_no_list(page: list[list[Line]]) -> None:
    prose = rows(*(f"Some words of the story, and more of them, {n}." for n in range(20)))
    assert listings([page, *[prose] * 5, page], ["Chapter 1"]) == []
