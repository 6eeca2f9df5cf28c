"""Lines of a page in the order in which they are read: columns, headings over them, drop caps."""

from collections import Counter

import pytest
from hypothesis import given
from page_lines import line, segments

from phases.audiobook.readers.pdf.columns import columns
from phases.tools.pdf_lines import Line


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
    [
        ("I", "T was dark", "IT was dark"),
        ("I", "was born", "I was born"),
        ("“I", "was born", "“I was born"),
        ("I", "mmersed in it", "Immersed in it"),
        ("I", "alone was born", "I alone was born"),
        ("T", "he", "The"),
    ],
)
def test_drop_caps(cap: str, rest: str, text: str) -> None:
    known = Counter({"i": 40, "it": 40, "was": 40, "the": 90, "he": 30, "mmersed": 1, "alone": 1})
    lines = [
        line(cap, 128, size=40, x1=75),
        line(rest, 102, 78),
        line("second line", 115, 78),
        line("third", 141),
    ]
    assert [one.text for one in columns(lines, known)[0]] == [text, "second line", "third"]


@given(segments)
def test_columns_lose_double_and_invent_nothing(lines: list[Line]) -> None:
    arranged = "".join(one.text for column in columns(lines, Counter()) for one in column)
    assert sorted(arranged.replace(" ", "")) == sorted("".join(one.text for one in lines).replace(" ", ""))
