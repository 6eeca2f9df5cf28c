"""Roman numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook.normalise import roman


@given(st.integers(1, 3999))
def test_roman_numerals_come_back(number: int) -> None:
    text, left = "", number
    for value, letters in [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50,
    "L"),
                           (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]:  # fmt: skip
        text, left = text + letters * (left // value), left % value
    assert roman.value(text) == roman.value(text.lower()) == number


@pytest.mark.parametrize("text", ["", "IIX", "VX", "IC", "MMMM", "A", "I I", "CIVIL", "MILD"])
def test_what_is_no_roman_numeral(text: str) -> None:
    assert roman.value(text) == 0
