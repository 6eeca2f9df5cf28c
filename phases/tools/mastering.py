"""Bring a chapter to its level and encode it: one gain, a limiter, one encode, then a check.

What the file really holds is measured on the decoded sound (8 % of the time of the encode):
a coder moves peaks, so that only this can promise a highest true peak.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from phases.tools.loudness import (
    HOP,
    SILENCE,
    Block,
    Meter,
    RmsMeter,
    decibel,
    limited,
    ratio,
    true_peaks,
)
from phases.tools.picture import Picture, Sketch

log = logging.getLogger(__name__)

OVERSHOOT_DB = 0.5
"""What the limiter leaves to the coder: it was 0.1 to 0.3 dB on the chapters of a novel at 64 kb/s."""
TOLERANCE_LU = 0.4
"""A chapter that is further off is encoded again."""
MOST_EXTRA_DB = 6.0
"""How much gain may make up for what the limiter takes; more would squash the voice."""
ATTEMPTS = 8
SURVEY_S, WINDOW_S = 30, 2
"""The limiter's effect is found on windows of this length from all over the chapter."""


class Codec(Protocol):
    """Writes sound in one format and reads it again."""

    def rate(self, sample_rate: int) -> int:
        """Hz of the file that is made of sound at `sample_rate`."""

    def encode(self, path: Path, blocks: Iterable[Block], sample_rate: int) -> int: ...
    def decode(self, path: Path) -> Iterable[Block]: ...


class Goal(NamedTuple):
    """What a chapter shall have."""

    loudness: float
    """LUFS."""
    true_peak: float
    """dBTP, at most."""
    rms: float | None = None
    """dB; then the level is set by it and not by the loudness."""
    room_tone: float | None = None
    """dB RMS of the noise that is laid under it."""

    @property
    def level(self) -> float:
        return self.loudness if self.rms is None else self.rms

    def meter(self, sample_rate: int) -> Meter | RmsMeter:
        return Meter(sample_rate) if self.rms is None else RmsMeter(sample_rate)


class Measured(NamedTuple):
    """What an encoded chapter has; minus infinity for silence."""

    loudness: float
    """LUFS."""
    true_peak: float
    """dBTP."""
    rms: float
    """dB over the whole file."""
    noise_floor: float
    """dB RMS of the quietest half second."""
    seconds: float
    picture: Picture


def master(
    path: Path, sound: Callable[[], Iterable[Block]], sample_rate: int, goal: Goal, codec: Codec
) -> Measured:
    """Encode what `sound` gives (each time it is called) into the file `path`.

    It gives one sound in blocks that start and end where it is quiet.
    """
    level, survey = _survey(sound(), sample_rate, goal)
    wanted = goal.level - level if level > SILENCE else 0.0
    most, ceiling = wanted + MOST_EXTRA_DB, goal.true_peak - OVERSHOOT_DB
    for attempt in range(1, ATTEMPTS + 1):
        gain = min(most, _gain(survey, sample_rate, wanted, ceiling, goal))
        blocks = (limited(block * np.float32(ratio(gain)), ratio(ceiling)) for block in sound())
        codec.encode(path, _on_room_tone(blocks, goal.room_tone), sample_rate)
        measured = measure(codec.decode(path), codec.rate(sample_rate), ratio(goal.true_peak))
        reached = measured.loudness if goal.rms is None else measured.rms
        over = measured.true_peak - goal.true_peak
        short = goal.level - reached if level > SILENCE and reached > SILENCE else 0.0
        near = abs(short) <= TOLERANCE_LU or (short > 0 and gain >= most)
        # The highest peak is a promise; the loudness gives way to it.
        if over <= 0 and (near or attempt >= ATTEMPTS // 2):
            break
        log.info("attempt %d: %.2f dB short, %.2f dB over the peak", attempt, short, over)
        ceiling -= over + 0.1 if over > 0 else 0.0
        wanted += short
    else:
        log.warning("%.1f dB and %.1f dBTP were not reached: %s", goal.level, goal.true_peak, measured[:-1])
    return measured


def measure(blocks: Iterable[Block], sample_rate: int, floor: float) -> Measured:
    """What a sound has; the true peak is exact where it is above `floor`."""
    loudness, rms, sketch = Meter(sample_rate), RmsMeter(sample_rate), Sketch(sample_rate)
    peak, samples = 0.0, 0
    before = end = np.zeros(2 * HOP, np.float32)
    for block in chain(blocks, [end]):
        loudness.push(block)
        if block is not end:
            rms.push(block)
            sketch.push(block)
            samples += len(block)
        joined = np.concatenate([before, block])
        # A sound that is cut off has peaks that are not in it: the outer hops wait for their neighbours.
        peak = max(peak, float(true_peaks(joined, floor)[1:-1].max(initial=0)))
        before = joined[-2 * HOP :]
    levels = loudness.integrated(), decibel(peak), rms.integrated(), rms.floor()
    return Measured(*levels, samples / sample_rate, sketch.picture(loudness.steps()))


def _on_room_tone(blocks: Iterable[Block], level: float | None) -> Iterator[Block]:
    """`blocks` with a quiet noise under them, the same every time; as they are without a `level`."""
    noise = np.random.RandomState(1)  # its numbers are promised to stay the same
    for block in blocks:
        if level is None:
            yield block
        else:
            tone = noise.standard_normal(len(block)).astype(np.float32)
            yield block + tone * np.float32(ratio(level))


def _survey(blocks: Iterable[Block], sample_rate: int, goal: Goal) -> tuple[float, Block]:
    """The level of all blocks, and windows from the middle of evenly spread ones."""
    meter = goal.meter(sample_rate)
    windows: list[Block] = []
    every = 1
    for number, block in enumerate(blocks):
        meter.push(block)
        if number % every == 0:
            middle, half = len(block) // 2, sample_rate * WINDOW_S // 2
            windows.append(block[max(0, middle - half) : middle + half].copy())
        if len(windows) > SURVEY_S // WINDOW_S:
            windows = windows[::2]
            every *= 2
    return meter.integrated(), np.concatenate([np.zeros(0, np.float32), *windows])


def _gain(survey: Block, sample_rate: int, wanted: float, ceiling: float, goal: Goal) -> float:
    """The gain in dB that makes `survey` louder by `wanted` dB behind the limiter."""
    if not len(survey):
        return wanted

    def level(gain: float) -> float:
        meter = goal.meter(sample_rate)
        meter.push(limited(survey * np.float32(ratio(gain)), ratio(ceiling)))
        return meter.integrated()

    meter = goal.meter(sample_rate)
    meter.push(survey)
    start = meter.integrated()
    gain = wanted
    for _ in range(8):
        short = start + wanted - level(gain) if start > SILENCE else 0.0
        if not 0.05 < short < MOST_EXTRA_DB or gain > wanted + MOST_EXTRA_DB:
            break
        gain += short
    return gain
