"""A voice that goes wrong: an engine of the table, and a program, ``bad_voice.py FAULT SEED``.

It is espeak's, and with the first seed goes wrong in sentences with the word "storm", in those with
"flood" with every one. The faults: ``half`` (every second word), ``silence`` (inside, shortest with the
second seed), ``clipping``, ``garbage`` (noise of the right length), and ``fails``, which is the engine's
with every seed but the first.
"""

import io
import sys
import wave
from collections.abc import Sequence

import numpy as np

from phases.graph.errors import ToolError
from phases.tools.espeak import Espeak
from phases.tools.speech import Segment, Spoken, Utterance, Voice

SILENCE_S = (6, 2, 4)
"""Seconds of silence by seed."""


class BadVoice:
    """Its fault is the voice's name; one that ends with ``!`` does not vary."""

    def __init__(self, voice: Voice) -> None:
        self.fault = voice.name.rstrip("!")
        self.varies = not voice.name.endswith("!")
        self.espeak = Espeak(Voice())
        self.sample_rate = self.espeak.sample_rate

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        if take and self.fault == "fails":
            raise ToolError("out of order")
        return [Spoken(self._sound("".join(one.text for one in said), take)) for said in utterances]

    def _sound(self, text: str, take: int) -> np.ndarray:
        wrong = ("storm" in text and not take) or "flood" in text
        if wrong and self.fault == "half":
            text = " ".join(text.split()[::2])
        pcm = self.espeak.speak([[Segment(text, "en")]])[0].pcm
        if not wrong or self.fault == "half":
            return pcm
        if self.fault == "silence":
            gap = np.zeros(SILENCE_S[take] * self.sample_rate, np.int16)
            return np.concatenate([pcm[: len(pcm) // 2], gap, pcm[len(pcm) // 2 :]])
        if self.fault in ("clipping", "fails"):
            return np.clip(pcm.astype(np.int32) * 20, -32_768, 32_767).astype(np.int16)
        return (np.random.default_rng(take).standard_normal(len(pcm)) * 3_000).astype(np.int16)


def open_engine(voice: Voice) -> BadVoice:
    return BadVoice(voice)


if __name__ == "__main__":
    engine = open_engine(Voice(sys.argv[1]))
    text = sys.stdin.buffer.read().decode().strip()
    pcm = engine.speak([[Segment(text)]], int(sys.argv[2]))[0].pcm
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, engine.sample_rate, 0, "NONE", ""))
        file.writeframes(pcm.tobytes())
    sys.stdout.buffer.write(out.getvalue())
