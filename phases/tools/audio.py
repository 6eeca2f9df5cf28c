"""Speech as samples: the WAV file of a spoken part, and what an engine's sound needs first.

Why WAV: ten minutes cost 14 ms to write and read, FLAC 500 ms for 56 % of the size, beside 560 ms
for speaking them. The sentences' starts stand in the `cue ` chunk, where audio editors show them.
"""

import io
import os
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from numpy.typing import NDArray

from phases.graph.errors import ToolError
from phases.tools.speech import Spoken, Word

Pcm = NDArray[np.int16]
"""Mono samples, 16 bit."""

QUIET = 10 ** (-50 / 20)
"""A sentence starts and ends where its level passes this share (-50 dB) of its peak."""
MARGIN_S = 0.015
"""What is kept before and after that, in seconds."""
GAP_S = 0.08
"""Seconds between two voices in one sentence."""

_RIFF = struct.Struct("<4sI4s 4sIHHIIHH 4sII")  # up to the number of cue points
_CUE = struct.Struct("<II4sIII")
_DATA = struct.Struct("<4sI")
_NOTES = struct.Struct("<4sI4s4sI")


class Lengths(NamedTuple):
    """What the head of a part says."""

    sample_rate: int
    sentences: tuple[int, ...]
    """Samples of each sentence; they follow each other without a gap."""
    offset: int
    """Byte of the file where the samples start."""
    notes: str = ""
    """What was said of the part when it was written."""


