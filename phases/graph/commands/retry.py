"""``doit retry``: run only what failed last time."""

from functools import wraps
from typing import Any

from doit.exceptions import InvalidCommand

from phases.graph import tasks
from phases.graph.history import reading
from phases.graph.run import Run


class Retry(Run):
    """``doit retry [ITEM...]``."""

    name = "retry"
    doc_purpose = "build the items again that failed when they were tried last"
    doc_usage = "[ITEM...]"
    doc_description = (
        "Of all items, or of those that are named, only the ones that failed last time. It takes the"
        " options of `doit run` and gives its exit codes; 0 also when nothing failed. A plain `doit` tries"
        " failed items again, too, together with all others."
    )
    sel_tasks: list[str] | None

    @wraps(Run._execute)  # doit finds the options by the names of the arguments
    def _execute(self, **options: Any) -> int:  # type: ignore[override]
        named = self.sel_tasks
        self.sel_tasks = self._failed(named)
        if not self.sel_tasks:
            self.outstream.write(f"nothing to do: none {'of these ' * bool(named)}failed last time\n")
            return 0
        return super()._execute(**options)

    def _failed(self, named: list[str] | None) -> list[str]:
        """Of the items that are named, or of all, those whose last try failed."""
        graph = tasks.GRAPH
        assert graph is not None, "dodo.py has not loaded the graph"
        items = graph.all_items
        for name in named or []:
            if name not in items:
                raise InvalidCommand(f"'{name}' is no item; `doit list` shows them")
        with reading(self.dep_manager.backend.name) as history:
            failing = history.failing()
        # What failed may be gone since: its input, or the phase in a newer version.
        failed = {item for item, phase in failing if f"{item}:{phase}" in graph.tasks}
        return [item for item in named or items if item in failed]
