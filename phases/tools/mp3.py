"""MP3 of a constant bit rate through LAME, six times as fast as FFmpeg's own way to it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from phases.tools import recording
from phases.tools.loudness import Block

QUALITY = 5
"""LAME's, 0 (slow) to 9; from 5 on it is LAME's own standard for speed and sound."""


class Codec(NamedTuple):
    """MP3 as `mastering.master` takes it."""

    bit_rate: int
    """Bits a second: a constant one, as ACX and most players ask."""
    sample_rate: int
    """Hz of the file; LAME converts to it. 0: as the sound."""

    def rate(self, sample_rate: int) -> int:
        return self.sample_rate or sample_rate

    def encode(self, path: Path, blocks: Iterable[Block], sample_rate: int) -> int:
        """Write `blocks`, mono; the size of the file in bytes."""
        import lameenc

        encoder = lameenc.Encoder()
        encoder.silence()
        encoder.set_bit_rate(self.bit_rate // 1000)
        encoder.set_in_sample_rate(sample_rate)
        encoder.set_out_sample_rate(self.rate(sample_rate))
        encoder.set_channels(1)
        encoder.set_quality(QUALITY)
        with path.open("wb") as file:
            for block in blocks:
                if len(block):
                    pcm = np.clip(block * 32_768, -32_768, 32_767).astype("<i2")
                    file.write(encoder.encode(pcm.tobytes()))
            file.write(encoder.flush())
            return file.tell()

    def decode(self, path: Path) -> Iterator[Block]:
        return recording.blocks(path)
