"""Chunks to speech parts."""

import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Studio, as_written, scene, script
from pydantic import ValidationError

from phases.audiobook import book, synthesize
from phases.audiobook.book import Chunk
from phases.graph.errors import InputError
from phases.tools.audio import read_part

SEA = ("The sea was calm.", "Nobody spoke.")
UNHEARD = (
    ("a", {}),
    ("b", {"sample_rate": 48_000, "styles": "x", "concurrency": 9, "price_per_million": 1}),
)


def parts(tmp_path: Path, value: book.Script, **given: object) -> list[synthesize.Part]:
    book.write(tmp_path / "say.json", as_written(value))
    return synthesize.parts(tmp_path / "say.json", settings=synthesize.Settings(**given))


def test_equal_text_is_spoken_once_wherever_it_stands(tmp_path: Path) -> None:
    value = script(
        scene("I", Chunk(SEA, "text", "paragraph"), ("Other.",)), scene("II", Chunk(SEA, "verse", "title"))
    )
    found = parts(tmp_path, value)
    assert len(found) == 2
    assert [part.label for part in found] == ["chapter 1, chunk 1", "chapter 1, chunk 2"]
    assert found[0].weight > found[1].weight


def test_content_is_text_and_language(tmp_path: Path) -> None:
    one, *_ = parts(tmp_path, script(scene("I", SEA)))
    assert parts(tmp_path, script(scene("II", SEA)))[0].content == one.content
    assert parts(tmp_path, script(scene("I", SEA), language="de"))[0].content != one.content
    assert parts(tmp_path, script(scene("I", (" ".join(SEA),))))[0].content != one.content


def test_speech_json_counts_the_samples_of_every_sentence(tmp_path: Path) -> None:
    studio = Studio(tmp_path, engine="espeak")
    value = script(scene("I", SEA, ("***", "Land!")), scene("II", SEA))
    speech = studio.speak(value)
    assert (speech["engine"], speech["sample_rate"]) == ("espeak", 22_050)
    assert [len(chunks) for chunks in speech["scenes"]] == [2, 1]
    assert speech["scenes"][0][0] == speech["scenes"][1][0]
    assert speech["scenes"][0][1]["sentences"][0] == 0
    for one in studio.spoken:
        lengths = [len(pcm) for pcm in read_part(one.path)]
        assert any(
            chunk == {"key": one.key, "sentences": lengths}
            for chunks in speech["scenes"]
            for chunk in chunks
        )
    total = sum(sum(chunk["sentences"]) for chunks in speech["scenes"] for chunk in chunks)
    assert studio.metrics["synthesize"] == {"audio_s": round(total / 22_050, 3), "chunks": 3}


def test_the_same_bytes_again(tmp_path: Path) -> None:
    value = script(scene("I", SEA, ("Land! 1,000 birds.",)), scene("II", ("Dr. Ó Dálaigh came.",)))
    one, two = (Studio(tmp_path / name, engine="espeak") for name in "ab")
    two.speak(script(scene("x", ("Something else before it.",))))
    assert one.speak(value) == two.speak(value)
    for a, b in zip(one.spoken, two.spoken, strict=True):
        assert a.path.read_bytes() == b.path.read_bytes()


def test_a_changed_word_makes_one_part_again(tmp_path: Path) -> None:
    chunks = [("A first one.",), ("A second one.",), ("A third one.",)]
    before = {part.content for part in parts(tmp_path, script(scene("I", *chunks)))}
    chunks[1] = ("A second two.",)
    assert len({part.content for part in parts(tmp_path, script(scene("I", *chunks)))} - before) == 1


def test_a_book_without_a_sound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to speak"):
        Studio(tmp_path, engine="espeak").speak(script(scene("I", ("***",), ("…",))))


def test_a_chunk_with_nothing_to_speak_has_no_samples(tmp_path: Path) -> None:
    studio = Studio(tmp_path, engine="espeak")
    speech = studio.speak(script(scene("I", SEA, ("***", "\0"), ())))
    assert [chunk["sentences"] for chunk in speech["scenes"][0][1:]] == [[0, 0], []]


