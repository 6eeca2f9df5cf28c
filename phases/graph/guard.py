"""Keep the machine usable: hold new parts back while other programs need the CPU."""

import time
from collections.abc import Callable

import psutil

INTERVAL = 0.5
"""Seconds between two looks at the CPU."""


class Guard:
    """Says when no new part should be started.

    The CPU that counts is what *other* programs use: a run that fills the machine must not throttle
    itself. Its workers run at low priority, so another program that wants the CPU gets it, and is seen.
    """

    def __init__(
        self,
        threshold: float,
        delay: float,
        others: Callable[[], float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.threshold = threshold
        """Per cent of all cores."""
        self.delay = delay
        """Seconds over the threshold before parts are held back."""
        self._others = others or OthersCpu().percent
        self._clock = clock
        self._looked = clock()
        self._over_since: float | None = None

    def holds(self) -> bool:
        """Should new parts wait?"""
        now = self._clock()
        if now - self._looked >= INTERVAL:
            self._looked = now
            if self._others() <= self.threshold:
                self._over_since = None
            elif self._over_since is None:
                self._over_since = now
        return self._over_since is not None and now - self._over_since >= self.delay


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
