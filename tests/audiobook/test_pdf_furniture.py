import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook.readers.pdf.furniture import HEAD, NUMBER, furniture, number_value
from phases.tools.pdf_lines import Line
from phases.tools.pdf_page import Page

WORDS = ["light", "house", "keeper", "morning", "harbour", "window", "silver", "mountain", "letter"]
Edge = list[tuple[float, float, str]]
"""Lines (x, y, text) beside the text of a page."""


def book(
    count: int, extra: Callable[[int], Edge], rows: int = 20, start: float = 80, seed: int = 1
) -> list[Page]:
    """Pages (400 x 600 points) of `rows` lines of text, and what `extra` adds to the nth."""
    rng = random.Random(seed)
    pages = []
    for number in range(1, count + 1):
        body = [
            Line(number, " ".join(rng.choices(WORDS, k=8)), 50, 350, start + 20 * row, 10)
            for row in range(rows)
        ]
        edge = [Line(number, text, x, x + 5 * len(text), y, 10) for x, y, text in extra(number)]
        pages.append(Page(number, 400, 600, tuple(body + edge)))
    return pages


def found(pages: list[Page]) -> dict[str, list[str]]:
    """The furniture by rule."""
    result: dict[str, list[str]] = {}
    for (page, line), rule in sorted(furniture(pages, 10).items()):
        result.setdefault(rule, []).append(pages[page].lines[line].text)
    return result


def test_left_and_right_pages_alternate() -> None:
    def edge(n: int) -> Edge:
        return (
            [(50, 40, f"{n}"), (250, 40, "THE BOOK")]
            if n % 2 == 0
            else [(50, 40, "The Chapter"), (330, 40, f"{n}")]
        )

    assert found(book(9, edge)) == {
        HEAD: [text for n in range(1, 10) for _, _, text in edge(n)],
    }


@pytest.mark.parametrize("form", ["{}", "- {} -", "[{}]", "Page {} of 30", "{}."])
def test_numbers_that_count_with_the_pages(form: str) -> None:
    pages = book(12, lambda n: [(190, 570, form.format(n + 6))])
    assert found(pages) == {NUMBER: [form.format(n + 6) for n in range(1, 13)]}


def test_roman_numbers_before_arabic_ones() -> None:
    roman = ["i", "ii", "iii", "iv", "v", "vi"]
    pages = book(14, lambda n: [(190, 570, roman[n - 1] if n <= 6 else str(n - 6))])
    assert found(pages) == {NUMBER: [*roman, *map(str, range(1, 9))]}


def test_a_head_of_a_one_page_chapter_goes_with_the_others() -> None:
    titles = ["Storm"] * 5 + ["Alone"] + ["Harbour"] * 5
    assert found(book(11, lambda n: [(180, 40, titles[n - 1])]))[HEAD] == titles


def test_head_number_and_foot_on_top_of_each_other() -> None:
    pages = book(8, lambda n: [(180, 40, "The Title"), (180, 570, "www.example.org"), (190, 585, str(n))])
    assert found(pages) == {
        HEAD: ["The Title", "www.example.org"] * 8,
        NUMBER: [str(n) for n in range(1, 9)],
    }


def test_scans_stand_a_little_higher_or_lower() -> None:
    rng = random.Random(5)
    pages = book(30, lambda n: [(180, 40 + rng.uniform(-1.4, 1.4), "The Title")])
    assert found(pages) == {HEAD: ["The Title"] * 30}


@pytest.mark.parametrize(
    "edge",
    [
        # Chapters of two pages, their headings at the same height and in the size of the text.
        lambda n: [(180, 50, f"Chapter {n // 2 + 1}")] if n % 2 == 0 else [],
        # Two lines of heading, the first always the same, every fourth page.
        lambda n: (
            [(180, 40, "CHAPTER"), (180, 55, ("one", "two", "three", "four", "five")[n // 4])]
            if n % 4 == 0
            else []
        ),
        # A refrain at the foot of some pages.
        lambda n: [(50, 480, "Quoth the raven, nevermore.")] if n in (3, 4, 9) else [],
        # Numbers that do not count with the pages.
        lambda n: [(190, 500, str(1789 + n * n))],
        # A line alone on the last page.
        lambda n: [(180, 500, "The end")] if n == 12 else [],
    ],
)
def test_text_of_the_book_is_no_furniture(edge: Callable[[int], Edge]) -> None:
    assert found(book(16, edge)) == {}


def test_a_body_line_at_the_height_of_heads_stays() -> None:
    """Pages without a head whose text begins higher: their first lines are text."""
    pages = book(
        12, lambda n: [(180, 40, "The Title")] if n != 5 else [(50, 40, "a line"), (50, 60, "and another")]
    )
    assert found(pages) == {HEAD: ["The Title"] * 11}


def test_two_pages_are_enough_for_numbers_and_heads_of_a_leaflet() -> None:
    pages = book(2, lambda n: [(180, 40, "The Title"), (190, 570, str(n))])
    assert found(pages) == {HEAD: ["The Title"] * 2, NUMBER: ["1", "2"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", ("arabic", 12)),
        ("— 7 —", ("arabic", 7)),
        ("xiv", ("roman", 14)),
        ("XL", ("roman", 40)),
        ("Page 3 of 9", ("arabic", 3)),
        ("Seite 3", ("arabic", 3)),
        ("p. 44", ("arabic", 44)),
        ("3/12", ("arabic", 3)),
        ("Xi", None),
        ("1,000 men", None),
        ("mild", None),
        ("", None),
        ("---", None),
    ],
)
def test_number_value(text: str, value: tuple[str, int] | None) -> None:
    assert number_value(text) == value


@given(st.integers(0, 99999))
def test_number_value_of_any_number(number: int) -> None:
    assert number_value(f"[ {number} ]") == ("arabic", number)


lines = st.lists(
    st.tuples(
        st.sampled_from(["12", "xii", "Title", "word one", "a b c"]), st.integers(0, 60), st.integers(0, 3)
    ),
    max_size=8,
)


@given(st.lists(lines, max_size=8))
def test_any_pages_give_only_places_that_exist(content: list[list[tuple[str, int, int]]]) -> None:
    pages = [
        Page(
            n + 1,
            400,
            600,
            tuple(Line(n + 1, t, 50 + 80 * x, 60 + 80 * x, 10.0 * y, 10) for t, y, x in rows),
        )
        for n, rows in enumerate(content)
    ]
    rules = furniture(pages, 10)
    assert all(pages[page].lines[line] and rule in (HEAD, NUMBER) for (page, line), rule in rules.items())
    assert furniture(pages, 10) == rules
