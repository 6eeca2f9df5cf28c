from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook.readers.chapters import Mark, by_outline, chapter_entries
from phases.audiobook.readers.columns import columns
from phases.audiobook.readers.hyphens import Hyphens
from phases.audiobook.readers.layout import Flow, blocks, body_size, flow
from phases.audiobook.readers.ledger import letters
from phases.tools.pdf import Entry
from phases.tools.pdf_lines import Line

FULL = "a line of plain words that is just as long as lines are"
"""A line that fills the measure of 300 points."""


def line(text: str, y: float, x: float = 50, page: int = 1, size: float = 10, x1: float = 0) -> Line:
    return Line(page, text, x, x1 or (350 if text == FULL else x + 5 * len(text)), y, size)


def paragraphs(*pages: Sequence[Line]) -> list[tuple[str, str]]:
    """(kind, text) of the paragraphs of pages of one column."""
    lines = [one for page in pages for one in page]
    hyphens = Hyphens(one.text for one in lines)
    return [(block.kind, block.text(hyphens)) for block in blocks(flow(pages), body_size(lines))]


def full(y: float, count: int, page: int = 1) -> list[Line]:
    return [line(FULL, y + 13 * n, page=page) for n in range(count)]


def test_an_indented_line_begins_a_paragraph() -> None:
    page = [*full(50, 3), line("It ends.", 89), line(FULL, 102, 62, x1=350), *full(115, 3)]
    assert [text.count(FULL) for _, text in paragraphs(page)] == [3, 4]


def test_dialogue_of_single_lines() -> None:
    spoken = ['"Yes."', '"No."', '"But why?"']
    page = [*full(50, 3), *(line(text, 89 + 13 * n, 62) for n, text in enumerate(spoken)), *full(128, 3)]
    assert [text for _, text in paragraphs(page)][1:4] == spoken


def test_a_gap_begins_a_paragraph() -> None:
    assert [text.count(FULL) for _, text in paragraphs([*full(50, 4), *full(110, 4)])] == [4, 4]


def test_a_quotation_set_narrower_is_one_paragraph() -> None:
    quoted = [line(FULL, 115 + 13 * n, 74, x1=326) for n in range(5)]
    page = [*full(50, 4), line("So it says:", 102), *quoted, *full(200, 4)]
    assert [text.count(FULL) for _, text in paragraphs(page)] == [4, 5, 4]


def test_a_paragraph_runs_on_over_a_page_and_a_word_over_its_end() -> None:
    one = [*full(50, 4), line("these words end the page with the impor-", 102, x1=350)]
    two = [
        line("tant part of it and it is important " + "x" * 20, 50, page=2, x1=350),
        *full(63, 4, page=2),
    ]
    [(kind, text)] = paragraphs(one, two)
    assert kind == "text" and "the important part" in text


def test_a_page_that_begins_indented_begins_a_paragraph() -> None:
    two = [line(FULL, 50, 62, page=2, x1=350), *full(63, 4, page=2)]
    assert len(paragraphs(full(50, 5), two)) == 2


def test_lines_of_verse_stay_lines() -> None:
    verse = [
        line(text, 130 + 13 * n, 90)
        for n, text in enumerate(
            ["The sea is grey and", "The wind is cold,", "And nobody will come", "To us tonight."]
        )
    ]
    found = paragraphs([*full(50, 5), *verse, *full(200, 5)])
    assert found[1] == (
        "verse",
        "The sea is grey and\nThe wind is cold,\nAnd nobody will come\nTo us tonight.",
    )


def test_a_larger_line_is_a_heading_of_one_or_more_lines() -> None:
    page = [line("A very long", 50, 120, size=16), line("heading", 70, 130, size=16), *full(100, 5)]
    assert paragraphs(page)[0] == ("heading", "A very long heading")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("it is im-", "portant"), "it is important"),
        (("the whale-", "fishing boat"), "the whale-fishing boat"),
        (("a self-", "made man"), "a self-made man"),
        (("the Anglo-", "Saxon king"), "the Anglo-Saxon king"),
        (("FRANKEN-", "STEIN"), "FRANKENSTEIN"),
        (("in 1914-", "1918 it"), "in 1914-1918 it"),
        (("he said —", "and went"), "he said — and went"),
        (("he said—", "and went"), "he said—and went"),
        (("he said --", "and went"), "he said -- and went"),
        (("she was un-", "usually kind"), "she was unusually kind"),
        (("a brother-in-", "law"), "a brother-in-law"),
        (("two words", "stay two"), "two words stay two"),
    ],
)
def test_hyphens_by_the_vocabulary_of_the_book(lines: tuple[str, str], text: str) -> None:
    known = ["whale-fishing is old", "self-control and self-help", "an important brother-in-law"]
    assert Hyphens([*known, *lines]).join(lines) == text


def test_where_the_typesetter_has_a_hyphen_of_his_own_the_other_is_the_authors() -> None:
    lines = ["he was com‐", "ing to the sea-", "side with wa‐", "ter"]
    assert Hyphens(lines).join(lines) == "he was coming to the sea-side with water"


def test_two_columns_below_a_title_over_both() -> None:
    def column(x: float, name: str) -> list[Line]:
        return [line(f"{name} {n} with some words", 100 + 13 * n, x, x1=x + 140) for n in range(6)]

    wide = line("A title over both columns", 60, 100, x1=300)
    zipped = [one for pair in zip(column(50, "left"), column(210, "right"), strict=True) for one in pair]
    texts = [[one.text for one in part] for part in columns([*zipped, wide], Counter())]
    assert texts == [
        [wide.text],
        [one.text for one in column(50, "left")],
        [one.text for one in column(210, "right")],
    ]


