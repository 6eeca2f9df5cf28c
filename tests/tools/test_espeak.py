"""The embedded voice."""

import _ctypes
import ctypes
import hashlib
import logging
import random
import sys
import time

import espeakng_loader
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.graph.errors import ToolError
from phases.tools import espeak
from phases.tools.audio import MARGIN_S
from phases.tools.espeak import Espeak, voice_of
from phases.tools.speech import Segment, Voice, plain

PARTS = [
    ["You will rejoice to hear that no disaster has accompanied the commencement of an enterprise."],
    ["I arrived here yesterday.", "My first task is to assure my dear sister of my welfare!"],
    ["Chapter 3"],
    ["What may not be expected in a country of eternal light?", "1,000 and 3.14 at 10:30."],
]


def say(texts: list[str], language: str = "en", voice: Voice = Voice()) -> list[np.ndarray]:  # noqa: B008
    """The sound of each text by a new engine."""
    return [one.pcm for one in Espeak(voice).speak([(Segment(text, language),) for text in texts])]


def digest(part: list[str], language: str = "en", voice: Voice = Voice()) -> str:  # noqa: B008
    return hashlib.sha256(b"|".join(pcm.tobytes() for pcm in say(part, language, voice))).hexdigest()


def test_a_part_sounds_the_same_whatever_was_spoken_before() -> None:
    alone = [digest(part) for part in PARTS]
    order = list(range(len(PARTS))) * 4
    random.Random(7).shuffle(order)
    for index in order:
        digest(["Guten Tag, Welt."], "de") if index == 2 else None
        assert digest(PARTS[index]) == alone[index]
    one, said = Espeak(Voice()), [(Segment(text, "en"),) for text in PARTS[1]]
    assert [one.speak(said)[1].pcm.tobytes() for _ in range(3)] == [say(PARTS[1], "en")[1].tobytes()] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="dlclose is of POSIX")
def test_a_library_that_somebody_else_holds_is_not_ours() -> None:
    """kokoro-onnx loads the same file and keeps it: its state would outlast our unloading."""
    alone = [digest(part) for part in PARTS]
    held = ctypes.CDLL(espeakng_loader.get_library_path())
    try:
        assert [digest(part) for part in reversed(PARTS)] == alone[::-1]
        assert [digest(part) for part in PARTS] == alone
    finally:
        _ctypes.dlclose(held._handle)
    assert [digest(part) for part in PARTS] == alone


def test_the_breath_of_a_voice_does_not_begin_by_the_clock() -> None:
    first = digest(PARTS[0], "en", Voice(name="en+f3"))
    time.sleep(1.1)  # the library's clock has seconds
    assert digest(PARTS[0], "en", Voice(name="en+f3")) == first


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "gmw/en"),
        ("en-GB", "gmw/en"),
        ("en_us", "gmw/en-US"),
        ("fr-FR", "roa/fr"),
        ("pt-BR", "roa/pt-BR"),
        ("pt-PT", "roa/pt"),
        ("de-AT", "gmw/de"),
        ("zh-Hant-TW", "sit/cmn"),
        ("no", "gmq/nb"),
        ("nb-NO", "gmq/nb"),
        ("nn-NO", "gmq/nb"),
        ("nno", "gmq/nb"),
        ("sr-Latn-RS", "zls/sr"),
        ("sh", "zls/hr"),
        ("iw", "sem/he"),
        ("in", "poz/id"),
        ("deu", "gmw/de"),
        ("fre-CA", "roa/fr"),
        ("zh-Hans", "sit/cmn"),
        ("cmn-Hant", "sit/cmn"),
        ("zh-yue", "sit/yue"),
        ("grc", "grk/grc"),
        ("prs", "ira/fa"),
    ],
)
def test_the_language_finds_its_voice(tag: str, voice: str) -> None:
    assert voice_of(tag) == voice


def test_languages_sound_different() -> None:
    assert len({digest(["Die Schiffe fahren."], tag) for tag in ("en-GB", "en-US", "de", "fr-CA")}) == 4


@pytest.mark.parametrize("tag", ["", "tlh", "x" * 500, "\0", "../../etc/passwd"])
def test_an_unknown_language_is_read_in_english_with_a_warning(
    tag: str, caplog: pytest.LogCaptureFixture
) -> None:
    voice_of.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert digest(PARTS[2], tag) == digest(PARTS[2], "en")
    assert "no voice for the language" in caplog.text


@pytest.mark.parametrize("tag", ["zu", "yi", "tl-PH", "fil", "", "x" * 500])
def test_what_the_english_voice_reads_is_told(tag: str) -> None:
    said = espeak.doubt(Voice(), tag)
    assert said.startswith(f"there is no espeak voice for {tag[:40] or 'no language'}: read by the English")
    assert espeak.doubt(Voice(name="de"), tag) == ""


