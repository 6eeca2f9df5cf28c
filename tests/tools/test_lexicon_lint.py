# ruff: noqa: E501
"""Linting a lexicon: entries that would harm a text are named with their lines."""

import unicodedata
from pathlib import Path

import pytest
from lexicon_making import write

from phases.tools import lexicon
from phases.tools.lexicon import lint, load


def reasons(folder: Path, text: str) -> list[str]:
    path = write(folder, text)
    return [reason.removeprefix(f"{path.as_posix()}:") for reason in lint(load(path), path)]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        (["{term: Rāma, variants: [rama, ram]}"], ["2: 'ram' (for Rāma) is an ordinary English word"]),
        (["{term: Tārā, variants: [Star]}"], ["2: 'Star' (for Tārā) is an ordinary English word"]),
        (["{term: Vālī, variants: [monkey king]}"], ["2: 'monkey king' (for Vālī) is a gloss"]),
        (["{term: Lakṣmī, variants: [shri]}"], ["2: 'shri' (for Lakṣmī) is a title that many bear"]),
        (["{term: Second, variants: ['2', two]}"], ["2: '2' (for Second) is an", "2: 'two' (for Second) is an"]),
        (["{term: Ī, variants: [e]}"], ["2: 'e' (for Ī) is an ordinary English word"]),
        (["{term: Rām, popular: Ram}"], ["2: 'Ram' (for Rām) is an ordinary English word"]),
        (["{term: Do, variants: [don't]}"], ["2: \"don't\" (for Do) is a gloss"]),
        (["{term: A1, variants: [same]}", "{term: B1, variants: [same]}"],
         ["2: 'same' (for A1) is an", "3: 'same' (for B1) is an", "3: 'same' is a variant of B1 and of A1 (line 2)"]),
        (["{term: Kṛṣṇa, variants: [krsna]}", "{term: Viṣṇu, variants: [KRSNA]}"],
         ["3: 'KRSNA' is a variant of Viṣṇu and of Kṛṣṇa (line 2)"]),
        (["{term: bbb, variants: [aaa]}", "{term: ccc, variants: [bbb]}"],
         ["3: 'aaa' -> 'bbb' -> 'ccc' is a chain (line 2): a term is no variant"]),
        (["{term: bbb}", "{term: ccc, variants: [Bbb]}"], ["3: 'bbb' -> 'ccc' is a chain (line 2)"]),
        (["{term: xxx, variants: [yyy]}", "{term: yyy, variants: [xxx]}"],
         ["2: 'yyy' -> 'xxx' -> 'yyy' is a loop (line 3)", "3: 'xxx' -> 'yyy' -> 'xxx' is a loop (line 2)"]),
        (["{term: Dharma}", "{term: dharma}"],
         ["3: 'dharma' and 'Dharma' (line 2) differ only in case: a loop; keep one"]),
        (["{term: brahma, case: exact, variants: [Brahma]}"], ["2: 'Brahma' -> 'brahma' is a loop"]),
        (["{term: Śiva, variants: [\"S\\u0301iva\"]}"],
         ["2: Śiva: one spelling stands there in two Unicode forms (NFC and NFD); keep one"]),
        (["{term: Śiva}", "{term: \"S\\u0301iva\"}"], ["3: 'Śiva' stands in two Unicode forms"]),
        (["{term: Śiva}", "{term: Śiva}"], ["3: the term 'Śiva' stands twice (line 2)"]),
        (["{term: Śiva, variants: [Śiva]}"], ["2: 'Śiva' is its own variant"]),
        (["{term: ''}"], ["2: the term '' has no word"]),
        (["{term: '...', variants: ['', '-']}"],
         ["2: the term '...' has no word", "2: the variant '' of ... has no word", "2: the variant '-' of ... has"]),
    ],
)  # fmt: skip
def test_what_lint_refuses(tmp_path, entries, found):
    made = reasons(tmp_path, "terms:\n" + "".join(f"  - {entry}\n" for entry in entries))
    assert len(made) == len(found), made
    for reason, start in zip(made, found, strict=True):
        assert unicodedata.normalize("NFC", reason).startswith(start)


@pytest.mark.parametrize(
    "entry",
    [
        "{term: Rāma, variants: [rama, raama]}",
        "{term: Rāma, variants: [ram], allow: true}",
        "{term: Śrī, variants: [shri, sri], category: title}",
        "{term: Kṛṣṇa, popular: Krishna, variants: [krishna, KRISHNA]}",
        "{term: Stern, variants: [star], language: de}",
        "{term: Bhagavad Gītā, variants: [bug of gita]}",
        "{term: IAST, case: exact, variants: [iast]}",
    ],
)
def test_what_lint_lets_pass(tmp_path, entry):
    assert reasons(tmp_path, f"terms:\n  - {entry}\n") == []


def test_one_variant_in_two_languages_is_no_quarrel(tmp_path):
    text = "terms:\n  - {term: A1, variants: [xyz], language: de}\n  - {term: B1, variants: [xyz], language: fr}\n"
    assert reasons(tmp_path, text) == []
    assert reasons(tmp_path, text.replace(", language: fr", "")) != []


def test_the_ordinary_words():
    words = lexicon.english()
    assert 25_000 < len(words) < 40_000
    assert all(word == word.lower() and word.isascii() and word.isalpha() for word in words)
    assert {
        "ram",
        "star",
        "mind",
        "wind",
        "second",
        "attachment",
        "monkey",
        "king",
        "chapter",
        "two",
    } <= words
    assert not {"krishna", "rama", "gita", "arjuna", "vali", "tara", "hermione", "moksha"} & words
