"""doit's runner as far as it chooses what is made; how it is made is :mod:`phases.graph.runner`'s."""

from collections.abc import Collection
from typing import Any

from doit.dependency import Dependency
from doit.runner import Runner
from doit.task import Stream

from phases.graph import twins, uptodate
from phases.graph.checker import MD5Checker
from phases.graph.collection import CollectionTask
from phases.graph.jobs import Call, Job, Limits
from phases.graph.phase_task import Outcome, PhaseTask
from phases.graph.ready import Ready
from phases.graph.settled import Settled
from phases.graph.state import State
from phases.graph.tasks import Graph

READING = Limits(timeout_s=3600.0, memory_mb=4000.0)
"""For reading files for their digests; a slow network folder is no error."""


class ChoosingRunner(Runner):
    """Answers for each phase that doit hands out whether this run makes it."""

    ready: Ready

    def __init__(
        self,
        dep_manager: Dependency,
        reporter: Any,
        graph: Graph,
        continue_: bool,
        always: bool,
        stream: Stream,
    ) -> None:
        super().__init__(dep_manager, reporter, continue_, always, stream)
        self.graph = graph
        self.state: State = dep_manager.backend
        self.checker = dep_manager.checker = MD5Checker()
        self.twins = twins.find(graph.items.values(), self.checker.found, self.state, graph.named)
        self._batch: set[str] = set()
        """Items that this run works on."""

    def settle(self, selected: Collection[str]) -> set[str]:
        """Enter what is up to date of the `selected` tasks without asking doit; the names of all of it."""
        entered: set[str] = set()
        settled = Settled(self.graph.tasks, self.state, self.twins)
        for item in self.graph.items.values():
            if self.always_execute or item.id not in selected or item.id in self.graph.adopted:
                continue
            metrics = settled.metrics(item)
            for name in metrics:
                task = self.graph.tasks[name]
                task.outcome = Outcome("up to date", metrics=metrics[name])
                self.reporter.get_status(task)
                self.reporter.skip_uptodate(task)
            if metrics:
                entered.update([item.id, *metrics])
        return entered

    def needs_no_look(self, node: Any, task: PhaseTask) -> bool:
        """Is there nothing to choose: was it settled, is the item adopted, or is there nothing yet?"""
        adopted = self.graph.adopted.get(task.item.id)
        if task.outcome:  # another task of dodo.py depends on it
            node.run_status = "up-to-date"
        elif adopted and not self.always_execute:
            node.run_status = "up-to-date"
            task.outcome = Outcome("up to date", metrics=adopted.metrics)
            self.reporter.get_status(task)
            self.reporter.skip_uptodate(task)
        elif isinstance(task, CollectionTask) and not task.gather():
            node.run_status = "ignore"
            self.announce("nothing_to_collect", task.item)
        return node.run_status is not None

    def unknown(self, task: PhaseTask) -> list[str]:
        """The files whose digests decide whether `task` is to be made."""
        unknown = self.checker.unknown(task.file_dep, self.state, task.name)
        return unknown if task.first else unknown + self.twins.unknown(task.item)

    def digests(self, paths: list[str]) -> Job:
        """A job that finds out whether files with another time have another content."""
        [found] = yield [Call("digests", (paths,), READING)]
        self.checker.found.update(found)
        return None

    def chosen(self, node: Any, task: PhaseTask) -> bool:
        """doit's decision whether to run a task, and ours: duplicates and the size of the batch."""
        twin = None if task.first or node.bad_deps else self.twins.original(task.item)
        if twin:
            node.run_status = "ignore"
            self.announce("duplicate", task.item, twin)
            return False
        if not self.select_task(node, self.ready.tasks):
            if node.run_status == "up-to-date":
                task.outcome = Outcome("up to date", metrics=task.values["metrics"])
                self._remember_times(task)
            return False
        size = self.graph.config.batch_size
        if task.item.whole:
            return True
        if size and task.item.id not in self._batch and len(self._batch) >= size:
            node.run_status = "ignore"
            self.announce("left_for_next_run", task.item)
            return False
        self._batch.add(task.item.id)
        return True

    def still_chosen(self, node: Any, task: PhaseTask) -> bool:
        """Is a task, which was found `due` and made meanwhile, still to be entered?"""
        if node.bad_deps or node.ignored_deps or self.dep_manager.status_is_ignore(task):
            return False
        self.reporter.get_status(task)
        node.run_status = "run"
        return True

    def reason(self, task: PhaseTask) -> str:
        """In words, why a chosen task is made."""
        status = self.dep_manager.get_status(task, self.graph.tasks, get_log=True)
        return uptodate.why(status) or "asked for"

    def due(self, task: PhaseTask) -> str:
        """Why a later phase of an item is sure to be made, whatever its inputs will be; or nothing."""
        if (
            not self.twins.alone(task.item)
            or not self.ready.expects(task.name)
            or self.dep_manager.status_is_ignore(task)
        ):
            return ""
        [(check, _, _)] = task.uptodate
        reason: str = check.why_not(self.dep_manager.get_values(task.name))
        return reason or ("asked for" if self.always_execute else "")

    def announce(self, event: str, *arguments: Any) -> None:
        """Tell our reporter what doit's reporters have no method for."""
        method = getattr(self.reporter, event, None)
        if method:
            method(*arguments)

    def _remember_times(self, task: PhaseTask) -> None:
        """Spare the next run the comparison of inputs that are the same at another time."""
        for path in task.file_dep & self.checker.found.keys():
            self.state.set(task.name, path, self.checker.found[path])
