"""Titles as names of files: what every system takes, and what Windows keeps for itself."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook.file_names import file_name


@given(st.text(max_size=400), st.integers(20, 120))
def test_any_title_is_a_name_on_any_system(title: str, longest: int) -> None:
    name = file_name(title, longest)
    assert 0 < len(name.encode()) <= longest and name == name.strip(". ")
    assert not set(name) & set('/\\:*?"<>|') and name.isprintable()
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}
    assert unicodedata.is_normalized("NFC", name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("con", "_con"),
        ("Aux.", "_Aux"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("Concrete", "Concrete"),
        ("COM²", "_COM²"),
        ("...And Justice", "And Justice"),
        ("???", "Untitled"),
        ("a\nb\tc", "a b c"),
        ("😀" * 50, "😀" * 30),
    ],
)
def test_names_that_windows_keeps(title: str, name: str) -> None:
    assert file_name(title) == name
