"""What a run would cost, judged by what earlier runs cost for each byte of source."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from phases.graph.forecast import ItemPlan, Known
from phases.graph.state import State
from phases.graph.tasks import Graph


@dataclass(frozen=True)
class UnitCosts:
    """What earlier runs cost for each byte of an item's source."""

    seconds: Mapping[str, float]
    """Of CPU, by ``pipeline:phase``."""
    target_bytes: Mapping[str, float]
    """By ``pipeline:phase``."""
    cache_bytes: float = 0.0
    """Of parts, by divided phase."""
    cache_room: float = 0.0
    """Bytes that the cache may still grow by."""
    stretch: float = 1.0
    """How many times as long as its CPU seconds, dealt to the workers, a run takes."""
    items: int = 0
    """How many items this is known from."""


@dataclass
class Cost:
    """What a run would cost; without any history nothing is known."""

    workers: int
    items: int = 0
    """How many items of earlier runs it is judged by."""
    sure_s: float = 0.0
    """Seconds that a run takes for the phases that are sure."""
    maybe_s: float = 0.0
    """For those that may have to be made too."""
    disk_bytes: float = 0.0
    parts: int = 0
    """To make, as far as that can be known before the earlier phases are made."""
    cached: int = 0
    """Parts that are in the cache."""
    unmeasured: set[str] = field(default_factory=set)
    """Phases that no run has made yet."""


def cost(plans: Iterable[ItemPlan], known: Known, cached: set[str], costs: UnitCosts, workers: int) -> Cost:
    """What it costs to make what is planned; `cached` holds the keys of parts that are there."""
    total = Cost(workers, costs.items)
    counted: set[str] = set()
    cache_bytes = 0.0
    for planned in (one for plan in plans for one in plan.phases if one.action != "fail"):
        phase, size = planned.task.phase, planned.task.item.size
        keys = known.parts.get(planned.task.name)
        share = 1.0
        if keys is not None:
            missing = keys - cached - counted  # items share their parts
            counted |= keys
            share = len(missing) / max(len(keys), 1)
            total.parts += len(missing)
            total.cached += len(keys & cached)
        key = planned.task.key
        if key not in costs.seconds:
            total.unmeasured.add(phase.name)
        seconds = costs.seconds.get(key, 0.0) * size * share * costs.stretch / workers
        if planned.action == "make":
            total.sure_s += seconds
        else:
            total.maybe_s += seconds
        if not os.path.exists(planned.task.targets[0]):  # nor in a folder of another user
            total.disk_bytes += costs.target_bytes.get(key, 0.0) * size
        if phase.divided:
            cache_bytes += costs.cache_bytes * size * share
    total.disk_bytes += min(cache_bytes, costs.cache_room)
    return total


def target_bytes(graph: Graph, state: State) -> dict[str, float]:
    """Bytes of a target for each byte of source by ``pipeline:phase``, from what stands now."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for task in graph.tasks.values():
        values = state.get(task.name, "_values_:")
        if values:
            sums[task.key][0] += values["target"][0]
            sums[task.key][1] += task.item.size
    return {key: written / max(read, 1) for key, (written, read) in sums.items()}


def missing_bytes(graph: Graph, state: State) -> float:
    """What the targets that were never made will take, judged by those that stand."""
    each = target_bytes(graph, state)
    missing = (task for task in graph.tasks.values() if not state.in_(task.name))
    return sum(each.get(task.key, 0.0) * task.item.size for task in missing)
