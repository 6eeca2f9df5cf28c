"""What is made of all items of a pipeline at once: the tasks of its collection.

Such a task has the targets of all items as file dependencies, but no task dependencies on what makes
them: it runs after all items of a run have ended (:mod:`phases.graph.ready` sees to that), whatever
became of them, and it makes nothing again that it reads.
"""

import os
from collections.abc import Callable, Container, Iterable, Sequence
from pathlib import Path

from phases.graph.item import Item
from phases.graph.model import SOURCE, Phase, Pipeline
from phases.graph.phase_task import PhaseTask
from phases.graph.state import State
from phases.graph.step import Input, paths
from phases.graph.uptodate import Recipe

HERE = "./"
"""Stands before a target that a collection reads: doit would make a task depend on the tasks whose
targets it reads, but not by this spelling."""

Stands = Callable[[str, str], bool]
"""Does the target of a task stand? By the names of both."""


def whole(pipeline: Pipeline, items: Iterable[Item], folder: Path) -> Item:
    """The item that stands for all `items` of `pipeline`, which come from `folder`."""
    size = sum(item.size for item in items)
    return Item(pipeline.name, pipeline.whole, folder, size, whole=True)


class CollectionTask(PhaseTask):
    """One phase of the collection of a pipeline."""

    def __init__(
        self, item: Item, phase: Phase, recipe: Recipe, items: Sequence[Item], state: State
    ) -> None:
        self._items = items
        self._state = state
        super().__init__(item, phase, recipe, gathered(item, phase, items, recorded(state)))

    def gather(self, coming: Container[str] = ()) -> bool:
        """Take as inputs what stands now, and targets that are `coming`; False where nothing does."""
        stands = standing(self._state)
        self.inputs = gathered(
            self.item,
            self.phase,
            self._items,
            lambda task, target: target in coming or stands(task, target),
        )
        self.file_dep = set(paths(self.inputs))
        return bool(self.file_dep)


def gathered(item: Item, phase: Phase, items: Sequence[Item], stands: Stands) -> tuple[Input, ...]:
    """What `phase` of the collection `item` reads: of `items` those of which all stands that it reads."""
    names = [name.removesuffix("?") for name in phase.reads.split()]
    by_name = items[0].pipeline.by_name if items else {}
    phases = [by_name[name] for name in names if name in by_name]
    rows = []
    for one in items:
        made = {each.name: one.target(each) for each in phases}
        if all(stands(f"{one.id}:{name}", target) for name, target in made.items()):
            row = {name: f"{HERE}{target}" for name, target in made.items()}
            rows.append({SOURCE: one.source.as_posix(), **row})
    of_collection = item.pipeline.by_name
    return tuple(
        tuple(row[name] for row in rows)
        if name == SOURCE or name in by_name
        else item.target(of_collection[name])
        if name in of_collection
        else None
        for name in names
    )


def recorded(state: State) -> Stands:
    """Takes the word of the state for what stands, which costs no look at the disk."""
    return lambda task, target: state.in_(task)


def standing(state: State) -> Stands:
    """Looks at the disk, too."""
    return lambda task, target: state.in_(task) and os.path.exists(target)
