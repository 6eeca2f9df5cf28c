"""Ctrl+C, SIGTERM and a closed terminal: the first ends a run in order, the second at once."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Stop:
    """Whether somebody has asked the run to stop."""

    def __init__(self, grace_s: float, tell: Callable[[float], None]) -> None:
        self.signal = 0
        """Number of the signal that came, or 0."""
        self._grace_s = grace_s
        self._tell = tell
        self._asked_at = 0.0

    @property
    def late(self) -> bool:
        """Has what was in flight had its time?"""
        return bool(self.signal) and time.monotonic() > self._asked_at + self._grace_s

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take note of the first signal; raise KeyboardInterrupt at the second."""
        numbers = [signal.SIGINT, signal.SIGTERM]
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
            numbers.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._asked) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked(self, number: int, frame: Any) -> None:
        if self.signal:
            raise KeyboardInterrupt
        self.signal = number
        self._asked_at = time.monotonic()
        self._tell(self._grace_s)
