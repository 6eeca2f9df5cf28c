"""How far a run is and how long it will still take, by measured throughput."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Work(NamedTuple):
    """A phase of an item that this run makes."""

    key: str
    """``pipeline:phase``."""
    size: int
    """Bytes of the item's source."""
    done: float = 0.0
    """How much of it is done, 0 to 1."""


class Progress:
    """Weighs phases by what they cost in earlier runs and in this one.

    `pace` gives the CPU seconds for a byte of source by ``pipeline:phase``. A phase that was never
    measured counts like the mean of the others.
    """

    def __init__(self, pace: Callable[[], dict[str, float]]) -> None:
        self._measure = pace
        self.measure()

    def measure(self) -> None:
        """Look at the pace again."""
        self._pace = self._measure()
        self._mean = sum(self._pace.values()) / len(self._pace) if self._pace else 1.0

    def share(self, work: Iterable[Work]) -> float:
        """How much of all `work` is done, 0 to 1."""
        done = total = 0.0
        for one in work:
            expected = self._pace.get(one.key, self._mean) * max(one.size, 1)
            done += one.done * expected
            total += expected
        return done / total if total else 1.0


def remaining_s(share: float, elapsed_s: float) -> float | None:
    """Seconds until the end at the pace so far; None while there is too little to judge by.

    >>> remaining_s(0.25, 60)
    180.0
    """
    if share < 0.005 or elapsed_s < 1:
        return None
    return elapsed_s * (1 - share) / share
