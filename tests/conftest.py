"""A temporary project in which tests run the real doit."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from browser import browse, chromium  # noqa: F401  fixtures of every test

ROOT = Path(__file__).parents[1]
SHELF = ROOT / "tests" / "graph" / "shelf"


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
        """Start doit and do not wait for it; what else the machine does shall not hold it back."""
        busy = [] if any("cpu_threshold=" in one for one in arguments) else ["cpu_threshold=100"]
        return subprocess.Popen(
            [sys.executable, "-m", "doit", *arguments, *busy],
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
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=120)
        assert code is None or process.returncode == code, f"exit {process.returncode}\n{said}"
        return said

    def target(self, item: str, name: str = "{id}.bound", pipeline: str = "toy") -> Path:
        """The path of a target."""
        return self.folder / "build" / pipeline / item / name.format(id=item.rpartition("/")[2])

    def made_parts(self) -> list[str]:
        """Contents of all parts that were made, in order."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with the toy pipeline besides the real ones."""
    return Project(tmp_path, shelf=True)


@pytest.fixture
def books(tmp_path: Path) -> Project:
    """A project as users have it."""
    return Project(tmp_path, shelf=False)
