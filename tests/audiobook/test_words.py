"""Words that a voice may mispronounce, and the command that lists them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import Project
from making import scene, script

from phases.audiobook import book, words
from phases.audiobook.book import Chunk, Span
from phases.graph.files import read_json
from phases.tools import lexicon

TALE = """# Chapter I

The old wizard Dumbledore saw Professor McGonagall. Dumbledore’s phoenix flew over GRIMMAULD Place.

“Zoë,” cried Ginny, “the FBI!” And Dumbledore laughed at the gryffle in 1818.
"""


def found(
    tmp_path: Path, *chunks: Chunk | tuple[str, ...], entries: str = "", language: str = "en"
) -> list[dict[str, Any]]:
    book.write(tmp_path / "chunks.json", script(scene("One", *chunks), language=language))
    beside = [tmp_path / "lexicon.yaml"]
    beside[0].write_text(entries, encoding="utf-8")
    words.run(
        tmp_path / "chunks.json", target=tmp_path / "words.json", settings=words.Settings(), beside=beside
    )
    return read_json(tmp_path / "words.json")["words"]


def reasons(made: list[dict[str, Any]]) -> dict[str, str]:
    return {word["word"]: word["reason"] for word in made}


@pytest.mark.parametrize(
    ("text", "word", "reason"),
    [
        ("Then Krempe came.", "Krempe", "name"),
        ("Then Mr. O’Dowd came.", "O’Dowd", "name"),
        ("We saw the GRIMMAULD sign.", "GRIMMAULD", "capitals"),
        ("She ate Gâteau.", "Gâteau", "foreign"),
        ("It was a gryffle.", "gryffle", "rare"),
    ],
)
def test_doubtful(tmp_path: Path, text: str, word: str, reason: str) -> None:
    assert reasons(found(tmp_path, (text,))) == {word: reason}


@pytest.mark.parametrize(
    "text",
    [
        "The dog ran home. He was happier than the unhappiest dogs.",
        "Then Mr. and Mrs. Brown met Dr. White in May.",
        "The FBI and NASA; Chapter XIV; I am.",
        "I can’t, and it’s well-known.",
        "STOP! NEVER AGAIN!",
        "On Monday an Englishman’s 3rd 5 km.",
        "The gale in Sept. 1951, see ann@xyzzy.org, approx. 5 kg.",
    ],
)
def test_ordinary(tmp_path: Path, text: str) -> None:
    left = reasons(found(tmp_path, (text,)))
    assert set(left) <= {"Englishman"}


def test_a_capital_at_the_start_of_a_sentence_or_in_a_heading_is_no_name(tmp_path: Path) -> None:
    title = Chunk(("The Gryffle Walks",), "title", "title")
    made = reasons(found(tmp_path, title, ("Gryffle here. “Gryffle!” he said.",)))
    assert made == {"Gryffle": "rare"}


def test_words_of_another_language_are_foreign(tmp_path: Path) -> None:
    text = "He said au revoir and left."
    made = found(tmp_path, Chunk((text,), spans=((Span(8, 17, language="fr"),),)))
    assert reasons(made) == {"au": "foreign", "revoir": "foreign"}
    assert {word["language"] for word in made} == {"fr"}


def test_a_book_in_another_language_lists_names_only(tmp_path: Path) -> None:
    made = found(tmp_path, ("La chatte de Colette dort.", "Colette dort."), language="fr")
    assert reasons(made) == {"Colette": "name"}
    assert found(tmp_path, ("Der Hund von Frau Grete schläft.",), language="de") == []


def test_counts_and_first_place_and_order(tmp_path: Path) -> None:
    made = found(
        tmp_path, ("Nothing here.", "Then Krempe."), ("Waldman’s hat, and Waldman, then Krempe, Waldman.",)
    )
    assert [(word["word"], word["count"], word["sentence"]) for word in made] == [
        ("Waldman", 3, 3),
        ("Krempe", 2, 2),
    ]
    assert (made[1]["chapter"], made[1]["title"], made[1]["text"]) == (1, "One", "Then Krempe.")


def test_how_the_lexicon_speaks_it(tmp_path: Path) -> None:
    entries = "Krempe: krem-peh\nterms: [{term: Waldman, ipa: valtman}]"
    made = found(tmp_path, ("Then Krempe and Waldman and Werther.",), entries=entries)
    assert {word["word"]: (word.get("say"), word.get("ipa")) for word in made} == {
        "Krempe": ("krem-peh", None),
        "Waldman": (None, "valtman"),
        "Werther": (None, None),
    }


# the command


def doit(project: Project, *arguments: str) -> tuple[str, str]:
    """What `doit` says on stdout and on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "doit", *arguments],
        cwd=project.folder,
        env=project.env,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout, done.stderr


