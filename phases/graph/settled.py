"""Items of which nothing is to be made: found by one look at each of their files.

doit asks for each task by itself, and looks at a file once for every phase that reads it. With a
thousand items that are up to date, that would be most of the time of a run. Only what is plainly up to
date is found here; whatever needs a closer look is left to doit.
"""

from collections.abc import Mapping
from typing import Any

from phases.graph import targets
from phases.graph.checker import MD5Checker
from phases.graph.item import Item
from phases.graph.phase_task import PhaseTask
from phases.graph.state import State
from phases.graph.twins import Twins

Values = dict[str, Any]
"""What doit keeps of a task that was made: its recipe, its target, its metrics."""


class Settled:
    """Says of tasks that their whole item is up to date."""

    def __init__(self, tasks: Mapping[str, PhaseTask], state: State, twins: Twins) -> None:
        self._tasks = tasks
        self._state = state
        self._twins = twins
        self._item: Item | None = None
        self._values: dict[str, Values] = {}
        """Of all phases of that item, by the names of their tasks; empty when it needs a closer look."""

    def values(self, task: PhaseTask) -> Values | None:
        """What doit keeps of `task`, if its item is up to date; those of an item come in a row."""
        if task.item is not self._item:
            self._item, self._values = task.item, self._look(task.item)
        return self._values.get(task.name)

    def _look(self, item: Item) -> dict[str, Values]:
        found: dict[str, Values] = {}
        if item.whole or not self._twins.alone(item):
            return found
        seen: dict[str, Any] = {}
        try:
            for phase in item.pipeline.phases:
                task = self._tasks[f"{item.id}:{phase.name}"]
                row = self._state.row(task.name)
                if not self._as_saved(task, row, seen):
                    return {}
                found[task.name] = row["_values_:"]
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
