"""Words that are lost between two texts, and what is no loss."""

import pytest
from cue_making import texts
from hypothesis import given

from phases.subtitles.losses import lost_words, words


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("one two three", "one two three", 0),
        ("one two three", "one three", 1),
        ("one two three", "", 3),
        ("one two three", "One, two: three!", 0),
        ("one two", "one six", 0),
        ("one internationalization", "one a", 1),
        ("the the mind", "the mind", 0),
        ("I have I have a mind", "I have a mind", 0),
        ("thanks for watching thanks for watching thanks for watching", "thanks for watching", 0),
        ("so a man, a plan, a man, a plan, a man, a plan, a canal", "so a man, a plan, a canal", 0),
        ("um, the mind", "The mind", 0),
        ("the mind, uh, is", "the mind is", 0),
        ("the bhagavad gita", "the Bhagavadgītā", 0),
        ("krishna said", "Kṛṣṇa said", 0),
        ("you know what he said", "what he said", 2),
        ("yes/no", "yes", 1),
        ("<i>one</i> two", "one two", 0),
        ("well known", "well-known", 0),
        # said twice, where the longest match is one across the two
        (
            "krishna, krishna said that one know that one know one",
            "krishna, krishna said that one know one",
            0,
        ),
        ("alpha beta gamma", "internationalization beta", 1),
    ],
)
def test_lost_words(before, after, lost):
    assert lost_words(before, after) == lost


@given(texts)
def test_words_in_ascii_are_those_of_any_text(text):
    assert words(f"{text} ā") == [*words(text), "a"]


def test_a_line_that_the_recogniser_wrote_again_is_no_loss():
    assert lost_words("and then he said to them", "to them", "so he came and then he said") == 0
    assert lost_words("and then he said to them", "to them", "so he came") == 4
