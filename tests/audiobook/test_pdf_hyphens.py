"""Words cut at the end of a line are joined by the vocabulary of the book."""

import pytest

from phases.audiobook.readers.pdf.hyphens import Hyphens


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
