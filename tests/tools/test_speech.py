"""The table of engines, and the two engines without a library."""

import io
import json
import os
import struct
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from phases.graph.errors import ToolError, ToolMissing, ToolTimeout, TryLater
from phases.tools import speech
from phases.tools.speech import Engine, Segment, Voice, runs

TEXTS = ["The sea was calm.", "Nobody spoke, and the boat went on."]


def say(engine: Engine, *texts: str) -> list[np.ndarray]:
    return [one.pcm for one in engine.speak([(Segment(text, "en"),) for text in texts])]


def voice(code: str, tmp_path: Path, **settings: float) -> Voice:
    script = tmp_path / "voice.py"
    script.write_text(code, encoding="utf-8")
    return Voice(command=(sys.executable, str(script)), **settings)  # type: ignore[arg-type]


WAVE = """
import io, math, struct, sys, wave
text = sys.stdin.buffer.read().decode("utf-8")
rate, channels, width = {rate}, {channels}, {width}
out = io.BytesIO()
with wave.open(out, "wb") as file:
    file.setparams((channels, width, rate, 0, "NONE", ""))
    for n in range(rate * len(text.strip()) // 50):
        value = 0.5 * math.sin(2 * math.pi * 440 * n / rate)
        if width == 1:
            sample = bytes([int(128 + 127 * value)])
        elif width == 2:
            sample = struct.pack("<h", int(32767 * value))
        else:
            sample = struct.pack("<i", int(8388607 * value))[:3]
        file.writeframesraw(sample * channels)
sys.stdout.buffer.write(out.getvalue())
"""


@pytest.mark.parametrize("name", ["espeak", "silent", "command"])
def test_every_engine_of_the_table_keeps_its_promise(name: str, tmp_path: Path) -> None:
    given = voice(WAVE.format(rate=24_000, channels=1, width=2), tmp_path) if name == "command" else Voice()
    engine = speech.open_engine(name, given)
    first = say(engine, *TEXTS, *(["* * *", ""] if name != "silent" else []))
    assert engine.sample_rate in speech.SAMPLE_RATES
    assert all(pcm.dtype == np.int16 and pcm.ndim == 1 for pcm in first)
    assert 0.2 < len(first[0]) / engine.sample_rate < len(first[1]) / engine.sample_rate < 5
    assert [len(pcm) for pcm in first[2:]] == [0] * len(first[2:])
    again = say(engine, TEXTS[0])
    assert again[0].tobytes() == say(speech.open_engine(name, given), TEXTS[0])[0].tobytes()


