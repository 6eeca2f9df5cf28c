"""doit's dispatcher as a plain source of tasks."""

from collections import deque
from typing import Any

from doit.control import TaskDispatcher


class Ready:
    """Tasks whose dependencies are done: `next` gives one, `done` takes it back."""

    def __init__(self, dispatcher: TaskDispatcher) -> None:
        self.tasks = dispatcher.tasks
        self._dispatcher = dispatcher
        self._done: deque[Any] = deque()
        self._holding = False
        self._ended = False

    def next(self) -> Any:
        """The next task whose dependencies are done; None when there is none now."""
        while not self._ended and (self._done or not self._holding):
            try:
                node = self._dispatcher.generator.send(self._done.popleft() if self._done else None)
            except StopIteration:
                self._ended = True
                return None
            self._holding = node == "hold on"
            if not self._holding:
                return node
        return None

    def done(self, node: Any) -> None:
        """The task of `node` is done, whatever came of it."""
        self._done.append(node)

    def statuses(self) -> set[str | None]:
        """What came of the selected tasks."""
        nodes = self._dispatcher.nodes
        return {nodes[name].run_status for name in self._dispatcher.selected_tasks if name in nodes}
