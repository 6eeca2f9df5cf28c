"""Any program as a voice: a sentence on standard input, a WAV file on standard output.

The program is called once for each sentence, so that the pauses between them are exact; one with
a slow start is best kept running as a server behind a small client. Exit status 75 (EX_TEMPFAIL)
asks for another try later.
"""

import re
import time
from collections.abc import Sequence

import numpy as np

from phases.graph.errors import ToolError
from phases.tools import program
from phases.tools.audio import Pcm, decode_wav, trimmed
from phases.tools.speech import Voice

LETTER = re.compile(r"[^\W_]")
MOST_BYTES = 200_000_000
"""Bytes of one sentence: 17 minutes of stereo at 48 kHz."""


class Command:
    """The program in ``voice.command``."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.sample_rate = voice.sample_rate

    def speak(self, sentences: Sequence[str], language: str) -> list[Pcm]:
        deadline = time.monotonic() + self.voice.time_limit
        return [self._sentence(text, deadline) for text in sentences]

    def _sentence(self, text: str, deadline: float) -> Pcm:
        if not LETTER.search(text):
            return np.zeros(0, np.int16)
        feed = (text + "\n").encode("utf-8", "replace")
        left = max(0.0, deadline - time.monotonic())
        wav = program.run(self.voice.command, feed, left, MOST_BYTES)
        name = self.voice.command[0]
        if not wav:
            raise ToolError(f"{name} wrote no sound", "it must write a WAV file to standard output")
        try:
            pcm = trimmed(decode_wav(wav, self.sample_rate), self.sample_rate)
        except ToolError as error:
            raise ToolError(f"{name}: {error.message}", error.hint) from error
        if not len(pcm):
            raise ToolError(f"{name} wrote only silence for {text[:40]!r}", "look at its voice or model")
        return pcm


def open_engine(voice: Voice) -> Command:
    if not voice.command:
        raise ToolError("the engine `command` has no command", "set audiobook.synthesize.command")
    return Command(voice)