def write_part(path: Path, sentences: Sequence[Pcm], sample_rate: int, notes: str = "") -> None:
    """Write the sentences one after the other as a WAV file with a cue point for each.

    `notes` stand behind the sound, as the comment that players show.
    """
    lengths = [len(pcm) for pcm in sentences]
    size = 2 * sum(lengths)
    cues = _CUE.size * len(lengths)
    comment = notes.encode("utf-8")
    comment += b"\0" * (len(comment) % 2)
    tail = (
        _NOTES.pack(b"LIST", 12 + len(comment), b"INFO", b"ICMT", len(comment)) + comment if notes else b""
    )
    head = _RIFF.pack(
        *(b"RIFF", _RIFF.size + cues + _DATA.size + size + len(tail) - 8, b"WAVE"),
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
        file.write(tail)


def read_lengths(path: Path) -> Lengths:
    """The head of a file that :func:`write_part` wrote, checked against its size."""
    try:
        with path.open("rb") as file:
            head = _RIFF.unpack(file.read(_RIFF.size))
            cues = list(_CUE.iter_unpack(file.read(_CUE.size * min(head[-1], 1 << 20))))
            size = _DATA.unpack(file.read(_DATA.size))[1]
            offset = file.seek(size, os.SEEK_CUR) - size
            tail = file.read(1 << 20)
    except struct.error as error:
        raise _damaged(path) from error
    starts = [cue[5] for cue in cues] + [size // 2]
    lengths = tuple(b - a for a, b in pairwise(starts))
    whole = head[1] + 8 == path.stat().st_size == offset + size + len(tail)
    if not whole or len(cues) != head[-1] or min(lengths, default=0) < 0:
        raise _damaged(path)
    return Lengths(head[7], lengths, offset, tail[_NOTES.size :].rstrip(b"\0").decode("utf-8", "replace"))


def read_part(path: Path) -> list[Pcm]:
    """The sentences of a part."""
    lengths = read_lengths(path)
    samples = np.fromfile(path, "<i2", sum(lengths.sentences), offset=lengths.offset)
    return np.split(samples, np.cumsum(lengths.sentences)[:-1]) if lengths.sentences else []


def _damaged(path: Path) -> ToolError:
    return ToolError(f"the speech part {path.name} is damaged", "delete it from build/cache and run again")


def trimmed(pcm: Pcm, sample_rate: int) -> Pcm:
    """`pcm` without the silence at its head and tail, but for a margin of :data:`MARGIN_S`."""
    first, last = sounding(pcm, sample_rate)
    return pcm[first:last]


def joined(parts: Sequence[Spoken], sample_rate: int) -> Spoken:
    """What several voices spoke of one sentence, one after the other."""
    heard = [part for part in parts if len(part.pcm)]
    if len(heard) == 1:
        return heard[0]
    gap = np.zeros(int(GAP_S * sample_rate), np.int16)
    words: list[Word] = []
    blocks: list[Pcm] = []
    at = 0
    for part in heard:
        if blocks:
            blocks.append(gap)
            at += len(gap)
        words += [word._replace(at=at + word.at) for word in part.words]
        blocks.append(part.pcm)
        at += len(part.pcm)
    return Spoken(np.concatenate(blocks) if blocks else np.zeros(0, np.int16), tuple(words))


def sounding(pcm: Pcm, sample_rate: int) -> tuple[int, int]:
    """Where the sound in `pcm` begins and ends, with a margin of :data:`MARGIN_S`."""
    peak = max(int(pcm.max()), -int(pcm.min())) if len(pcm) else 0
    if not peak:
        return 0, 0
    margin = int(MARGIN_S * sample_rate)
    first = max(0, _onset(pcm, peak * QUIET) - margin)
    return first, len(pcm) - max(0, _onset(pcm[::-1], peak * QUIET) - margin)


def _onset(pcm: Pcm, level: float) -> int:
    """Index of the first sample above `level`, which there is."""
    step = 4096
    for start in range(0, len(pcm), step):
        loud = np.abs(pcm[start : start + step].astype(np.int32)) > level
        if loud.any():
            return start + int(loud.argmax())
    raise AssertionError("no sample is as high as the highest")


def decode(data: bytes, sample_rate: int, name: str, hint: str, container: str | None = None) -> Pcm:
    """The sound in a file of any rate, width and number of channels, as mono at `sample_rate`.

    `container` is FFmpeg's name of the only kind of file that is taken. Raises :class:`ToolError` for
    what is no sound; `name` says who made it, and `hint` what is to be done.
    """
    try:
        blocks = list(_resampled(data, sample_rate, container))
    except (av.FFmpegError, ValueError, IndexError) as error:
        raise ToolError(f"{name}: this is not {(container or '').upper()} sound ({error})", hint) from error
    return _centred(np.concatenate(blocks)) if blocks else np.zeros(0, np.int16)


def _centred(pcm: Pcm) -> Pcm:
    """`pcm` without an offset that would pass for sound in its silence, and click where it starts."""
    wide = pcm.astype(np.int32)
    offset = round(pcm.mean()) if len(pcm) else 0
    if abs(offset) <= np.abs(wide).max(initial=0) * QUIET:
        return pcm
    return np.clip(wide - offset, -32_768, 32_767).astype(np.int16)


def checked(pcm: Pcm, name: str, text: str) -> Pcm:
    """`pcm`, which must be more than silence. Raises :class:`ToolError`."""
    if not len(pcm):
        raise ToolError(f"{name} made only silence of {text[:40]!r}", "look at its voice or model")
    return pcm


def resampled(pcm: Pcm, sample_rate: int, wanted: int) -> Pcm:
    """`pcm` at another sample rate."""
    if sample_rate == wanted or not len(pcm):
        return pcm
    resampler = av.AudioResampler(format="s16", layout="mono", rate=wanted)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm)[None], format="s16", layout="mono")
    frame.sample_rate = sample_rate
    blocks = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([block.to_ndarray()[0] for block in blocks])


def _resampled(data: bytes, sample_rate: int, container: str | None) -> Iterator[Pcm]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=sample_rate)
    with av.open(io.BytesIO(data), "r", format=container) as source:
        for frame in source.decode(source.streams.audio[0]):
            frame.pts = None
            for block in resampler.resample(frame):
                yield block.to_ndarray()[0]
        for block in resampler.resample(None):
            yield block.to_ndarray()[0]