def test_what_the_engine_does_not_hear_changes_nothing(tmp_path: Path) -> None:
    """No part, and not the file by which the next phase would be called."""
    value = script(scene("I", SEA))
    one, two = (Studio(tmp_path / name, engine="espeak", **given) for name, given in UNHEARD)
    assert one.speak(value)["voice"] == two.speak(value)["voice"]
    assert [made.part for made in one.spoken] == [made.part for made in two.spoken]
    slow = Studio(tmp_path / "c", engine="espeak", speed=100)
    assert slow.speak(value)["voice"] != one.speak(value)["voice"]
    assert slow.spoken[0].part != one.spoken[0].part


def test_what_is_paid_for_has_a_price(tmp_path: Path) -> None:
    paid = {"engine": "openai", "model": "tts-1", "price_per_million": 15}
    found = parts(tmp_path, script(scene("I", SEA, SEA)), **paid)
    said = synthesize.price(found * 1_000, synthesize.Settings(**paid))
    assert said == "30,000 characters to speak, about 0.45"
    assert synthesize.price(found, synthesize.Settings()) == ""


def test_identity_is_engine_version_and_voice_and_loads_nothing() -> None:
    code = (
        "import sys; from phases.audiobook import synthesize\n"
        "print(synthesize.identity(synthesize.Settings()))\n"
        "assert not {'numpy', 'av', 'espeakng_loader', 'onnxruntime'} & set(sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    from importlib.metadata import version

    assert "espeak" in said and version("espeakng-loader") in said
    named = [synthesize.identity(synthesize.Settings(voice=voice)) for voice in ("", "en-us")]
    assert named[0] != named[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"engine": "espeek"},
        {"engine": "command"},
        {"engine": "piper"},
        {"engine": "openai"},
        {"base_url": "file:///etc"},
        {"response_format": "aac"},
        {"concurrency": 0},
        {"engine": "command", "command": "unbalanced 'quote"},
        {"speed": 20},
        {"pitch": 100},
        {"sample_rate": 12_345},
        {"sped": 100},
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        synthesize.Settings(**wrong)


def test_a_command_is_a_list_or_a_line() -> None:
    line = synthesize.Settings(engine="command", command="piper -m 'my voice.onnx' -f -")
    assert line.command == ("piper", "-m", "my voice.onnx", "-f", "-")
    listed = synthesize.Settings(engine="command", command=["piper", "-m", "my voice.onnx", "-f", "-"])
    assert line == listed


@pytest.mark.parametrize("word", ["false", "true"])
def test_a_program_named_like_a_boolean(word: str) -> None:
    assert synthesize.Settings(engine="command", command=yaml.safe_load(word)).command == (word,)


@pytest.mark.parametrize(
    ("language", "given", "says"),
    [
        ("zu", {"engine": "espeak"}, "there is no espeak voice for zu: read by the English one"),
        ("zu", {"engine": "espeak", "voice": "en-us"}, None),
        ("nn", {"engine": "espeak"}, None),
        ("zu", {"engine": "silent"}, None),
    ],
)
def test_the_english_voice_for_another_language_is_a_warning(
    tmp_path: Path, language: str, given: dict[str, str], says: str | None
) -> None:
    studio = Studio(tmp_path, **given)
    studio.speak(script(scene("I", SEA), language=language))
    assert studio.metrics["synthesize"].get("warnings") == says


def test_an_unknown_language_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from phases.tools import espeak

    espeak.voice_of.cache_clear()
    with caplog.at_level(logging.WARNING):
        Studio(tmp_path, engine="espeak").speak(script(scene("I", SEA), language="tlh"))
    assert caplog.text.count("no voice for the language 'tlh'") == 1


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=8))
def test_hostile_chunks(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[str], language: str
) -> None:
    studio = Studio(tmp_path_factory.mktemp("hostile"), engine="espeak")
    sentences = [text.encode("utf-8", "ignore").decode() for text in sentences]
    language = language.encode("utf-8", "ignore").decode()
    speech = studio.speak(script(scene("I", tuple(sentences), ("The end.",)), language=language))
    spoken = speech["scenes"][0][0]["sentences"]
    assert len(spoken) == len(sentences) and min(spoken, default=0) >= 0
    assert np.sum(spoken) == sum(len(pcm) for pcm in read_part(studio.spoken[0].path))
