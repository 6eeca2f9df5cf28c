"""doit's runner, with the work done in worker processes, part by part.

doit's dispatcher is driven in the main process. Each task that is not up to date becomes a job
(:mod:`phases.graph.jobs`), the calls of all jobs go to one pool (:mod:`phases.graph.scheduler`), and
each finished task is committed at once.
"""

import gc
import json
import logging
import time
from pathlib import Path
from typing import Any

from doit.control import TaskDispatcher
from doit.dependency import Dependency
from doit.exceptions import TaskFailed, UnmetDependency
from doit.runner import Runner
from doit.task import Stream

from phases.graph import tasks, twins
from phases.graph.bookkeeping import RunHistory
from phases.graph.cache import Cache
from phases.graph.checker import MD5Checker
from phases.graph.errors import ToolError
from phases.graph.failure_limit import FailureLimit
from phases.graph.guard import Disk, Guard
from phases.graph.jobs import Built, Call, Job, Jobs, Limits, Plan
from phases.graph.log import Log
from phases.graph.ready import Ready
from phases.graph.scheduler import Patience, Running, Scheduler, Workers
from phases.graph.state import State
from phases.graph.stop import Stop
from phases.graph.tasks import Graph, ItemTask, Outcome, PhaseTask
from phases.graph.work import Failed

log = logging.getLogger(__name__)

TICK = 0.25
"""Seconds between two looks at the guard and the display."""
READING = Limits(timeout_s=3600.0, memory_mb=4000.0)
"""For reading files for their digests; a slow network folder is no error."""


