"""Any program as a voice: a sentence on standard input, a WAV file on standard output.

The program is called once for each sentence, so that the pauses between them are exact; one with
a slow start is best kept running as a server behind a small client. Exit status 75 (EX_TEMPFAIL)
asks for another try later. ``{voice}``, ``{language}`` and ``{seed}`` in its arguments are filled in;
without ``{voice}`` and ``{language}`` it speaks a whole sentence in one voice.
"""

import re
import time
from collections.abc import Sequence

from phases.graph.errors import ToolError
from phases.tools import program
from phases.tools.audio import checked, decode, joined, trimmed
from phases.tools.speech import Segment, Spoken, Utterance, Voice, plain, runs

LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*")
NAME = re.compile(r"[^\W_][^\x00-\x1f]*")
MOST_BYTES = 200_000_000
"""Bytes of one sentence: 17 minutes of stereo at 48 kHz."""


class Command:
    """The program in ``voice.command``."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.sample_rate = voice.sample_rate
        self.varies = any("{seed}" in word for word in voice.command)

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        deadline = time.monotonic() + self.voice.time_limit
        return [
            joined(
                [self._run(argv, segments, deadline) for argv, segments in runs(one, self._argv(take))],
                self.sample_rate,
            )
            for one in utterances
        ]

    def _argv(self, take: int) -> "_Arguments":
        return _Arguments(self.voice, take)

    def _run(self, argv: tuple[str, ...], segments: Sequence[Segment], deadline: float) -> Spoken:
        text = plain("".join(one.text for one in segments))
        if not text:
            return joined([], self.sample_rate)
        feed = (text + "\n").encode("utf-8", "replace")
        left = max(0.0, deadline - time.monotonic())
        wav = program.run(argv, feed, left, MOST_BYTES)
        name = argv[0]
        if not wav:
            raise ToolError(f"{name} wrote no sound", "it must write a WAV file to standard output")
        hint = "the command must write WAV to standard output"
        pcm = trimmed(decode(wav, self.sample_rate, name, hint, "wav"), self.sample_rate)
        return Spoken(checked(pcm, name, text))


class _Arguments:
    """The program and its arguments for a segment."""

    def __init__(self, voice: Voice, take: int) -> None:
        self._voice = voice
        self._take = take

    def __call__(self, segment: Segment) -> tuple[str, ...]:
        # Both may come from a book: neither is an option of the program, or one of its files.
        language = segment.language if LANGUAGE.fullmatch(segment.language) else "en"
        voice = segment.voice or self._voice.name
        if voice and not NAME.fullmatch(voice):
            raise ToolError(f"{voice!r} cannot be the name of a voice", "it begins with a letter or digit")
        filled = {"{language}": language, "{voice}": voice, "{seed}": str(self._take)}
        return tuple(
            re.sub(r"\{(?:language|voice|seed)\}", lambda found: filled[found[0]], word)
            for word in self._voice.command
        )


def open_engine(voice: Voice) -> Command:
    if not voice.command:
        raise ToolError("the engine `command` has no command", "set audiobook.synthesize.command")
    return Command(voice)
