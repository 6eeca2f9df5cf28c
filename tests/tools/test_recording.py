"""Finished recordings: what is whole is heard, what is cut, damaged or silent is refused."""

import math
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from phases.graph.errors import InputError
from phases.tools.recording import listen

RATE = 24_000
KINDS = {
    "m4b": ("mp4", "aac"),
    "mp3": ("mp3", "mp3"),
    "flac": ("flac", "flac"),
    "wav": ("wav", "pcm_s16le"),
    "opus": ("ogg", "libopus"),
    "aac": ("adts", "aac"),
}


def record(path: Path, seconds: float, loud: float = 0.3) -> Path:
    """A tone in the format that the suffix names."""
    container, codec = KINDS[path.suffix[1:]]
    sound = loud * np.sin(np.arange(int(RATE * seconds)) * 440 * 2 * math.pi / RATE)
    with av.open(str(path), "w", format=container) as output:
        stream = output.add_stream(codec, rate=RATE, layout="mono")
        resampler = av.AudioResampler(
            format=stream.codec_context.format or "s16", layout="mono", rate=RATE, frame_size=960
        )
        frame = av.AudioFrame.from_ndarray(sound[None].astype(np.float32), format="flt", layout="mono")
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        for one in [*resampler.resample(frame), *resampler.resample(None)]:
            output.mux(stream.encode(one))
        output.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_recording_is_heard(tmp_path, kind):
    heard = listen(record(tmp_path / f"a.{kind}", 7.3))
    assert abs(heard.seconds - 7.3) < 0.15 and heard.codec


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "aac"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_cut_recording_is_refused(tmp_path, kind, share):
    path = record(tmp_path / f"a.{kind}", 60)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError):
        listen(path)


def test_a_cut_book_with_its_index_in_front_is_refused(tmp_path):
    path = record(tmp_path / "a.m4b", 60)
    front = tmp_path / "b.m4b"
    with (
        av.open(str(path)) as source,
        av.open(str(front), "w", format="mp4", options={"movflags": "+faststart"}) as out,
    ):
        stream = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    assert abs(listen(front).seconds - 60) < 0.2
    data = front.read_bytes()
    front.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"(can|cannot) be decoded"):
        listen(front)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"OggS", b"OggS" * 9, b"not sound" * 999, bytes(9999)])
def test_what_is_no_sound_is_refused(tmp_path, content):
    (tmp_path / "a.mp3").write_bytes(content)
    with pytest.raises(InputError):
        listen(tmp_path / "a.mp3")


def test_silence_is_refused(tmp_path):
    with pytest.raises(InputError, match="silent"):
        listen(record(tmp_path / "a.flac", 3, loud=0))
