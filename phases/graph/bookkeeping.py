"""What a run keeps: the state of its tasks, the records beside the targets, its own history."""

import json
import logging
import os
import time
from collections.abc import Callable
from typing import Any

from phases.graph import notify, records
from phases.graph.checker import MD5Checker
from phases.graph.item import Item
from phases.graph.jobs import Built
from phases.graph.phase_task import Outcome, PhaseTask
from phases.graph.queue import Running
from phases.graph.state import State, Unwritten
from phases.graph.tallies import plain
from phases.graph.tasks import Graph
from phases.graph.work import Failed

log = logging.getLogger(__name__)


class RunHistory:
    """Enters what a run does; what was entered is on the disk after `commit`."""

    def __init__(self, state: State, workers: int) -> None:
        self.id = f"{time.strftime('%Y%m%d_%H%M%S')}_{os.urandom(4).hex()}"
        self._state = state
        self._workers = workers
        self._started = time.monotonic()
        self._entered = False
        self.trouble = ""
        """Why the last commit failed."""
        self._unrecorded: dict[str, Item] = {}
        """Items of which something was made since the last commit."""

    def start(self) -> None:
        """Enter the run; one that finds nothing to do leaves no trace."""
        self._state.start_run(self.id, self._workers)
        self._state.commit()
        self._entered = True

    def made(self, task: PhaseTask, running: Running, why: str, built: Built) -> None:
        """Enter a made target as doit does, with the digests of what the workers really read."""
        metrics = plain(built.target.metrics)
        seconds = time.monotonic() - running.started
        task.outcome = Outcome("made", seconds, built.parts, built.reused, metrics)
        log.info("made in %.2f s: %s", seconds, metrics, extra={"task": task.name})
        target = [built.target.size, built.target.mtime_ns, built.target.digest]
        row = {
            "_values_:": {"recipe": task.recipe.digest, "target": target, "metrics": metrics},
            "checker:": MD5Checker.__name__,
            **built.read,
            "deps:": sorted(task.file_dep),
        }
        self._state.replace(task.name, row)
        self._state.keep_recipe(task.recipe.digest, task.recipe.text)
        self._unrecorded[task.item.id] = task.item
        self._enter(task, task.outcome, running, why, metrics=json.dumps(built.target.metrics))

    def failed(self, task: PhaseTask, running: Running, why: str, failed: Failed) -> None:
        """Enter a failure."""
        log.error("failed: %s\n%s", failed.message, failed.details, extra={"task": task.name})
        task.outcome = Outcome("failed", time.monotonic() - running.started, error=failed.message)
        self._enter(task, task.outcome, running, why, error=failed.message, details=failed.details)

    def commit(self) -> str:
        """Put all that was entered on the disk, in one transaction; a record for each item.

        Says why that failed, or nothing: the next commit tries it again.
        """
        self.trouble = ""
        try:
            self._state.commit()
            for item in self._unrecorded.values():
                records.write(item, self._state)
            self._unrecorded.clear()
        except Unwritten as error:
            self.trouble = f"{error}: nothing else can be written"
        except OSError as error:
            self.trouble = f"build/: {error.strerror}: nothing else can be written"
        return self.trouble

    def finish(self, graph: Graph, exit_code: int, original: Callable[[Item], Item | None]) -> list[str]:
        """Enter the end of the run, write its reports, tell who wants to know: a line for each failure."""
        if not self._entered:
            return []
        seconds = time.monotonic() - self._started
        self._state.end_run(self.id, seconds, exit_code)
        self.commit()
        from phases.graph import report_files  # a run with nothing to do needs none

        report_files.write(graph, self._state, self.id, original)
        told = _told(graph, self.id, exit_code, seconds) if graph.config.notify else None
        if told is None or not (exit_code > 2 or told["items"].keys() - {"up to date"}):
            return []
        from phases.graph import sending  # most runs have nobody to tell

        return list(sending.send(graph.config.notify, told))

    def _enter(self, task: PhaseTask, outcome: Outcome, running: Running, why: str, **extra: str) -> None:
        self._state.record(
            self.id,
            task.item.id,
            task.phase.name,
            outcome.status,
            why,
            seconds=outcome.seconds,
            cpu_s=running.cpu_s,
            peak_mb=running.peak_mb,
            pipeline=task.item.pipeline.name,
            parts=outcome.parts,
            reused=outcome.reused,
            bytes=task.item.size,
            **extra,
        )


def _told(graph: Graph, run: str, exit_code: int, seconds: float) -> dict[str, Any]:
    """What those hear who want to know of the end of a run."""
    done = [(task, task.outcome) for task in graph.tasks.values() if task.outcome]
    items: dict[str, str] = {}
    for status in ("up to date", "made", "failed"):
        items |= {task.item.id: status for task, outcome in done if outcome.status == status}
    failures = [(task.name, outcome.error) for task, outcome in done if outcome.error]
    return notify.summary(run, exit_code, seconds, items, failures)
