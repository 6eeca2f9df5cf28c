"""What became of the items of a run, as its last tables show it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from phases.graph.figures import clock, figure
from phases.graph.item import Item
from phases.graph.model import Metrics
from phases.graph.phase_task import PhaseTask

MOST_ROWS = 60
"""Rows of the table of a pipeline; failures come first."""

Items = dict[Item, list[PhaseTask]]
"""The items that a run looked at, with their phases."""


def items(seen: Iterable[PhaseTask]) -> Items:
    """The items of the tasks that a run has `seen`."""
    found: Items = {}
    for task in seen:
        found.setdefault(task.item, []).append(task)
    return found


def status(tasks: list[PhaseTask], duplicates: Collection[str]) -> str:
    """What became of the item that has these tasks; `duplicates` are ids."""
    broken = [task for task in tasks if failed(task)]
    if broken:
        return f"failed at {broken[0].phase.name}"
    if tasks[0].item.id in duplicates:
        return "duplicate"
    if any(task.outcome is None for task in tasks):
        return "unfinished"
    made = any(task.outcome and task.outcome.status == "made" for task in tasks)
    return "made" if made else "up to date"


def failed(task: PhaseTask) -> bool:
    """Has the phase failed in this run?"""
    return task.outcome is not None and task.outcome.status == "failed"


def show(stream: Any, items: Items, statuses: Mapping[Item, str]) -> int:
    """Print a table of the `items` of each pipeline with their `statuses`; how many have no place there."""
    from phases.graph.display import print_table  # a run with nothing to do shows no table

    tables: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: (not statuses[item].startswith("failed"), item.id)):
        tables.setdefault(item.pipeline.name, []).append(item)
    for order in tables.values():
        headings = [heading for _, heading in order[0].pipeline.summary]
        rows = [_row(item, items[item], statuses[item]) for item in order[:MOST_ROWS]]
        numbers = ["Made", "Reused", *headings, "Time"]
        stream.write("\n")
        print_table(stream, ["Item", "Status", *numbers], rows, ", ".join(numbers))
    stream.write("\n")
    return sum(max(0, len(order) - MOST_ROWS) for order in tables.values())


def _row(item: Item, tasks: list[PhaseTask], status: str) -> list[str]:
    outcomes = [task.outcome for task in tasks if task.outcome]
    metrics: Metrics = {}
    for outcome in outcomes:
        metrics |= outcome.metrics
    made = sum(outcome.status == "made" for outcome in outcomes)
    reused = sum(outcome.status == "up to date" for outcome in outcomes)
    figures = [figure(key, metrics.get(key)) for key, _ in item.pipeline.summary]
    seconds = sum(outcome.seconds for outcome in outcomes)
    return [item.id, status, str(made), str(reused), *figures, clock(seconds)]
