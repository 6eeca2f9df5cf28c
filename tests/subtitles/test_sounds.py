"""Sounds of words, and how far apart two are."""

from hypothesis import given
from hypothesis import strategies as st

from phases.subtitles.sounds import distance, sound
from phases.tools import lexicon


@given(st.text("abc", max_size=5), st.text("abc", max_size=5), st.integers(0, 6))
def test_distance_is_that_of_levenshtein(a, b, most):
    def exact(a, b):
        if not a or not b:
            return len(a) + len(b)
        return min(exact(a[1:], b) + 1, exact(a, b[1:]) + 1, exact(a[1:], b[1:]) + (a[0] != b[0]))

    assert min(distance(a, b, most), most + 1) == min(exact(a, b), most + 1)


@given(st.text())
def test_every_word_has_a_sound(word):
    assert isinstance(sound(lexicon.fold(word)), str)
