"""Deal the calls of all running jobs to the one pool of workers."""

import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from phases.graph.errors import BinderyError
from phases.graph.jobs import Built, Call, Job, Limits, Plan
from phases.graph.patience import Patience
from phases.graph.work import CHAIN, Done, Failed


class Workers(Protocol):
    """What the scheduler needs of a pool."""

    def submit(self, token: Any, limits: Limits, function: str, *arguments: Any) -> None: ...
    def ended(self, wait: float) -> list[tuple[Any, Done | Failed]]: ...
    def close(self) -> None: ...


@dataclass(eq=False)
class Running:
    """A job that is being worked on."""

    name: str
    number: int
    job: Job
    plan: Plan
    started: float = field(default_factory=time.monotonic)
    behind: Mapping[str, Call] = field(default_factory=dict)
    """Of the tasks behind it, by their names: calls that may go to a worker together with its first one."""
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
    behind: Mapping[str, Call] = field(default_factory=dict, compare=False)
    """Calls that go to the worker behind it, by the names of their tasks."""
    tries: int = field(default=0, compare=False)
    first_try: float = field(default=0.0, compare=False)


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
        """Calls that workers may have at the same time; it may be changed on the way."""
        self._patience = patience or Patience()
        self._retrying = retrying or (lambda name, failed, pause_s: None)
        self._later: list[tuple[float, int, Queued]] = []
        """Calls to be tried again, by when."""
        self._open_pool = open_pool  # a run with nothing to do needs no processes
        self._made = made
        self._pool: Workers | None = None
        self._queue: list[Queued] = []
        self._by_key: dict[str, Queued] = {}
        self.in_flight = 0
        """Calls that workers have."""
        self._numbers = itertools.count()
        self._finished: deque[tuple[Running, Built | Failed | None]] = deque()
        self._known: dict[str, tuple[Call, Done | Failed]] = {}
        """Results of calls that ran behind another one, until their tasks are started."""

    @property
    def hungry(self) -> bool:
        """Are there fewer calls than workers?"""
        return len(self._queue) + self.in_flight < self.workers

    @property
    def ahead(self) -> bool:
        """Are there results of tasks that were not started yet?"""
        return bool(self._known)

    @property
    def waiting(self) -> bool:
        """Are there calls that no worker has yet?"""
        return bool(self._queue)

    def start(self, name: str, job: Job, plan: Plan, behind: Mapping[str, Call] | None = None) -> None:
        """Begin with a job.

        The calls `behind`, by the names of the tasks that will want them, go to the worker with its
        first call. Who starts such a task finds the result there.
        """
        if self._pool is None:
            self._pool = self._open_pool()
        self.running[name] = Running(name, next(self._numbers), job, plan, behind=behind or {})
        self._advance(self.running[name], None)

    def knows(self, name: str) -> bool:
        """Is there a result for the task `name` already?"""
        return name in self._known

    def drop(self, name: str) -> None:
        """The task `name` will not be started."""
        self._known.pop(name, None)

    def dispatch(self, most: int | None = None) -> None:
        """Hand calls to the pool: one for each worker, and one more so that none has to wait.

        With `most`, no more than so many calls are in flight.
        """
        most = most or self.workers + 1
        while self._later and self._later[0][0] <= time.monotonic():
            heapq.heappush(self._queue, heapq.heappop(self._later)[2])
        while self._pool and self._queue and self.in_flight < most:
            queued = heapq.heappop(self._queue)
            if not any(self.running.get(running.name) is running for running, _ in queued.waiters):
                self._by_key.pop(queued.call.key, None)  # all who wanted it have failed
                continue
            call = queued.call
            self.in_flight += 1
            queued.tries += 1
            queued.first_try = queued.first_try or time.monotonic()
            if queued.behind:
                chain = [(one.function, one.arguments) for one in (call, *queued.behind.values())]
                self._pool.submit(queued, call.limits, CHAIN, chain)
            else:
                self._pool.submit(queued, call.limits, call.function, *call.arguments)

    def finished(self, wait: float) -> list[tuple[Running, Built | Failed | None]]:
        """The jobs that ended, and what they came to; waits up to `wait` seconds for calls to end."""
        if self._pool and not self._finished:
            for queued, result in self._pool.ended(wait):
                self.in_flight -= 1
                if queued.behind:
                    self._chain_ended(queued, result)
                else:
                    self._call_ended(queued, result)
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
        queued = Queued((running.number, -call.weight, place), call, [(running, place)], running.behind)
        if call.key:
            self._by_key[call.key] = queued
        made, result = self._known.pop(running.name, (None, None))
        if result and made == call:
            queued.tries, queued.first_try = 1, time.monotonic()
            self._call_ended(queued, result)
        else:
            heapq.heappush(self._queue, queued)

    def _chain_ended(self, queued: Queued, result: Done | Failed) -> None:
        behind, queued.behind = queued.behind, {}
        if isinstance(result, Failed):  # a dead worker: which call it was shows when each goes alone
            queued.tries -= 1
            heapq.heappush(self._queue, queued)
            return
        first, *others = result.value
        self._known |= {
            name: (call, one) for (name, call), one in zip(behind.items(), others, strict=False)
        }
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
            running.plan.done += bool(key)
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
