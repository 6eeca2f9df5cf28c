"""One look at all texts of a file sees of each what one at it alone does."""

import pytest
from cue_making import texts
from hypothesis import example, given
from hypothesis import strategies as st

from phases.subtitles import sizes as module
from phases.subtitles.reading import seen
from phases.subtitles.sizes import sizes

ODD = [
    "",
    " ",
    "\n",
    " one",
    "one ",
    "one\n\ntwo",
    "one \ntwo",
    "one\n two",
    "one\ttwo",
    "\x0b",
    "\r",
    "a\rb",
    "\u00a0",
]


def test_sizes_are_remembered_of_few_texts(monkeypatch):
    monkeypatch.setattr(module, "MOST_KNOWN", 3)
    for said in (["a", "b"], ["b", "c"], ["a b", "d", "d"], list("abcde"), ["a", "a\nb"]):
        assert sizes(said) == list(map(seen, said))
        assert len(module._known) <= 3


@given(st.lists(texts | st.sampled_from(ODD) | st.text(max_size=8)))
@example(ODD)
def test_what_is_seen_by_one_look_at_all_texts_is_what_is_seen(several):
    module._known.clear()
    assert sizes(several) == list(map(seen, several))


@pytest.mark.parametrize("text", [*ODD, "one", "one two\nthree"])
def test_one_odd_text_is_enough(text):
    module._known.clear()
    assert sizes([text]) == [seen(text)]
    module._known.clear()
    assert sizes(["one", text, "two"]) == [(3, 1, 3), seen(text), (3, 1, 3)]
