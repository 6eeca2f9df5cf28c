"""Part files, trimming, loudness, limiter and AAC, measured with other people's meters."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from listening import ebur128, heard, murmur

from phases.graph.errors import ToolError
from phases.tools import aac, audio
from phases.tools.loudness import SILENCE, Meter, decibel, limited, ratio, true_peaks
from phases.tools.mastering import Goal, master, measure

RATE = 22_050


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parts")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=6), st.sampled_from([8_000, 22_050, 48_000]))
def test_a_part_is_a_wav_file_that_knows_its_sentences(folder: Path, lengths: list[int], rate: int) -> None:
    random = np.random.default_rng(len(lengths))
    sentences = [random.integers(-32_768, 32_768, n).astype(np.int16) for n in lengths]
    path = folder / "part.wav"
    audio.write_part(path, sentences, rate)
    head = audio.read_lengths(path)
    assert (head.sample_rate, list(head.sentences)) == (rate, lengths)
    assert [pcm.tobytes() for pcm in audio.read_part(path)] == [pcm.tobytes() for pcm in sentences]
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnframes(), file.getnchannels()) == (rate, sum(lengths), 1)
        assert file.readframes(sum(lengths)) == b"".join(pcm.tobytes() for pcm in sentences)


def test_a_damaged_part_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "part.wav"
    audio.write_part(path, [np.ones(500, np.int16), np.ones(20, np.int16)], RATE)
    whole = path.read_bytes()
    for cut in (0, 10, 43, 60, 100, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(ToolError, match="damaged"):
            audio.read_part(path)
    path.write_bytes(whole + b"\0")
    with pytest.raises(ToolError, match="damaged"):
        audio.read_part(path)


def test_trimming_keeps_the_sound_and_a_margin() -> None:
    sound = (murmur(1.0) * 20_000).astype(np.int16)
    sound[0] = sound[-1] = 20_000
    around = np.concatenate([np.zeros(5_000, np.int16), sound, np.zeros(9_000, np.int16)])
    margin = int(audio.MARGIN_S * RATE)
    assert audio.trimmed(around, RATE).tobytes() == (
        around[5_000 - margin : 5_000 + len(sound) + margin].tobytes()
    )
    assert audio.trimmed(sound, RATE).tobytes() == sound.tobytes()
    for empty in (np.zeros(0, np.int16), np.zeros(700, np.int16)):
        assert len(audio.trimmed(empty, RATE)) == 0
    assert len(audio.trimmed(np.full(50, -32_768, np.int16), RATE)) == 50


def test_an_offset_is_no_sound() -> None:
    """Old 8-bit voices have their silence at 127 instead of 128."""
    tone = 60 * np.sin(np.arange(8_000) * 0.2)
    samples = np.round(np.pad(tone, 8_000) + 127).astype(np.uint8)
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setparams((1, 1, 16_000, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    pcm = audio.trimmed(audio.decode(stream.getvalue(), 16_000, "eight", "", "wav"), 16_000)
    assert 8_000 <= len(pcm) <= 8_000 + 2 * audio.MARGIN_S * 16_000
    assert abs(int(pcm[0])) < 60 and abs(int(pcm[-1])) < 60


def test_only_wav_is_decoded() -> None:
    for data in (b"", b"RIFF", b"\xff\xfb\x90" * 500, b"#EXTM3U\nfile:///etc/passwd\n"):
        with pytest.raises(ToolError, match="not WAV"):
            audio.decode(data, RATE, "it", "do something", "wav")
    empty = io.BytesIO()
    with wave.open(empty, "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
    assert len(audio.decode(empty.getvalue(), RATE, "it", "do something", "wav")) == 0


SOUNDS = {
    "speech": murmur(12),
    "speech with pauses": np.concatenate([murmur(4), np.zeros(3 * RATE, np.float32), murmur(5, seed=2)]),
    "loud and soft": np.concatenate([murmur(6), murmur(6, peak=0.004)]),
    "noise": np.random.default_rng(1).uniform(-0.3, 0.3, 8 * RATE).astype(np.float32),
    "1 kHz": (0.1 * np.sin(2 * np.pi * 1_000 / RATE * np.arange(8 * RATE))).astype(np.float32),
    "60 Hz": (0.5 * np.sin(2 * np.pi * 60 / RATE * np.arange(8 * RATE))).astype(np.float32),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_loudness_agrees_with_ebur128(name: str) -> None:
    meter = Meter(RATE)
    meter.push(SOUNDS[name])
    assert meter.integrated() == pytest.approx(ebur128(SOUNDS[name], RATE)[0], abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 24_000, 44_100, 48_000])
def test_loudness_at_other_rates(rate: int) -> None:
    sound = murmur(6, rate)
    meter = Meter(rate)
    meter.push(sound)
    assert meter.integrated() == pytest.approx(ebur128(sound, rate)[0], abs=0.1)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 30_000), min_size=1, max_size=12))
def test_loudness_does_not_depend_on_the_blocks(sizes: list[int]) -> None:
    sound = SOUNDS["speech"]
    whole, pieces = Meter(RATE), Meter(RATE)
    whole.push(sound)
    for piece in np.split(sound, np.minimum(np.cumsum(sizes), len(sound))):
        pieces.push(piece)
        pieces.integrated()  # asking does not change what is measured
    assert pieces.integrated() == pytest.approx(whole.integrated(), abs=1e-6)


def test_loudness_of_next_to_nothing() -> None:
    for sound in (np.zeros(0), np.zeros(RATE), np.full(3_000, 1e-6)):
        meter = Meter(RATE)
        meter.push(sound.astype(np.float32))
        assert meter.integrated() == SILENCE
    short = Meter(RATE)
    short.push(murmur(0.2))
    assert -60 < short.integrated() < 0


def test_peaks_between_the_samples_are_seen() -> None:
    """A quarter of the sample rate, 45 degrees off: every sample is 3 dB below the peak."""
    sound = (0.5 * np.sin(np.pi / 2 * np.arange(8_000) + np.pi / 4)).astype(np.float32)
    sound[:100] *= np.linspace(0, 1, 100, dtype=np.float32)
    sound[-100:] *= np.linspace(1, 0, 100, dtype=np.float32)
    assert np.abs(sound).max() < 0.36
    assert decibel(float(true_peaks(sound, 0.4).max())) == pytest.approx(decibel(0.5), abs=0.1)
    for name in ("speech", "noise"):
        ours = decibel(float(true_peaks(SOUNDS[name], 0.0).max()))
        assert ours == pytest.approx(ebur128(SOUNDS[name], RATE)[1], abs=0.25)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_measuring_does_not_depend_on_the_blocks(frames: list[int]) -> None:
    sound = SOUNDS["speech"]
    cuts = np.minimum(1_024 * np.cumsum(frames), len(sound))
    whole, pieces = measure([sound], RATE, 0.3), measure(np.split(sound, cuts), RATE, 0.3)
    assert pieces.true_peak == pytest.approx(whole.true_peak, abs=0.01)
    assert whole.true_peak == pytest.approx(ebur128(sound, RATE)[1], abs=0.15)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 5_000),
    st.integers(0, 2**32 - 1),
    st.floats(0.05, 1.0),
    st.sampled_from(["noise", "click", "speech"]),
)
def test_the_limiter_holds_its_ceiling(length: int, seed: int, ceiling: float, kind: str) -> None:
    random = np.random.default_rng(seed)
    if kind == "click":
        sound = np.zeros(length, np.float32)
        sound[random.integers(0, length, 1 + length // 500)] = 1.5
    else:
        sound = murmur(length / RATE + 0.01, seed=seed, peak=1.5)[:length]
        if kind == "noise":
            sound = random.uniform(-1.5, 1.5, length).astype(np.float32)
    result = limited(sound, ceiling)
    assert len(result) == length and result.dtype == np.float32
    # The gain moves between the samples that it was found for: 0.1 dB of grace for the true peak.
    assert true_peaks(result, ceiling).max() <= ceiling * ratio(0.1)
    assert np.abs(result).max() <= ceiling * 1.000_001
    assert (np.abs(result) <= np.abs(sound) * 1.000_001).all()


def test_the_limiter_leaves_alone_what_is_low_and_far() -> None:
    sound = murmur(3, peak=0.3)
    assert limited(sound, 0.4) is sound
    loud = sound.copy()
    loud[30_000] = 1.0
    result = limited(loud, 0.4)
    assert np.array_equal(result[:29_000], sound[:29_000])
    assert np.array_equal(result[31_000:], sound[31_000:])


@pytest.mark.parametrize("frames", [2, 3, 50])
def test_aac_packets_add_up(frames: int, tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    sound = murmur(3)[: frames * aac.FRAME]
    sound[-2 * aac.FRAME :] = 0
    assert aac.encode(path, np.array_split(sound, 3), RATE, 130) == frames + 1
    decoded = np.concatenate(list(aac.decode(path)))
    again, rate = heard(path)
    assert rate == RATE and np.array_equal(decoded, again)
    assert len(decoded) == len(sound)
    if frames == 50:
        error = decoded - sound
        assert 10 * np.log10((sound**2).sum() / (error**2).sum()) > 15


def test_aac_is_the_same_every_time_and_keeps_notes(tmp_path: Path) -> None:
    for name in "ab":
        aac.encode(tmp_path / f"{name}.m4a", [murmur(2)[: 40 * aac.FRAME]], RATE, 130)
        aac.annotate(tmp_path / f"{name}.m4a", {"samples": 7, "loudness": None})
    assert (tmp_path / "a.m4a").read_bytes() == (tmp_path / "b.m4a").read_bytes()
    assert aac.notes(tmp_path / "a.m4a") == {"samples": 7, "loudness": None}
    assert len(heard(tmp_path / "a.m4a")[0]) == 40 * aac.FRAME
    (tmp_path / "c.m4a").write_bytes(b"no sound at all")
    aac.encode(tmp_path / "d.m4a", [murmur(1)], RATE, 130)
    for name in "cd":
        with pytest.raises(ToolError, match="damaged"):
            aac.notes(tmp_path / f"{name}.m4a")


AAC = aac.Codec(quality=130)


@pytest.mark.parametrize("peak", [0.01, 0.9])
@pytest.mark.parametrize("goal", [Goal(-19, -3), Goal(-16, -1), Goal(-25, -9)])
def test_a_chapter_reaches_its_goal(goal: Goal, peak: float, tmp_path: Path) -> None:
    blocks = [murmur(5, seed=seed, peak=peak * seed / 4) for seed in (1, 2, 3, 4)]
    measured = master(tmp_path / "a.m4a", lambda: blocks, RATE, goal, AAC)
    loudness, true_peak = ebur128(*heard(tmp_path / "a.m4a"))
    assert loudness == pytest.approx(goal.loudness, abs=0.5)
    assert true_peak <= goal.true_peak
    assert measured.loudness == pytest.approx(loudness, abs=0.1)
    assert measured.true_peak == pytest.approx(true_peak, abs=0.25)


def test_a_chapter_that_cannot_be_so_loud_keeps_its_peak(tmp_path: Path) -> None:
    clicks = np.zeros(10 * RATE, np.float32)
    clicks[::4_000] = 0.3
    master(tmp_path / "a.m4a", lambda: [clicks], RATE, Goal(-8, -3), AAC)
    assert ebur128(*heard(tmp_path / "a.m4a"))[1] <= -3


@pytest.mark.parametrize("seconds", [0, 0.001, 0.3])
def test_a_chapter_of_nothing(seconds: float, tmp_path: Path) -> None:
    zeros = np.zeros(int(RATE * seconds) + 2_048, np.float32)
    measured = master(tmp_path / "a.m4a", lambda: [zeros[:0], zeros], RATE, Goal(-19, -3), AAC)
    assert measured[:2] == (SILENCE, SILENCE)
    assert np.abs(heard(tmp_path / "a.m4a")[0]).max() == 0
