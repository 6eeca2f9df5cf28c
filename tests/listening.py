"""Ears for the tests: what a file sounds like, measured by FFmpeg and not by our own code."""

import math
from pathlib import Path

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray


def heard(path: Path) -> tuple[NDArray[np.float32], int]:
    """All samples of an audio file, and its sample rate."""
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        blocks = [frame.to_ndarray()[0] for frame in file.decode(stream)]
        return np.concatenate(blocks), stream.sample_rate


def ebur128(samples: NDArray[np.float32], rate: int) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) by FFmpeg's filter of that name."""
    graph = Graph()
    source = graph.add_abuffer(format="flt", sample_rate=rate, layout="mono")
    meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    found: dict[str, str] = {}
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32)[None], "flt", "mono")
    frame.sample_rate, frame.pts = rate, 0
    graph.push(frame)
    graph.push(None)
    while True:
        try:
            found |= graph.pull().metadata
        except (av.BlockingIOError, av.EOFError):
            break
    peak = float(found.get("lavfi.r128.true_peak", "0"))
    return float(found["lavfi.r128.I"]), 20 * math.log10(peak) if peak > 0 else -math.inf


def murmur(seconds: float, rate: int = 22_050, seed: int = 1, peak: float = 0.5) -> NDArray[np.float32]:
    """Something like speech: pulses of 120 Hz through a falling spectrum, in syllables."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * rate)) / rate
    tone = sum(np.sin(2 * np.pi * 120 * k * time + random.uniform(0, 6.28)) / k for k in range(1, 30))
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * time + random.uniform(0, 6.28)), 0, 1) ** 0.5
    sound = tone * syllables + 0.01 * random.standard_normal(len(time))
    return np.asarray(sound * (peak / np.abs(sound).max()), np.float32)
