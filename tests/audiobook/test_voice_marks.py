"""Marks in Markdown and text books that name a voice: heard by their effect only."""

from pathlib import Path

import pytest

from phases.audiobook.book import Book
from phases.audiobook.readers import text
from phases.audiobook.readers.matter import DEFAULT

MARKED = """\
# One

Narrated.

[voice: anna]

Anna speaks.

Anna goes on.
[voice: Old Bob]
Bob breaks in.

[voice:carl] Carl, in one line.

> [voice]
> The narrator again, [voice: nobody] inside.

Last.
"""


def read(path: Path, content: str, skip: tuple[str, ...] = DEFAULT) -> Book:
    path.write_text(content, encoding="utf-8")
    return text.read(path, skip)


def heard(book: Book) -> list[tuple[str, str]]:
    return [(p.text, p.speaker) for chapter in book.chapters for p in chapter.paragraphs]


@pytest.mark.parametrize("name", ["b.md", "b.txt"])
def test_a_mark_holds_until_the_next(tmp_path: Path, name: str) -> None:
    content = MARKED if name == "b.md" else MARKED.replace("# One", "CHAPTER ONE").replace("> ", "")
    book = read(tmp_path / name, content)
    assert heard(book)[1:] == [
        ("Narrated.", ""),
        ("Anna speaks.", "anna"),
        ("Anna goes on.", "anna"),
        ("Bob breaks in.", "Old Bob"),
        ("Carl, in one line.", "carl"),
        ("The narrator again, [voice: nobody] inside.", "blockquote" if name == "b.md" else ""),
        ("Last.", ""),
    ]
    assert book.ledger.skipped == {"voice-mark": 8}
    assert book.ledger.source == book.ledger.spoken + 8


def test_the_mark_is_heard_where_its_rule_is_taken_out(tmp_path: Path) -> None:
    skip = tuple(rule for rule in DEFAULT if rule != "voice-mark")
    book = read(tmp_path / "b.md", "[voice: anna] Hello.\n", skip)
    assert heard(book) == [("[voice: anna] Hello.", "anna")]


@pytest.mark.parametrize("name", ["b.md", "b.txt"])
def test_a_book_that_begins_with_a_mark(tmp_path: Path, name: str) -> None:
    book = read(tmp_path / name, "[voice: anna]\n\nThe sea was calm that night.\n")
    assert (book.title, heard(book)) == ("b", [("The sea was calm that night.", "anna")])


@pytest.mark.parametrize(
    "line", ["[voices: anna]", "[the voice: anna]", "[voice anna]", "(voice: anna)", "voice: anna"]
)
def test_what_is_no_mark_is_spoken(tmp_path: Path, line: str) -> None:
    for name in ("b.md", "b.txt"):
        assert heard(read(tmp_path / name, f"{line}\n\nHello.\n"))[0] == (line, "")


def test_marks_in_code_are_code(tmp_path: Path) -> None:
    book = read(tmp_path / "b.md", "Text.\n\n    [voice: anna]\n\nMore.\n")
    assert {speaker for _, speaker in heard(book)} == {""}
