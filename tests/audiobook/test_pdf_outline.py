"""Chapters by the outline of a PDF: its entries find their headings."""

from collections import Counter

import pytest
from page_lines import FULL, line

from phases.audiobook.readers.pdf.chapters import Mark, by_outline, chapter_entries
from phases.audiobook.readers.pdf.layout import Flow, flow
from phases.tools.pdf import Entry
from phases.tools.pdf_lines import Line


def book(*rows: tuple[int, str, float]) -> list[Flow]:
    """Lines (page, text, size), 20 points apart on each page."""
    counts: Counter[int] = Counter()
    lines: dict[int, list[Line]] = {}
    for page, text, size in rows:
        counts[page] += 1
        lines.setdefault(page, []).append(line(text, 40 + 20 * counts[page], page=page, size=size))
    return flow(list(lines.values()))


BOOK = book(
    (1, "CHAPTER I", 14), (1, "The Storm", 14), (1, FULL, 10), (1, FULL, 10),
    (2, FULL, 10), (2, "CHAPTER II", 14), (2, FULL, 10), (3, FULL, 10),
    (4, "CHAPTER III", 14), (4, "Home", 14), (4, FULL, 10),
)  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "mark"),
    [
        (Entry(0, "Chapter I: The Storm", 1), (0, 2)),  # in other words and letters
        (Entry(0, "The Storm", 1), (0, 2)),  # the second half of a heading
        (Entry(0, "Chapter II", 2, 500.0), (5, 6)),  # a wrong height
        (Entry(0, "Chapter II", 1), (5, 6)),  # the page before
        (Entry(0, "Chapter II", 3), (5, 6)),  # the page after
        (Entry(0, "Chapter III", 0), (8, 9)),  # leads nowhere
        (Entry(0, "A picture", 3), (7, 7)),  # no such heading: the target counts
        (Entry(0, "A picture", 4, 90.0), (10, 10)),
    ],
)
def test_entries_find_their_headings(entry: Entry, mark: tuple[int, int]) -> None:
    assert by_outline([entry], BOOK, 10, 4) == ([Mark(entry.title, *mark)], [])


def test_an_entry_that_leads_nowhere_is_named() -> None:
    assert by_outline([Entry(0, "No such thing", 0)], BOOK, 10, 4) == (
        [],
        ["the outline's entry “No such thing” leads nowhere"],
    )


def test_two_entries_of_one_place_are_one_chapter() -> None:
    marks, _ = by_outline([Entry(0, "Part One", 3), Entry(0, "A Beginning", 3)], BOOK, 10, 4)
    assert [mark.title for mark in marks] == ["Part One. A Beginning"]


def test_an_outline_of_pages_is_none() -> None:
    assert by_outline([Entry(0, f"Page {n}", n) for n in range(1, 7)], BOOK, 10, 6) == ([], [])


def test_parts_and_lone_roots_are_opened_and_sections_are_not() -> None:
    outline = [
        Entry(0, "My Book", 1), Entry(1, "Part One", 1), Entry(2, "Chapter 1", 1), Entry(3, "Section", 1),
        Entry(2, "Chapter 2", 2), Entry(1, "Part Two", 3), Entry(2, "Chapter 3", 3), Entry(1, "Notes", 4),
        Entry(2, "To chapter 1", 4),
    ]  # fmt: skip
    titles = ["My Book", "Part One", "Chapter 1", "Chapter 2", "Part Two", "Chapter 3", "Notes"]
    assert [entry.title for entry in chapter_entries(outline)] == titles
