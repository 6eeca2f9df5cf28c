"""Kill builds of the sample at random moments, and see what is lost, made twice or different.

usage: kill.py [KILLS] [SEED]    (default: 20 kills)

Every build is killed again and again, at a moment drawn from the time that a whole build takes, until it
is done; then it is compared with one that nobody interrupted, and the next begins. Half of the kills
hit the whole process group, the others the main process alone, whose workers must end by themselves.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import measure
import psutil

ORPHAN_S = 10
"""Seconds in which workers without a main process must have ended."""


class Ledger:
    """What must never be made again: whole parts, and targets that the state knows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: dict[Path, int] = {}
        self.twice: list[str] = []

    def look(self) -> None:
        """Compare with the last look, and remember what is there now."""
        now = {path: path.stat().st_ino for path in self._finished()}
        for path, inode in self.kept.items():
            # A file that is made again is another one, with another inode.
            if now.get(path) != inode:
                self.twice.append(path.name)
        self.kept = now

    def _finished(self) -> list[Path]:
        parts = [path for path in self.folder.glob("build/cache/??/*") if path.name[0] != "."]
        if not (self.folder / "build" / "state.db").exists():
            return parts
        rows = measure.results(self.folder, "SELECT item, phase FROM results WHERE status = 'made'")
        targets = [measure.target(self.folder, item, phase) for item, phase in rows]
        return parts + targets


def killed_build(folder: Path, ledger: Ledger, whole_s: float, dice: random.Random) -> bool:
    """Start a build and kill it; False when it ended before."""
    process = measure.start(folder, "-n", "2", start_new_session=True)
    try:
        process.wait(dice.uniform(0, whole_s))
    except subprocess.TimeoutExpired:
        pass
    else:
        if process.returncode:
            raise SystemExit(f"exit {process.returncode}\n{process.communicate()[0]}")
        return False
    children = psutil.Process(process.pid).children(recursive=True)
    if dice.random() < 0.5:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
    _, orphans = psutil.wait_procs(children, timeout=ORPHAN_S)
    if orphans:
        raise SystemExit(f"workers outlive their main process by {ORPHAN_S} s: {orphans}")
    ledger.look()
    return True


def outcome(folder: Path) -> dict[str, bytes]:
    """The targets, which must be the same every time."""
    built = folder / "build" / "audiobook"
    return {
        path.relative_to(built).as_posix(): path.read_bytes()
        for path in sorted(built.rglob("*"))
        if path.is_file() and path.name[0] != "."
    }


def check(folder: Path, wanted: dict[str, bytes], ledger: Ledger) -> Counter[str]:
    """What is wrong with a finished build."""
    ledger.look()
    made = measure.results(
        folder,
        "SELECT COUNT(*) FROM results WHERE status = 'made' GROUP BY item, phase HAVING COUNT(*) > 1",
    )
    found = outcome(folder)
    names = found.keys() | wanted.keys()
    return Counter(
        {
            "targets that differ": sum(found.get(name) != wanted.get(name) for name in names),
            "tasks made twice": len(made),
            "files made twice": len(ledger.twice),
        }
    )


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name, "project"), measure.SAMPLE)
        whole_s, _ = measure.doit(folder, "-n", "2")
        wanted, wrong = outcome(folder), Counter[str]()
        left, builds, began = kills, 0, time.monotonic()
        while left:
            shutil.rmtree(folder / "build")
            ledger = Ledger(folder)
            while left and killed_build(folder, ledger, whole_s, dice):
                left -= 1
            measure.doit(folder, "-n", "2")
            wrong += check(folder, wanted, ledger)
            builds += 1
        print(
            f"{kills} kills of {builds} builds of {whole_s:.1f} s in {time.monotonic() - began:.0f} s:"
            f" {wrong['targets that differ']} targets differ, {wrong['tasks made twice']} finished tasks"
            f" and {wrong['files made twice']} finished files made twice"
        )
    print(f"goal: none of them: {'MISSED' if wrong.total() else 'reached'}; {measure.load()}")


if __name__ == "__main__":
    main()
