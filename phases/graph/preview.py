"""Find out what a run would do: the forecast, with what only worker processes can tell it.

Workers read the inputs that were touched, try the first phase of new and changed items (into a
temporary folder, so that a broken file is known before the run), and list the parts of divided phases.
Nothing in ``build/`` is written.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from doit.control import TaskControl
from doit.dependency import Dependency

from phases.graph import work
from phases.graph.cache import Cache
from phases.graph.checker import MD5Checker
from phases.graph.forecast import Cost, Forecast, ItemPlan, Known, Planned, Rates, cost, target_bytes
from phases.graph.history import reading
from phases.graph.jobs import Call, Jobs
from phases.graph.log import Log
from phases.graph.pool import Pool
from phases.graph.runner import READING
from phases.graph.state import State
from phases.graph.tasks import Graph, PhaseTask
from phases.graph.twins import Twins, find
from phases.graph.work import Done, Failed


@dataclass
class Preview:
    """What a run would do."""

    items: list[ItemPlan]
    known: Known
    cached: set[str]
    """Keys of the parts that are in the cache."""
    cost: Cost
    free_bytes: int
    """On the disk of ``build/``."""


def preview(
    graph: Graph, dep_manager: Dependency, control: TaskControl, workers: int, always: bool = False
) -> Preview:
    """What a run of the tasks that `control` has selected would do."""
    state: State = dep_manager.backend
    checker = dep_manager.checker = MD5Checker()
    twins = find(graph.items.values(), checker.found, state, graph.named)
    cache = Cache(Path("build/cache"), graph.config.cache_gb * 1e9)
    jobs = Jobs(graph.tasks, cache)
    with reading(state.name) as history:
        failures = {(one.item, one.phase): one.error for one in history.failing().values()}
        stretch, made = history.stretch(), history.items_made()
    forecast = Forecast(graph, dep_manager, twins, failures, always)
    known = Known()
    with _Workers(graph, workers) as ask:
        _read(ask, control, graph, checker, twins, state)
        items = forecast.items(control.task_dispatcher(), known)
        tried = [one for plan in items for one in plan.phases if one.task.first]
        _try(ask, jobs, tried, known)
        if known.failing or known.outputs:
            items = forecast.items(control.task_dispatcher(), known)
        divided = [
            one
            for plan in items
            for one in plan.phases
            if one.task.phase.divided and one.action == "make" and one.settled
        ]
        _list(ask, jobs, divided, known)
        if divided:
            items = forecast.items(control.task_dispatcher(), known)
    keys = set().union(*known.parts.values())
    # Not `cache.holds`: that would mark them as used.
    cached = set() if always else {key for key in keys if cache.path(key).exists()}
    return Preview(
        items,
        known,
        cached,
        cost(items, known, cached, _rates(graph, state, cache, stretch, made), workers),
        shutil.disk_usage("build").free,
    )


def _read(
    ask: "_Workers", control: TaskControl, graph: Graph, checker: MD5Checker, twins: Twins, state: State
) -> None:
    """Compare inputs that were touched by their content, and those that may be twins."""
    unknown: dict[str, None] = {}
    for task in _selected(control):
        paths = checker.unknown(task.file_dep, state, task.name)
        if not task.first:
            paths += twins.unknown(task.item)
        unknown |= dict.fromkeys(paths)
    for _, answer in ask({path: Call("digests", ([path],), READING) for path in unknown}):
        if isinstance(answer, Done):  # what cannot be read fails when it is tried
            checker.found.update(answer.value)


def _selected(control: TaskControl) -> list[PhaseTask]:
    """The phases that a run would look at."""
    names, seen = list(control.selected_tasks), set()
    while names:
        name = names.pop()
        if name not in seen:
            seen.add(name)
            names += control.tasks[name].task_dep
    return [task for name, task in control.tasks.items() if name in seen and isinstance(task, PhaseTask)]


def _try(ask: "_Workers", jobs: Jobs, planned: list[Planned], known: Known) -> None:
    """Make first phases for real, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="bindery-plan-") as folder:
        targets, calls = {}, {}
        for number, one in enumerate(planned):
            targets[one.task.name] = str(Path(folder, str(number), Path(one.task.targets[0]).name))
            call = jobs.trial(one.task, targets[one.task.name])
            if call:
                calls[one.task.name] = call
        target = {one.task.name: one.task.targets[0] for one in planned}
        for name, answer in ask(calls):
            if isinstance(answer, Failed):
                known.failing[name] = answer.message
                continue
            written = targets[name]
            known.outputs[target[name]] = work.digests([written])[written]
            os.unlink(written)


def _list(ask: "_Workers", jobs: Jobs, planned: list[Planned], known: Known) -> None:
    """Find the parts of divided phases."""
    for name, answer in ask({one.task.name: jobs.listing(one.task) for one in planned}):
        if isinstance(answer, Failed):
            known.failing[name] = answer.message
        else:
            known.parts[name] = {key for key, _ in answer.value[0].parts}


def _rates(graph: Graph, state: State, cache: Cache, stretch: float, items: int) -> Rates:
    """What earlier runs cost for each byte of source."""
    spoken = sum(
        task.item.size for task in graph.tasks.values() if task.phase.divided and state.in_(task.name)
    )
    held = cache.measured()
    room = max(0.0, cache.limit - held)
    return Rates(state.pace(), target_bytes(graph, state), held / max(spoken, 1), room, stretch, items)


class _Workers:
    """A pool that is opened with the first question."""

    def __init__(self, graph: Graph, workers: int) -> None:
        self._graph = graph
        self._workers = workers
        self._pool: Pool | None = None

    def __enter__(self) -> "_Workers":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.close()

    def __call__(self, calls: dict[str, Call]) -> Iterator[tuple[str, Done | Failed]]:
        """Let workers do `calls`; each one's name with its result, as they end."""
        if not calls:
            return
        if self._pool is None:
            silent = Log(os.devnull, self._graph.config.log_level)
            self._pool = Pool(self._graph.config, self._workers, self._graph.preload, silent)
        left, in_flight = iter(calls.items()), 0
        while True:
            for name, call in islice(left, self._workers + 1 - in_flight):
                self._pool.submit(name, call.limits, call.function, *call.arguments)
                in_flight += 1
            if not in_flight:
                return
            ended = self._pool.ended(0.5)
            in_flight -= len(ended)
            yield from ended
