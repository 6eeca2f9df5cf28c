"""One run for each build folder, and inputs that another program holds."""

import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from phases.graph.errors import ROOM, ConfigError

NAME = "run.lock"


@contextmanager
def only_run(build: Path) -> Iterator[None]:
    """Hold the lock of the folder `build`, which the system takes back when this process ends.

    Raises ConfigError, naming the holder, when another run holds it, and when it cannot be written.
    """
    with _lock_file(build) as file:
        if not _locked_soon(file):
            holder = _read(build)
            raise ConfigError(
                f"another run holds {build / NAME}: process {holder.get('pid', '?')}"
                f" on {holder.get('host', '?')} since {holder.get('since', '?')}",
                "wait for it or end it",
            )
        mine = {"pid": os.getpid(), "host": platform.node(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
        file.truncate(0)
        file.write(json.dumps(mine))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def holder(build: Path) -> dict[str, Any] | None:
    """Who runs on the folder `build` now (``pid``, ``host``, ``since``), or None."""
    try:
        with open(build / NAME, "r+", encoding="utf-8") as file:
            return None if _locked(file) else _read(build)
    except OSError:  # there is none, or nobody can lock it
        return None


def _lock_file(build: Path) -> IO[str]:
    """The file of the lock, open to be written."""
    try:
        build.mkdir(parents=True, exist_ok=True)
        return open(build / NAME, "a+", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{build / NAME}: cannot be opened: {error.strerror}", ROOM) from None


def _locked_soon(file: IO[str]) -> bool:
    """Take the lock; whoever only looks at it (`holder`) has it for an instant."""
    try:
        for _ in range(5):
            if _locked(file):
                return True
            time.sleep(0.05)
    except OSError as error:  # a network disk without locks
        raise ConfigError(
            f"{file.name}: cannot be locked: {error.strerror}", "work on a local disk"
        ) from None
    return False


def _read(build: Path) -> dict[str, Any]:
    """What the holder wrote; it has written nothing in the first instant."""
    for _ in range(20):
        with suppress(ValueError, OSError):
            found: dict[str, Any] = json.loads((build / NAME).read_text(encoding="utf-8"))
            return found
        time.sleep(0.02)
    return {}


if os.name == "nt":  # pragma: no cover
    import msvcrt

    def _locked(file: IO[str]) -> bool:
        """Take the lock on `file`, if nobody has it."""
        file.seek(1 << 30)  # a byte behind the text, so that others can read it
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        file.seek(0)
        return True

else:
    import fcntl

    def _locked(file: IO[str]) -> bool:
        """Take the lock on `file`, if nobody has it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def held_by(source: Path) -> str:
    """The owner file that says that a program has `source` open, or that it is locked; empty if not.

    Office writes ``~$deck.pptx`` beside ``deck.pptx`` (without the first two letters of a long name),
    LibreOffice ``.~lock.deck.pptx#``.
    """
    folder, name = os.path.split(source)  # paths as text: every item comes by here, mostly unlocked
    for owner in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):
        if len(owner) > 2 and os.path.exists(os.path.join(folder, owner)):
            return owner
    try:
        with open(source, "rb") as file:
            if os.name != "nt":
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return "a lock"
    except PermissionError:
        return "a lock" if os.name == "nt" else ""
    except OSError:
        pass  # reading it will say what is wrong
    return ""
