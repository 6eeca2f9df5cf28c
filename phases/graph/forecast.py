"""What a run would do: the state of each item, the phases to make and why.

Nothing is made here and nothing is written. doit's own dispatcher hands out the tasks as in a run, and
each is judged by doit's own check; what only a worker can find out comes in as :class:`Known`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from doit.control import TaskDispatcher
from doit.dependency import Dependency

from phases.graph import uptodate
from phases.graph.collection import HERE, CollectionTask
from phases.graph.item import Item
from phases.graph.phase_task import PhaseTask
from phases.graph.ready import Ready
from phases.graph.state import State
from phases.graph.step import paths
from phases.graph.tasks import Graph
from phases.graph.twins import Twins
from phases.graph.work import Digest

WORDS = {
    "resume": "resume at {}",
    "failed": "failed last time at {}",
    "duplicate": "duplicate of {}",
    "left": "left for the next run",
}
"""States of an item that read otherwise than they are called."""


@dataclass
class Known:
    """What workers found out."""

    failing: dict[str, str] = field(default_factory=dict)
    """Tasks that cannot be made, and why."""
    outputs: dict[str, Digest] = field(default_factory=dict)
    """Targets that would be made again, and what they would be."""
    parts: dict[str, set[str]] = field(default_factory=dict)
    """Tasks of divided phases, and the keys of their parts."""


@dataclass
class Planned:
    """A phase that a run would try."""

    task: PhaseTask
    action: Literal["make", "maybe", "fail"]
    """``maybe``: only if an earlier phase gives something else than before."""
    why: str
    settled: bool = False
    """Its inputs are there and will stay as they are."""


@dataclass
class ItemPlan:
    """What a run would do with an item."""

    item: Item
    state: str = ""
    """``new``, ``changed``, ``resume``, ``failed`` (last time), ``blocked``, ``up to date``,
    ``duplicate``, ``left`` (for the next run) or ``ignored``."""
    at: str = ""
    """The phase where it resumes, failed or is blocked; the id of the item that it is a duplicate of."""
    reason: str = ""
    """Why it is blocked, or how it failed; one line."""
    phases: list[Planned] = field(default_factory=list)

    def __str__(self) -> str:
        return WORDS.get(self.state, self.state).format(self.at)


class Forecast:
    """Plays a run without doing anything."""

    def __init__(
        self,
        graph: Graph,
        dep_manager: Dependency,
        twins: Twins,
        failures: Mapping[tuple[str, str], str],
        always: bool = False,
    ) -> None:
        self._graph = graph
        self._dep_manager = dep_manager
        self._state: State = dep_manager.backend
        self._twins = twins
        self._failures = failures
        """What failed when it was last tried, by item and phase: one line each."""
        self._always = always

    def items(self, dispatcher: TaskDispatcher, known: Known) -> list[ItemPlan]:
        """The items that `dispatcher` selects, in the order in which a run comes to them."""
        self._known = known
        self._plans: dict[str, ItemPlan] = {}
        self._batch: set[str] = set()
        ready = Ready(dispatcher)
        while (node := ready.next()) is not None:
            node.run_status = self._outcome(node)
            ready.done(node)
        for plan in self._plans.values():
            if not plan.state:
                self._name_state(plan)
        return list(self._plans.values())

    def _outcome(self, node: Any) -> str:
        """What would come of a task, in doit's words."""
        task = node.task
        if not isinstance(task, PhaseTask):
            return "ignore" if node.ignored_deps else "failure" if node.bad_deps else "successful"
        plan = self._plans.setdefault(task.item.id, ItemPlan(task.item))
        if node.bad_deps:
            return "failure"
        if task.item.id in self._graph.adopted and not self._always:
            plan.reason = "adopted"
            return "up-to-date"
        twin = None if task.first else self._twins.original(task.item)
        if twin or node.ignored_deps or self._dep_manager.status_is_ignore(task):
            plan.state = plan.state or ("duplicate" if twin else "ignored")
            plan.at = twin.id if twin else ""
            return "ignore"
        planned = self._judge(task, plan)
        if isinstance(task, CollectionTask) and not task.file_dep:
            plan.state = "left"  # no item of which anything could be collected
            return "ignore"
        if planned is None:
            return "up-to-date"
        if not self._fits_in_batch(task.item):
            plan.state = "left"
            return "ignore"
        plan.phases.append(planned)
        if planned.action == "fail":
            plan.state, plan.at, plan.reason = "blocked", task.phase.name, planned.why
            return "failure"
        return "successful"

    def _fits_in_batch(self, item: Item) -> bool:
        size = self._graph.config.batch_size
        if size and item.id not in self._batch and len(self._batch) >= size:
            return False
        self._batch.add(item.id)
        return True

    def _judge(self, task: PhaseTask, plan: ItemPlan) -> Planned | None:
        """What a run would do with a phase; None when it is up to date."""
        earlier = self._earlier(task, plan)
        status = self._dep_manager.get_status(task, self._graph.tasks, get_log=True)
        # Of a target that an earlier phase will write, what is there now says nothing.
        gone, changed = (
            [path for path in status.reasons.pop(reason, []) if path not in earlier]
            for reason in ("missing_file_dep", "changed_file_dep")
        )
        if changed:
            status.reasons["changed_file_dep"] = changed
        if gone or task.name in self._known.failing:
            missing = f"{', '.join(Path(path).name for path in gone)} is not there"
            return Planned(task, "fail", self._known.failing.get(task.name, missing))
        unknown, others = map(list, map(dict.fromkeys, self._from_earlier(task, earlier)))
        settled = not (unknown or others)
        if self._always:
            return Planned(task, "make", "all is made again", settled)
        why = "; ".join(filter(None, [self._own_reason(task, status), *others]))
        if why:
            return Planned(task, "make", why, settled)
        if unknown:
            return Planned(task, "maybe", f"if {' or '.join(unknown)} gives something else")
        return None

    def _earlier(self, task: PhaseTask, plan: ItemPlan) -> dict[str, str]:
        """What will be made before that a task may read, and the phase that makes it."""
        earlier = {one.task.targets[0]: one.task.phase.name for one in plan.phases}
        if isinstance(task, CollectionTask):
            coming = (one for items in self._plans.values() for one in items.phases)
            targets = {one.task.targets[0]: one.task.phase.name for one in coming if one.action != "fail"}
            task.gather(targets)
            earlier |= {f"{HERE}{target}": phase for target, phase in targets.items()}
        return earlier

    def _own_reason(self, task: PhaseTask, status: Any) -> str:
        """Why a phase must be made, whatever earlier phases give."""
        if self._made(task):
            return uptodate.why(status)
        return "failed last time" if (task.item.id, task.phase.name) in self._failures else uptodate.NEVER

    def _from_earlier(self, task: PhaseTask, earlier: dict[str, str]) -> tuple[list[str], list[str]]:
        """Which earlier phases may give this one something else, and which of them will."""
        unknown, others = [], []
        for path in paths(task.inputs):
            if path in earlier:
                saved = self._state.get(task.name, path)
                output = self._known.outputs.get(path.removeprefix(HERE))
                if not (saved and output):
                    unknown.append(earlier[path])
                elif tuple(saved[1:]) != output[1:]:
                    others.append(f"{earlier[path]} gives something else")
        return unknown, others

    def _name_state(self, plan: ItemPlan) -> None:
        item, unmade = plan.item, [one.task for one in plan.phases if not self._made(one.task)]
        failed = [task.phase.name for task in unmade if (item.id, task.phase.name) in self._failures]
        if not plan.phases:
            plan.state = "up to date"
        elif failed:
            plan.state, plan.at, plan.reason = "failed", failed[0], self._failures[item.id, failed[0]]
        elif not any(self._state.in_(f"{item.id}:{phase.name}") for phase in item.pipeline.phases):
            plan.state = "new"
        elif unmade:
            plan.state, plan.at = "resume", plan.phases[0].task.phase.name
        else:
            plan.state = "changed"

    def _made(self, task: PhaseTask) -> bool:
        return bool(self._state.get(task.name, "_values_:"))
