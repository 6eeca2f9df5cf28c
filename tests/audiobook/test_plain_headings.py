"""TXT: which lines are headings of chapters and parts, and which are not."""

from pathlib import Path

import pytest
from book_reading import read_text, titles

from phases.audiobook.readers.plain_headings import contents, level, subtitle, unnumbered


@pytest.mark.parametrize(
    "line",
    [
        "CHAPTER I", "Chapter 12.", "Chapter One", "chapter xiv", "CHAPTER THE LAST", "Letter 4",
        "Chapter 3: The Sea", "Chapter 3 - The Sea", "Chapter IV The Sea", "XIV.", "12",
        "I. A SCANDAL IN BOHEMIA", "Prologue", "EPILOGUE.", "Erstes Kapitel", "Kapitel 3",
        "Chapitre premier", "Capítulo II", "Глава первая", "ГЛАВА 5", "STAVE ONE", "[Chapter 5]",
        "_Chapter 5_",
    ],
)  # fmt: skip
def test_headings_of_chapters(line: str) -> None:
    assert level(line) == 2


@pytest.mark.parametrize("line", ["Part One", "BOOK II: The Sea", "VOLUME 3", "Zweites Buch", "Часть 1"])
def test_headings_of_parts(line: str) -> None:
    assert level(line) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 1 was long, he said.", "Letter 2 arrived on Monday", "Part of me knew", "* * *",
        "Book early!", "Act now", "The chapter", "I. He came and went.", "A letter", "Contents",
        "Chapters", "Mix",
        "1984 was a year", "Introduction to the sea, and why it is wet, as told by those who know it best.",
    ],
)  # fmt: skip
def test_lines_that_are_no_headings(line: str) -> None:
    assert level(line) == 0


def test_bare_numbers_are_chapters_only_in_a_series(tmp_path: Path) -> None:
    assert titles(read_text(tmp_path, "I\n\nOne text.\n\nII\n\nTwo text.\n\nIII\n\nThree text.\n")) == [
        "I",
        "II",
        "III",
    ]
    assert len(read_text(tmp_path, "Who?\n\nI\n\nsaid the fly.\n\n12\n\n1984\n").chapters) == 1
    assert unnumbered([["1"], ["x"], ["2"], ["1"], ["2"], ["3"], ["7"], ["XIV"]]) == frozenset((6, 7))


def test_a_page_number_behind_a_form_feed_is_no_chapter(tmp_path: Path) -> None:
    assert titles(read_text(tmp_path, "CHAPTER I\n\nIt was late.\n\n\f12\n\nOr not.\n")) == ["CHAPTER I"]


def test_subtitles() -> None:
    assert subtitle(["THE STORM"]) and subtitle(["The Storm of the Century"])
    assert (
        not subtitle(["“Who is there?”"]) and not subtitle(["It was night."]) and not subtitle(["he came"])
    )


def test_contents_must_come_again() -> None:
    assert contents([["Contents"], ["Milk, eggs, flour"], ["He put the list away."]]) == frozenset()
    listed = [["Contents"], ["One"], ["Two"], ["One"], ["text"], ["Two"]]
    assert contents(listed) == frozenset((0, 1, 2))
    unnamed = [
        ["Chapter 1"],
        ["Chapter 2"],
        ["Chapter 3"],
        ["Chapter 1"],
        ["a"],
        ["Chapter 2"],
        ["b"],
        ["Chapter 3"],
    ]
    assert contents(unnamed) == frozenset((0, 1, 2))


def test_what_the_contents_name_are_chapters_whatever_they_look_like(tmp_path: Path) -> None:
    text = "Contents\n\n I The Machine\n II Under the Hill\n The Shore .... 12\n\n"
    text += " I.\n The Machine\n\nIt stood there.\n\nII. Under the Hill\n\nThey came.\n\n"
    text += "The Shore\n\nAt last.\n"
    assert titles(read_text(tmp_path, text)) == ["I. The Machine", "II. Under the Hill", "The Shore"]
    with_contents = read_text(tmp_path, text, "a book.txt", "toc")
    assert titles(with_contents)[-3:] == ["I. The Machine", "II. Under the Hill", "The Shore"]
