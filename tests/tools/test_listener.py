"""Recognisers: known text is found in its sound and not in another."""

import numpy as np
import pytest

from phases.graph.errors import ToolMissing
from phases.tools import listener
from phases.tools.espeak import Espeak
from phases.tools.listener import word_errors, words
from phases.tools.speech import Segment, Voice

SENTENCES = [
    "You will rejoice to hear that no disaster has accompanied the commencement of an enterprise which you "
    "have regarded with such evil forebodings.",
    "I arrived here yesterday, and my first task is to assure my dear sister of my welfare and increasing "
    "confidence in the success of my undertaking.",
    "The old sailor told us a strange story about the lighthouse.",
    "He had seen it many years before the great storm, when the harbour was still full of ships.",
]


def said(text: str) -> np.ndarray:
    return Espeak(Voice()).speak([[Segment(text, "en")]])[0].pcm


@pytest.fixture(scope="module")
def ears() -> listener.Pocketsphinx:
    pytest.importorskip("pocketsphinx", reason="the extra `check` is not installed")
    return listener.Pocketsphinx()


@pytest.mark.parametrize("text", SENTENCES)
def test_the_embedded_voice_is_followed(ears: listener.Pocketsphinx, text: str) -> None:
    assert ears.finds(said(text), 22_050, text) is True
    assert ears.finds(said(" ".join(text.split()[::2])), 22_050, text) is False


def test_noise_and_other_words_are_not_taken_for_the_text(ears: listener.Pocketsphinx) -> None:
    noise = (np.random.default_rng(1).standard_normal(22_050 * 8) * 3_000).astype(np.int16)
    assert ears.finds(noise, 22_050, SENTENCES[0]) is False
    assert ears.finds(np.zeros(22_050 * 8, np.int16), 22_050, SENTENCES[0]) is False
    assert ears.finds(said(SENTENCES[2]), 22_050, SENTENCES[1]) is False


def test_it_says_the_same_again(ears: listener.Pocketsphinx) -> None:
    """The recogniser keeps what it heard before in mind, unless it is told to forget."""
    sound = said("The old sailor told us.")
    heard = ears.hears(sound, 22_050, "en")
    ears.hears(said("It was full of ships."), 22_050, "en")
    assert ears.hears(sound, 22_050, "en") == heard
    assert all(word.islower() for word in heard) and len(heard) > 2


def test_what_it_does_not_know_it_does_not_judge(ears: listener.Pocketsphinx) -> None:
    assert ears.finds(said("Brrr zzzgh"), 22_050, "Brrr zzzgh xkcd fnord qwop") is None
    assert [ears.knows(tag) for tag in ("en", "en-GB", "EN_us", "enm", "de", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("heard", "errors"),
    [
        ("the sea was calm", 0),
        ("the sea calm", 0.25),
        ("the sea was not calm", 0.25),
        ("a c was calm", 0.5),
        ("", 1),
        ("one two three four five six seven eight", 2),
    ],
)
def test_word_errors(heard: str, errors: float) -> None:
    assert word_errors(["the", "sea", "was", "calm"], heard.split()) == errors


def test_words_of_nothing() -> None:
    assert word_errors([], []) == 0 and words("“Don’t—stop!” 42 naïve") == ["don't", "stop", "naïve"]


def test_a_recogniser_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    listener.open_listener.cache_clear()
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(ToolMissing, match=r"the recogniser whisper is not installed .*\.\[whisper\]"):
        listener.open_listener("whisper", "tiny")
    assert listener.open_listener("none", "") is None