def test_identity_loads_no_engine_and_tells_voices_apart() -> None:
    code = (
        "import sys; from phases.tools import speech\n"
        "print([speech.identity(name, speech.Voice()) for name in speech.ENGINES])\n"
        "assert not {'numpy', 'av', 'espeakng_loader', 'onnxruntime', 'piper'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    names = [speech.identity("espeak", Voice(name=name)) for name in ("", "en-us")]
    names += [speech.identity("command", Voice(command=argv)) for argv in (("a", "b"), ("a b",))]
    assert len({json.dumps(name) for name in names}) == 4
    assert names[0][0] == "espeak"


def test_only_an_engine_with_languages_of_its_own_warns() -> None:
    built_in = ("espeak", "openai", "command", "silent")
    said = {name: speech.doubt(name, Voice(), "zu") for name in built_in}
    assert [name for name, text in said.items() if text] == ["espeak"] and "for zu:" in said["espeak"]
    assert not any(speech.doubt(name, Voice(), "en") for name in built_in)


def test_silence_lasts_as_long_as_a_reader() -> None:
    slow, fast = (
        len(say(speech.open_engine("silent", Voice(speed=speed)), "a word " * 100)[0])
        for speed in (100, 200)
    )
    assert slow == pytest.approx(2 * fast, rel=0.01)
    assert slow / 22_050 == pytest.approx(700 / 6 / 100 * 60, rel=0.01)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
@pytest.mark.parametrize(("channels", "width"), [(1, 1), (2, 2), (2, 3)])
def test_a_command_may_speak_any_wav(rate: int, channels: int, width: int, tmp_path: Path) -> None:
    given = voice(WAVE.format(rate=rate, channels=channels, width=width), tmp_path, sample_rate=22_050)
    (pcm,) = say(speech.open_engine("command", given), "x" * 50)
    assert len(pcm) == pytest.approx(22_050, abs=30)
    spectrum = np.abs(np.fft.rfft(pcm))
    assert spectrum.argmax() * 22_050 / len(pcm) == pytest.approx(440, abs=2)
    assert np.abs(pcm).max() == pytest.approx(16_384, rel=0.05)


def test_a_command_that_streams_does_not_know_its_length(tmp_path: Path) -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", 9_000 * (-1) ** (n // 30)) for n in range(24_000)))
    for unknown in (0, 0xFFFFFFFF, 0x7FFFFFFF):
        data = bytearray(out.getvalue())
        data[4:8] = data[40:44] = struct.pack("<I", unknown)
        (tmp_path / "sound").write_bytes(data)
        code = f"import sys; sys.stdout.buffer.write(open({str(tmp_path / 'sound')!r}, 'rb').read())"
        (pcm,) = say(speech.open_engine("command", voice(code, tmp_path)), "x")
        assert len(pcm) == 24_000


@pytest.mark.parametrize(
    ("code", "error", "says"),
    [
        ("print('this is no sound')", ToolError, "not WAV"),
        ("import os, sys; sys.stdout.buffer.write(os.urandom(5000))", ToolError, "not WAV"),
        ("import sys; sys.stdout.buffer.write(b'RIFF\\x24\\x00\\x00\\x00WAVEfmt ')", ToolError, "not WAV"),
        ("pass", ToolError, "no sound"),
        ("import sys; print('model missing', file=sys.stderr); sys.exit(1)", ToolError, "model missing"),
        ("import ctypes; ctypes.string_at(0)", ToolError, "signal"),
        ("import sys; sys.exit(75)", TryLater, "cannot do it now"),
        (WAVE.format(rate=8_000, channels=1, width=2).replace("0.5 *", "0 *"), ToolError, "only silence"),
    ],
)
def test_a_command_that_misbehaves(code: str, error: type[Exception], says: str, tmp_path: Path) -> None:
    engine = speech.open_engine("command", voice(code, tmp_path))
    with pytest.raises(error, match=says):
        say(engine, "Some words.")


def test_a_command_that_is_not_there() -> None:
    engine = speech.open_engine("command", Voice(command=("no-such-program",)))
    with pytest.raises(ToolMissing):
        say(engine, "Some words.")
    assert [len(pcm) for pcm in say(engine, "...", "")] == [0, 0]


def test_the_time_limit_is_for_all_sentences_together(tmp_path: Path) -> None:
    code = "import time; time.sleep(0.1)" + WAVE.format(rate=8_000, channels=1, width=2)
    engine = speech.open_engine("command", voice(code, tmp_path, time_limit=0.8))
    with pytest.raises(ToolTimeout, match="longer"):
        say(engine, *["Some words."] * 50)
    hanging = speech.open_engine("command", voice("import time; time.sleep(60)", tmp_path, time_limit=0.3))
    with pytest.raises(ToolTimeout, match="longer"):
        say(hanging, "Some words.")


def test_text_reaches_the_command_as_utf8(tmp_path: Path) -> None:
    note = tmp_path / "heard"
    code = f"import sys; open({str(note)!r}, 'wb').write(sys.stdin.buffer.read()); sys.exit(1)"
    with pytest.raises(ToolError):
        say(speech.open_engine("command", voice(code, tmp_path)), "Žižek’s 北京 \ud800 œuvre")
    assert note.read_bytes().decode("utf-8") == "Žižek’s 北京  œuvre\n"
    assert os.path.getsize(note)


def test_one_voice_speaks_in_one_go() -> None:
    said = [Segment("“"), Segment("Go", voice="anna"), Segment("!”"), Segment(" he said", voice="bob")]
    found = [
        (name, "".join(one.text for one in group)) for name, group in runs(said, lambda one: one.voice)
    ]
    assert found == [("anna", "“Go!”"), ("bob", " he said")]
    assert runs([], lambda one: one.voice) == []


def test_a_voice_inside_a_sentence_is_heard_where_it_stands(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = f"open({str(log)!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))\n"
    given = voice("import sys\n" + code + WAVE.format(rate=24_000, channels=1, width=2), tmp_path)
    command = (*given.command, "--voice={voice}", "{language}", "{seed}")
    engine = speech.open_engine("command", Voice("narrator", command=command))
    said = (Segment("He said ", "en"), Segment("bonjour", "fr-FR", "anna"), Segment(" again.", "en"))
    [one] = engine.speak([said], take=3)
    lines = ["--voice=narrator en 3", "--voice=anna fr-FR 3", "--voice=narrator en 3"]
    assert log.read_text().splitlines() == lines and engine.varies
    alone = [len(engine.speak([[part]])[0].pcm) for part in said]
    assert len(one.pcm) == sum(alone) + 2 * int(0.08 * 24_000)
    assert not speech.open_engine("command", given).varies


@pytest.mark.parametrize("name", ["-rf", "--out=x", "\n", "../x"])
def test_a_voice_from_a_book_is_no_option(name: str, tmp_path: Path) -> None:
    given = voice(WAVE.format(rate=24_000, channels=1, width=2), tmp_path)
    engine = speech.open_engine("command", Voice(command=(*given.command, "{voice}")))
    with pytest.raises(ToolError, match="cannot be the name of a voice"):
        engine.speak([[Segment("Words", "en", name)]])


def test_a_hostile_language_is_not_handed_on(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = f"import sys; open({str(log)!r}, 'w').write(sys.argv[1])\n"
    given = voice(code + WAVE.format(rate=24_000, channels=1, width=2), tmp_path)
    engine = speech.open_engine("command", Voice(command=(*given.command, "{language}")))
    engine.speak([[Segment("Words", "--output=/etc/passwd")]])
    assert log.read_text() == "en"


def test_the_doctor_says_how_to_get_an_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from phases.tools import engine_check

    for module in ("phases.tools.piper", "piper", "piper.config"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "piper", None)
    found = {check.name: check for check in engine_check.checks("silent", Voice())}
    assert (
        found["engine piper"].ok and found["engine piper"].detail == "not installed: pip install '.[piper]'"
    )
    assert (
        "server none" in found["engine openai"].detail
        and "voices: none" not in found["engine piper"].detail
    )
    assert found["engine espeak"].ok and found["synthesis"].ok
    chosen = {check.name: check for check in engine_check.checks("piper", Voice(model=str(tmp_path)))}
    assert not chosen["engine piper (set)"].ok and chosen["engine piper (set)"].needed
    assert chosen["synthesis"].hint == "pip install '.[piper]'"
