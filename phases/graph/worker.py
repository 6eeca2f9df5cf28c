"""The life of a worker process: how it starts, takes calls, is watched, and ends.

`call` and `chains` are the only ways in. They return :class:`Done` or :class:`Failed`; nothing is
raised, because not every exception survives the way back.
"""

import errno
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil

if sys.platform == "linux":
    import resource

from phases.graph import locks, work
from phases.graph.errors import BinderyError, TryLater
from phases.graph.log import Log, about
from phases.graph.step import Step
from phases.graph.targets import LEFTOVER
from phases.graph.work import Done, Failed

log = logging.getLogger(__name__)

OUT_OF_MEMORY = 77
"""Exit code of a worker that held more memory than its call may."""
LOOK_S = 0.25
"""Seconds between two looks at the memory of a worker."""
TRIP_S = 0.25
"""Seconds after which a worker hands over what it has made in a trip, so that little is lost with it."""
DISK_TROUBLE = {errno.ENOSPC, errno.EROFS, errno.EDQUOT}


class _Now:
    """The call that this process works on."""

    memory_mb = float("inf")
    """What it may hold; infinite between two calls."""
    number = 0
    """Counts the calls."""


def chains(memory_mb: float, chains: Sequence[Sequence[tuple[str, tuple[Any, ...]]]]) -> Done:
    """Do chains of calls, one call after the other, in one trip; the value is what each came to.

    A chain ends early when one of its calls fails, and all of them when much time has gone: then the
    results are fewer.
    """
    results: list[list[Done | Failed]] = []
    started, cpu = time.perf_counter(), time.process_time()
    for calls in chains:
        results.append([])
        for function, arguments in calls:
            results[-1].append(call(function, memory_mb, *arguments))
            late = time.perf_counter() - started > TRIP_S
            if late or isinstance(results[-1][-1], Failed):
                break
        if late:
            break
    return Done(results, time.perf_counter() - started, time.process_time() - cpu)


def call(function: str, memory_mb: float, *arguments: Any) -> Done | Failed:
    """Call a function of :mod:`phases.graph.work` by its name.

    When the process and its children hold more than `memory_mb`, it ends with `OUT_OF_MEMORY`.
    """
    started, cpu = time.perf_counter(), time.process_time()
    _forget_peak()
    for step in arguments:
        holder = locks.held_by(Path(step.source)) if isinstance(step, Step) and step.source else ""
        if holder:
            return Failed(f"skipped, another program has it open ({holder})", held=True)
    _Now.number += 1
    _Now.memory_mb = memory_mb
    try:
        with about(next((one.task for one in arguments if isinstance(one, Step)), "")):
            value = getattr(work, function)(*arguments)
    except Exception as error:
        return replace(_failed(error), cpu_s=time.process_time() - cpu, peak_mb=_peak_mb())
    finally:
        _Now.memory_mb = float("inf")
    return Done(value, time.perf_counter() - started, time.process_time() - cpu, _peak_mb())


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
    # What is loaded now stays, and phases make many small values: a look for garbage at every 700 of them
    # takes 6 % of the time of a subtitle file.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _failed(error: Exception) -> Failed:
    """What an exception of a phase means."""
    if isinstance(error, TryLater):
        return Failed(str(error), retry_after=error.retry_after or 0.0)
    if isinstance(error, BinderyError):
        return Failed(str(error), details=str(getattr(error, "output", "")))
    details = "".join(traceback.format_exception(error))
    if isinstance(error, MemoryError):
        return Failed("not enough memory", details=details)
    if isinstance(error, OSError):
        return Failed(_os_error(error), details=details, stop=error.errno in DISK_TROUBLE)
    line = f"unexpected {type(error).__name__}: {error}; this is a bug, the log has the details"
    return Failed(" ".join(line.split()), details=details)


def _os_error(error: OSError) -> str:
    """One line for a file that cannot be read or written."""
    if error.errno == errno.ENAMETOOLONG:
        name = os.path.basename(os.fsdecode(error.filename2 or error.filename or ""))
        return f"{name[:20]}...{name[-20:]} is a name too long for this disk; give the input a shorter one"
    # Of the two names of a rename the one that nobody knows is the temporary one.
    names = [os.fsdecode(one) for one in (error.filename2, error.filename) if isinstance(one, str | bytes)]
    lasting = [one for one in names if not LEFTOVER.fullmatch(os.path.basename(one))]
    name = next(iter(lasting or names), "")
    reason = error.strerror or str(error) or type(error).__name__
    return f"{name}: {reason}" if name else reason


def _forget_peak() -> None:
    """Let the kernel count the peak of memory anew, where it can (Linux)."""
    with suppress(OSError):
        os.write(_clear_refs(), b"5")


@cache
def _clear_refs() -> int:
    """The file of this process by which the kernel is told: opening it takes ten times as long."""
    return os.open("/proc/self/clear_refs", os.O_WRONLY)


def _peak_mb() -> float:
    """The most memory that this process held since `_forget_peak`, or at all, in MB."""
    if sys.platform == "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 1e6


def _watch() -> None:
    """End this process when it holds more memory than its call may."""
    process = psutil.Process()
    last = 0
    while True:
        time.sleep(LOOK_S)
        limit, number = _Now.memory_mb, _Now.number
        if limit == float("inf"):
            continue
        held = 0
        with suppress(psutil.Error):
            held = process.memory_info().rss
            if number == last:  # finding children means reading all of /proc: not for quick calls
                held += sum(child.memory_info().rss for child in process.children(recursive=True))
        last = number
        if held > limit * 1e6 and _Now.number == number and _Now.memory_mb == limit:
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
