"""The limit of a full build: CPU seconds of the voice alone and of one AAC encode alone.

    python tests/bench/limit.py BOOK.epub            the whole book
    python tests/bench/limit.py chunks.json          the text that *chunk* made of one
    python tests/bench/limit.py BOOK.epub --coders   compare the AAC coders on its first 10 minutes

The limit is (voice + encode) / 2 for two cores. The voice speaks the very text of the chunks, one
call each, in one load of the library; the encode is PyAV's `aac` with `aac_coder=fast` of that sound,
in blocks of 30 s: at 64 kb/s mono, and by the quality that *enhance* has by default. Nothing else is
counted: no files, no loudness, no pauses.
"""

import argparse
import ctypes
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from phases.audiobook import book, chunk, enhance, extract
from phases.tools import espeak

RATE = 22_050
BIT_RATE = 64_000
QUALITY = enhance.Settings().quality
BY_QUALITY = {"aac_tns": "0", "aac_pns": "0", "flags": "+qscale"}
BLOCK = 30 * RATE
Samples = NDArray[np.int16]


def texts(path: Path) -> tuple[str, list[str]]:
    """Language and chunks of a book or of a ``chunks.json``."""
    if path.suffix != ".json":
        with tempfile.TemporaryDirectory() as folder:
            made, path_of_chunks = Path(folder, "book.json"), Path(folder, "chunks.json")
            extract.run(path, None, target=made, settings=extract.Settings())
            chunk.run(made, target=path_of_chunks, settings=chunk.Settings())
            return texts(path_of_chunks)
    script = book.read_script(path)
    return script.language, [" ".join(c.sentences) for scene in script.scenes for c in scene.chunks]


def speak(language: str, chunks: list[str], file: Path) -> float:
    """CPU seconds of espeak-ng for `chunks`; its sound is left in `file` as raw samples."""
    spent = 0.0
    name = espeak.voice_of(language).encode()
    with espeak.loaded() as (library, _), file.open("wb") as out:
        sound: list[bytes] = []

        def hear(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: object) -> int:
            if samples and count > 0:
                sound.append(ctypes.string_at(samples, 2 * count))
            return 0

        callback = espeak.Callback(hear)
        library.espeak_SetSynthCallback(callback)
        assert library.espeak_SetVoiceByName(name) == 0
        for text in chunks:
            data = text.encode() + b"\0"
            started = time.process_time()
            library.espeak_Synth(data, len(data), 0, 0, 0, 1, None, None)
            library.espeak_Synchronize()
            spent += time.process_time() - started
            out.write(b"".join(sound))
            sound.clear()
    return spent


