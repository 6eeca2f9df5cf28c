"""Worker processes: a time limit for each call, and a dead worker fails its call alone.

The processes are pebble's. On Linux they are forked from a small server that has the heavy libraries
loaded already, so that a worker starts in milliseconds and shares their memory.
"""

import logging
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from queue import Empty, SimpleQueue
from typing import Any

import pebble

from phases.graph import worker
from phases.graph.config import Config
from phases.graph.errors import ToolError
from phases.graph.jobs import Limits
from phases.graph.log import Log
from phases.graph.work import CHAINS, Done, Failed

log = logging.getLogger(__name__)

LONGEST_TEMPDIR = 70
"""Bytes of TMPDIR up to which the fork server's socket below it has a name that Linux takes (107)."""
LOOK_S = 0.25
"""Seconds between two looks at the time that calls have taken."""
MOST_S = 0.5
"""Seconds from one look to the next that count at most: when more went by, this machine slept."""


class Pool:
    """Runs functions of :mod:`phases.graph.work`, and hands back their results in order of their end."""

    def __init__(self, config: Config, workers: int, preload: Sequence[str], log_to: Log) -> None:
        self.workers = workers
        self._most_calls = config.max_parts_per_worker
        self._start_arguments = (log_to, config.nice, tuple(preload))
        self._ended: SimpleQueue[tuple[Any, Limits, Future[Any]]] = SimpleQueue()
        self._left: dict[Future[Any], float] = {}
        """Seconds that may still go by until a call is ended."""
        self._looked = time.monotonic()
        # -n is the parallelism; a worker that starts threads of its own takes it from the others.
        for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(variable, "1")
        self._context: Any
        if sys.platform == "linux" and len(os.fsencode(tempfile.gettempdir())) <= LONGEST_TEMPDIR:
            self._context = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload(["__main__", worker.__name__, *preload])
        else:
            self._context = multiprocessing.get_context("spawn")
        self._pool = self._new()

    def submit(self, token: Any, limits: Limits, function: str, *arguments: Any) -> None:
        """Run ``work.<function>(*arguments)`` within `limits`; `token` comes back with the result."""
        try:
            future = self._schedule(limits, function, arguments)
        # A worker died between two calls, and pebble gave up the pool; or the system gives no process.
        except (RuntimeError, OSError, EOFError):
            log.warning("the worker pool broke and is started again")
            self._pool.stop()
            self._pool = self._new()
            try:
                future = self._schedule(limits, function, arguments)
            except (RuntimeError, OSError, EOFError) as error:
                raise ToolError(
                    "the worker processes cannot be started", "see the log", str(error)
                ) from error
        self._left[future] = limits.timeout_s
        future.add_done_callback(lambda future: self._ended.put((token, limits, future)))

    def ended(self, wait: float) -> list[tuple[Any, Done | Failed]]:
        """The calls that ended, with their tokens; waits up to `wait` seconds for the first."""
        until = time.monotonic() + wait
        ended = self._take(min(wait, LOOK_S))
        while not ended and (left := until - time.monotonic()) > 0:
            ended = self._take(min(left, LOOK_S))
        return [(token, _result(limits, future)) for token, limits, future in ended]

    def close(self) -> None:
        """End all workers, whatever they do."""
        # A worker that is just starting opens the pool's locks by their names: they must go last.
        channel = self._pool._pool_manager.worker_manager.workers_channel
        locks = dict(vars(channel.mutex)) if channel else {}
        self._pool.stop()
        self._pool.join()
        locks.clear()

    def _take(self, wait: float) -> list[tuple[Any, Limits, Future[Any]]]:
        self._end_late()
        ended = []
        try:
            ended.append(self._ended.get(timeout=wait))
            while True:
                ended.append(self._ended.get_nowait())
        except Empty:
            for _, _, future in ended:
                self._left.pop(future, None)
            return ended

    def _end_late(self) -> None:
        """End the calls that took longer than they may.

        By pebble's clock they would all be late once a lid was closed for long, or a clock set ahead.
        """
        now = time.monotonic()
        gone, self._looked = min(now - self._looked, MOST_S), now
        for future in [one for one in self._left if one.running()]:
            self._left[future] -= gone
            if self._left[future] < 0:
                future.cancel()

    def _schedule(self, limits: Limits, function: str, arguments: tuple[Any, ...]) -> Future[Any]:
        future: Future[Any]
        if function == CHAINS:
            future = self._pool.schedule(worker.chains, (limits.memory_mb, *arguments))
        else:
            future = self._pool.schedule(worker.call, (function, limits.memory_mb, *arguments))
        return future

    def _new(self) -> pebble.ProcessPool:
        return pebble.ProcessPool(
            max_workers=self.workers,
            max_tasks=self._most_calls,
            context=self._context,
            initializer=worker.start,
            initargs=self._start_arguments,
        )


def _result(limits: Limits, future: Future[Any]) -> Done | Failed:
    """What a call came to, when it did not say so itself."""
    try:
        result: Done | Failed = future.result()
        return result
    except CancelledError:
        return Failed(f"longer than {limits.timeout_s:g} s; raise timeout_s, or look at the input")
    except pebble.ProcessExpired as error:
        if error.exitcode == worker.OUT_OF_MEMORY:
            return Failed(
                f"more than {limits.memory_mb / 1000:g} GB; raise memory_mb, or look at the input"
            )
        how = _how_ended(error.exitcode)
        return Failed(f"the worker process was {how}; the input or the engine crashed it", retry_after=0.0)
    except BrokenProcessPool as error:
        return Failed(f"the worker pool broke: {error}", retry_after=0.0)


def _how_ended(exit_code: int) -> str:
    """``killed by SIGSEGV`` or ``ended with exit code 3``."""
    if exit_code >= 0:
        return f"ended with exit code {exit_code}"
    try:
        return f"killed by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"killed by signal {-exit_code}"
