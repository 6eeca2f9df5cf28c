"""What a run keeps: the state of its tasks, the records beside the targets, its own history."""

import os
import time
from collections.abc import Callable
from typing import Any

from phases.graph import notify, records
from phases.graph.checker import MD5Checker
from phases.graph.jobs import Built
from phases.graph.model import Item
from phases.graph.scheduler import Running
from phases.graph.state import State
from phases.graph.tasks import Graph, PhaseTask


class RunHistory:
    """Enters what a run does; each entry is on the disk before the next task begins."""

    def __init__(self, state: State, workers: int) -> None:
        self.id = f"{time.strftime('%Y%m%d_%H%M%S')}_{os.urandom(4).hex()}"
        self._state = state
        self._workers = workers
        self._started = time.monotonic()
        self._entered = False

    def start(self) -> None:
        """Enter the run; one that finds nothing to do leaves no trace."""
        self._state.start_run(self.id, self._workers)
        self._state.commit()
        self._entered = True

    def made(self, task: PhaseTask, built: Built) -> None:
        """Enter a made target as doit does, with the digests of what the workers really read."""
        target = [built.target.size, built.target.mtime_ns, built.target.digest]
        values = {"recipe": task.recipe.digest, "target": target, "metrics": built.target.metrics}
        self._state.remove(task.name)
        self._state.set(task.name, "_values_:", values)
        self._state.set(task.name, "checker:", MD5Checker.__name__)
        for path, digest in built.read.items():
            self._state.set(task.name, path, digest)
        self._state.set(task.name, "deps:", sorted(task.file_dep))
        self._state.keep_recipe(task.recipe.digest, task.recipe.text)
        records.write(task.item, self._state)

    def ended(self, task: PhaseTask, running: Running, why: str, **extra: str) -> None:
        """Enter what came of a task, and put all on the disk."""
        outcome = task.outcome
        assert outcome is not None
        self._state.record(
            self.id,
            task.item.id,
            task.phase.name,
            outcome.status,
            why,
            seconds=outcome.seconds,
            cpu_s=running.cpu_s,
            peak_mb=running.peak_mb,
            parts=outcome.parts,
            reused=outcome.reused,
            bytes=task.item.size,
            **extra,
        )
        self._state.commit()

    def remember_times(self, task: PhaseTask, checker: MD5Checker) -> None:
        """Spare the next run the comparison of inputs that are the same at another time."""
        for path in task.file_dep & checker.found.keys():
            self._state.set(task.name, path, checker.found[path])

    def finish(self, graph: Graph, exit_code: int, original: Callable[[Item], Item | None]) -> list[str]:
        """Enter the end of the run, write its reports, tell who wants to know: a line for each failure."""
        if not self._entered:
            return []
        seconds = time.monotonic() - self._started
        self._state.end_run(self.id, seconds, exit_code)
        self._state.commit()
        from phases.graph import report_files  # a run with nothing to do needs none

        report_files.write(graph, self._state, self.id, original)
        told = _told(graph, self.id, exit_code, seconds) if graph.config.notify else None
        if told is None or not (exit_code > 2 or told["items"].keys() - {"up to date"}):
            return []
        from phases.graph import sending  # most runs have nobody to tell

        return list(sending.send(graph.config.notify, told))


def _told(graph: Graph, run: str, exit_code: int, seconds: float) -> dict[str, Any]:
    """What those hear who want to know of the end of a run."""
    done = [(task, task.outcome) for task in graph.tasks.values() if task.outcome]
    items: dict[str, str] = {}
    for status in ("up to date", "made", "failed"):
        items |= {task.item.id: status for task, outcome in done if outcome.status == status}
    failures = [(task.name, outcome.error) for task, outcome in done if outcome.error]
    return notify.summary(run, exit_code, seconds, items, failures)