def encode(samples: Samples, file: Path, coder: str, **options: str) -> float:
    """CPU seconds of one AAC encode of `samples`."""
    spent = 0.0
    with av.open(str(file), "w", format="mp4") as output:
        given = {"aac_coder": coder, "threads": "1", **options}
        stream = output.add_stream("aac", rate=RATE, layout="mono", options=given)
        if "global_quality" not in options:
            stream.bit_rate = BIT_RATE
        frames: list[av.AudioFrame | None] = []
        for start in range(0, len(samples), BLOCK):
            block = samples[start : start + BLOCK].astype(np.float32) / 32_768
            frame = av.AudioFrame.from_ndarray(block[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = RATE, start
            frames = [frame] if start + BLOCK < len(samples) else [frame, None]
            for one in frames:
                started = time.process_time()
                packets = stream.encode(one)
                spent += time.process_time() - started
                output.mux(packets)
    return spent


def decode(file: Path) -> NDArray[np.float32]:
    with av.open(str(file)) as source:
        return np.concatenate([frame.to_ndarray()[0] for frame in source.decode(source.streams.audio[0])])


def windows(sound: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Windows of 1,024 samples, half overlapping, a minute at a time."""
    views = sliding_window_view(sound, 1_024)[::512]
    for first in range(0, len(views), 2_584):
        yield views[first : first + 2_584]


def distance(source: NDArray[np.float32], result: NDArray[np.float32]) -> tuple[float, float]:
    """Log-spectral distance and segmental signal-to-noise ratio in dB, where there is sound.

    Spectra are compared down to 80 dB below full scale; a window's ratio counts from -10 to 35 dB.
    """
    shape, floor = np.hanning(1_024), 1_024 / 4 * 10 ** (-80 / 20)
    distances, ratios = [], []
    for a, b in zip(windows(source), windows(result), strict=True):
        energy, error = (a**2).mean(1), ((a - b) ** 2).mean(1)
        heard = energy > 10 ** (-60 / 10)
        one, two = (20 * np.log10(np.abs(np.fft.rfft(x[heard] * shape)) + floor) for x in (a, b))
        distances.append(np.sqrt(((one - two) ** 2).mean(1)))
        ratios.append(np.clip(10 * np.log10(energy[heard] / (error[heard] + 1e-12)), -10, 35))
    return float(np.concatenate(distances).mean()), float(np.concatenate(ratios).mean())


def compare(samples: Samples, folder: Path) -> None:
    """Print what each coder costs and how near its sound is to the source."""
    samples = samples[: 600 * RATE] // 2  # room for the overshoot
    source = samples.astype(np.float32) / 32_768
    seconds = len(samples) / RATE
    print(f"{'aac_coder':65}  CPU s   x real time   kb/s   log-spectral distance   segmental SNR")
    for coder, options in (
        ("fast", {}),
        ("fast", {"aac_tns": "0", "aac_pns": "0"}),
        *(("fast", BY_QUALITY | {"global_quality": str(quality)}) for quality in (100, 130, 150, 180)),
        ("twoloop", {}),
    ):
        file = folder / "coder.m4a"
        spent = encode(samples, file, coder, **options)
        rate = file.stat().st_size * 8 / seconds / 1_000
        lsd, snr = distance(source, decode(file)[: len(source)])
        name = " ".join([coder, *(f"{key}={value}" for key, value in options.items())])
        print(f"{name:65} {spent:6.2f} {seconds / spent:13.0f} {rate:6.1f} {lsd:20.2f} dB {snr:12.1f} dB")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("book", type=Path, help="a book, or a chunks.json")
    arguments.add_argument(
        "--coders", action="store_true", help="compare the AAC coders at the same bit rate"
    )
    arguments.add_argument("--json", action="store_true", help="print the limit as JSON")
    given = arguments.parse_args()
    language, chunks = texts(given.book)
    if given.coders:
        characters = np.cumsum([len(text) for text in chunks])
        chunks = chunks[: int(np.searchsorted(characters, 14_000)) + 1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        voice = speak(language, chunks, folder / "sound.raw")
        samples = np.memmap(folder / "sound.raw", np.int16, "r")
        if given.coders:
            compare(np.asarray(samples), folder)
            return
        aac = encode(samples, folder / "all.m4a", "fast")
        ours = encode(samples, folder / "all.m4a", "fast", **BY_QUALITY, global_quality=str(QUALITY))
    found = {
        "audio_s": len(samples) / RATE,
        "voice_s": voice,
        "encode_s": aac,
        "limit_s": (voice + aac) / 2,
        "encode_by_quality_s": ours,
        "limit_by_quality_s": (voice + ours) / 2,
    }
    if given.json:
        print(json.dumps(found))
    else:
        print("audio {audio_s:.0f} s, voice {voice_s:.1f} CPU s, AAC {encode_s:.1f} CPU s".format(**found))
        print("limit {limit_s:.1f} s on two cores".format(**found))
        print(
            "by quality: AAC {encode_by_quality_s:.1f} CPU s, limit {limit_by_quality_s:.1f} s".format(
                **found
            )
        )


if __name__ == "__main__":
    main()