def test_a_hostile_tag_in_the_warning_is_one_short_line() -> None:
    said = espeak.doubt(Voice(), "\x1b[2J\n\ud800" * 50)
    assert said.isprintable() and said.isascii() and len(said) < 400


@pytest.mark.parametrize("tag", ["en", "nn", "no", "iw", "sr-Latn", "zh-Hant-HK", "in"])
def test_a_language_with_a_voice_has_no_warning(tag: str, caplog: pytest.LogCaptureFixture) -> None:
    voice_of.cache_clear()
    assert espeak.doubt(Voice(), tag) == ""
    assert voice_of(tag) and not caplog.records


def test_every_nearest_language_has_a_voice() -> None:
    assert all(near in espeak.voices() for near in espeak.NEAREST.values())
    assert not espeak.NEAREST.keys() & espeak.voices().keys()


def test_a_voice_of_the_settings() -> None:
    assert say(PARTS[2], "fr", Voice(name="en-GB"))[0].tobytes() == (say(PARTS[2], "en")[0].tobytes())
    female = say(PARTS[2], "fr", Voice(name="en+f3"))[0]
    assert female.tobytes() != say(PARTS[2], "en")[0].tobytes()
    for name in ("no-such-voice", "en\0us", "../x", "\ud800"):
        with pytest.raises(ToolError, match="has no voice"):
            say(PARTS[2], "en", Voice(name=name))


def test_speed_and_pitch() -> None:
    def spoken(**how: int) -> np.ndarray:
        return say(PARTS[0], "en", Voice(**how))[0]  # type: ignore[arg-type]

    assert len(spoken(speed=350)) < 0.65 * len(spoken(speed=175))
    # About 15 words at 175 a minute.
    assert 4 < len(spoken()) / 22_050 < 7

    def pitch(pcm: np.ndarray) -> float:
        """Hz of the strongest period, from the autocorrelation."""
        wave = pcm.astype(np.float64)
        power = np.abs(np.fft.rfft(wave, 2 * len(wave))) ** 2
        periods = np.fft.irfft(power)[40:400]
        return 22_050 / (40 + int(periods.argmax()))

    assert pitch(spoken(pitch=90)) > 1.3 * pitch(spoken(pitch=20))


def test_no_silence_around_a_sentence() -> None:
    for pcm in say([text for part in PARTS for text in part], "en"):
        loud = np.flatnonzero(np.abs(pcm.astype(int)) > np.abs(pcm.astype(int)).max() * 0.01)
        assert loud[0] < 22_050 * (MARGIN_S + 0.03)
        assert len(pcm) - loud[-1] < 22_050 * (MARGIN_S + 0.06)


def test_what_is_no_writing_is_not_spoken() -> None:
    assert plain("a\0b\x01\x1b[2J\u202ec\ufeff\ud800") == "ab[2Jc"
    assert plain("tab\tand\nline") == "tab and line"
    assert plain("می\u200cخواهم") == "می\u200cخواهم"
    assert plain(" * * * ") == plain("…") == plain("\0") == plain("") == ""
    clean, dirty = "Hello there.", "Hel\u00adlo\0 there.\x07"
    assert digest([clean]) == digest([dirty])
    assert [len(pcm) for pcm in say(["***", "\0", ""], "en")] == [0, 0, 0]


def test_markup_is_text() -> None:
    """`<break time="3600s"/>` is a pause of an hour in SSML, `[[..]]` phonemes: neither is obeyed."""
    hostile = ["<speak>a<break time='3600s'/>b", "[[h@l'oU]] 1", "<audio src='/etc/passwd'/>x"]
    for pcm in say(hostile, "en"):
        assert 0 < len(pcm) < 22_050 * 20


def test_a_runaway_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "SECONDS_A_CHARACTER", 0.0)
    with pytest.raises(ToolError, match="does not come to an end"):
        say(["and so on " * 100], "en")


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="<>[]{}&;'\"\\|/%$#@!1aé\u0301北ا\u200d😀-–—.,:?", max_size=80),
    st.integers().map(str),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(HOSTILE, max_size=3), st.sampled_from(["en", "de", "zh", "ar", "hi", "ja", "qq"]))
def test_hostile_text_gives_sound_or_none(texts: list[str], language: str) -> None:
    spoken = say(texts, language)
    assert len(spoken) == len(texts)
    assert all(len(pcm) == 0 for pcm, text in zip(spoken, texts, strict=True) if not plain(text))
