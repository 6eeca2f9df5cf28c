"""Pictures of sounds, against what was put in and against FFmpeg's meter."""

import av
import numpy as np
import pytest
from av.filter import Graph
from hypothesis import given
from hypothesis import strategies as st
from listening import murmur
from numpy.typing import NDArray

from phases.tools.loudness import Meter
from phases.tools.picture import COLUMNS, LOWEST_LUFS, PARTS_OF_LU, Picture, Sketch

RATE = 22_050


def picture(sound: NDArray[np.float32], pieces: int = 1, rate: int = RATE) -> Picture:
    sketch, meter = Sketch(rate), Meter(rate)
    for piece in np.array_split(sound, pieces):
        sketch.push(piece)
        meter.push(piece)
    return sketch.picture(meter.steps())


def short_term(sound: NDArray[np.float32], rate: int) -> dict[int, float]:
    """Seconds at which a window ends to its short-term loudness in LUFS, by FFmpeg's ebur128."""
    graph = Graph()
    source = graph.add_abuffer(format="flt", sample_rate=rate, layout="mono")
    meter, sink = (
        graph.add("ebur128", "metadata=1:framelog=quiet"),
        graph.add("abuffersink"),
    )
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound)[None], "flt", "mono")
    frame.sample_rate, frame.pts = rate, 0
    graph.push(frame)
    graph.push(None)
    found = {}
    while True:
        try:
            pulled = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return found
        end = float(pulled.time) + pulled.samples / pulled.sample_rate
        if abs(end - round(end)) < 0.05 and "lavfi.r128.S" in pulled.metadata:
            found[round(end)] = float(pulled.metadata["lavfi.r128.S"])


def test_the_loudness_is_that_of_ffmpegs_meter() -> None:
    swell = np.linspace(0.05, 1, 20 * RATE, dtype=np.float32)
    sound = murmur(20) * swell
    drawn = picture(sound)
    assert len(drawn.loudness) == len(drawn.peaks) == 200
    asked = short_term(sound, RATE)
    for second in range(4, 20):
        ours = LOWEST_LUFS + drawn.loudness[10 * second - 15] / PARTS_OF_LU
        assert ours == pytest.approx(asked[second], abs=0.7), second


def test_a_peak_stands_where_it_is_heard() -> None:
    sound = np.zeros(10 * RATE, np.float32)
    sound[3 * RATE + 10] = -0.5
    peaks = picture(sound).peaks
    assert [n for n, peak in enumerate(peaks) if peak] == [30]
    assert peaks[30] == 128


def test_a_long_chapter_has_no_more_columns_than_a_screen() -> None:
    sound = np.zeros(RATE * 300, np.float32)
    sound[-1] = 1
    drawn = picture(sound)
    assert len(drawn.peaks) == len(drawn.loudness) == COLUMNS
    assert drawn.peaks[-1] == 255 and not any(drawn.peaks[:-1])


@given(st.integers(0, 9 * RATE), st.integers(1, 7), st.sampled_from([8_000, 22_050, 44_100]))
def test_pieces_make_the_same_picture(samples: int, pieces: int, rate: int) -> None:
    sound = np.sin(np.arange(samples, dtype=np.float32) / 50)
    whole = picture(sound, rate=rate)
    assert picture(sound, pieces, rate) == whole
    assert len(whole.peaks) == len(whole.loudness) == -(-samples // (rate // 10))


def test_silence_lies_at_the_bottom() -> None:
    assert picture(np.zeros(RATE, np.float32)) == Picture(bytes(10), bytes(10))
    assert picture(np.zeros(0, np.float32)) == Picture(b"", b"")
