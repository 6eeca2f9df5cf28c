"""What the benchmarks share: a project in a folder, doit in it, and the memory of a process tree."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from phases.audiobook import PIPELINE

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT.parent / "shared" / "corpus" / "frankenstein.epub"
SAMPLE = ROOT / "phases" / "audiobook" / "sample" / "the-lighthouse-bindery.epub"
SAMPLING_S = 0.1
SILENT = "audiobook.synthesize.engine=silent"


def project(folder: Path, *books: Path) -> Path:
    """Make `folder` a project with `books` as its inputs."""
    (folder / "input").mkdir(parents=True)
    for name in ("dodo.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for book in books:
        shutil.copy(book, folder / "input")
    return folder


def start(folder: Path, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
    """Start doit in `folder`."""
    return subprocess.Popen(
        [sys.executable, "-m", "doit", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        **options,
    )


def doit(folder: Path, *arguments: str) -> tuple[float, str]:
    """Run doit: wall-clock seconds from its start to its end, and what it said."""
    began = time.perf_counter()
    process = start(folder, *arguments)
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"doit {' '.join(arguments)}: exit {process.returncode}\n{said}")
    return time.perf_counter() - began, said


@dataclass
class Memory:
    """Peaks in MB (10^6 bytes)."""

    pss: float = 0.0
    """Of the process tree, each shared page counted once (Linux; elsewhere its USS)."""
    rss: float = 0.0
    """Of the process tree as `ps` adds it up: shared pages counted in every process."""
    uss: float = 0.0
    """Of one process: what it shares with no other."""
    main: float = 0.0
    """RSS of the main process."""
    course: list[float] = field(default_factory=list)
    """`pss` at each look."""
    cpu: dict[int, float] = field(default_factory=dict)
    """CPU seconds of each process when it was seen last, by its id."""
    main_cpu_s: float = 0.0
    """CPU seconds of the main process."""

    @property
    def cpu_s(self) -> float:
        """CPU seconds of the process tree."""
        return sum(self.cpu.values())


def watched(folder: Path, *arguments: str, path: Path | None = None) -> tuple[float, Memory]:
    """Run doit: wall-clock seconds, and the peaks of its memory, looked at ten times a second.

    `path` is a folder with further pipelines.
    """
    python_path = os.pathsep.join([str(ROOT), *([str(path)] if path else [])])
    began = time.perf_counter()
    with (folder / "said.txt").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "doit", *arguments],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": python_path},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        peak, main = Memory(), psutil.Process(process.pid)
        while process.poll() is None:
            _look(main, peak)
            time.sleep(SAMPLING_S)
        seconds = time.perf_counter() - began
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read()[-4000:])
    return seconds, peak


def _look(main: psutil.Process, peak: Memory) -> None:
    """Take a sample of the memory of a run into its peaks and its course."""
    pss = rss = 0.0
    with suppress(psutil.Error):
        for process in [main, *main.children(recursive=True)]:
            with suppress(psutil.Error):
                memory, times = process.memory_full_info(), process.cpu_times()
                peak.cpu[process.pid] = times.user + times.system
                pss += getattr(memory, "pss", memory.uss) / 1e6
                peak.uss = max(peak.uss, memory.uss / 1e6)
                rss += memory.rss / 1e6
                if process.pid == main.pid:
                    peak.main = max(peak.main, memory.rss / 1e6)
                    peak.main_cpu_s = peak.cpu[main.pid]
    peak.pss, peak.rss = max(peak.pss, pss), max(peak.rss, rss)
    peak.course.append(pss)


def results(folder: Path, sql: str) -> list[Any]:
    """Rows of the history by an SQL query."""
    with sqlite3.connect(folder / "build" / "state.db") as db:
        return db.execute(sql).fetchall()


def target(folder: Path, item: str, phase: str) -> Path:
    """The target of a phase of a book."""
    made = PIPELINE.by_name[phase].target.format(id=item)
    return folder / "build" / PIPELINE.name / item / made


def limit(book: Path) -> dict[str, float]:
    """What limit.py measures of a book."""
    command = [sys.executable, str(Path(__file__).with_name("limit.py")), str(book), "--json"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout
    found: dict[str, float] = json.loads(said)
    return found


def tiny_books(folder: Path, count: int) -> None:
    """Write `count` small text books into ``input/``, each with its own words."""
    for number in range(count):
        text = f"The Tale of {number}\n\nOnce there was number {number}.\n\nThen it was not.\n"
        (folder / "input" / f"book-{number:05}.txt").write_text(text, encoding="utf-8")


def load() -> str:
    """What else the machine had to do."""
    return f"load average {os.getloadavg()[0]:.2f} on {psutil.cpu_count()} cores"
