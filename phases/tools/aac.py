"""AAC-LC in small MP4 files: encode a chapter, decode it again, copy its packets.

The `fast` coder of FFmpeg's encoder is five times as fast as its default (`twoloop`) and the
better one on speech at 64 kb/s mono; asked for a quality instead of a bit rate, it is half as fast
again and nearer to its source at the same size (tests/bench/limit.py measures all). Temporal noise
shaping makes it slower and no better. Without noise substitution a decoder makes nothing up, so that what
was measured once is what every player gives.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from mutagen import MutagenError
from mutagen.mp4 import MP4

from phases.graph.errors import ToolError
from phases.graph.model import Check
from phases.tools import encoding
from phases.tools.loudness import Block

FRAME = 1024
"""Samples of a packet. The first packet of a stream only primes the decoder."""
_OPTIONS = {
    "aac_coder": "fast",
    "aac_tns": "0",
    "aac_pns": "0",
    "flags": "+bitexact+qscale",
    "threads": "1",
}
_COMMENT = "\xa9cmt"
_SECONDS = 5
"""What is handed on at once when decoding."""


def checks() -> list[Check]:
    """PyAV, and whether its FFmpeg has the encoder."""
    versions = av.library_versions
    codec = ".".join(map(str, versions["libavcodec"]))
    there = "aac" in av.codecs_available
    detail = f"PyAV {av.__version__}, libavcodec {codec}, aac {'there' if there else 'missing'}"
    return [Check("encoder", there, detail, "pip install --force-reinstall --only-binary av av")]


class Codec(NamedTuple):
    """AAC of a quality, as `mastering.master` takes it."""

    quality: int
    """FFmpeg's ``global_quality``."""

    def rate(self, sample_rate: int) -> int:
        return sample_rate

    def encode(self, path: Path, blocks: Iterable[Block], sample_rate: int) -> int:
        return encode(path, blocks, sample_rate, self.quality)

    def decode(self, path: Path) -> Iterator[Block]:
        return decode(path)


def encode(path: Path, blocks: Iterable[Block], sample_rate: int, quality: int) -> int:
    """Encode `blocks`, one sound in pieces of any length, as mono; give the number of packets.

    `quality` is FFmpeg's ``global_quality``: a higher one is nearer to the source. The file holds
    packets x :data:`FRAME` samples: those given, the rest of the last packet, and one packet of priming.
    """
    with av.open(f"file:{path}", "w", format="mp4", options={"fflags": "+bitexact"}) as output:
        options = _OPTIONS | {"global_quality": str(quality)}
        stream = output.add_stream("aac", rate=sample_rate, layout="mono", options=options)
        return encoding.mux(output, stream, encoding.frames(blocks, sample_rate, "fltp"))


def decode(path: Path) -> Iterator[Block]:
    """The sound of an AAC file in blocks of a few seconds."""
    with av.open(f"file:{path}") as source:
        stream = source.streams.audio[0]
        blocks, held = [], 0
        for frame in source.decode(stream):
            blocks.append(np.frombuffer(memoryview(frame.planes[0]), np.float32, frame.samples))
            held += frame.samples
            if held > _SECONDS * stream.sample_rate:
                yield np.concatenate(blocks)
                blocks, held = [], 0
        if blocks:
            yield np.concatenate(blocks)


def annotate(path: Path, notes: Mapping[str, Any]) -> None:
    """Write `notes`, which JSON can hold, into the comment of an MP4 file."""
    file: Any = MP4(path)  # type: ignore[no-untyped-call]
    if file.tags is None:
        file.add_tags()
    file.tags[_COMMENT] = json.dumps(notes)
    file.save(padding=lambda _: 0)


def notes(path: Path) -> dict[str, Any]:
    """What :func:`annotate` wrote."""
    try:
        file: Any = MP4(path)  # type: ignore[no-untyped-call]
        found: dict[str, Any] = json.loads(file.tags[_COMMENT][0])
    except (MutagenError, KeyError, TypeError, ValueError) as error:
        hint = "delete it from build/cache and run again"
        raise ToolError(f"the encoded chapter {path.name} is damaged", hint) from error
    return found
