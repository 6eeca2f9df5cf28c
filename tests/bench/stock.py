"""Time what stock doit takes when nothing is to be done: the limit for our own no-op run.

usage: stock.py [ITEMS] [REPEATS]    (default: 1000 items, 7 repeats)

In a temporary folder it writes a ``dodo.py`` with the shape of our graph (for each item a chain from
its source through the targets of a book, each task with a configuration that is checked too), runs it
once and then times ``doit`` again and again. Doit's own defaults: its ``dbm`` backend, its ``run`` command.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from phases.audiobook import PIPELINE

SETTINGS = {phase.name: phase.settings for phase in PIPELINE.declared}
WANTED = PIPELINE.wanted(lambda name: SETTINGS[name]())
PHASES = tuple(phase.name for phase in WANTED.phases)
"""As many as a book has by default."""

DODO = """
from pathlib import Path
from doit.tools import config_changed

PHASES = {phases!r}


def make(target):
    Path(target).write_text("made")


def task_book():
    for item in range({items}):
        before = f"input/book-{{item}}.txt"
        for phase in PHASES:
            target = f"build/book-{{item}}/{{phase}}.json"
            yield {{
                "name": f"book-{{item}}:{{phase}}",
                "actions": [(make, [target])],
                "file_dep": [before],
                "targets": [target],
                "uptodate": [config_changed({{"phase": phase, "version": 1, "max_chars": 400}})],
            }}
            before = target
"""


def project(folder: Path, items: int) -> None:
    """Write the project into `folder`."""
    (folder / "input").mkdir()
    for item in range(items):
        (folder / f"input/book-{item}.txt").write_text(f"Book {item}\n")
        (folder / f"build/book-{item}").mkdir(parents=True)
    (folder / "dodo.py").write_text(DODO.format(phases=PHASES, items=items))


def doit(folder: Path, **output: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "doit"], cwd=folder, check=True, text=True, **output)


def measure(items: int, repeats: int) -> list[float]:
    """Milliseconds of each of `repeats` runs that have nothing to do, the start of Python included."""
    with tempfile.TemporaryDirectory() as name:
        folder, tasks = Path(name), items * len(PHASES)
        project(folder, items)
        if doit(folder, stdout=subprocess.PIPE).stdout.count(".  book:") != tasks:
            raise SystemExit("the first run did not make every target")
        if doit(folder, stdout=subprocess.PIPE).stdout.count("-- book:") != tasks:
            raise SystemExit("the second run found something to do")
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            doit(folder, stdout=subprocess.DEVNULL)
            times.append(1000 * (time.perf_counter() - start))
        return times


if __name__ == "__main__":
    items, repeats = [*map(int, sys.argv[1:3]), *(1000, 7)[len(sys.argv) - 1 :]]
    times = measure(items, repeats)
    print(
        f"stock doit, nothing to do, {items:,} items of {len(PHASES)} tasks: "
        f"{statistics.median(times):.0f} ms (median of {repeats}, {min(times):.0f} to {max(times):.0f})"
    )
