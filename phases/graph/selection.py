"""Which tasks a command is about."""

from doit.control import TaskControl
from doit.task import Task

from phases.graph.config import chosen_phases
from phases.graph.phase_task import PhaseTask
from phases.graph.state import State
from phases.graph.tasks import Graph


def selection(graph: Graph, state: State, task_list: list[Task], names: list[str] | None) -> list[str]:
    """The tasks that are named, or all items; of an item only the phases that are asked for.

    Of all items those that failed last time come last, so that they do not keep new ones waiting. Which
    items are named is noted in `graph`, too: they are built even where another has the same content.
    """
    if names:
        targets = {target: task.item.id for task in graph.tasks.values() for target in task.targets}
        # A folder's target ends with a slash, typed or not.
        names = [f"{name}/" if f"{name}/" in targets else name for name in names]
        ids = (targets.get(name, name.partition(":")[0]) for name in names)
        graph.named = frozenset(id for id in ids if id in graph.items)
    else:
        failed = state.failed_items()
        names = [task.name for task in task_list if task.subtask_of is None]
        names.sort(key=lambda name: name in failed)
    selected: list[str] = []
    items = graph.all_items
    for name in names:
        item = items.get(name)
        if item and graph.config.phases_to_run:
            phases = chosen_phases(graph.config, item.pipeline)
            selected += [f"{item.id}:{phase}" for phase in phases]
        else:
            selected.append(name)
    return selected


def selected(control: TaskControl) -> list[PhaseTask]:
    """The phases that a run would look at."""
    names, seen = list(control.selected_tasks), set()
    while names:
        name = names.pop()
        if name not in seen:
            seen.add(name)
            names += control.tasks[name].task_dep
    return [task for name, task in control.tasks.items() if name in seen and isinstance(task, PhaseTask)]
