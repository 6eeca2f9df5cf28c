"""doit's tasks for an item and for each of its phases."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doit.action import PythonAction
from doit.task import Task

from phases.graph import records, targets
from phases.graph.item import Item
from phases.graph.model import Metrics, Phase
from phases.graph.state import State
from phases.graph.step import Input, paths
from phases.graph.uptodate import Recipe, UpToDate

REST = {records.NAME, ".DS_Store", "Thumbs.db", "desktop.ini"}
"""Files that keep no folder: our record, and what file managers leave."""
NO_TASKS: set[str] = set()
"""One for all: an empty set takes 216 bytes."""


@dataclass(slots=True)
class Outcome:
    """What a run did with a phase, for the report."""

    status: str
    """``made``, ``failed`` or ``up to date``."""
    seconds: float = 0.0
    parts: int = 0
    reused: int = 0
    """Parts that were in the cache."""
    metrics: Metrics = field(default_factory=dict)
    error: str = ""
    """One line."""


class ItemTask(Task):
    """The group of all phases of one item; it has nothing to do itself."""

    def __init__(self, item: Item, tasks: "Sequence[PhaseTask]", state: State) -> None:
        values = state.get(tasks[0].name, "_values_:") or {}
        title = "what is made of all items" if item.whole else values.get("metrics", {}).get("title")
        super().__init__(
            item.id, None, doc=title or item.name, has_subtask=True, task_dep=[task.name for task in tasks]
        )
        self.item = item


class PhaseTask(Task):
    """One phase of one item."""

    # What doit checks about hand-written tasks is right here by construction, and there are thousands.
    check_attr = staticmethod(lambda *_: None)
    # Our runner looks at no action, but doit's reporters show no task without one.
    actions = (PythonAction(lambda: None),)
    # Objects with more than 30 attributes in their dict take 1.2 KB more each (CPython shares the keys of
    # smaller ones): these are ours, and those of doit's that are the same for all of our tasks.
    __slots__ = (
        *("first", "inputs", "item", "outcome", "phase", "recipe"),
        *("_remove_targets", "cfg_values", "creator_params", "custom_title", "executed", "getargs"),
        *("loader", "meta", "params", "pos_arg", "pos_arg_val", "verbosity", "watch"),
    )

    def __init__(self, item: Item, phase: Phase, recipe: Recipe, inputs: Iterable[Input]) -> None:
        self.item = item
        self.phase = phase
        self.recipe = recipe
        self.inputs = tuple(inputs)
        self.first = phase is item.pipeline.phases[0] and not item.whole
        self.outcome: Outcome | None = None
        target = item.target(phase)
        super().__init__(
            f"{item.id}:{phase.name}",
            [],
            file_dep=[*paths(self.inputs), *item.beside(phase)],
            targets=[target],
            uptodate=[UpToDate(recipe, target)],
            doc=phase.doc,
            subtask_of=item.id,
        )
        self.calc_dep = NO_TASKS

    @property
    def key(self) -> str:
        """What the same phase of all items of a pipeline is called."""
        return f"{self.item.pipeline.name}:{self.phase.name}"

    def clean(self, outstream: Any, dryrun: bool) -> None:
        """Remove the target, and the item's folder with its last file."""
        [target] = self.targets
        if os.path.lexists(target):
            outstream.write(f"{self.name} - removing '{target}'\n")
        if dryrun:
            return
        targets.remove(Path(target))
        _remove_empty(Path(target).parent)
        _remove_empty(Path(self.item.folder))


def _remove_empty(folder: Path) -> None:
    """Remove a folder in ``build/`` that holds no more than `REST`, and such folders above it."""
    with suppress(OSError):  # a folder is not empty: there it ends
        for empty in (folder, *list(folder.parents)[:-2]):
            rest = list(empty.iterdir())
            if {file.name for file in rest} <= REST:
                for file in rest:
                    file.unlink()
            empty.rmdir()
