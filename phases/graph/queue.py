"""Calls that wait for a worker, and how they go there: a slow one alone, quick ones several in one trip.

A trip costs the main process and the worker together about as much as a small phase itself, and all that
it brings home is committed at once.
"""

import heapq
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from phases.graph.jobs import Call, Job, PartCounts

PLANNED_S = 0.2
"""Seconds of work in one trip, as far as they can be foreseen; a worker hands over at ``worker.TRIP_S``."""
MOST = 16
"""Chains of calls in one trip: with more, the other workers would wait until all are entered."""


@dataclass(frozen=True)
class Chain:
    """What goes to a worker with a call."""

    behind: Mapping[str, Call] = field(default_factory=dict)
    """The calls behind it, by the names of the tasks that will want them."""
    seconds: float = float("inf")
    """That all of them will take; infinite when nobody knows."""

    @property
    def share(self) -> float:
        """How much of a trip it fills, up to 1."""
        return min(1.0, max(1 / MOST, self.seconds / PLANNED_S))


ALONE = Chain()
"""Of a call that goes by itself."""


@dataclass(eq=False)
class Running:
    """A job that is being worked on."""

    name: str
    number: int
    job: Job
    counts: PartCounts
    started: float = field(default_factory=time.monotonic)
    chain: Chain = ALONE
    """What may go to a worker with its first call."""
    seconds: float = 0.0
    """Of its calls that succeeded, in workers."""
    cpu_s: float = 0.0
    """Of all its calls, those that failed and were tried again included."""
    peak_mb: float = 0.0
    results: list[Any] = field(default_factory=list)
    pending: int = 0
    """Calls that it waits for."""


@dataclass(order=True)
class Queued:
    """A call that waits for a worker: those of older jobs first, of one job the longest first."""

    order: tuple[int, float, int]
    call: Call = field(compare=False)
    waiters: list[tuple[Running, int]] = field(compare=False)
    """The jobs that wait for its result, and the place where they want it."""
    chain: Chain = field(default=ALONE, compare=False)
    """What goes with it."""
    tries: int = field(default=0, compare=False)
    first_try: float = field(default=0.0, compare=False)


class Queue:
    """The calls that no worker has yet, in their order."""

    def __init__(self) -> None:
        self._calls: list[Queued] = []

    def __len__(self) -> int:
        return len(self._calls)

    def push(self, queued: Queued) -> None:
        """Add a call."""
        heapq.heappush(self._calls, queued)

    @property
    def trips(self) -> float:
        """How many trips the calls fill."""
        return sum(one.chain.share for one in self._calls)

    def trip(self, free: int) -> list[Queued]:
        """Take the next calls that go to a worker together, when `free` workers have none."""
        most = -(-len(self._calls) // max(free, 1))
        trip: list[Queued] = []
        filled = 0.0
        while self._calls and len(trip) < most:
            following = self._calls[0]
            filled += following.chain.share
            if trip and (filled > 1 or following.call.limits != trip[0].call.limits):
                break
            trip.append(heapq.heappop(self._calls))
        return trip
