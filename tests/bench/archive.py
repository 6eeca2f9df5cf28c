"""Correct an archive of lectures, 500 cues a file, with a lexicon of 10,000 terms, from first run to no-op.

usage: archive.py [--timed] [ITEMS] [WORKERS ...]    (default: 1000 items, with 1 and with 2 workers)

The archive is one that speech recognition left, with ``--timed`` one that people have timed and broken into
lines (`lectures.py` says what that means).

CPU seconds are those of all processes, and "on one core" is by them; the wall clock is only worth
something on a quiet machine. The limit is reading and writing alone: parse each file, write it whole, in
a plain loop in one process.
"""

import resource
import statistics
import sys
import tempfile
from pathlib import Path

import lectures
import measure

from phases.graph.files import writing
from phases.subtitles import source, srt

LEAST_ITEMS_MIN = 3_000
MOST_NOOP_S, MOST_USS_MB, MOST_TREE_MB = 1.0, 100, 200
AT_ONCE = ("cpu_threshold=100", "nice=0")
"""A benchmark does not wait for other programs."""
REPEATS = 5
"""Runs with nothing to do, of which the median counts."""


def limit_s(folder: Path) -> float:
    """CPU seconds of reading and writing all files in a plain loop."""
    began = _cpu_s()
    for file in sorted((folder / "input").rglob("*.srt")):
        track, _ = source.read(file)
        with writing(folder / "limit" / file.name, durable=False) as target:
            target.write_text(srt.render(track.cues, track.end), encoding="utf-8", newline="\n")
    return _cpu_s() - began


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def built(folder: Path, items: int, workers: str, limit: float) -> dict[str, bool]:
    """Build all of `folder` and say how it went; which goals were reached."""
    seconds, peak = measure.watched(folder, "-n", workers, *AT_ONCE)
    noop_s = nothing_to_do_s(folder, workers)
    on_one_core = 60 * items / peak.cpu_s
    print(
        f"-n {workers}: {seconds:.1f} s, {60 * items / seconds:,.0f} files/min and"
        f" {items * lectures.CUES / seconds:,.0f} cues/s by the clock; {peak.cpu_s:.1f} CPU s"
        f" (main process {peak.main_cpu_s:.1f}): {on_one_core:,.0f} files/min on one core,"
        f" {peak.cpu_s / limit:.1f} times the limit"
    )
    print(
        f"  peak memory: {peak.uss:.0f} MB in one process (USS), {peak.pss:.0f} MB in all (PSS);"
        f" nothing to do: {noop_s:.2f} s"
    )
    _parts(folder, items, peak)
    return {
        f"-n {workers}: {LEAST_ITEMS_MIN:,} files/min on one core": on_one_core >= LEAST_ITEMS_MIN,
        f"-n {workers}: nothing to do in {MOST_NOOP_S:g} s": noop_s <= MOST_NOOP_S,
        f"-n {workers}: {MOST_USS_MB} MB in each process": peak.uss <= MOST_USS_MB,
        f"-n {workers}: {MOST_TREE_MB} MB in all": peak.pss <= MOST_TREE_MB,
    }


def nothing_to_do_s(folder: Path, workers: str) -> float:
    """Seconds of a run that finds all up to date, the median of `REPEATS`."""
    times = []
    for _ in range(REPEATS):
        seconds, said = measure.doit(folder, "-n", workers, *AT_ONCE)
        if "up to date" not in said.splitlines()[-1]:
            raise SystemExit(f"there was something to do:\n{said[-2000:]}")
        times.append(seconds)
    return statistics.median(times)


def _parts(folder: Path, items: int, peak: measure.Memory) -> None:
    """Where the time went: CPU ms a file of each phase in the workers, and of the rest."""
    query = "SELECT phase, SUM(cpu_s) FROM results GROUP BY phase ORDER BY MIN(rowid)"
    phases = {phase: 1000 * cpu_s / items for phase, cpu_s in measure.results(folder, query)}
    rest = 1000 * (peak.cpu_s - peak.main_cpu_s) / items - sum(phases.values())
    phases |= {"rest of the workers": rest, "main process": 1000 * peak.main_cpu_s / items}
    print("  CPU ms a file:", ", ".join(f"{name} {ms:.2f}" for name, ms in phases.items()))


def main() -> None:
    arguments = [one for one in sys.argv[1:] if one != "--timed"]
    kind = lectures.RECOGNISED if arguments == sys.argv[1:] else lectures.TIMED
    items = int(arguments[0]) if arguments else 1_000
    reached: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as name:
        first = Path(name, "archive")
        lectures.write(first, items, kind)
        size = sum(file.stat().st_size for file in first.rglob("*.srt"))
        print(f"{items:,} files of {lectures.CUES} cues, {size / 1e6:.1f} MB, {lectures.TERMS:,} terms")
        for workers in arguments[1:] or ["1", "2"]:
            folder = measure.project(Path(name, f"project-{workers}"))
            (folder / "input").rmdir()
            (folder / "input").symlink_to(first)
            limit = limit_s(folder)
            print(f"limit: {limit:.1f} CPU s, {60 * items / limit:,.0f} files/min")
            reached |= built(folder, items, workers, limit)
    for goal, is_so in reached.items():
        print(f"goal {goal}: {'met' if is_so else 'MISSED'}")
    print(measure.load())


if __name__ == "__main__":
    main()
