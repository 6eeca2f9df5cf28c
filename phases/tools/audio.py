"""Speech as samples: the WAV file of a spoken part, and what an engine's sound needs first.

Why WAV: ten minutes cost 14 ms to write and read, FLAC 500 ms for 56 % of the size, beside 560 ms
for speaking them. The sentences' starts stand in the `cue ` chunk, where audio editors show them.
"""

import io
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from phases.graph.errors import ToolError

Pcm = NDArray[np.int16]
"""Mono samples, 16 bit."""

QUIET = 10 ** (-50 / 20)
"""A sentence starts and ends where its level passes this share (-50 dB) of its peak."""
MARGIN_S = 0.015
"""What is kept before and after that, in seconds."""

_RIFF = struct.Struct("<4sI4s 4sIHHIIHH 4sII")  # up to the number of cue points
_CUE = struct.Struct("<II4sIII")
_DATA = struct.Struct("<4sI")


class Lengths(NamedTuple):
    """What the head of a part says."""

    sample_rate: int
    sentences: tuple[int, ...]
    """Samples of each sentence; they follow each other without a gap."""
    offset: int
    """Byte of the file where the samples start."""


def write_part(path: Path, sentences: Sequence[Pcm], sample_rate: int) -> None:
    """Write the sentences one after the other as a WAV file with a cue point for each."""
    lengths = [len(pcm) for pcm in sentences]
    size = 2 * sum(lengths)
    cues = _CUE.size * len(lengths)
    head = _RIFF.pack(
        *(b"RIFF", _RIFF.size + cues + _DATA.size + size - 8, b"WAVE"),
        *(b"fmt ", 16, 1, 1, sample_rate, 2 * sample_rate, 2, 16),
        *(b"cue ", 4 + cues, len(lengths)),
    )
    with path.open("wb") as file:
        file.write(head)
        start = 0
        for number, length in enumerate(lengths, 1):
            file.write(_CUE.pack(number, start, b"data", 0, 0, start))
            start += length
        file.write(_DATA.pack(b"data", size))
        for pcm in sentences:
            file.write(np.ascontiguousarray(pcm, "<i2").tobytes())


def read_lengths(path: Path) -> Lengths:
    """The head of a file that :func:`write_part` wrote, checked against its size."""
    try:
        with path.open("rb") as file:
            head = _RIFF.unpack(file.read(_RIFF.size))
            cues = list(_CUE.iter_unpack(file.read(_CUE.size * min(head[-1], 1 << 20))))
            size = _DATA.unpack(file.read(_DATA.size))[1]
            offset = file.tell()
    except struct.error as error:
        raise _damaged(path) from error
    starts = [cue[5] for cue in cues] + [size // 2]
    lengths = tuple(b - a for a, b in pairwise(starts))
    if offset + size != path.stat().st_size or len(cues) != head[-1] or min(lengths, default=0) < 0:
        raise _damaged(path)
    return Lengths(head[7], lengths, offset)


def read_part(path: Path) -> list[Pcm]:
    """The sentences of a part."""
    lengths = read_lengths(path)
    samples = np.fromfile(path, "<i2", offset=lengths.offset)
    return np.split(samples, np.cumsum(lengths.sentences)[:-1]) if lengths.sentences else []


def _damaged(path: Path) -> ToolError:
    return ToolError(f"the speech part {path.name} is damaged", "delete it from build/cache and run again")


def trimmed(pcm: Pcm, sample_rate: int) -> Pcm:
    """`pcm` without the silence at its head and tail, but for a margin of :data:`MARGIN_S`."""
    if not len(pcm):
        return pcm
    peak = max(int(pcm.max()), -int(pcm.min()))
    if not peak:
        return pcm[:0]
    margin = int(MARGIN_S * sample_rate)
    first = max(0, _onset(pcm, peak * QUIET) - margin)
    last = len(pcm) - max(0, _onset(pcm[::-1], peak * QUIET) - margin)
    return pcm[first:last]


def _onset(pcm: Pcm, level: float) -> int:
    """Index of the first sample above `level`, which there is."""
    step = 4096
    for start in range(0, len(pcm), step):
        loud = np.abs(pcm[start : start + step].astype(np.int32)) > level
        if loud.any():
            return start + int(loud.argmax())
    raise AssertionError("no sample is as high as the highest")


def decode_wav(data: bytes, sample_rate: int) -> Pcm:
    """The sound in a WAV file of any rate, width and number of channels, as mono at `sample_rate`.

    Raises :class:`ToolError` for what is no WAV file or holds no sound.
    """
    try:
        blocks = list(_resampled(data, sample_rate))
    except (av.FFmpegError, ValueError, IndexError) as error:
        hint = "the command must write WAV to standard output"
        raise ToolError(f"this is not WAV sound ({error})", hint) from error
    return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)


def _resampled(data: bytes, sample_rate: int) -> Iterator[Pcm]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=sample_rate)
    with av.open(io.BytesIO(data), "r", format="wav") as container:
        for frame in container.decode(container.streams.audio[0]):
            frame.pts = None
            for block in resampler.resample(frame):
                yield block.to_ndarray()[0]
        for block in resampler.resample(None):
            yield block.to_ndarray()[0]
