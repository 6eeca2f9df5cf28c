"""What a sound looks like: its peaks and its loudness over time, small enough to stand in a page."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from phases.tools.loudness import Block, Steps, lufs

COLUMNS = 1_200
"""Of a picture, at most: more than a screen is wide for a chapter."""
SHORT_TERM = 30
"""Steps of 100 ms over which loudness is called short-term (EBU Tech 3341)."""
LOWEST_LUFS, PARTS_OF_LU = -70, 3
"""What a byte of 0 stands for, and how many steps of a byte one LU has."""


class Picture(NamedTuple):
    """As many columns as :data:`COLUMNS`, or one for each 100 ms of what is shorter."""

    peaks: bytes
    """The highest sample of each column, rounded up; 255 is full scale."""
    loudness: bytes
    """Short-term loudness in the middle of each column, in thirds of a LU above -70 LUFS."""


class Sketch:
    """Takes the peaks of what is pushed."""

    def __init__(self, sample_rate: int) -> None:
        self._steps = Steps(sample_rate)
        self._peaks: list[Block] = []

    def push(self, block: Block) -> None:
        self._peaks.append(_highest(self._steps.push(block)))

    def picture(self, energies: NDArray[np.float64]) -> Picture:
        """All of it; `energies` are the K-weighted mean squares of its steps."""
        peaks = np.concatenate([np.zeros(0, np.float32), *self._peaks, _highest(self._steps.rest())])
        count = min(len(peaks), len(energies))
        if not count:
            return Picture(b"", b"")
        columns = min(COLUMNS, count)
        edges = np.arange(columns + 1) * count // columns
        levels = np.maximum.reduceat(peaks[:count], edges[:-1])
        window = max(SHORT_TERM, count // columns)
        middles = (edges[:-1] + edges[1:]) // 2
        first, last = np.maximum(0, middles - window // 2), np.minimum(count, middles + window // 2 + 1)
        sums = np.concatenate([[0.0], np.cumsum(energies[:count])])
        # A difference of sums may fall below zero by rounding.
        means = np.maximum(0, sums[last] - sums[first]) / (last - first)
        above = (lufs(means) - LOWEST_LUFS) * PARTS_OF_LU
        return Picture(_bytes(np.ceil(levels * 255)), _bytes(np.round(above)))


def _highest(rows: Block) -> Block:
    """The highest sample of each row, whatever its sign."""
    return np.asarray(np.maximum(rows.max(1, initial=0), -rows.min(1, initial=0)))


def _bytes(values: NDArray[np.floating]) -> bytes:
    return bytes(np.clip(values, 0, 255).astype(np.uint8))