def test_doit_words_makes_what_it_needs_and_prints_a_lexicon(books: Project) -> None:
    books.input("tale.md", TALE)
    said, told = doit(books, "words", "tale-md")
    folder = books.target("tale-md", "", "audiobook")
    made = {path.name for path in folder.glob("[!.]*")}
    assert "words.json" in made and "say.json" not in made
    assert "made" in told
    lines = said.splitlines()
    assert lines[0] == "# tale-md: 5 words"
    assert lines[1].split("#")[0].strip() == "Dumbledore: Dumbledore"
    assert "# name, 3 times, first in chapter 1, sentence 2: The old wizard Dumbledore saw" in lines[1]
    # pasted as it is, it speaks as before
    path = books.input("lexicon.yaml", said)
    entries = lexicon.load(path)
    assert [entry.term for entry in entries] == ["Dumbledore", "GRIMMAULD", "Ginny", "McGonagall", "Zoë"]
    assert all(entry.say == entry.term for entry in entries)
    # and what the lexicon has is not asked for again
    assert doit(books, "words", "tale-md")[0] == "# tale-md: 0 words\n"
    assert "# Dumbledore: Dumbledore" in doit(books, "words", "tale-md", "--all")[0]


def test_what_two_books_say_stands_in_the_lexicon_once(books: Project) -> None:
    books.input("tale.md", TALE)
    books.input("more.md", "# One\n\nThen Grimmauld came and Ginny went.\n")
    said = doit(books, "words")[0]
    terms = [entry.term for entry in lexicon.load(books.input("lexicon.yaml", said))]
    assert terms == ["Ginny", "Grimmauld", "Dumbledore", "McGonagall", "Zoë"]
    assert "\n# GRIMMAULD: GRIMMAULD " in said and "\n# Ginny: Ginny " in said


def test_options(books: Project) -> None:
    books.input("tale.md", TALE)
    data = json.loads(doit(books, "words", "--json", "--min-count", "2")[0])
    assert [(one["item"], [word["word"] for word in one["words"]]) for one in data] == [
        ("tale-md", ["Dumbledore"])
    ]
    assert "gryffle: gryffle" in doit(books, "words", "--all")[0]
    assert "'tail' is no item" in books.doit("words", "tail", code=3)


@pytest.mark.parametrize("word", ["No", "Terms", "O’Dowd", "Jean-Luc", "日本", "null"])
def test_every_word_survives_the_way_through_yaml(tmp_path: Path, word: str) -> None:
    from phases.audiobook.commands.words import _line

    path = tmp_path / "lexicon.yaml"
    path.write_text(_line({"word": word}, set()) + "  # why\n", encoding="utf-8")
    [entry] = lexicon.load(path)
    assert (entry.term, entry.say) == (word, word)


def test_a_duplicate_has_words_when_it_is_named(books: Project) -> None:
    for name in "ab":
        books.input(f"{name}.md", TALE)
    assert [one["item"] for one in json.loads(doit(books, "words", "--json")[0])] == ["a-md"]
    assert [one["item"] for one in json.loads(doit(books, "words", "b-md", "--json")[0])] == ["b-md"]
