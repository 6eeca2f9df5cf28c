"""Turn (item, phase) into doit tasks.

Each item is a group task named by its id; its phases are sub-tasks ``id:phase`` with the files they
read as file dependencies, one target, and a recipe as the up-to-date check that doit lacks. What is
made of all items of a pipeline is one more item, named by the pipeline.
"""

import gc
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from doit import doit_cmd
from doit.exceptions import InvalidDodoFile
from doit.globals import Globals
from doit.task import Task

from phases.graph import adoption, collection, commands, config, discover, records
from phases.graph.adoption import Adoption
from phases.graph.checker import MD5Checker
from phases.graph.collection import CollectionTask
from phases.graph.config import Config, Settings
from phases.graph.errors import ConfigError
from phases.graph.item import Item
from phases.graph.model import Phase, Pipeline
from phases.graph.phase_task import ItemTask, PhaseTask
from phases.graph.state import State
from phases.graph.uptodate import Recipe


@dataclass
class Graph:
    """What `load` made, for the commands that need more than doit's list of tasks."""

    config: Config
    settings: Settings
    """Of all phases."""
    items: dict[str, Item] = field(default_factory=dict)
    collections: dict[str, Item] = field(default_factory=dict)
    """The items that stand for all of their pipeline, by its name."""
    tasks: dict[str, PhaseTask] = field(default_factory=dict)
    preload: tuple[str, ...] = ()
    """Modules that the workers import once, before they are started: of pipelines that have items."""
    adopted: dict[str, Adoption] = field(default_factory=dict)
    """By item: files of another program that stand for it, so that nothing is made."""
    named: frozenset[str] = frozenset()
    """Ids of the items that the command line asks for by name, phase or target."""

    @property
    def all_items(self) -> dict[str, Item]:
        """Items and collections."""
        return self.items | self.collections


ITEMS_ONLY = False
"""Load no tasks: for a command that needs the items alone and has to be quick."""
GRAPH: Graph | None = None
"""The graph of this process, once dodo.py was loaded."""


def load() -> Iterator[Task] | None:
    """The tasks of all items below ``input_dir``, for dodo.py; None when there is no item."""
    global GRAPH
    # Ten thousand items make a million objects that all stay; no need to look for garbage among them.
    gc.disable()
    Globals.dep_manager.checker = MD5Checker()
    state: State = Globals.dep_manager.backend
    if state.set_aside:  # said before anything else is found wrong
        print(f"build/state.db could not be read: set aside as build/{state.set_aside}", file=sys.stderr)
    try:
        settings = config.load(doit_cmd._CMDLINE_VARS or {}, config.pipelines())
        items = _items(settings.config, settings.pipelines, state)
    except ConfigError as error:
        raise InvalidDodoFile(str(error)) from None
    GRAPH = Graph(settings.config, settings, {item.id: item for item in items})
    for pipeline in settings.pipelines:
        of_pipeline = [item for item in items if item.pipeline is pipeline]
        GRAPH.preload += pipeline.preload if of_pipeline else ()
        if pipeline.collection and of_pipeline:
            whole = collection.whole(pipeline, of_pipeline, settings.config.input_dir)
            GRAPH.collections[pipeline.name] = whole
    _recover(GRAPH.all_items.values(), state)
    return _tasks(GRAPH, settings, state) if items and not ITEMS_ONLY else None


def _items(config: Config, pipelines: tuple[Pipeline, ...], state: State) -> list[Item]:
    """The items below ``input_dir``, or the bundled samples while the default folder is not there."""
    taken = _taken(pipelines)
    folder = config.input_dir
    if folder == Config.model_fields["input_dir"].default and not folder.exists():
        print(f"{folder}/ does not exist yet: building the bundled sample", file=sys.stderr)
        items: list[Item] = []
        for pipeline in pipelines:
            if _sample(pipeline).is_dir():
                others = {item.id for item in items}
                items += discover.items(_sample(pipeline), [pipeline], (), True, {}, taken | others)
        return items
    items = discover.items(folder, pipelines, config.patterns, config.recursive, state.ids(), taken)
    if not items:
        wanted = config.patterns or tuple(p for pipeline in pipelines for p in pipeline.patterns)
        print(f"{folder}: no input found (looked for {', '.join(wanted)})", file=sys.stderr)
    return items


def _taken(pipelines: Iterable[Pipeline]) -> set[str]:
    """Names that no item may have: those of commands and of collections."""
    folders = [*commands.__path__, *(str(_folder(one) / "commands") for one in pipelines)]
    ours = {name.replace("_", "-") for _, name, _ in pkgutil.iter_modules(folders)}
    doits = {command.get_name() for command in doit_cmd.DoitMain.DOIT_CMDS}
    return ours | doits | {one.name for one in pipelines if one.collection}


def _recover(items: Iterable[Item], state: State) -> None:
    """Recognise what was made when the state database is new, and say so."""
    found = records.recover(items, state) if state.new else 0
    state.commit()  # with the ids: after that it is not new
    if found:
        print(f"{found} finished phases were recognised by their records in build/", file=sys.stderr)


def _sample(pipeline: Pipeline) -> Path:
    """The folder with the bundled sample of `pipeline`, relative where that is possible."""
    folder = _folder(pipeline) / "sample"
    with suppress(ValueError):
        return folder.relative_to(Path.cwd())
    return folder


def _folder(pipeline: Pipeline) -> Path:
    """The folder of the code of `pipeline`."""
    spec = find_spec(f"phases.{pipeline.name}")
    assert spec and spec.origin
    return Path(spec.origin).parent


def _tasks(graph: Graph, settings: Settings, state: State) -> Iterator[Task]:
    recipes: dict[str, dict[str, Recipe]] = {}

    def recipe(item: Item, phase: Phase) -> Recipe:
        made = recipes.setdefault(item.pipeline.name, {})
        if phase.name not in made:
            made[phase.name] = Recipe(phase, settings.phase(item.pipeline.name, phase.name), state)
        return made[phase.name]

    for item in graph.items.values():
        tasks = [
            PhaseTask(item, phase, recipe(item, phase), item.inputs(phase))
            for phase in item.pipeline.phases
        ]
        for before, task in pairwise(tasks):
            task.task_dep.append(before.name)  # a chain: what validate refuses, no other phase looks at
        graph.tasks.update((task.name, task) for task in tasks)
        adopted = adoption.of(item.id, state)
        given = {task.phase.name: task.recipe.settings for task in tasks} if adopted else {}
        if adopted and not adoption.why_not(item, adopted, given, state):
            graph.adopted[item.id] = adopted
        yield ItemTask(item, tasks, state)
        yield from tasks
    for whole in graph.collections.values():
        items = [item for item in graph.items.values() if item.pipeline.whole is whole.pipeline]
        of_all = [
            CollectionTask(whole, phase, recipe(whole, phase), items, state)
            for phase in whole.pipeline.phases
        ]
        graph.tasks.update((task.name, task) for task in of_all)
        yield ItemTask(whole, of_all, state)
        yield from of_all
