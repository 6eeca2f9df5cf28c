"""Chains: quick phases of one item that follow each other go to a worker together.

A trip to a worker costs as much as a small phase itself (:mod:`phases.graph.queue`). A phase is quick
when it was so the last time that this run made it; the first of its kind goes alone, and so does what is
slow: it keeps its own place in the display, its own time limit, and a kill loses no more of it than before.
"""

from collections.abc import Callable, Mapping

from phases.graph.jobs import Call, Jobs
from phases.graph.phase_task import PhaseTask
from phases.graph.queue import ALONE, Chain

QUICK_S = 0.2
"""Seconds in a worker below which a phase is quick."""


class Chains:
    """Finds what can go with a task; `due` says why a task is sure to be made, or nothing."""

    def __init__(self, tasks: Mapping[str, PhaseTask], jobs: Jobs, due: Callable[[PhaseTask], str]) -> None:
        self._tasks = tasks
        self._jobs = jobs
        self._due = due
        self._took: dict[str, float] = {}
        self.why: dict[str, str] = {}
        """Why the tasks that went with others were due, by their names."""

    def of(self, task: PhaseTask) -> Chain:
        """The next phases of the item that may go to a worker with the call of `task`."""
        first = self._single(task)
        if first is None or task.item.whole:
            return ALONE
        behind: dict[str, Call] = {}
        seconds = self._took[task.key]
        phases = task.item.pipeline.phases
        for phase in phases[phases.index(task.phase) + 1 :]:
            follower = self._tasks[f"{task.item.id}:{phase.name}"]
            call = self._single(follower)
            why = self._due(follower) if call and call.limits == first.limits else ""
            if call is None or not why:
                break
            behind[follower.name] = call
            self.why[follower.name] = why
            seconds += self._took[follower.key]
        return Chain(behind, seconds)

    def took(self, task: PhaseTask, seconds: float) -> None:
        """A worker took so many seconds to make `task`."""
        self._took[task.key] = seconds

    def _single(self, task: PhaseTask) -> Call | None:
        """The one call that makes `task`, if it is a quick one."""
        return self._jobs.single(task) if self._took.get(task.key, QUICK_S) < QUICK_S else None