THREE = ((50, 190), (210, 350), (370, 510))
"""Left and right edges of three columns."""


def part(name: str, column: int, top: int, bottom: int) -> list[Line]:
    """Lines of a column, each called `name`."""
    x0, x1 = THREE[column]
    return [line(name, y, x0, x1=x1) for y in range(top, bottom, 13)]


WIDE = {
    "over all": [
        line("H", 40, 120, x1=430, size=16),
        *part("a", 0, 70, 400),
        *part("b", 1, 70, 400),
        *part("c", 2, 70, 400),
    ],
    "over the left two": [
        line("H", 40, 80, x1=320, size=16),
        *part("a", 0, 70, 400),
        *part("b", 1, 70, 400),
        *part("c", 2, 40, 400),
    ],
    "over the right two": [
        *part("a", 0, 40, 400),
        line("H", 40, 240, x1=480, size=16),
        *part("b", 1, 70, 400),
        *part("c", 2, 70, 400),
    ],
    "in the middle": [
        *part("a", 0, 40, 200),
        *part("b", 1, 40, 200),
        *part("c", 2, 40, 200),
        line("H", 230, 120, x1=430, size=16),
        *part("d", 0, 260, 500),
        *part("e", 1, 260, 500),
        *part("f", 2, 260, 500),
    ],
    "in the middle of two": [
        *part("a", 0, 40, 200),
        *part("b", 1, 40, 200),
        line("H", 230, 80, x1=320, size=16),
        *part("d", 0, 260, 500),
        *part("e", 1, 260, 500),
        *part("c", 2, 40, 500),
    ],
    "narrow, above all": [
        line("H", 40, 60, x1=150, size=16),
        *part("a", 0, 70, 400),
        *part("b", 1, 70, 400),
        *part("c", 2, 70, 400),
    ],
    "narrow, above the middle": [
        line("H", 40, 250, x1=310, size=16),
        *part("a", 0, 70, 400),
        *part("b", 1, 70, 400),
        *part("c", 2, 70, 400),
    ],
    "of a column": [
        *part("a", 0, 40, 400),
        *part("b", 1, 40, 400),
        *part("c", 2, 40, 300),
        line("H", 320, 380, x1=490, size=12),
        *part("d", 2, 340, 400),
    ],
}
ORDERS = ("Habc", "Habc", "aHbc", "abcHdef", "abHdec", "Habc", "Habc", "abcHd")


@pytest.mark.parametrize("painted", ["one by one", "row by row"])
@pytest.mark.parametrize(("name", "order"), list(zip(WIDE, ORDERS, strict=True)))
def test_three_columns_and_headings_over_some_of_them(name: str, order: str, painted: str) -> None:
    lines = WIDE[name]
    if painted == "row by row":
        lines = sorted(lines, key=lambda one: (one.y, one.x0))
    found = [one.text for column in columns(lines, Counter()) for one in column]
    assert "".join(dict.fromkeys(found)) == order
    assert [text for text, after in zip(found, [*found[1:], ""], strict=True) if text != after] == list(
        order
    )


def test_a_list_of_contents_is_not_two_columns() -> None:
    rows = [
        one
        for n in range(8)
        for one in (line(f"Chapter {n}", 60 + 13 * n), line(f"{n * 7}", 60 + 13 * n, 340))
    ]
    assert [one.text for one in columns(rows, Counter())[0]] == [f"Chapter {n} {n * 7}" for n in range(8)]


@pytest.mark.parametrize(
    ("cap", "rest", "text"),
    [("I", "T was dark", "IT was dark"), ("I", "was born", "I was born"), ("T", "he", "The")],
)
def test_drop_caps(cap: str, rest: str, text: str) -> None:
    known = Counter({"i": 40, "it": 40, "was": 40, "the": 90, "he": 30})
    lines = [
        line(cap, 128, size=40, x1=75),
        line(rest, 102, 78),
        line("second line", 115, 78),
        line("third", 141),
    ]
    assert [one.text for one in columns(lines, known)[0]] == [text, "second line", "third"]


segments = st.lists(
    st.builds(
        lambda text, x, y, width, size: Line(1, text, x, x + width, y, size),
        st.text("abcÄ1 .-‐", min_size=1, max_size=12)
        .filter(str.strip)
        .map(lambda text: " ".join(text.split())),
        st.integers(0, 300).map(float),
        st.integers(0, 500).map(float),
        st.integers(1, 200).map(float),
        st.sampled_from([8.0, 10.0, 16.0, 40.0]),
    ),
    max_size=25,
)


@given(segments)
def test_columns_lose_double_and_invent_nothing(lines: list[Line]) -> None:
    arranged = "".join(one.text for column in columns(lines, Counter()) for one in column)
    assert sorted(arranged.replace(" ", "")) == sorted("".join(one.text for one in lines).replace(" ", ""))


@given(st.lists(segments, max_size=3), st.lists(st.integers(0, 60), max_size=4))
def test_paragraphs_keep_all_letters_in_order(pages: list[list[Line]], cuts: list[int]) -> None:
    """Whatever the places are: no letter lost, doubled or moved, between lines and paragraphs."""
    lines = flow([column for page in pages for column in columns(page, Counter())])
    places = sorted({cut for cut in cuts if cut <= len(lines)})
    titles = list(zip(places[::2], places[1::2], strict=False))
    hyphens = Hyphens(one.line.text for one in lines)
    parts = blocks(lines, 10, titles)
    assert [one for part in parts for one in part.lines] == [one.line for one in lines]
    assert letters("".join(part.text(hyphens) for part in parts)) == letters(
        "".join(one.line.text for one in lines)
    )
    assert all(any(part.start == start and part.kind == "title" for part in parts) for start, _ in titles)


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
