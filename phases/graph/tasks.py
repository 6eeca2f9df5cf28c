"""Turn (item, phase) into doit tasks.

Each item is a group task named by its id; its phases are sub-tasks ``id:phase`` with the files they
read as file dependencies, one target, and :class:`Recipe` as the up-to-date check that doit lacks.
"""

import gc
import hashlib
import inspect
import json
import os
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from doit import doit_cmd
from doit.exceptions import InvalidDodoFile
from doit.globals import Globals
from doit.task import Task, clean_targets

from phases.graph import adoption, commands, config, discover, records
from phases.graph.adoption import Adoption
from phases.graph.config import Config, Settings
from phases.graph.errors import ConfigError
from phases.graph.model import Item, Metrics, Phase, PhaseSettings, Pipeline
from phases.graph.state import State


@dataclass
class Graph:
    """What `load` made, for the commands that need more than doit's list of tasks."""

    config: Config
    items: dict[str, Item] = field(default_factory=dict)
    tasks: dict[str, "PhaseTask"] = field(default_factory=dict)
    preload: tuple[str, ...] = ()
    """Modules that the workers import once, before they are started."""
    adopted: dict[str, Adoption] = field(default_factory=dict)
    """By item: files of another program that stand for it, so that nothing is made."""
    settings: Settings | None = None
    """Of all phases."""
    named: frozenset[str] = frozenset()
    """Ids of the items that the command line asks for by name, phase or target."""


ITEMS_ONLY = False
"""Load no tasks: for a command that needs the items alone and has to be quick."""
GRAPH: Graph | None = None
"""The graph of this process, once dodo.py was loaded."""


def load() -> Iterator[Task] | None:
    """The tasks of all items below ``input_dir``, for dodo.py; None when there is no item."""
    global GRAPH
    # Ten thousand items make a million objects that all stay; no need to look for garbage among them.
    gc.disable()
    pipelines = config.pipelines()
    try:
        settings = config.load(doit_cmd._CMDLINE_VARS or {}, pipelines)
        items = _items(settings.config, pipelines)
    except ConfigError as error:
        raise InvalidDodoFile(str(error)) from None
    GRAPH = Graph(settings.config, {item.id: item for item in items})
    GRAPH.preload = tuple(module for pipeline in pipelines for module in pipeline.preload)
    GRAPH.settings = settings
    return _tasks(GRAPH, settings) if items and not ITEMS_ONLY else None


def _items(config: Config, pipelines: tuple[Pipeline, ...]) -> list[Item]:
    """The items below ``input_dir``, or the bundled samples while the default folder is not there."""
    state: State = Globals.dep_manager.backend
    ours = {name.replace("_", "-") for _, name, _ in pkgutil.iter_modules(commands.__path__)}
    taken = ours | {command.get_name() for command in doit_cmd.DoitMain.DOIT_CMDS}
    folder = config.input_dir
    if folder == Config.model_fields["input_dir"].default and not folder.exists():
        print(f"{folder}/ does not exist yet: building the bundled sample", file=sys.stderr)
        items = []
        for pipeline in pipelines:
            if _sample(pipeline).is_dir():
                items += discover.items(_sample(pipeline), [pipeline], (), True, {}, taken)
        return items
    items = discover.items(folder, pipelines, config.patterns, config.recursive, state.ids(), taken)
    _recover(items, state)
    state.commit()
    if not items:
        wanted = config.patterns or tuple(p for pipeline in pipelines for p in pipeline.patterns)
        print(f"{folder}: no input found (looked for {', '.join(wanted)})", file=sys.stderr)
    return items


def _recover(items: list[Item], state: State) -> None:
    """Recognise what was made when the state database is new, and say so."""
    if not state.new:
        return
    found = records.recover(items, state)
    if state.set_aside:
        print(f"build/state.db could not be read: set aside as build/{state.set_aside}", file=sys.stderr)
    if found:
        print(f"{found} finished phases were recognised by their records in build/", file=sys.stderr)


def _sample(pipeline: Pipeline) -> Path:
    """The folder with the bundled sample of `pipeline`, relative where that is possible."""
    spec = find_spec(f"phases.{pipeline.name}")
    assert spec and spec.origin
    folder = Path(spec.origin).parent / "sample"
    with suppress(ValueError):
        return folder.relative_to(Path.cwd())
    return folder


def _tasks(graph: Graph, settings: Settings) -> Iterator[Task]:
    state: State = Globals.dep_manager.backend
    recipes: dict[tuple[str, str], Recipe] = {}
    for item in graph.items.values():
        tasks = []
        for phase in item.pipeline.phases:
            made_by = recipes.get((item.pipeline.name, phase.name))
            if made_by is None:
                phase_settings = settings.phase(item.pipeline.name, phase.name)
                made_by = recipes[item.pipeline.name, phase.name] = Recipe(phase, phase_settings, state)
            tasks.append(PhaseTask(item, phase, made_by))
            # A chain: what validate refuses, no other phase looks at.
            tasks[-1].task_dep += [task.name for task in tasks[-2:-1]]
        graph.tasks.update((task.name, task) for task in tasks)
        adopted = adoption.of(item.id, state)
        given = {task.phase.name: task.recipe.settings for task in tasks} if adopted else {}
        if adopted and not adoption.why_not(item, adopted, given, state):
            graph.adopted[item.id] = adopted
        yield ItemTask(item, tasks, state)
        yield from tasks


