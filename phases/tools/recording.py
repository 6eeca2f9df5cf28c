"""Listen to a finished recording from its first to its last second: is it whole?"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np

from phases.graph.errors import InputError
from phases.tools.loudness import Block

SHORT_S = 2.0
SHORT_SHARE = 0.02
"""A recording may be so much shorter than it says: formats round, and encoders pad."""
GUESSED = {"aac"}
"""Formats without a length: what FFmpeg says is a guess from the first frames."""
QUIET = 1e-4
"""Peak (-80 dBFS) that a recording of speech is always above."""


STREAMED = {0, 0xFFFFFFFF}
"""Lengths in the head of a WAV file whose writer did not know it."""
BLOCK_S = 5
"""Seconds that are handed on at once."""
OGG_PAGE = 65_307
"""Bytes of the longest page of an Ogg file."""


class Heard(NamedTuple):
    """What was heard."""

    seconds: float
    codec: str
    sample_rate: int


def listen(file: Path) -> Heard:
    """Decode all of `file`. Raises InputError for what is no sound, cut off, damaged or silent.

    Where a format does not say how long it is (ADTS, MP3 without a Xing header), a cut goes unnoticed.
    """
    if _is_cut(file):
        raise InputError("is cut off: its end is missing")
    try:
        with av.open(f"file:{file}", "r") as source:
            if not source.streams.audio:
                raise InputError("holds no sound")
            stream = source.streams.audio[0]
            name, codec = source.format.name, stream.codec_context.name
            said = (
                float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
            )
            said = said or (source.duration or 0) / av.time_base
            samples, rate, peak = 0, 0, 0.0
            resampler = av.AudioResampler(format="flt", layout="mono")
            for frame in source.decode(stream):
                samples, rate = samples + frame.samples, frame.sample_rate
                if peak <= QUIET:
                    for block in resampler.resample(frame):
                        peak = max(peak, float(np.abs(block.to_ndarray()).max(initial=0.0)))
    except (av.FFmpegError, ValueError) as error:
        raise InputError(
            f"cannot be decoded: {error.strerror if isinstance(error, OSError) else error}"
        ) from error
    seconds = samples / rate if rate else 0.0
    if not samples:
        raise InputError("holds no sound")
    if name not in GUESSED and said - seconds > max(SHORT_S, SHORT_SHARE * said):
        raise InputError(f"says that it has {said:.0f} s, but only {seconds:.0f} s can be decoded")
    if peak <= QUIET:
        raise InputError("is silent throughout")
    return Heard(seconds, codec, rate)


def blocks(file: Path) -> Iterator[Block]:
    """The sound of a file of any format, mono, in blocks of a few seconds."""
    with av.open(f"file:{file}") as source:
        stream = source.streams.audio[0]
        resampler = av.AudioResampler(format="flt", layout="mono")
        held: list[Block] = []
        for frame in source.decode(stream):
            held += [one.to_ndarray()[0] for one in resampler.resample(frame)]
            if sum(map(len, held)) > BLOCK_S * stream.sample_rate:
                yield np.concatenate(held)
                held = []
        if held:
            yield np.concatenate(held)


def _is_cut(file: Path) -> bool:
    """Does the end of a WAV or Ogg file miss? FFmpeg takes what there is for the whole."""
    with file.open("rb") as opened:
        head, size = opened.read(8), file.stat().st_size
        if head[:4] == b"RIFF":
            length = int.from_bytes(head[4:8], "little")
            return length not in STREAMED and length + 8 > size + 1  # the last byte may be padding
        if head[:4] == b"OggS":
            opened.seek(max(0, size - OGG_PAGE))
            tail = opened.read()
            page = tail.rfind(b"OggS")
            return page < 0 or not tail[page + 5 : page + 6] or not tail[page + 5] & 4  # end of stream
    return False
