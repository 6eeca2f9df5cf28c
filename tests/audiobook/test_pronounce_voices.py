"""Who speaks a sentence: by speaker, chapter, and what is quoted."""

from pathlib import Path
from typing import Any

import pytest
from saying import said

from phases.audiobook.book import Chunk, Segment
from phases.audiobook.casting import speech


@pytest.mark.parametrize(
    ("speaker", "voices", "voice"),
    [
        ("anna", {"Anna": "en-us"}, "en-us"),
        ("z3998:letter", {"letter": "en-us"}, "en-us"),
        ("z3998:letter", {"z3998:letter": "en-us"}, "en-us"),
        ("", {"The Storm": "en-us"}, "en-us"),
        ("", {1: "en-us"}, "en-us"),
        ("", {2: "en-us"}, ""),
        ("anna", {"anna": "a", 1: "b"}, "a"),
        ("otto", {"anna": "a"}, ""),
    ],
)
def test_voices(tmp_path: Path, speaker: str, voices: dict[Any, str], voice: str) -> None:
    [[utterance]] = said(tmp_path, Chunk(("Hello.",), speaker=speaker), title="The storm", voices=voices)
    assert utterance == (Segment("Hello.", "en", voice),)


def test_dialogue_has_its_voice_across_sentences_and_chunks(tmp_path: Path) -> None:
    chunks = [
        Chunk(("“I go.", "At 5,” he said."), ends="chunk"),
        Chunk(("“And then—", "home.”"), ends="paragraph"),
        Chunk(("He went.",)),
    ]
    assert said(tmp_path, *chunks, dialogue_voice="ann") == [
        [
            (Segment("“I go.", "en", "ann"),),
            (Segment("At five,”", "en", "ann"), Segment(" he said.", "en")),
        ],
        [(Segment("“And then—", "en", "ann"),), (Segment("home.”", "en", "ann"),)],
        [(Segment("He went.", "en"),)],
    ]
    assert said(tmp_path, *chunks)[0][1] == (Segment("At five,” he said.", "en"),)


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("“Go,” he said, “now!”", ["“Go,”", "“now!”"]),
        ('"Go," he said, "now!"', ['"Go,"', '"now!"']),
        ("‘Don’t go,’ said John’s son.", ["‘Don’t go,’"]),
        ("«Va,» dit-il.", ["«Va,»"]),
        ("„Geh,“ sagte er.", ["„Geh,“"]),
        ("»Geh«, sagte er.", ["»Geh«"]),
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ("It’s the dogs’ bone.", []),
        ("“It goes on", ["“It goes on"]),
        ('a 6" nail', []),
    ],
)
def test_what_is_quoted(sentence: str, quoted: list[str]) -> None:
    assert [sentence[start:end] for start, end in speech([sentence])[0]] == quoted
