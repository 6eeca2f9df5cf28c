"""Names in a file, and its language, which decides what is one."""

import pytest
from lecture_archive import track

from phases.subtitles import vocabulary
from phases.subtitles.cues import LanguageSettings
from phases.subtitles.names import names
from phases.tools.lexicon import Entry


def found(*texts, entries=(), language="en"):
    """Word to (hits, line, known)."""
    words = names(track(*texts).cues, entries, language)
    return {word.text: (word.hits, word.line, word.known) for word in words}


def test_unknown_words_and_capitals_inside_of_a_sentence_count():
    texts = ["And Eckermann wrote.", "So eckermann said it of the Self.", "The Self, the vyakarana."]
    assert found(*texts) == {"Eckermann": (2, 1, False), "Self": (2, 5, False), "vyakarana": (1, 9, False)}


def test_a_name_is_shown_as_it_stands_where_not_all_is_in_capitals():
    entries = [Entry("Kṛṣṇa")]
    texts = ["TODAY KṚṢṆA AND YASHODA", "and KṚṢṆA", "so Kṛṣṇa said", "THE KṚṢṆA"]
    assert found(*texts, entries=entries) == {"Kṛṣṇa": (4, 1, True), "YASHODA": (1, 1, False)}


@pytest.mark.parametrize(
    "text",
    [
        "They happiest wrote of shyness, and of enjoyable, heartless, lovers and purest ones.",
        "In January and on Monday the English came to India, and Swami spoke.",
        "I don't, cannot, won't; he's and they're.",
        "THIS IS SHOUTED, AND ALL OF IT IS ORDINARY",
        "Om 108 x2y <i>font</i> {\\an8} \\Nhere",
    ],
)
def test_ordinary_words_and_their_inflections_do_not(text):
    assert found(text) == {}


def test_a_genitive_and_the_plural_of_a_term_are_its_own():
    entries = [Entry("Arjuna"), Entry("Bhagavad Gītā")]
    texts = ["Arjuna's bow.", "Two Arjunas and Arjuna.", "The Gītā of Bhagavad."]
    assert found(*texts, entries=entries) == {
        "Arjuna": (2, 1, True),
        "Arjunas": (1, 5, True),
        "Gītā": (1, 9, True),
        "Bhagavad": (1, 9, True),
    }


def test_in_german_a_capital_tells_nothing():
    assert found("Er sah das Haus und Eckermann", language="de") == {}
    assert set(found("il vit la maison et Eckermann", language="fr")) == {"Eckermann"}


def test_the_language_of_a_file_without_one_is_told_by_its_words():
    settings = LanguageSettings()
    english = track("this is the mind and it is here", language="")
    assert vocabulary.language(english, settings) == "en"
    assert vocabulary.language(track("das ist der Geist und er ist hier", language=""), settings) == ""
    assert vocabulary.language(english, LanguageSettings(language="de")) == "de"
    assert vocabulary.language(track("egal", language="fr"), settings) == "fr"
