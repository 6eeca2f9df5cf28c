"""Time a run that has nothing to do, beside stock doit on a graph of the same shape.

usage: noop.py [REPEATS]    (default: 7)

1,000 small books are built for real, with the silent engine. For 10,000 the folder is multiplied: each
copy of a book is a text of its own, with its targets, its digests and the rows of the state database
as its own run would have left them; doit itself must find every one of them up to date.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path

import measure
import stock

ITEMS, COPIES = 1_000, 10
MOST_S, MOST_TIMES_STOCK = 0.8, 2.5
"""The goals for 1,000 items."""


def nothing_to_do(folder: Path, items: int, repeats: int) -> float:
    """Milliseconds of a run that finds `items` items up to date, the median of `repeats`."""
    measure.doit(folder, measure.SILENT)  # the first reads what the others find in the system's cache
    times = []
    for _ in range(repeats):
        seconds, said = measure.doit(folder, measure.SILENT)
        if f"{items} up to date" not in said.replace(",", "").splitlines()[-1]:
            raise SystemExit(f"there was something to do:\n{said[-2000:]}")
        times.append(1000 * seconds)
    return statistics.median(times)


def multiply(folder: Path) -> None:
    """Make `COPIES` of each built book, in sub-folders: sources, targets and their rows in the state."""
    with sqlite3.connect(folder / "build" / "state.db") as db:
        rows = db.execute("SELECT name, data FROM tasks").fetchall()
        paths = dict(db.execute("SELECT id, path FROM items"))
        for copy in range(1, COPIES):
            digests = {path: _copy_source(folder, path, copy) for path in paths.values()}
            for item in paths:
                built = folder / "build" / "audiobook"
                shutil.copytree(built / item, built / f"{copy}" / item, copy_function=shutil.copy2)
            db.executemany(
                "INSERT INTO items VALUES (?, ?)",
                [(f"{copy}/{path}", f"{copy}/{item}") for item, path in paths.items()],
            )
            db.executemany(
                "INSERT INTO tasks VALUES (?, ?)",
                [(f"{copy}/{name}", _copy_row(data, copy, digests)) for name, data in rows],
            )


def _copy_source(folder: Path, path: str, copy: int) -> tuple[float, int, str]:
    """Write another text of the same size; its digest."""
    text = (folder / "input" / path).read_bytes().replace(b"Once there", b"Time %d there" % copy)
    target = folder / "input" / f"{copy}" / path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(text)
    stat = os.stat(target)
    return stat.st_mtime, stat.st_size, hashlib.md5(text).hexdigest()


def _copy_row(data: str, copy: int, digests: dict[str, tuple[float, int, str]]) -> str:
    """The row of a task for the copy of its book."""
    row = {}
    for key, value in json.loads(data).items():
        if key.startswith("input/"):
            value = digests[key.removeprefix("input/")]
        if key == "deps:":
            value = sorted(_moved(path, copy) for path in value)
        row[_moved(key, copy)] = value
    return json.dumps(row)


def _moved(path: str, copy: int) -> str:
    for folder in ("input/", "build/audiobook/"):
        if path.startswith(folder):
            return f"{folder}{copy}/{path.removeprefix(folder)}"
    return path


def report(items: int, ours: float, stocks: float) -> None:
    tasks = items * len(stock.PHASES)
    print(
        f"{items:6,} items, {tasks:6,} tasks: {ours:5.0f} ms,"
        f" stock doit {stocks:5.0f} ms, {ours / stocks:.2f} times stock"
    )


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name, "project"))
        measure.tiny_books(folder, ITEMS)
        seconds, _ = measure.doit(folder, measure.SILENT)
        print(f"{ITEMS:,} small books were built in {seconds:.0f} s; runs with nothing to do:")
        ours = nothing_to_do(folder, ITEMS, repeats)
        stocks = statistics.median(stock.measure(ITEMS, repeats))
        report(ITEMS, ours, stocks)
        multiply(folder)
        many = nothing_to_do(folder, ITEMS * COPIES, max(3, repeats // 2))
        report(ITEMS * COPIES, many, statistics.median(stock.measure(ITEMS * COPIES, 3)))
    print(f"10 times the items take {many / ours:.1f} times as long; {measure.load()}")
    good = ours <= 1000 * MOST_S and ours <= MOST_TIMES_STOCK * stocks
    word = "reached" if good else "MISSED"
    print(f"goal: {1000 * MOST_S:.0f} ms and {MOST_TIMES_STOCK} times stock: {word}")


if __name__ == "__main__":
    main()
