"""Items of which nothing is to be made: found by one look at each of their files.

doit hands out each task by itself, and looks at a file once for every phase that reads it. With a
thousand items that are up to date, that would be most of the time of a run. Only what is plainly up to
date is found here; whatever needs a closer look is left to doit.
"""

from collections.abc import Mapping
from typing import Any

from phases.graph import targets
from phases.graph.checker import MD5Checker
from phases.graph.item import Item
from phases.graph.model import Metrics
from phases.graph.phase_task import PhaseTask
from phases.graph.state import State
from phases.graph.twins import Twins


class Settled:
    """Says of items that all of their phases are up to date."""

    def __init__(self, tasks: Mapping[str, PhaseTask], state: State, twins: Twins) -> None:
        self._tasks = tasks
        self._state = state
        self._twins = twins

    def metrics(self, item: Item) -> dict[str, Metrics]:
        """Those of all its phases, by the names of their tasks; none when `item` needs a closer look."""
        found: dict[str, Metrics] = {}
        if not self._twins.alone(item):
            return found
        seen: dict[str, Any] = {}
        try:
            for phase in item.pipeline.phases:
                task = self._tasks[f"{item.id}:{phase.name}"]
                row = self._state.row(task.name)
                if not self._as_saved(task, row, seen):
                    return {}
                found[task.name] = row["_values_:"]["metrics"]
        except (OSError, KeyError):  # a file is gone, or was never there; a row is no row of ours
            return {}
        return found

    def _as_saved(self, task: PhaseTask, row: Mapping[str, Any], seen: dict[str, Any]) -> bool:
        """Are recipe, inputs and target of `task` what the state's `row` says? `seen` are files by path."""
        values = row["_values_:"]
        if values["recipe"] != task.recipe.digest or "ignore:" in row:
            return False
        if row["checker:"] != MD5Checker.__name__ or set(row["deps:"]) != task.file_dep:
            return False
        for path in (*task.file_dep, *task.targets):
            if path not in seen:
                seen[path] = targets.stat(path)
        if any(row[path][:2] != [seen[path].st_mtime, seen[path].st_size] for path in task.file_dep):
            return False
        target = seen[task.targets[0]]
        return bool(values["target"][:2] == [target.st_size, target.st_mtime_ns])
