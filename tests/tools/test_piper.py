"""Piper's voices: which one speaks, and that it says the same again."""

import os
from pathlib import Path

import numpy as np
import pytest

from phases.graph.errors import ToolError, ToolMissing
from phases.tools import engine_check, speech, voice_files
from phases.tools.speech import Segment, Voice

pytest.importorskip("piper", reason="the extra `piper` is not installed")
piper = pytest.importorskip("phases.tools.piper")
voice_maker = pytest.importorskip("voice_maker", reason="onnx is not installed")
SEA = [Segment("The sea was calm.", "en")]


def spoken(voice: Voice, *said: list[Segment], take: int = 0) -> list[np.ndarray]:
    return [one.pcm for one in piper.open_engine(voice).speak(said, take)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A voice for three languages; the French one has another sample rate, the Italian two speakers."""
    found = tmp_path_factory.mktemp("voices")
    voice_maker.piper(found / "amy.onnx")
    voice_maker.piper(found / "luc.onnx", language="fr", rate=16_000)
    voice_maker.piper(found / "duo.onnx", language="it", speakers=2, dice=False)
    return found


def test_a_part_sounds_the_same_whatever_was_spoken_before(folder: Path) -> None:
    engine = piper.open_engine(Voice(model=str(folder)))
    first = [one.pcm.tobytes() for one in engine.speak([SEA, SEA])]
    assert first[0] != first[1]  # the dice go on inside a part
    engine.speak([[Segment("Something else before it.", "en")]])
    assert [one.pcm.tobytes() for one in engine.speak([SEA, SEA])] == first
    assert [pcm.tobytes() for pcm in spoken(Voice(model=str(folder)), SEA, SEA)] == first


def test_another_take_sounds_different_where_there_are_dice(folder: Path) -> None:
    model = Voice(model=str(folder / "amy.onnx"))
    assert spoken(model, SEA)[0].tobytes() != spoken(model, SEA, take=1)[0].tobytes()
    assert piper.open_engine(model).varies
    fixed = piper.open_engine(Voice(model=str(folder / "duo.onnx")))
    one, other = (fixed.speak([SEA], take)[0].pcm.tobytes() for take in (0, 1))
    assert one == other and not fixed.varies


def test_a_sentence_keeps_its_loudness(folder: Path) -> None:
    """Piper by itself makes each sentence so loud that its peak is at full scale."""
    [pcm] = spoken(Voice(model=str(folder)), SEA)
    assert 0.25 < np.abs(pcm.astype(int)).max() / 32_767 < 0.45


def test_the_language_finds_its_voice(folder: Path) -> None:
    for tag, name in (("en-GB", "amy"), ("fr-CA", "luc"), ("it", "duo"), ("zu", "amy"), ("", "amy")):
        assert voice_files.piper_voice(str(folder), "", tag)[0].stem == name
    assert piper.doubt(Voice(model=str(folder)), "fr-CA") == ""
    assert piper.doubt(Voice(model=str(folder)), "zu") == "there is no Piper voice for zu: read by amy"
    assert piper.doubt(Voice("duo", model=str(folder)), "zu") == ""


def test_voices_of_other_rates_share_one(folder: Path) -> None:
    engine = piper.open_engine(Voice(model=str(folder)))
    assert engine.sample_rate == 22_050
    [both] = engine.speak([[*SEA, Segment(" bonjour mes amis", "fr")]])
    [alone] = engine.speak([[Segment("bonjour mes amis", "fr")]])
    assert len(both.pcm) > len(alone.pcm) > 22_050 * 0.3


def test_speakers_inside_a_voice(folder: Path) -> None:
    sounds = {
        name: spoken(Voice(name, model=str(folder)), SEA)[0].tobytes()
        for name in ("duo", "duo#speaker0", "duo#speaker1", "duo#1")
    }
    assert sounds["duo"] == sounds["duo#speaker0"] != sounds["duo#speaker1"] == sounds["duo#1"]
    with pytest.raises(ToolError, match="no speaker 'speaker9'"):
        spoken(Voice("duo#speaker9", model=str(folder)), SEA)


def test_speed(folder: Path) -> None:
    slow, fast = (len(spoken(Voice(model=str(folder), speed=n), SEA)[0]) for n in (100, 200))
    assert slow == pytest.approx(2 * fast, rel=0.02)


def test_sounds_are_taken_where_the_voice_knows_them(folder: Path) -> None:
    def text(*segments: Segment) -> str:
        return piper._text(piper._config(folder / "amy.onnx"), segments)

    said = text(Segment("Dear "), Segment("Hermione ", ipa="hɜːˈmaɪ.ə.ni"), Segment("[[x]]"))
    assert said == "Dear [[hɜːˈmaɪəni]] ((x))"
    assert text(Segment("Hermione", ipa="漢")) == "Hermione"
    assert text(Segment("***"), Segment("…")) == ""


def test_what_is_no_writing_is_not_spoken(folder: Path) -> None:
    assert [len(pcm) for pcm in spoken(Voice(model=str(folder)), [], [Segment("* *")], [Segment("")])] == [
        0,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("none", "there is no Piper voice in"),
        ("config", "cannot be used"),
        ("model", "is no ONNX model"),
        ("other", "piper failed at 'The sea"),
    ],
)
def test_a_damaged_voice_is_named(damage: str, says: str, tmp_path: Path) -> None:
    path = voice_maker.piper(tmp_path / "amy.onnx")
    if damage == "none":
        path.unlink()
    elif damage == "config":
        Path(f"{path}.json").write_text('{"audio": {}}')
    elif damage == "model":
        path.write_bytes(os.urandom(2_000))
    else:  # a graph with other inputs
        voice_maker.kokoro(tmp_path)
        (tmp_path / "kokoro.onnx").rename(path)
    with pytest.raises(ToolError, match=says):
        spoken(Voice(model=str(tmp_path)), SEA)


def test_a_new_voice_changes_what_it_speaks_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    voice = Voice(model=str(tmp_path))

    def decided(*languages: str) -> list[object]:
        return speech.decides("piper", voice, [[Segment("x", language)] for language in languages])

    before = decided("en"), decided("fr"), decided("en", "fr"), speech.identity("piper", voice)
    voice_maker.piper(tmp_path / "luc.onnx", language="fr", dice=False)
    after = decided("en"), decided("fr"), decided("en", "fr"), speech.identity("piper", voice)
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, False, False]


def test_a_digest_is_found_without_reading_the_file_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(voice_files, "YOUNG_S", -1.0)
    (tmp_path / "build").mkdir()
    file = tmp_path / "voice.onnx"
    file.write_bytes(b"one")
    first = voice_files.digest(file)
    voice_files._digest.cache_clear()
    reads = []
    monkeypatch.setattr(voice_files.hashlib, "file_digest", lambda *given: reads.append(given))
    assert voice_files.digest(file) == first and not reads
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    file.write_bytes(b"two")
    assert voice_files.digest(file) != first
    (tmp_path / "build/voices.json").write_text("broken")
    voice_files._digest.cache_clear()
    assert voice_files.digest(file) not in (first, "missing")
    assert voice_files.digest(tmp_path / "none") == "missing"


def test_the_doctor_lets_it_speak(folder: Path) -> None:
    found = {one.name: one for one in engine_check.checks("piper", Voice(model=str(folder)))}
    assert found["engine piper (set)"].detail == "installed, voices: amy, duo, luc"
    assert found["engine piper (set)"].ok and found["synthesis"].ok
    found = {one.name: one for one in engine_check.checks("piper", Voice(model=str(folder / "none")))}
    assert "there is no Piper voice in" in found["synthesis"].detail and found["synthesis"].hint


def test_what_is_not_installed_is_said_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    for module in ("phases.tools.piper", "piper", "piper.config"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(ToolMissing, match=r"the engine piper is not installed .*pip install '\.\[piper\]'"):
        speech.open_engine("piper", Voice(model="x"))
