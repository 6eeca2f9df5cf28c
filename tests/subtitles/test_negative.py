"""Text that must come through unchanged, against a large and realistic lexicon."""

from pathlib import Path

import pytest
from lecture_archive import corrected, large_lexicon, track
from ordinary_texts import HARMED, SENTENCES

from phases.subtitles import terms


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return large_lexicon(tmp_path_factory.mktemp("lexicon") / "lexicon.yaml")


def test_there_are_enough():
    assert len(set(SENTENCES) - set(HARMED)) >= 100


def test_the_lexicon_is_large_and_not_refused(big):
    assert len(terms.lexicon.load(big)) == 10_000
    assert terms.refuse(big) == []


@pytest.mark.parametrize("text", SENTENCES)
def test_unchanged(tmp_path, big, text):
    result = corrected(tmp_path, track(text), [big])
    assert result.texts == [text]
    assert result.edits == ()


@pytest.mark.parametrize("text", SENTENCES)
def test_unchanged_in_popular_spelling(tmp_path, big, text):
    assert corrected(tmp_path, track(text), [big], {"spelling": "popular"}).texts == [text]


def test_unchanged_all_in_one_file_whatever_comes_before(tmp_path, big):
    texts = [text for text in SENTENCES if text[0].isupper()]
    assert corrected(tmp_path, track(*texts), [big]).texts == texts


def test_a_german_file_that_nobody_called_german(tmp_path, big):
    texts = [
        "Und dann kam er, er, der König, und sprach:",
        "Ich weiß nicht, um, was es geht.",
        "er, der die Welt erschuf, war nicht da .",
        "Um, und das ist die die Frau.",
    ]
    result = corrected(tmp_path, track(*texts, language=""), [big])
    assert result.texts == [*texts[:2], texts[2].replace("da .", "da."), texts[3]]
    assert result.rules == ["space-before"]


def test_a_french_file_that_nobody_called_french(tmp_path, big):
    texts = ["Bonjour à tous !", "Et est-ce que vous êtes sûrs ? Oui :", "c’est une question\u00a0!"]
    assert corrected(tmp_path, track(*texts, language=""), [big]).texts == texts


GLOSSES = """
terms:
  - {term: Tara, variants: [star]}
  - {term: Manas, variants: [mind]}
  - {term: Raga, variants: [attachment]}
  - {term: Rama, variants: [ram]}
  - {term: Vali, variants: [monkey king]}
  - {term: Lakshmi, variants: [shri]}
  - {term: Prakarana, variants: [chapter]}
  - {term: "1", variants: [one]}
  - {term: "2", variants: [two]}
"""


def test_the_lexicon_that_did_the_harm_is_refused_with_every_line(tmp_path):
    path = tmp_path / "lexicon.yaml"
    path.write_text(GLOSSES, encoding="utf-8")
    reasons = terms.refuse(path)
    lines = [int(reason.removeprefix(f"{path.as_posix()}:").partition(":")[0]) for reason in reasons]
    assert lines == list(range(3, 12))
    assert "ordinary English word" in reasons[0] and "gloss" in reasons[4] and "title" in reasons[5]
