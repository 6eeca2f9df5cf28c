"""FLAC: every sample as it is, for those who cut and encode themselves."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np

from phases.tools import recording
from phases.tools.loudness import Block


class Codec(NamedTuple):
    """FLAC of 16 bits as `mastering.master` takes it."""

    level: int = 5
    """Effort, 0 to 12."""

    def rate(self, sample_rate: int) -> int:
        return sample_rate

    def encode(self, path: Path, blocks: Iterable[Block], sample_rate: int) -> int:
        """Write `blocks`, mono; the number of packets."""
        options = {"compression_level": str(self.level), "flags": "+bitexact", "threads": "1"}
        packets = position = 0
        with av.open(f"file:{path}", "w", format="flac", options={"fflags": "+bitexact"}) as output:
            stream = output.add_stream(
                "flac", rate=sample_rate, layout="mono", format="s16", options=options
            )
            for block in blocks:
                if not len(block):
                    continue
                pcm = np.clip(block * 32_768, -32_768, 32_767).astype(np.int16)
                frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
                frame.sample_rate, frame.pts = sample_rate, position
                position += len(block)
                for packet in stream.encode(frame):
                    output.mux_one(packet)
                    packets += 1
            for packet in stream.encode(None):
                output.mux_one(packet)
                packets += 1
        return packets

    def decode(self, path: Path) -> Iterator[Block]:
        return recording.blocks(path)
