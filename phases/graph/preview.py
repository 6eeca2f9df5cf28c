"""Find out what a run would do: the forecast, with what only worker processes can tell it.

Workers read the inputs that were touched, try the first phase of new and changed items (into a
temporary folder, so that a broken file is known before the run), and list the parts of divided phases.
Nothing in ``build/`` is written.
"""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from doit.control import TaskControl
from doit.dependency import Dependency

from phases.graph import targets
from phases.graph.cache import Cache
from phases.graph.checker import MD5Checker
from phases.graph.choosing import READING
from phases.graph.cost import Cost, UnitCosts, cost, target_bytes
from phases.graph.forecast import Forecast, ItemPlan, Known, Planned
from phases.graph.history import reading
from phases.graph.jobs import Call, Jobs
from phases.graph.model import Part
from phases.graph.pricing import has_price, prices
from phases.graph.questions import Questions
from phases.graph.selection import selected
from phases.graph.state import State
from phases.graph.tasks import Graph
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
    prices: list[str] = field(default_factory=list)
    """What phases say of the money that their parts cost, a line each."""


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
        stretch, items_made = history.stretch(), history.items_made()
    forecast = Forecast(graph, dep_manager, twins, failures, always)
    known = Known()
    with Questions(graph, workers) as ask:
        _read(ask, control, graph, checker, twins, state)
        items = forecast.items(control.task_dispatcher(), known)
        tried = [one for plan in items for one in plan.phases if one.task.first]
        _try(ask, jobs, tried, known)
        if known.failing or known.outputs:
            items = forecast.items(control.task_dispatcher(), known)
        made = [one for plan in items for one in plan.phases if one.action == "make" and one.settled]
        divided = [one for one in made if one.task.phase.divided]
        listed = _list(ask, jobs, divided, known)
        if divided:
            items = forecast.items(control.task_dispatcher(), known)
    keys = set().union(*known.parts.values())
    # Not `cache.holds`: that would mark them as used.
    cached = set() if always else {key for key in keys if cache.path(key).exists()}
    return Preview(
        items,
        known,
        cached,
        cost(items, known, cached, _unit_costs(graph, state, cache, stretch, items_made), workers),
        shutil.disk_usage("build").free,
        prices(items, listed, cached),
    )


def _read(
    ask: Questions, control: TaskControl, graph: Graph, checker: MD5Checker, twins: Twins, state: State
) -> None:
    """Compare inputs that were touched by their content, and those that may be twins."""
    unknown: dict[str, None] = {}
    for task in selected(control):
        paths = checker.unknown(task.file_dep, state, task.name)
        if not task.first:
            paths += twins.unknown(task.item)
        unknown |= dict.fromkeys(paths)
    for _, answer in ask({path: Call("digests", ([path],), READING) for path in unknown}):
        if isinstance(answer, Done):  # what cannot be read fails when it is tried
            checker.found.update(answer.value)


def _try(ask: Questions, jobs: Jobs, planned: list[Planned], known: Known) -> None:
    """Make first phases for real, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="bindery-plan-") as folder:
        written, calls = {}, {}
        for number, one in enumerate(planned):
            path = one.task.targets[0]
            slash = "/" * path.endswith("/")
            written[one.task.name] = str(Path(folder, str(number), Path(path).name)) + slash
            call = jobs.trial(one.task, written[one.task.name])
            if call:
                calls[one.task.name] = call
        target = {one.task.name: one.task.targets[0] for one in planned}
        for name, answer in ask(calls):
            if isinstance(answer, Failed):
                known.failing[name] = answer.message
                continue
            known.outputs[target[name]] = targets.digest(written[name])
            targets.remove(Path(written[name]))


def _list(
    ask: Questions, jobs: Jobs, planned: list[Planned], known: Known
) -> dict[str, list[tuple[str, Part]]]:
    """Find the parts of divided phases; those of phases with a price are returned."""
    listed = {}
    tasks = {one.task.name: one.task for one in planned}
    for name, answer in ask({one.task.name: jobs.listing(one.task) for one in planned}):
        if isinstance(answer, Failed):
            known.failing[name] = answer.message
        else:
            known.parts[name] = {key for key, _ in answer.value[0].parts}
            if has_price(tasks[name]):
                listed[name] = answer.value[0].parts
    return listed


def _unit_costs(graph: Graph, state: State, cache: Cache, stretch: float, items: int) -> UnitCosts:
    """What earlier runs cost for each byte of source."""
    source_bytes = sum(
        task.item.size for task in graph.tasks.values() if task.phase.divided and state.in_(task.name)
    )
    held = cache.measured()
    room = max(0.0, cache.limit - held)
    return UnitCosts(
        state.pace(), target_bytes(graph, state), held / max(source_bytes, 1), room, stretch, items
    )
