"""FLAC: every sample as it is, for those who cut and encode themselves."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np

from phases.tools import encoding, recording
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
        pcm = (np.clip(block * 32_768, -32_768, 32_767).astype(np.int16) for block in blocks)
        with av.open(f"file:{path}", "w", format="flac", options={"fflags": "+bitexact"}) as output:
            stream = output.add_stream(
                "flac", rate=sample_rate, layout="mono", format="s16", options=options
            )
            return encoding.mux(output, stream, encoding.frames(pcm, sample_rate, "s16"))

    def decode(self, path: Path) -> Iterator[Block]:
        return recording.blocks(path)
