"""One run for each build folder."""

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from phases.graph.errors import ConfigError


@contextmanager
def only_run(build: Path) -> Iterator[None]:
    """Hold ``build/run.lock``; a lock whose process is gone is taken over.

    Raises ConfigError, naming the holder, when another run holds it.
    """
    lock = build / "run.lock"
    build.mkdir(parents=True, exist_ok=True)
    process = psutil.Process()
    mine = {
        "pid": process.pid,
        "started": process.create_time(),
        "host": platform.node(),
        "since": time.strftime("%Y-%m-%d %H:%M:%S"),
    }
    while not _taken(lock, mine):
        holder = _holder(lock)
        if holder and _alive(holder):
            raise ConfigError(
                f"another run holds {lock}: process {holder['pid']} on {holder['host']}"
                f" since {holder['since']}",
                "wait for it or end it",
            )
        with suppress(FileNotFoundError):
            lock.unlink()
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            lock.unlink()


def _taken(lock: Path, mine: dict[str, Any]) -> bool:
    """Create the lock, if there is none."""
    try:
        descriptor = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(mine, file)
    return True


def _holder(lock: Path) -> dict[str, Any] | None:
    """Who wrote the lock; None when it is gone or unreadable (its writer was killed)."""
    for _ in range(10):  # a lock is empty for an instant after it was created
        try:
            holder: dict[str, Any] = json.loads(lock.read_text(encoding="utf-8"))
            return holder
        except FileNotFoundError:
            return None
        except ValueError:
            time.sleep(0.02)
    return None


def _alive(holder: dict[str, Any]) -> bool:
    """Is the holder's process still there? One on another host must be believed."""
    if holder["host"] != platform.node():
        return True
    try:
        started: float = psutil.Process(holder["pid"]).create_time()
        return abs(started - float(holder["started"])) < 1
    except psutil.Error:
        return False
