"""Time a full build of one book with two workers, beside the limit that limit.py measures in the same run.

usage: build.py [BOOK] [REPEATS]    (default: ../shared/corpus/frankenstein.epub, once)

The build is the whole command from nothing: start of Python, extraction, voice, loudness, encode, M4B.
Its memory is that of all its processes, looked at ten times a second.
"""

import statistics
import sys
import tempfile
from pathlib import Path

import measure

MOST_TIMES_LIMIT = 1.3
MOST_TREE_MB = 500
ALL = [f"audiobook.{phase}.make=true" for phase in ("mp3", "opus", "flac", "library")]
"""What is not made by default; OCR and listening apart, which are no outputs."""


def main() -> None:
    book = Path(sys.argv[1]) if len(sys.argv) > 1 else measure.BOOK
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    ratios, memories = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as name:
            folder = measure.project(Path(name, "project"), book)
            seconds, peak = measure.watched(folder, "-n", "2")
            chunks = next(folder.glob("build/audiobook/*/chunks.json"))
            limit = measure.limit(chunks)
            phases = measure.results(folder, "SELECT phase, seconds, cpu_s FROM results ORDER BY ended")
            more, _ = measure.watched(folder, "-n", "2", *ALL)
        ratios.append(seconds / limit["limit_s"])
        memories.append(peak.pss)
        print(
            f"{book.name}: {seconds:.1f} s for {limit['audio_s'] / 3600:.2f} h of audio"
            f" ({limit['audio_s'] / seconds:.0f} times real time);"
            f" limit {limit['limit_s']:.1f} s (voice {limit['voice_s']:.1f} + encode"
            f" {limit['encode_s']:.1f} CPU s on two cores): {ratios[-1]:.2f} times the limit"
        )
        print(
            f"  with the encode by quality, as the build does it, {limit['encode_by_quality_s']:.1f} CPU s:"
            f" limit {limit['limit_by_quality_s']:.1f} s, {seconds / limit['limit_by_quality_s']:.2f} times"
        )
        print(
            f"  with MP3, Opus, FLAC and the library, made after it in {more:.1f} s:"
            f" {(seconds + more) / limit['limit_s']:.2f} times the limit"
        )
        print("  " + ", ".join(f"{phase} {took:.1f} s ({cpu:.1f} CPU s)" for phase, took, cpu in phases))
        print(
            f"  peak memory: process tree {peak.pss:.0f} MB ({peak.rss:.0f} MB with shared pages counted"
            f" in every process), main process {peak.main:.0f} MB"
        )
    ratio, memory = statistics.median(ratios), max(memories)
    good = ratio <= MOST_TIMES_LIMIT and memory <= MOST_TREE_MB
    print(
        f"goal: {MOST_TIMES_LIMIT} times the limit and {MOST_TREE_MB} MB:"
        f" {'reached' if good else 'MISSED'} ({ratio:.2f} times, {memory:.0f} MB); {measure.load()}"
    )


if __name__ == "__main__":
    main()
