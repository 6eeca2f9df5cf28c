"""doit's dispatcher as a plain source of tasks, with those of collections after all others."""

from collections import deque
from collections.abc import Collection
from typing import Any

from doit.control import TaskDispatcher

from phases.graph.collection import CollectionTask

NONE: frozenset[Any] = frozenset()


class Ready:
    """Tasks whose dependencies are done: `next` gives one, `done` takes it back.

    What is made of all items depends on none of them for doit; it is given when all have ended.
    """

    def __init__(self, dispatcher: TaskDispatcher, settled: Collection[str] = ()) -> None:
        """Tasks that are `settled` are only given where another task depends on them."""
        self.settled = settled
        if settled:
            open_tasks = [name for name in dispatcher.selected_tasks if name not in settled]
            dispatcher.generator = dispatcher._dispatcher_generator(open_tasks)
        self.tasks = dispatcher.tasks
        self._dispatcher = dispatcher
        self._selected = frozenset(dispatcher.selected_tasks)
        self._done: deque[Any] = deque()
        self._holding = False
        self._ended = False
        self._open = 0
        """Tasks of items that were given and not taken back."""
        self._last: deque[Any] = deque()
        """Tasks of collections that wait for the end of the items."""

    def next(self) -> Any:
        """The next task whose dependencies are done; None when there is none now."""
        while not self._ended and (self._done or not self._holding):
            try:
                done = self._done.popleft() if self._done else None
                node = self._dispatcher.generator.send(done)
            except StopIteration:
                self._ended = True
                break
            if done is not None and done.run_status != "run":  # a set takes 200 bytes, and there are many
                done.wait_run = done.wait_run_calc = done.waiting_me = done.calc_dep = NONE
            self._holding = node == "hold on"
            if self._holding:
                continue
            if isinstance(node.task, CollectionTask):
                self._last.append(node)
                continue
            self._open += 1
            return node
        return self._last.popleft() if self._last and not self._open else None

    def done(self, node: Any) -> None:
        """The task of `node` is done, whatever came of it."""
        self._done.append(node)
        self._open -= not isinstance(node.task, CollectionTask)

    def expects(self, name: str) -> bool:
        """Will the task `name` be given in this run, if all goes well?"""
        node = self._dispatcher.nodes.get(name)
        return name in self._selected if node is None else node.run_status is None

    def statuses(self) -> set[str | None]:
        """What came of the selected tasks."""
        nodes = self._dispatcher.nodes
        found = {nodes[name].run_status for name in self._dispatcher.selected_tasks if name in nodes}
        return found | {"up-to-date"} if self.settled else found
