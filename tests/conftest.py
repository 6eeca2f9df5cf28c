"""A temporary project in which tests run the real doit."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import warm_doit
from browser import browse, chromium  # noqa: F401  fixtures of every test
from hypothesis import settings

# How long an example takes depends on what else the machine does.
settings.register_profile("bindery", deadline=None)
settings.load_profile("bindery")

# Each build waits for the disk hundreds of times; a folder in memory is there at once.
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4e9:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
"""Real books, beside the checkout; where they are not, their tests are skipped."""
SHELF = ROOT / "tests" / "graph" / "shelf"
HURRY = {"cpu_threshold": "100", "nice": "0"}


class Project:
    """A folder with dodo.py, pyproject.toml, config.yaml and input/, and doit to run in it."""

    def __init__(self, folder: Path, shelf: bool) -> None:
        self.folder = folder
        for name in ("dodo.py", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        (folder / "input").mkdir()
        self.log = folder / "parts.log"
        # The toy pipeline of the shelf is found like anybody's: by a folder phases/ on Python's path.
        path = [str(SHELF)] if shelf else []
        self.env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), *path]),
            "TOY_LOG": str(self.log),
        }
        # A build is many processes, and each would compile all modules.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        # Pydantic would look for plugins in all that is installed.
        self.env["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
        self._usual = dict(self.env)

    def input(self, name: str, content: str | bytes) -> Path:
        """Write an input file."""
        path = self.folder / "input" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def config(self, text: str) -> None:
        """Write config.yaml."""
        (self.folder / "config.yaml").write_text(text, encoding="utf-8")

    def start(self, *arguments: str, **options: object) -> "subprocess.Popen[str]":
        """Start doit and do not wait for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "doit", *_hurry(arguments)],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            **options,  # type: ignore[call-overload]
        )

    def doit(self, *arguments: str, code: int | None = 0) -> str:
        """Run doit, check its exit code, and return what it said."""
        # Runs with -n are compared byte for byte: each is a program with a hash seed of its own.
        fresh = "-n" in arguments or self.env != self._usual
        warm = None if fresh else warm_doit.start(self.env)
        if warm:
            ended, said = warm.run(self.folder, self.env, _hurry(arguments), timeout=120)
        else:
            process = self.start(*arguments)
            said, _ = process.communicate(timeout=120)
            ended = process.returncode
        assert code is None or ended == code, f"exit {ended}\n{said}"
        return said

    def kill_when(self, enough: Callable[[], bool]) -> None:
        """Start a build with two workers, and kill all its processes once there is `enough`."""
        process = self.start("-n", "2", start_new_session=True)
        deadline = time.monotonic() + 60
        while not enough() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        assert process.poll() is None, "the build ended before it could be killed"
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def target(self, item: str, name: str = "{id}.bound", pipeline: str = "toy") -> Path:
        """The path of a target."""
        return self.folder / "build" / pipeline / item / name.format(id=item.rpartition("/")[2])

    def results(self, columns: str, **where: str) -> list[Any]:
        """`columns` of what all runs so far did, oldest first, where columns have these values."""
        asked = " AND ".join(f"{column} = ?" for column in where) or "1"
        with closing(sqlite3.connect(self.folder / "build" / "state.db")) as db:
            sql = f"SELECT {columns} FROM results WHERE {asked} ORDER BY rowid"
            return db.execute(sql, list(where.values())).fetchall()

    def made_parts(self) -> list[str]:
        """Contents of all parts that were made, in order."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


def _hurry(arguments: tuple[str, ...]) -> list[str]:
    """What else the machine does shall not hold doit back."""
    named = {one.partition("=")[0] for one in arguments}
    return [*arguments, *(f"{key}={value}" for key, value in HURRY.items() if key not in named)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with the toy pipeline besides the real ones."""
    return Project(tmp_path, shelf=True)


@pytest.fixture
def books(tmp_path: Path) -> Project:
    """A project as users have it."""
    return Project(tmp_path, shelf=False)
