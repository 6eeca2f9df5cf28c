"""What a run would cost in money: a phase that pays for its parts says what those to be made cost."""

from collections.abc import Iterable, Mapping, Sequence

from phases.graph.figures import counted
from phases.graph.forecast import ItemPlan
from phases.graph.model import Part
from phases.graph.phase_task import PhaseTask

Listed = Mapping[str, Sequence[tuple[str, Part]]]
"""Names of tasks to their parts with their keys."""


def has_price(task: PhaseTask) -> bool:
    """Does the task's phase say what its parts cost?"""
    return hasattr(task.phase.module, "price")


def prices(plans: Iterable[ItemPlan], listed: Listed, cached: set[str]) -> list[str]:
    """A line for each phase that costs something: what is known, and of how many items it is not."""
    lines = []
    tasks = [one.task for plan in plans for one in plan.phases if one.action != "fail"]
    for name in dict.fromkeys(task.phase.name for task in tasks if has_price(task)):
        same = [task for task in tasks if task.phase.name == name and has_price(task)]
        missing = {
            key: part
            for task in same
            for key, part in listed.get(task.name, ())
            if key not in cached  # and equal parts are paid for once
        }
        module = same[0].phase.module
        price = module.price(list(missing.values()), same[0].recipe.settings)
        if price:
            unknown = sum(task.name not in listed for task in same)
            more = f"; of {counted(unknown, 'item')} known when the phases before are made"
            lines.append(f"{name}: {price}{more if unknown else ''}")
    return lines
