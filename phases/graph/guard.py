"""Keep the machine usable: new parts wait for a busy CPU or low memory, nothing fills the disk."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

import psutil

from phases.graph.config import Config

log = logging.getLogger(__name__)

INTERVAL_S = 0.5
"""Seconds between two looks at the machine."""
DISK_INTERVAL_S = 2.0
"""Seconds between two looks at the disk."""
LOWER_AFTER_S = 5.0
"""Seconds of little memory after which there is one worker less, and of enough after which one more."""

LONG_S = 10.0
"""Seconds after which a run that is held back says so, and goes on slowly."""


class Guard:
    """Says when no new part should be started, and how many workers there may be.

    The CPU that counts is what *other* programs use: a run that fills the machine must not throttle
    itself. Its workers run at low priority, so another program that wants the CPU gets it, and is seen.
    """

    def __init__(
        self,
        config: Config,
        workers: int,
        others_cpu: Callable[[], float] | None = None,
        free_memory: Callable[[], float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.workers = workers
        """How many workers may work now."""
        self._config = config
        self._most = workers
        self._others_cpu = others_cpu or OthersCpu().percent
        self._free_memory = free_memory or (lambda: float(psutil.virtual_memory().available))
        self._clock = clock
        self._looked = clock()
        self._busy_since: float | None = None
        self.low_memory = False
        """Is less memory free than there should be?"""
        self._memory_since = self._looked
        self._held_since: float | None = None
        self.long = False
        """Have parts been held back for so long that somebody may wonder?"""

    @property
    def crawls(self) -> bool:
        """May one part at a time go on while parts are held back? A run must come to its end some day."""
        return self.low_memory or self.long

    def holds(self) -> str:
        """Why new parts should wait, in words; empty when they need not."""
        now = self._clock()
        if now - self._looked >= INTERVAL_S:
            self._looked = now
            self._look(now)
        reason = self._reason(now)
        self._time_it(reason, now)
        return reason

    def _reason(self, now: float) -> str:
        if self.low_memory:
            return "little memory is free"
        if self._busy_since is not None and now - self._busy_since >= self._config.throttle_delay:
            return "other programs need the CPU"
        return ""

    def _time_it(self, reason: str, now: float) -> None:
        """Take note of how long parts have been held back."""
        if not reason:
            if self.long:
                log.info("held back no longer")
            self._held_since, self.long = None, False
        elif self._held_since is None:
            self._held_since = now
        elif not self.long and now - self._held_since >= LONG_S:
            self.long = True
            log.info("held back: %s", reason)

    def _look(self, now: float) -> None:
        if self._others_cpu() <= self._config.cpu_threshold:
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = now
        low = self._free_memory() < self._config.min_free_memory_mb * 1e6
        if low != self.low_memory:
            self.low_memory, self._memory_since = low, now
        elif now - self._memory_since >= LOWER_AFTER_S:
            self._memory_since = now
            self.workers = max(1, min(self._most, self.workers + (-1 if low else 1)))


class Disk:
    """Watches the free space of the disk that `folder` is on."""

    def __init__(self, folder: str, least_mb: float) -> None:
        self._folder = folder
        self._least_mb = least_mb
        self._looked = float("-inf")

    def too_small_for(self, needed_bytes: float) -> str:
        """A line when so much more would leave too little free."""
        free_mb, needed_mb = psutil.disk_usage(self._folder).free / 1e6, needed_bytes / 1e6
        if free_mb - needed_mb >= self._least_mb:
            return ""
        return (
            f"about {needed_mb:,.0f} MB are needed and {free_mb:,.0f} MB are free on the disk,"
            f" min_free_disk_mb is {self._least_mb:,.0f}"
        )

    def trouble(self) -> str:
        """A line when too little is free, or the folder is gone; looks only now and then."""
        if time.monotonic() - self._looked < DISK_INTERVAL_S:
            return ""
        self._looked = time.monotonic()
        try:
            free_mb = psutil.disk_usage(self._folder).free / 1e6
        except OSError as error:  # somebody has moved it away, or taken the disk out
            return f"{self._folder}/: {error.strerror}"
        if free_mb >= self._least_mb:
            return ""
        return f"only {free_mb:,.0f} MB are free on the disk, min_free_disk_mb is {self._least_mb:,.0f}"


class OthersCpu:
    """The CPU that programs other than this one and its workers use."""

    def __init__(self) -> None:
        psutil.cpu_percent()  # starts the measurement
        self._measured = time.monotonic()
        self._own: dict[int, float] = {}

    def percent(self) -> float:
        """Per cent of all cores since the last call."""
        total, now = psutil.cpu_percent(), time.monotonic()
        own = {process.pid: _cpu_s(process) for process in _own_processes()}
        spent = sum(max(0.0, used - self._own.get(pid, used)) for pid, used in own.items())
        share = 100 * spent / max(now - self._measured, 0.001) / (psutil.cpu_count() or 1)
        self._own, self._measured = own, now
        return max(0.0, total - share)


def held_mb() -> float:
    """Memory that this program and its workers hold for themselves alone, in MB (10^6 bytes)."""
    held = 0.0
    for process in _own_processes():
        with suppress(psutil.Error):
            held += process.memory_full_info().uss / 1e6
    return held


def _own_processes() -> list[psutil.Process]:
    process = psutil.Process()
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return [process]


def _cpu_s(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
