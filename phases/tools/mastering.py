"""Bring a chapter to its loudness and encode it: one gain, a limiter, one encode, then a check.

What the file really holds is measured on the decoded sound (8 % of the time of the encode):
a coder moves peaks, so that only this can promise a highest true peak.
"""

import logging
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from phases.tools import aac
from phases.tools.loudness import HOP, SILENCE, Block, Meter, decibel, limited, ratio, true_peaks

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


class Goal(NamedTuple):
    """What a chapter shall have."""

    loudness: float
    """LUFS."""
    true_peak: float
    """dBTP, at most."""
    quality: int
    """Of the AAC, FFmpeg's ``global_quality``."""


class Measured(NamedTuple):
    """What an encoded chapter has."""

    loudness: float
    """LUFS; minus infinity for silence."""
    true_peak: float
    """dBTP; minus infinity for silence."""


def master(path: Path, sound: Callable[[], Iterable[Block]], sample_rate: int, goal: Goal) -> Measured:
    """Encode what `sound` gives (each time it is called) into the AAC file `path`.

    It gives one sound in blocks that start and end where it is quiet.
    """
    level, survey = _survey(sound(), sample_rate)
    wanted = goal.loudness - level if level > SILENCE else 0.0
    most, ceiling = wanted + MOST_EXTRA_DB, goal.true_peak - OVERSHOOT_DB
    for attempt in range(1, ATTEMPTS + 1):
        gain = min(most, _gain(survey, sample_rate, wanted, ceiling))
        blocks = (limited(block * np.float32(ratio(gain)), ratio(ceiling)) for block in sound())
        aac.encode(path, blocks, sample_rate, goal.quality)
        measured = measure(aac.decode(path), sample_rate, ratio(goal.true_peak))
        over = measured.true_peak - goal.true_peak
        short = goal.loudness - measured.loudness if measured.loudness > SILENCE else 0.0
        near = abs(short) <= TOLERANCE_LU or (short > 0 and gain >= most)
        # The highest peak is a promise; the loudness gives way to it.
        if over <= 0 and (near or attempt >= ATTEMPTS // 2):
            break
        log.info("attempt %d: %.2f LU short, %.2f dB over the peak", attempt, short, over)
        ceiling -= over + 0.1 if over > 0 else 0.0
        wanted += short
    else:
        log.warning("%.1f LUFS and %.1f dBTP were not reached: %s", goal.loudness, goal.true_peak, measured)
    return measured


def measure(blocks: Iterable[Block], sample_rate: int, floor: float) -> Measured:
    """Loudness and true peak of a sound; the peak is exact where it is above `floor`."""
    meter, peak = Meter(sample_rate), 0.0
    before = np.zeros(2 * HOP, np.float32)
    for block in chain(blocks, [before]):
        meter.push(block)
        joined = np.concatenate([before, block])
        # A sound that is cut off has peaks that are not in it: the outer hops wait for their neighbours.
        peak = max(peak, float(true_peaks(joined, floor)[1:-1].max(initial=0)))
        before = joined[-2 * HOP :]
    return Measured(meter.integrated(), decibel(peak))


def _survey(blocks: Iterable[Block], sample_rate: int) -> tuple[float, Block]:
    """The loudness of all blocks, and windows from the middle of evenly spread ones."""
    meter = Meter(sample_rate)
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


def _gain(survey: Block, sample_rate: int, wanted: float, ceiling: float) -> float:
    """The gain in dB that makes `survey` louder by `wanted` LU behind the limiter."""
    if not len(survey):
        return wanted

    def loudness(gain: float) -> float:
        meter = Meter(sample_rate)
        meter.push(limited(survey * np.float32(ratio(gain)), ratio(ceiling)))
        return meter.integrated()

    meter = Meter(sample_rate)
    meter.push(survey)
    start = meter.integrated()
    gain = wanted
    for _ in range(8):
        short = start + wanted - loudness(gain) if start > SILENCE else 0.0
        if not 0.05 < short < MOST_EXTRA_DB or gain > wanted + MOST_EXTRA_DB:
            break
        gain += short
    return gain
