"""What a worker process does: calls into phases, each with a whole file or a named failure as result.

Functions here are called in worker processes only, by name, with plain values. They return
:class:`Done` or :class:`Failed`; nothing is raised, because not every exception survives the way back.
"""

import errno
import hashlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil

from phases.graph import locks
from phases.graph.errors import BinderyError, TryLater
from phases.graph.files import writing
from phases.graph.log import Log, about
from phases.graph.model import Check, Made, Metrics, Part, PhaseSettings

log = logging.getLogger(__name__)

OUT_OF_MEMORY = 77
"""Exit code of a worker that held more memory than its call may."""
LOOK_S = 0.25
"""Seconds between two looks at the memory of a worker."""
DISK_TROUBLE = {errno.ENOSPC, errno.EROFS, errno.EDQUOT}

Digest = tuple[float, int, str]
"""Modification time, size and MD5 of a file: the form in which doit keeps its file dependencies."""


@dataclass(frozen=True)
class Target:
    """A target that was written."""

    size: int
    mtime_ns: int
    digest: str
    """MD5."""
    metrics: Metrics


@dataclass(frozen=True)
class Done:
    """A call that succeeded."""

    value: Any
    seconds: float
    cpu_s: float
    """CPU seconds of the worker in this call."""
    peak_mb: float = 0.0
    """Most memory that the worker held in this call, in MB (10^6 bytes)."""


@dataclass(frozen=True)
class Failed:
    """A call that failed: `message` is the one line for the user."""

    message: str
    bug: bool = False
    """Nothing that Bindery knows: the details hold a traceback."""
    retry_after: float | None = None
    """Seconds; set when another try may help."""
    held: bool = False
    """Another program holds the input."""
    stop: bool = False
    """Nothing else can succeed either: the disk is full or read-only."""
    details: str = ""
    """For the log: a traceback, or the last lines of a program that failed."""

    def at(self, label: str) -> "Failed":
        """The same failure, with the place where it happened."""
        return replace(self, message=f"{label}: {self.message}") if label else self


@dataclass(frozen=True)
class Listing:
    """The parts of a divided phase, or what a phase that is not divided needs."""

    parts: list[tuple[str, Part]] = field(default_factory=list)
    """With their keys, in order."""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A phase of an item as a worker needs to know it."""

    module: str
    version: int
    identity: str
    inputs: tuple[str, ...]
    settings: PhaseSettings
    source: str = ""
    """The item's own file, where the phase reads it."""
    task: str = ""
    """``item:phase``, for the log."""


def digests(paths: Sequence[str]) -> dict[str, Digest]:
    """The digest of every file in `paths`; a file that is not there is left out."""
    found = {}
    for path in paths:
        try:
            stat = os.stat(path)
            with open(path, "rb") as file:
                found[path] = (stat.st_mtime, stat.st_size, hashlib.file_digest(file, "md5").hexdigest())
        except FileNotFoundError:
            continue
    return found


def listing(step: Step) -> tuple[Listing, dict[str, Digest]]:
    """What a phase is divided into or needs, and the digests of what it read."""
    module = import_module(step.module)
    read = digests(step.inputs)
    inputs = [Path(path) for path in step.inputs]
    if hasattr(module, "parts"):
        parts = module.parts(*inputs, settings=step.settings)
        return Listing([(_key(step, module.PART_SUFFIX, part), part) for part in parts]), read
    if hasattr(module, "needs"):
        return Listing(needs=tuple(module.needs(*inputs, settings=step.settings))), read
    return Listing(), read


def make(step: Step, part: Part, target: str, needed: Mapping[str, str]) -> int:
    """Make one part into the file `target`; the size of the file in bytes."""
    module = import_module(step.module)
    files = {key: Path(path) for key, path in needed.items()}
    with writing(Path(target)) as temporary:
        module.make(part, target=temporary, settings=step.settings, needed=files)
    return Path(target).stat().st_size


def join(step: Step, made: Sequence[tuple[Part, str, str]], target: str) -> Target:
    """Join made parts into the target of a divided phase."""
    files = [Made(part, key, Path(path)) for part, key, path in made]
    return _write(step, target, import_module(step.module).join, made=files)


def run(step: Step, target: str, needed: Mapping[str, str] | None) -> tuple[Target, dict[str, Digest]]:
    """Make the target of a phase that is not divided, and the digests of what it read."""
    module = import_module(step.module)
    read = digests(step.inputs)
    extra = {} if needed is None else {"needed": {key: Path(path) for key, path in needed.items()}}
    return _write(step, target, module.run, **extra), read


def checks(module: str, settings: PhaseSettings) -> list[Check]:
    """What a phase says about the things that it needs."""
    return list(import_module(module).checks(settings))