class PhaseRunner(Runner):
    """Runs doit's tasks in worker processes."""

    def __init__(
        self,
        dep_manager: Dependency,
        reporter: Any,
        graph: Graph,
        workers: int,
        continue_: bool,
        always: bool,
        stream: Stream,
    ) -> None:
        super().__init__(dep_manager, reporter, continue_, always, stream)
        config = graph.config
        self.graph = graph
        self.workers = workers
        self.state: State = dep_manager.backend
        self.checker = dep_manager.checker = MD5Checker()
        self.cache = Cache(Path("build/cache"), config.cache_gb * 1e9)
        self.jobs = Jobs(graph.tasks, self.cache, reuse=not always)
        patience = Patience(config.retries, config.max_lock_wait)
        self.scheduler = Scheduler(
            workers, self._open_pool, self.jobs.part_made, patience, self._trying_again
        )
        self.guard = Guard(config, workers)
        self.limit = FailureLimit(config)
        self.disk = Disk("build", config.min_free_disk_mb)
        self.stop = Stop(config.stop_grace, lambda grace_s: self._announce("stopping", grace_s))
        self.history = RunHistory(self.state, workers)
        self.twins = twins.find(graph.items.values(), self.checker.found, self.state, graph.named)
        self.held = ""
        """Why new parts are held back."""
        self.log_to = Log(str(config.log_file), config.log_level, self.history.id)
        self._stop_running = False
        self._failed = False
        self._nodes: dict[str, Any] = {}
        """doit's nodes of the running tasks."""
        self._why: dict[str, str] = {}
        self._batch: set[str] = set()

    # the loop

    def run_tasks(self, dispatcher: TaskDispatcher) -> None:
        """Drive doit's dispatcher until all is done, or somebody stops it."""
        self.ready = Ready(dispatcher)
        self._announce("start", self)
        self._say_what_was_killed()
        with self.stop.listening():
            try:
                while (self._open_jobs() or self.scheduler.running) and not self._stopped:
                    self._dispatch()
                    for running, result in self.scheduler.finished(TICK):
                        self._finished(running, result)
                    self._announce("tick", self)
                self._let_parts_end()
            except KeyboardInterrupt:
                log.info("stopped at once")
            finally:
                self.scheduler.close()

    @property
    def _stopped(self) -> bool:
        """Has somebody stopped the run, and has what was in flight ended or had its time?"""
        return bool(self.stop.signal) and (self.stop.late or not self.scheduler.in_flight)

    def _open_jobs(self) -> bool:
        """Take tasks from doit while there are fewer calls than workers; False when none is ready."""
        while not (self._stop_running or self.stop.signal):
            if not self.scheduler.hungry:
                return True
            node = self.ready.next()
            if node is None:
                break
            self._take(node)
        return False

    def _let_parts_end(self) -> None:
        """Keep what workers are making for an item that has failed by another part."""
        deadline = time.monotonic() + self.graph.config.stop_grace
        while self.scheduler.in_flight and not self.stop.signal and time.monotonic() < deadline:
            self.scheduler.finished(TICK)

    def _dispatch(self) -> None:
        """Hand parts to workers, unless the machine is needed for something else."""
        self.held = self.guard.holds() if self.scheduler.waiting else ""
        self.scheduler.workers = self.guard.workers
        if self.stop.signal or (self.held and self.scheduler.in_flight):
            return
        if self.held and "memory" not in self.held:
            return
        # With little memory, one part at a time is still a way to the end.
        self.scheduler.dispatch(most=1 if self.held else None)

    def _take(self, node: Any) -> None:
        """Begin with a task that doit handed out."""
        task = node.task
        if isinstance(task, PhaseTask):
            self._take_phase(node, task)
            return
        if self.select_task(node, self.ready.tasks):
            if isinstance(task, ItemTask):
                node.run_status = "successful"
            else:  # somebody's own task in dodo.py
                self.process_task_result(node, self.execute_task(task))
                self.state.commit()
        self.ready.done(node)

    def _take_phase(self, node: Any, task: PhaseTask) -> None:
        adopted = self.graph.adopted.get(task.item.id)
        if adopted and not self.always_execute:
            node.run_status = "up-to-date"
            task.outcome = Outcome("up to date", metrics=adopted.metrics)
            self.reporter.skip_uptodate(task)
            self.ready.done(node)
            return
        unknown = self.checker.unknown(task.file_dep, self.state, task.name)
        if not task.first:
            unknown += self.twins.unknown(task.item)
        if unknown:
            self._nodes[task.name] = node
            self.scheduler.start(task.name, _digest_job(self.checker, unknown), Plan())
        elif self._selected(node, task):
            status = self.dep_manager.get_status(task, self.graph.tasks, get_log=True)
            self._why[task.name] = tasks.why(status) or "asked for"
            log.info("starts: %s", self._why[task.name], extra={"task": task.name})
            self._nodes[task.name] = node
            self.reporter.execute_task(task)
            plan = Plan()
            self.scheduler.start(task.name, self.jobs.job(task, plan), plan)
        else:
            self.ready.done(node)

    def _selected(self, node: Any, task: PhaseTask) -> bool:
        """doit's decision whether to run a task, and ours: duplicates and the size of the batch."""
        twin = None if task.first or node.bad_deps else self.twins.original(task.item)
        if twin:
            node.run_status = "ignore"
            self._announce("duplicate", task.item, twin)
            return False
        if not self.select_task(node, self.ready.tasks):
            if node.run_status == "up-to-date":
                task.outcome = Outcome("up to date", metrics=task.values["metrics"])
                self.history.remember_times(task, self.checker)
            return False
        size = self.graph.config.batch_size
        if size and task.item.id not in self._batch and len(self._batch) >= size:
            node.run_status = "ignore"
            self._announce("left_for_next_run", task.item)
            return False
        self._batch.add(task.item.id)
        return True

    def _open_pool(self) -> Workers:
        from phases.graph.pool import Pool  # a run with nothing to do needs no processes

        gc.freeze()  # the graph stays, and was built without looking for garbage
        gc.enable()
        trouble = self.disk.trouble() or self.disk.too_small_for(self._needed_bytes())
        if trouble:
            raise ToolError(trouble, "make room, or lower it")
        self.cache.open()
        self.history.start()
        return Pool(self.graph.config, self.workers, self.graph.preload, self.log_to)

    def _needed_bytes(self) -> float:
        """What the targets that were never made will take, judged by those that stand."""
        from phases.graph.forecast import target_bytes  # a run with nothing to do needs none

        rates = target_bytes(self.graph, self.state)
        missing = (task for task in self.graph.tasks.values() if not self.state.in_(task.name))
        return sum(rates.get(task.phase.name, 0.0) * task.item.size for task in missing)

    # what came of a task

    def _finished(self, running: Running, result: Built | Failed | None) -> None:
        node = self._nodes.pop(running.name)
        if result is None:  # the digests of its inputs are known now
            self._take(node)
            return
        task: PhaseTask = node.task
        seconds = time.monotonic() - running.started
        why = self._why.pop(task.name, "its inputs are compared")
        if isinstance(result, Failed):
            log.error("failed: %s\n%s", result.message, result.details, extra={"task": task.name})
            task.outcome = Outcome("failed", seconds, error=result.message)
            self._handle_task_error(node, TaskFailed(result.message))
            self.history.ended(task, running, why, error=result.message, details=result.details)
            self._stop_if(f"{result.message}: nothing else can be written" if result.stop else "")
        else:
            metrics = result.target.metrics
            task.outcome = Outcome("made", seconds, result.parts, result.reused, metrics)
            self.history.made(task, result)
            node.run_status = "successful"
            log.info("made in %.2f s: %s", seconds, metrics, extra={"task": task.name})
            self.history.ended(task, running, why, metrics=json.dumps(metrics))
            self.reporter.add_success(task)
        self.ready.done(node)
        self._stop_if(self.limit.reached(task, isinstance(result, Failed)) or self.disk.trouble())

    def _stop_if(self, reason: str) -> None:
        """Start nothing new, when there is a reason."""
        if reason and not self._stop_running:
            self._stop_running = True
            log.error("stops: %s", reason)
            self._announce("stops", reason)

    def _trying_again(self, name: str, failed: Failed, pause_s: float) -> None:
        text = "%s; next try in %.1f s\n%s"
        log.warning(text, failed.message, pause_s, failed.details, extra={"task": name})
        self._announce("trying_again", name, failed.message, pause_s)

    def _say_what_was_killed(self) -> None:
        """Say in one line what is left of a run that ended without a word."""
        killed = self.state.killed_run()
        if killed:
            run, phases = killed
            self._announce("resuming", run, phases)

    def _handle_task_error(self, node: Any, base_fail: Any) -> None:
        """As doit does it, but what depends on a failed task keeps what it made before."""
        self._failed = True
        if isinstance(base_fail, UnmetDependency):
            node.run_status = "failure"
            self.reporter.add_failure(node.task, base_fail)
        else:
            super()._handle_task_error(node, base_fail)

    # the end

    def finish(self) -> int:
        """Report, and turn what happened into the exit code."""
        self.final_result = self._exit_code()
        for line in self.history.finish(self.graph, self.final_result, self.twins.original):
            self._announce("not_notified", line)
        code: int = super().finish()
        return code

    def _exit_code(self) -> int:
        """0 all is built or up to date, 1 nothing succeeded, 2 some failed, 128 + signal."""
        if self.stop.signal:
            return 128 + self.stop.signal
        if not self._failed:
            return 0
        return 2 if self.ready.statuses() & {"successful", "up-to-date"} else 1

    def _announce(self, event: str, *arguments: Any) -> None:
        """Tell our reporter what doit's reporters have no method for."""
        method = getattr(self.reporter, event, None)
        if method:
            method(*arguments)


def _digest_job(checker: MD5Checker, paths: list[str]) -> Job:
    """A job that finds out whether files with another time have another content."""
    [found] = yield [Call("digests", (paths,), READING)]
    checker.found.update(found)
    return None
