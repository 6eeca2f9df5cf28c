"""The log of all runs: one line an event, with time, level, run, item and phase.

    2025-10-02 11:50:46.123 ERROR run=20251002_115046_3120f72a item=hard-times phase=synthesize \
runner: failed: the engine said no
    2025-10-02 11:50:46.123 ERROR run=20251002_115046_3120f72a item=hard-times phase=synthesize | last words

``-`` stands where there is no item. Further lines of an event (a traceback, the last words of a
program) repeat its fields and start with ``|``, so that ``grep item=hard-times`` finds all of them.
All processes of a run append to the one file, each event by one write.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from phases.graph.errors import ConfigError

ROTATE_AT = 10_000_000
"""Bytes of a log at which the next run begins a new one."""
KEPT = 5
"""Old logs that are kept, as ``bindery.log.1`` (the newest) to ``bindery.log.5``."""
MARK = "|"
"""What a further line of an event starts with."""


@dataclass(frozen=True)
class Log:
    """Where the processes of a run write to."""

    file: str
    level: str
    run: str = "-"
    """The id of the run."""

    def open(self) -> None:
        """Send what this process logs to the file, and nowhere else. Raises ConfigError."""
        try:
            Path(self.file).parent.mkdir(parents=True, exist_ok=True)
            handler = _Appender(self.file)
        except OSError as error:
            raise ConfigError(f"log_file: {self.file} cannot be written: {error.strerror}") from None
        handler.setFormatter(_Fields(self.run))
        # Who called, in which thread: no line says it, and to find out takes a third of the time.
        logging._srcfile = None
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
        logging.basicConfig(level=self.level, handlers=[handler], force=True)

    def rotate(self, at: int = ROTATE_AT, keep: int = KEPT) -> None:
        """Put a log of more than `at` bytes aside. For the main process, before it opens the log."""
        file = Path(self.file)
        with suppress(OSError):  # another program reads it (Windows): it goes on growing
            if file.stat().st_size <= at:
                return
            for number in range(keep, 0, -1):
                older = file.with_name(f"{file.name}.{number - 1}") if number > 1 else file
                if older.exists():
                    older.replace(file.with_name(f"{file.name}.{number}"))

    def follow(self) -> Iterator[list[str]]:
        """For ever, the events of this run that were logged since the last step, without further lines."""
        at = _size(self.file)
        rest = b""
        mine = f" run={self.run} "
        while True:
            data = b""
            with suppress(OSError), open(self.file, "rb") as file:
                file.seek(at)
                data = file.read()
            at += len(data)
            *lines, rest = (rest + data).split(b"\n")
            texts = (line.decode("utf-8", "replace") for line in lines)
            yield [text for text in texts if mine in text and not _is_further(text)]


class _Where:
    """The task that this process works on; a worker has one call at a time, but threads below it."""

    task = ""


@contextmanager
def about(task: str) -> Iterator[None]:
    """What is logged within the block is about `task` (``item:phase``)."""
    before, _Where.task = _Where.task, task
    try:
        yield
    finally:
        _Where.task = before


class _Fields(logging.Formatter):
    """Events as lines; an event may name its task by ``extra={"task": ...}``."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self._run = run

    def format(self, record: logging.LogRecord) -> str:
        item, _, phase = (getattr(record, "task", "") or _Where.task or "-").rpartition(":")
        if not item:
            item, phase = phase, "-"
        moment = f"{_second(int(record.created))}.{min(record.msecs, 999):03.0f}"
        fields = f"{moment} {record.levelname} run={self._run} item={item} phase={phase}"
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        first, *further = [_printable(line) for line in text.splitlines() if line.strip()] or [""]
        lines = [f"{fields} {record.name.rpartition('.')[2]}: {first}"]
        return "\n".join(lines + [f"{fields} {MARK} {line}" for line in further]) + "\n"


@lru_cache(maxsize=1)
def _second(seconds: int) -> str:
    """The local time of the last event: many have the same."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


class _Appender(logging.Handler):
    """Appends each event by one write, so that processes never mix their lines."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._descriptor = _open(file)

    def emit(self, record: logging.LogRecord) -> None:
        with suppress(Exception):  # a full disk must stop no phase, and have no traceback on the screen
            os.write(self._descriptor, self.format(record).encode("utf-8", "backslashreplace"))

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._descriptor)
        super().close()


def _open(file: str) -> int:
    """A descriptor that appends, whoever else does."""
    if sys.platform != "win32":
        return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    # O_APPEND of the C library seeks and then writes; only this right appends in one step.
    import _winapi
    import msvcrt

    append, share_all, open_always, normal = 4, 7, 4, 0x80
    handle = _winapi.CreateFile(file, append, share_all, 0, open_always, normal, 0)
    return msvcrt.open_osfhandle(handle, os.O_WRONLY | os.O_BINARY)


def _printable(line: str) -> str:
    """`line` without what a terminal would take as a command; `cat` must be safe."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() or c == "\t" else repr(c)[1:-1] for c in line)


def _is_further(line: str) -> bool:
    return line.split(" ", 7)[6:7] == [MARK]


def _size(file: str) -> int:
    try:
        return os.stat(file).st_size
    except OSError:
        return 0