def adopt(module: str, found: str, target: str) -> tuple[int, int, Metrics]:
    """Copy a finished file to `target`, if the phase finds that it is whole: size, time, metrics."""
    with writing(Path(target)) as temporary:
        shutil.copyfile(found, temporary)
        metrics: Metrics = import_module(module).adopt(temporary)
    stat = os.stat(target)
    return stat.st_size, stat.st_mtime_ns, metrics


def _write(step: Step, target: str, write: Callable[..., Metrics], **arguments: Any) -> Target:
    inputs = [Path(path) for path in step.inputs]
    for leftover in Path(target).parent.glob(f".*-{Path(target).name}"):
        leftover.unlink()  # of a run that was killed
    with writing(Path(target)) as temporary:
        metrics = write(*inputs, target=temporary, settings=step.settings, **arguments)
    stat = os.stat(target)
    [(_, _, digest)] = digests([target]).values()
    return Target(stat.st_size, stat.st_mtime_ns, digest, metrics)


def _key(step: Step, suffix: str, part: Part) -> str:
    """The name of a part's file: the digest of everything that decides its bytes."""
    decides = [
        step.module,
        step.version,
        step.identity,
        step.settings.model_dump(mode="json"),
        part.content,
        part.needs,
    ]
    text = json.dumps(decides, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest() + suffix


def call(function: str, memory_mb: float, *arguments: Any) -> Done | Failed:
    """Call a function of this module by its name; the only way into a worker.

    When the process and its children hold more than `memory_mb`, it ends with `OUT_OF_MEMORY`.
    """
    started, cpu = time.perf_counter(), time.process_time()
    _forget_peak()
    for step in arguments:
        holder = locks.held_by(Path(step.source)) if isinstance(step, Step) and step.source else ""
        if holder:
            return Failed(f"skipped, another program has it open ({holder})", held=True)
    try:
        _LIMIT.memory_mb = memory_mb
        with about(next((one.task for one in arguments if isinstance(one, Step)), "")):
            value = globals()[function](*arguments)
    except TryLater as error:
        return Failed(str(error), retry_after=error.retry_after or 0.0)
    except BinderyError as error:
        return Failed(str(error), details=str(getattr(error, "output", "")))
    except MemoryError:
        return Failed("not enough memory", details=traceback.format_exc())
    except OSError as error:
        stop = error.errno in DISK_TROUBLE
        return Failed(_os_error(error), details=traceback.format_exc(), stop=stop)
    except Exception as error:
        line = f"unexpected {type(error).__name__}: {error}; this is a bug, the log has the details"
        return Failed(" ".join(line.split()), bug=True, details=traceback.format_exc())
    finally:
        _LIMIT.memory_mb = float("inf")
    return Done(value, time.perf_counter() - started, time.process_time() - cpu, _peak_mb())


def _forget_peak() -> None:
    """Let the kernel count the peak of memory anew, where it can (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    """The most memory that this process held since `_forget_peak`, or at all, in MB."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 1e6


def _os_error(error: OSError) -> str:
    """One line for a file that cannot be read or written."""
    name = error.filename.decode(errors="replace") if isinstance(error.filename, bytes) else error.filename
    reason = error.strerror or str(error) or type(error).__name__
    return f"{name}: {reason}" if name else reason


class _Limit:
    """What the call that is running now may hold."""

    memory_mb = float("inf")


_LIMIT = _Limit()


def start(log_to: Log, nice: int, preload: Sequence[str]) -> None:
    """Prepare a new worker: its log, its priority, and its end with all that it started."""
    log_to.open()
    with suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process().nice(
                psutil.BELOW_NORMAL_PRIORITY_CLASS if nice else psutil.NORMAL_PRIORITY_CLASS
            )
        else:
            os.nice(nice)
    signal.signal(signal.SIGTERM, lambda number, frame: _leave(128 + number))
    threading.Thread(target=_watch, daemon=True, name="watch").start()
    parent = multiprocessing.parent_process()
    if parent is not None:
        # A worker whose main process was killed would finish its part for nobody.
        threading.Thread(target=_end_with, args=(parent,), daemon=True, name="end-with-parent").start()
    for module in preload:
        import_module(module)


def _watch() -> None:
    """End this process when it holds more memory than its call may."""
    process = psutil.Process()
    while True:
        time.sleep(LOOK_S)
        limit = _LIMIT.memory_mb
        if limit == float("inf"):
            continue
        held = 0
        with suppress(psutil.Error):
            held = process.memory_info().rss
            held += sum(child.memory_info().rss for child in process.children(recursive=True))
        if held > limit * 1e6 and _LIMIT.memory_mb == limit:
            log.error("holds %.0f MB, more than %.0f", held / 1e6, limit)
            _leave(OUT_OF_MEMORY)


def _end_with(parent: Any) -> None:
    parent.join()
    _leave(1)


def _leave(code: int) -> None:
    """End this process at once, and every program that it started."""
    with suppress(psutil.Error):
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    os._exit(code)
