"""Deal the calls of all running jobs to the one pool of workers."""

import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from phases.graph.errors import BinderyError
from phases.graph.jobs import Built, Call, Job, Limits, PartCounts
from phases.graph.patience import Patience
from phases.graph.queue import ALONE, Chain, Queue, Queued, Running
from phases.graph.work import CHAINS, Done, Failed


class Workers(Protocol):
    """What the scheduler needs of a pool."""

    def submit(self, token: Any, limits: Limits, function: str, *arguments: Any) -> None: ...
    def ended(self, wait: float) -> list[tuple[Any, Done | Failed]]: ...
    def close(self) -> None: ...


class Scheduler:
    """Runs jobs; two jobs that want the same part share the call that makes it."""

    def __init__(
        self,
        workers: int,
        open_pool: Callable[[], Workers],
        made: Callable[[str, int], None],
        patience: Patience | None = None,
        retrying: Callable[[str, Failed, float], None] | None = None,
    ) -> None:
        self.running: dict[str, Running] = {}
        self.workers = workers
        """Trips that may be on the way at the same time; it may be changed."""
        self._patience = patience or Patience()
        self._retrying = retrying or (lambda name, failed, pause_s: None)
        self._later: list[tuple[float, int, Queued]] = []
        """Calls to be tried again, by when."""
        self._open_pool = open_pool  # a run with nothing to do needs no processes
        self._made = made
        self._pool: Workers | None = None
        self._queue = Queue()
        self._by_key: dict[str, Queued] = {}
        self.in_flight = 0
        """Trips that workers are on: a call, or several that are quick."""
        self._numbers = itertools.count()
        self._finished: deque[tuple[Running, Built | Failed | None]] = deque()
        self._known: dict[str, tuple[Call, Done | Failed]] = {}
        """Results of calls that ran behind another one, until their tasks are started."""

    @property
    def hungry(self) -> bool:
        """Is there less to do than the workers could?"""
        return self._queue.trips + self.in_flight < self.workers

    @property
    def ahead(self) -> bool:
        """Are there results of tasks that were not started yet?"""
        return bool(self._known)

    @property
    def waiting(self) -> bool:
        """Are there calls that no worker has yet?"""
        return bool(self._queue)

    def start(self, name: str, job: Job, counts: PartCounts, chain: Chain = ALONE) -> None:
        """Begin with a job, `chain` going to a worker with its first call.

        Who starts a task whose call is in the chain finds the result there.
        """
        if self._pool is None:
            self._pool = self._open_pool()
        self.running[name] = Running(name, next(self._numbers), job, counts, chain=chain)
        self._advance(self.running[name], None)

    def known(self, name: str) -> Call | None:
        """The call of the task `name`, if there is a result of it already."""
        return self._known[name][0] if name in self._known else None

    def drop(self, name: str) -> None:
        """The task `name` will not be started."""
        self._known.pop(name, None)

    def dispatch(self, most: int | None = None) -> None:
        """Send workers on trips: one for each, and one more so that none has to wait.

        With `most`, no more than so many are on the way.
        """
        most = most or self.workers + 1
        while self._later and self._later[0][0] <= time.monotonic():
            self._queue.push(heapq.heappop(self._later)[2])
        while self._pool and self._queue and self.in_flight < most:
            trip = [one for one in self._queue.trip(self.workers - self.in_flight) if self._wanted(one)]
            for queued in trip:
                queued.tries += 1
                queued.first_try = queued.first_try or time.monotonic()
            if trip:
                self.in_flight += 1
                self._send(self._pool, trip)

    def finished(self, wait: float) -> list[tuple[Running, Built | Failed | None]]:
        """The jobs that ended, and what they came to; waits up to `wait` seconds for calls to end."""
        if self._pool and not self._finished:
            for trip, result in self._pool.ended(wait):
                self.in_flight -= 1
                self._trip_ended(trip, result)
        finished = list(self._finished)
        self._finished.clear()
        return finished

    def close(self) -> None:
        """End the workers, whatever they do, and drop the jobs."""
        if self._pool:
            self._pool.close()
        for running in self.running.values():
            running.job.close()

    def _advance(self, running: Running, results: list[Any] | None) -> None:
        """Let a job go on until it waits for calls again, or has ended."""
        try:
            calls = running.job.send(results)  # type: ignore[arg-type]  # None starts a generator
            while not calls:
                calls = running.job.send([])
        except StopIteration as end:
            self._end(running, end.value)
        except BinderyError as error:
            self._end(running, Failed(str(error)))
        else:
            running.results, running.pending = [None] * len(calls), len(calls)
            for place, call in enumerate(calls):
                self._enqueue(running, place, call)

    def _enqueue(self, running: Running, place: int, call: Call) -> None:
        if call.key in self._by_key:
            self._by_key[call.key].waiters.append((running, place))
            return
        order = running.number, -call.weight, place
        queued = Queued(order, call, [(running, place)], running.chain)
        if call.key:
            self._by_key[call.key] = queued
        made, result = self._known.pop(running.name, (None, None))
        if result and made == call:
            queued.tries, queued.first_try = 1, time.monotonic()
            self._call_ended(queued, result)
        else:
            self._queue.push(queued)

    def _wanted(self, queued: Queued) -> bool:
        """Does anybody still wait for a call? If not, it is forgotten."""
        if any(self.running.get(running.name) is running for running, _ in queued.waiters):
            return True
        self._by_key.pop(queued.call.key, None)  # all who wanted it have failed
        return False

    def _send(self, pool: Workers, trip: list[Queued]) -> None:
        first = trip[0].call
        if _is_one_call(trip):
            pool.submit(trip, first.limits, first.function, *first.arguments)
            return
        chains = [
            [(call.function, call.arguments) for call in (queued.call, *queued.chain.behind.values())]
            for queued in trip
        ]
        pool.submit(trip, first.limits, CHAINS, chains)

    def _trip_ended(self, trip: list[Queued], result: Done | Failed) -> None:
        if _is_one_call(trip):
            self._call_ended(trip[0], result)
            return
        chains = [] if isinstance(result, Failed) else result.value
        for queued in trip[len(chains) :]:  # the time was over before their turn
            queued.tries -= 1
            if isinstance(result, Failed):  # a dead worker: by which call shows when each goes alone
                queued.chain = ALONE
            self._queue.push(queued)
        for queued, (first, *others) in zip(trip, chains, strict=False):
            made = zip(queued.chain.behind.items(), others, strict=False)
            self._known |= {name: (call, one) for (name, call), one in made}
            queued.chain = ALONE
            self._call_ended(queued, first)

    def _call_ended(self, queued: Queued, result: Done | Failed) -> None:
        for running, _ in queued.waiters:
            running.cpu_s += result.cpu_s
            running.peak_mb = max(running.peak_mb, result.peak_mb)
        if isinstance(result, Failed) and self._again(queued, result):
            return
        key = queued.call.key
        self._by_key.pop(key, None)
        if key and isinstance(result, Done):
            self._made(key, result.value)
        for running, place in queued.waiters:
            if self.running.get(running.name) is not running:
                continue  # it has failed by another call
            if isinstance(result, Failed):
                self._end(running, result.at(queued.call.label))
                continue
            running.seconds += result.seconds
            running.counts.done += bool(key)
            running.results[place] = result.value
            running.pending -= 1
            if not running.pending:
                self._advance(running, running.results)

    def _again(self, queued: Queued, failed: Failed) -> bool:
        """Put a failed call back for a later try, if that may help."""
        pause_s = self._patience.pause(failed, queued.tries, time.monotonic() - queued.first_try)
        wanted = [one.name for one, _ in queued.waiters if self.running.get(one.name) is one]
        if pause_s is None or not wanted:
            return False
        heapq.heappush(self._later, (time.monotonic() + pause_s, next(self._numbers), queued))
        self._retrying(wanted[0], failed.at(queued.call.label), pause_s)
        return True

    def _end(self, running: Running, result: Built | Failed | None) -> None:
        del self.running[running.name]
        running.job.close()
        self._finished.append((running, result))


def _is_one_call(trip: list[Queued]) -> bool:
    return len(trip) == 1 and not trip[0].chain.behind
