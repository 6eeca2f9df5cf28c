"""Kokoro: one model, many voices."""

import os
from pathlib import Path

import numpy as np
import pytest

from phases.graph.errors import ToolError
from phases.tools import engine_check
from phases.tools.speech import Engine, Segment, Voice

pytest.importorskip("kokoro_onnx", reason="the extra `kokoro` is not installed")
kokoro = pytest.importorskip("phases.tools.kokoro")
voice_maker = pytest.importorskip("voice_maker", reason="onnx is not installed")
SEA = [Segment("The sea was calm.", "en")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return voice_maker.kokoro(tmp_path_factory.mktemp("kokoro")).parent


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    return kokoro.open_engine(Voice(model=str(folder)))


def test_a_part_sounds_the_same_whatever_was_spoken_before(folder: Path, engine: Engine) -> None:
    first = [one.pcm.tobytes() for one in engine.speak([SEA, SEA])]
    engine.speak([[Segment("Something else before it.", "en")]])
    assert [one.pcm.tobytes() for one in engine.speak([SEA, SEA])] == first
    new = kokoro.open_engine(Voice(model=str(folder)))
    assert [one.pcm.tobytes() for one in new.speak([SEA, SEA])] == first
    assert new.speak([SEA], take=1)[0].pcm.tobytes() != first[0] and new.varies


def test_the_language_chooses_the_voice_and_the_sounds(engine: Engine) -> None:
    assert engine._voice_of(Segment("x", "fr-CA")) == "ff_siwis"
    assert engine._voice_of(Segment("x", "en-GB")) == "af_heart"  # there is no bf_emma in this file
    assert engine._voice_of(Segment("x", "fr", "af_heart")) == "af_heart"
    french, english = (engine._phonemes("af_heart", Segment("les amis", tag)) for tag in ("fr", "en"))
    assert french != english and "i" in french
    assert kokoro.doubt(Voice(), "zu").startswith("there is no Kokoro voice for zu: read by an English")
    assert kokoro.doubt(Voice(), "fr-FR") == kokoro.doubt(Voice("af_heart"), "zu") == ""


def test_sounds_are_taken_where_the_model_knows_them(engine: Engine) -> None:
    assert engine._phonemes("af_heart", Segment("Hermione ", "en", "", "hɜːˈmaɪ.ə.ni")) == "hɜːˈmaɪəni "
    spelled = engine._phonemes("af_heart", Segment("Hermione", "en"))
    assert engine._phonemes("af_heart", Segment("Hermione", "en", "", "漢")) == spelled


def test_another_voice_inside_a_sentence(engine: Engine) -> None:
    said = [Segment("He said ", "en"), Segment("bonjour", "fr", "ff_siwis"), Segment(".", "en")]
    [one] = engine.speak([said])
    parts = [len(engine.speak([[part]])[0].pcm) for part in said[:2]]
    assert len(one.pcm) == pytest.approx(sum(parts) + 0.08 * 24_000, abs=1_500)
    assert [len(one.pcm) for one in engine.speak([[], [Segment("* *", "en")]])] == [0, 0]


def test_the_doctor_lets_it_speak(folder: Path) -> None:
    found = {one.name: one for one in engine_check.checks("kokoro", Voice(model=str(folder)))}
    assert "kokoro.onnx, " in found["engine kokoro (set)"].detail
    assert found["engine kokoro (set)"].ok and found["synthesis"].ok
    found = {one.name: one for one in engine_check.checks("kokoro", Voice("nobody", model=str(folder)))}
    assert "there are: af_heart, ff_siwis" in found["synthesis"].hint


def test_speed(folder: Path) -> None:
    def length(speed: int) -> int:
        return len(kokoro.open_engine(Voice(model=str(folder), speed=speed)).speak([SEA])[0].pcm)

    assert length(100) == pytest.approx(2 * length(200), rel=0.05)


def test_a_long_sentence_is_spoken_whole(engine: Engine) -> None:
    one, ten = (
        len(engine.speak([[Segment("and so it went on and on, " * n, "en")]])[0].pcm) for n in (4, 40)
    )
    assert ten == pytest.approx(10 * one, rel=0.15)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("voices-v1.0.bin", "there is no voice file .*voices.bin"),
        ("kokoro.onnx", "there is no voice file .*kokoro.onnx"),
        ("broken voices", "holds no voices"),
        ("broken model", "is no ONNX model"),
        ("name", "Kokoro has no voice 'nobody'"),
        ("other", "kokoro failed at 'The sea"),
    ],
)
def test_what_is_wrong_is_named(damage: str, says: str, tmp_path: Path) -> None:
    voice_maker.kokoro(tmp_path)
    if damage.startswith("broken"):
        name = "voices-v1.0.bin" if damage.endswith("voices") else "kokoro.onnx"
        (tmp_path / name).write_bytes(os.urandom(500))
    elif damage == "other":
        with (tmp_path / "voices-v1.0.bin").open("wb") as file:
            np.savez(file, af_heart=np.zeros((510, 1, 9), np.float32))
    elif damage != "name":
        (tmp_path / damage).unlink()
    with pytest.raises(ToolError, match=says):
        kokoro.open_engine(Voice("nobody" * (damage == "name"), model=str(tmp_path))).speak([SEA])
