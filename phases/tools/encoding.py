"""Hand mono sound to an encoder of FFmpeg, block by block: what AAC, FLAC and Opus have in common."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import av
import numpy as np


def frames(
    blocks: Iterable[np.ndarray[Any, Any]], sample_rate: int, sample_format: str
) -> Iterator[av.AudioFrame]:
    """`blocks` of any length, one behind the other, in FFmpeg's `sample_format` (``flt``, ``s16``)."""
    position = 0
    for block in blocks:
        if len(block):
            frame = av.AudioFrame.from_ndarray(block[None], format=sample_format, layout="mono")
            frame.sample_rate, frame.pts = sample_rate, position
            position += len(block)
            yield frame


def mux(output: av.container.OutputContainer, stream: Any, sound: Iterable[av.AudioFrame]) -> int:
    """Encode `sound` into the `stream` of `output`, to the last packet; the number of packets."""
    packets = 0
    for frame in chain(sound, [None]):
        for packet in stream.encode(frame):
            output.mux_one(packet)
            packets += 1
    return packets