@dataclass
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

    def __init__(self, item: Item, tasks: list["PhaseTask"], state: State) -> None:
        values = state.get(tasks[0].name, "_values_:") or {}
        title = values.get("metrics", {}).get("title") or item.name
        super().__init__(item.id, None, doc=title, has_subtask=True, task_dep=[task.name for task in tasks])
        self.item = item


class PhaseTask(Task):
    """One phase of one item."""

    # What doit checks about hand-written tasks is right here by construction, and there are thousands.
    check_attr = staticmethod(lambda *_: None)

    def __init__(self, item: Item, phase: Phase, recipe: "Recipe") -> None:
        self.item = item
        self.phase = phase
        self.recipe = recipe
        self.first = phase is item.pipeline.phases[0]
        self.outcome: Outcome | None = None
        target = item.target(phase)
        super().__init__(
            f"{item.id}:{phase.name}",
            [],
            file_dep=item.inputs(phase),
            targets=[target],
            uptodate=[UpToDate(recipe, target)],
            doc=phase.doc,
            subtask_of=item.id,
        )

    def clean(self, outstream: Any, dryrun: bool) -> None:
        """Remove the target, and the item's folder with its last file."""
        clean_targets(self, dryrun)
        folder = Path(self.targets[0]).parent
        with suppress(OSError):  # a folder is not empty: there it ends
            if not dryrun and {file.name for file in folder.iterdir()} <= {records.NAME}:
                folder.joinpath(records.NAME).unlink(missing_ok=True)
                for empty in (folder, *list(folder.parents)[:-2]):
                    empty.rmdir()


NEVER = "never made"

REASONS = {
    "uptodate_false": "{}",
    "has_no_dependencies": "it has no dependencies",
    "missing_target": "target missing",
    "checker_changed": "files are compared in another way",
    "added_file_dep": "new input {}",
    "removed_file_dep": "input {} is gone",
    "changed_file_dep": "{} changed",
}
"""doit's reasons to run a task, in our words."""


def why(status: Any) -> str:
    """In words, why a task is not up to date; `status` is doit's, taken with its log."""
    said: list[str] = []
    for reason, details in status.reasons.items():
        if reason == "uptodate_false":
            said += [repr(check) for check, _, _ in details]
        elif details and reason in REASONS:
            shown = [Path(detail).name for detail in details] if isinstance(details, list) else []
            said.append(REASONS[reason].format(", ".join(shown)))
    return NEVER if NEVER in said else "; ".join(dict.fromkeys(said))


class Recipe:
    """What decides a target besides the content of its inputs: settings, version and identity."""

    def __init__(self, phase: Phase, settings: PhaseSettings, state: State) -> None:
        self.settings = settings
        identity = getattr(phase.module, "identity", None)
        self.identity: str = identity(settings) if identity else ""
        self.values: dict[str, Any] = {
            "version": phase.version,
            "identity": self.identity,
            **settings.model_dump(mode="json"),
        }
        self.text = json.dumps(self.values, sort_keys=True, ensure_ascii=False)
        self.digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        self.state = state

    def changes(self, digest: str) -> str:
        """In words, what changed since a target was made by the recipe with `digest`."""
        old = self.state.recipe(digest)
        return ", ".join(
            f"{key} {shown(old.get(key, 'unset'))} -> {shown(self.values.get(key, 'unset'))}"
            for key in sorted(old.keys() | self.values.keys())
            if old.get(key) != self.values.get(key)
        )


def shown(value: Any) -> str:
    """The value of a setting as people write it: ``-19`` for -19.0."""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)


class UpToDate:
    """doit's question whether a target is still what its recipe makes and what was written.

    Its text is the answer in words, which ``doit info`` shows.
    """

    # doit looks for the names of the arguments at every call; finding them once is 10 times faster.
    __signature__ = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ("task", "values")]
    )

    def __init__(self, recipe: Recipe, target: str) -> None:
        self.recipe = recipe
        self.target = target
        self.reason = ""

    def __call__(self, task: Task, values: dict[str, Any]) -> bool:
        self.reason = self.why_not(values)
        return not self.reason

    def __repr__(self) -> str:
        return self.reason or "up to date"

    def why_not(self, values: dict[str, Any]) -> str:
        """Why the target is to be made again, in words; empty when it is not. `values` are doit's."""
        if not values:
            return NEVER
        if values["recipe"] != self.recipe.digest:
            return self.recipe.changes(values["recipe"]) or "settings changed"
        try:
            target = os.stat(self.target)
        except OSError:
            return "target missing"
        if [target.st_size, target.st_mtime_ns] != values["target"][:2]:
            return "target was changed by somebody else"
        return ""
