"""What is measured in a sound that was listened to: its length, silence, clipping and words."""

import numpy as np
import pytest
from hearing import CALM, HEARING, STORM
from making import RATE

from phases.audiobook import judgement
from phases.tools.espeak import Espeak
from phases.tools.listener import Pocketsphinx
from phases.tools.speech import Segment, Voice

EAR = judgement.Ear(None, 1.0, False, 1.0)
LIMITS = judgement.Limits(1.5, 0.35, 0.4)


def judged(pcm: np.ndarray, text: str = CALM, ear: judgement.Ear = EAR) -> dict[str, float]:
    return judgement.faults([[Segment(text, "en")]], [pcm], RATE, ear, LIMITS)


def test_length_is_that_of_the_same_words_by_espeak() -> None:
    right = Espeak(Voice()).speak([[Segment(CALM, "en")]])[0].pcm
    assert judged(right) == {}
    assert set(judged(np.tile(right, 3))) == {"length"}
    assert set(judged(right[: len(right) // 8])) == {"length"}
    assert judged(np.tile(right, 3), ear=judgement.Ear(None, 1.0, False, 2.5)) == {}
    assert judged(right[:0]) == {"nothing": 10.0} and judged(right[:0], "***") == {}


def test_a_long_silence_is_measured() -> None:
    right = Espeak(Voice()).speak([[Segment(CALM, "en")]])[0].pcm
    for seconds in (0.5, 2.0):
        broken = np.concatenate([right[:30_000], np.zeros(int(seconds * RATE), np.int16), right[30_000:]])
        assert judgement.longest_silence(broken, RATE) == pytest.approx(seconds, abs=0.15)
    assert judgement.longest_silence(right[:10], RATE) == 0


def test_a_clipped_wave_is_no_peak_that_reaches_full_scale() -> None:
    wave = 40_000 * np.sin(np.arange(RATE) / 20)
    assert judgement.clipped(np.clip(wave, -32_768, 32_767).astype(np.int16)) > 0.3
    assert judgement.clipped((wave * 32_767 / 40_000).astype(np.int16)) == 0
    assert judgement.clipped(np.zeros(0, np.int16)) == 0


def test_a_voice_that_is_understood_is_judged_by_word_errors() -> None:
    class Deaf(Pocketsphinx):
        """Understands all but the word storm."""

        def __init__(self) -> None: ...

        def hears(self, pcm: object, sample_rate: int, language: str) -> list[str]:
            return self.said

    deaf = Deaf()
    ear = judgement.Ear(deaf, 0.1, False, 0.0)
    noise = np.ones(RATE, np.int16)
    deaf.said = STORM.lower().replace(",", "").rstrip(".").split()
    assert judged(noise, STORM, ear) == {}
    deaf.said = deaf.said[:5]
    assert judged(noise, STORM, ear)["words"] == pytest.approx((12 / 17 - 0.1) / 0.4, abs=0.1)


@HEARING
def test_a_voice_that_no_recogniser_understands_is_not_judged_by_words() -> None:
    assert judged(np.ones(RATE, np.int16), STORM, judgement.Ear(Pocketsphinx(), 0.9, False, 0.0)) == {}
