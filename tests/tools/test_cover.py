"""The cover that is drawn where a book has none."""

import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from phases.tools import cover, image

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3


def seen(title: str, author: str) -> Image.Image:
    picture = Image.open(io.BytesIO(cover.draw(title, author)))
    picture.load()
    return picture


def svg(title: str, author: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The drawing before it becomes pixels."""
    kept: list[str] = []
    monkeypatch.setattr(image, "drawn", lambda svg, *_: kept.append(svg) or b"")
    cover.draw(title, author)
    return kept[0]


def test_a_square_of_a_size_that_players_show() -> None:
    made = seen("The Sea", "Ann Other")
    assert made.size == (cover.PIXELS, cover.PIXELS) and made.format == "PNG"
    assert image.cover(cover.draw("The Sea", "Ann Other")) == cover.draw("The Sea", "Ann Other")


def test_title_and_author_stand_on_it() -> None:
    """Above the waves there is dark ink on light paper, and none without a title."""
    upper = [np.array(seen(*said).convert("L"))[:500] for said in (("The Sea", "Ann Other"), ("", ""))]
    assert (upper[0] < 120).sum() > 3_000 and (upper[1] < 120).sum() == 0


def test_each_book_has_its_own_and_always_the_same() -> None:
    assert cover.draw("The Sea", "Ann") == cover.draw("The Sea", "Ann")
    assert (
        len({cover.draw(*said) for said in (("The Sea", "Ann"), ("The Sea", "Bob"), ("Sea", "Ann"))}) == 3
    )


def test_letters_that_the_font_lacks_are_not_written_as_boxes() -> None:
    upper = np.array(seen("第三章", "李").convert("L"))[:500]
    assert (upper < 120).sum() == 0


@pytest.mark.parametrize(
    "title", [LONG, "A" * 400, "a b " * 200, "MW" * 90, "MARY WOLLSTONECRAFT", "<b>&amp;\"']]>"]
)
def test_any_title_stays_on_the_picture(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = svg(title, "Ann & <Other>", monkeypatch)
    lines = [
        (int(y), int(size)) for y, size in re.findall(r'y="(\d+)" font-family.*?font-size="(\d+)"', drawing)
    ]
    assert lines and all(y < cover.SIDE * 0.6 for y, _ in lines)
    monkeypatch.undo()
    edge = np.array(seen(title, "Ann & <Other>").convert("L"))[:500, -40:]
    assert (edge < 120).sum() == 0, "a letter touches the border"


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.text(max_size=30))
def test_nothing_in_a_title_breaks_the_drawing(title: str, author: str) -> None:
    assert cover.draw(title, author).startswith(b"\x89PNG")
