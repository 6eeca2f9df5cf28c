"""Measure the memory of the main process while it builds 1,000 items, and in a run with nothing to do.

usage: memory.py [ITEMS]    (default: 1000; small text books, silent engine, 2 workers)
"""

import statistics
import sys
import tempfile
from pathlib import Path

import measure

MOST_MAIN_MB = 150


def main() -> None:
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name, "project"))
        measure.tiny_books(folder, items)
        for what in ("building them", "nothing to do"):
            seconds, peak = measure.watched(folder, "-n", "2", measure.SILENT)
            print(
                f"{items:,} items, {what:13}: main process {peak.main:4.0f} MB,"
                f" process tree {peak.pss:4.0f} MB ({peak.rss:.0f} MB with shared pages counted"
                f" in every process), {seconds:.1f} s"
            )
            if what == "building them":
                good = peak.main <= MOST_MAIN_MB
                quarter = len(peak.course) // 4
                first, last = (
                    statistics.median(part) for part in (peak.course[:quarter], peak.course[-quarter:])
                )
                print(
                    f"  the tree in the first quarter of the run {first:.0f} MB, in the last {last:.0f} MB"
                )
    print(f"goal: main process {MOST_MAIN_MB} MB with 1,000 items: {'reached' if good else 'MISSED'}")


if __name__ == "__main__":
    main()
