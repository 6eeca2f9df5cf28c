"""doit's runner, with the work done in worker processes, part by part.

doit's dispatcher is driven in the main process. Each task that is not up to date becomes a job
(:mod:`phases.graph.jobs`), the calls of all jobs go to one pool (:mod:`phases.graph.scheduler`), and
what has finished is committed as soon as the workers have new work.
"""

import gc
import logging
import sys
import time
from pathlib import Path
from typing import Any

from doit.control import TaskDispatcher
from doit.dependency import Dependency
from doit.exceptions import TaskFailed, UnmetDependency
from doit.task import Stream

from phases.graph.bookkeeping import RunHistory
from phases.graph.cache import Cache
from phases.graph.chains import Chains
from phases.graph.choosing import ChoosingRunner
from phases.graph.errors import ToolError
from phases.graph.failure_limit import FailureLimit
from phases.graph.guard import Disk, Guard
from phases.graph.jobs import Built, Jobs, PartCounts
from phases.graph.log import Log
from phases.graph.patience import Patience
from phases.graph.phase_task import ItemTask, PhaseTask
from phases.graph.queue import ALONE, Running
from phases.graph.ready import Ready
from phases.graph.scheduler import Scheduler, Workers
from phases.graph.stop import Stop
from phases.graph.tasks import Graph
from phases.graph.work import Failed

log = logging.getLogger(__name__)

TICK_S = 0.25
"""Seconds between two looks at the guard and the display."""


class PhaseRunner(ChoosingRunner):
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
        super().__init__(dep_manager, reporter, graph, continue_, always, stream)
        config = graph.config
        self.workers = workers
        self.cache = Cache(Path("build/cache"), config.cache_gb * 1e9)
        self.jobs = Jobs(graph.tasks, self.cache, reuse=not always)
        self.chains = Chains(graph.tasks, self.jobs, self.due)
        patience = Patience(config.retries, config.max_lock_wait)
        self.scheduler = Scheduler(workers, self._open_pool, self.jobs.part_made, patience, self._try_again)
        self.guard = Guard(config, workers)
        self.limit = FailureLimit(config)
        self.disk = Disk("build", config.min_free_disk_mb)
        self.stop = Stop(config.stop_grace, lambda grace_s: self.announce("stopping", grace_s))
        self.history = RunHistory(self.state, workers)
        self.held = ""
        """Why new parts are held back."""
        self.log_to = Log(str(config.log_file), config.log_level, self.history.id)
        self._stop_running = self._failed = False
        self._nodes: dict[str, Any] = {}
        """doit's nodes of the running tasks."""
        self._why: dict[str, str] = {}

    def run_tasks(self, dispatcher: TaskDispatcher) -> None:
        """Drive doit's dispatcher until all is done, or somebody stops it."""
        self.announce("start", self)
        self.ready = Ready(dispatcher, self.settle(frozenset(dispatcher.selected_tasks)))
        if killed := self.state.killed_run():
            self.announce("resuming", *killed)
        with self.stop.listening():
            try:
                while (self._open_jobs() or self.scheduler.running) and not self._stopped:
                    self._dispatch()
                    self._stop_if(self.history.commit())
                    self._take_in(TICK_S)
                    self.announce("tick", self)
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
        while True:
            stopping = self._stop_running or bool(self.stop.signal)
            if not self.scheduler.ahead and (stopping or not self.scheduler.hungry):
                return not stopping
            node = self.ready.next()
            if node is None:
                return False
            if not stopping or self.scheduler.known(node.task.name):  # what is made is entered, too
                self._take(node)
                self._take_in(0)

    def _take_in(self, wait: float) -> None:
        """Enter the tasks that have ended; waits up to `wait` seconds for calls to end."""
        for running, result in self.scheduler.finished(wait):
            self._finished(running, result)

    def _let_parts_end(self) -> None:
        """Keep what workers are making for an item that has failed by another part."""
        deadline = time.monotonic() + self.graph.config.stop_grace
        while self.scheduler.in_flight and not self.stop.signal and time.monotonic() < deadline:
            self.scheduler.finished(TICK_S)

    def _dispatch(self) -> None:
        """Hand parts to workers, unless the machine is needed for something else."""
        self.held = self.guard.holds() if self.scheduler.waiting else ""
        self.scheduler.workers = self.guard.workers
        if self.stop.signal or (self.held and (self.scheduler.in_flight or not self.guard.crawls)):
            return
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
        self.ready.done(node)

    def _take_phase(self, node: Any, task: PhaseTask) -> None:
        if self.needs_no_look(node, task):
            self.ready.done(node)
        elif self.scheduler.known(task.name) and self.still_chosen(node, task):
            self._start(node, task)
        elif unknown := self.unknown(task):
            self._nodes[task.name] = node
            self.scheduler.start(task.name, self.digests(unknown), PartCounts())
        elif self.chosen(node, task):
            self._start(node, task)
        else:
            self.scheduler.drop(task.name)
            self.ready.done(node)

    def _start(self, node: Any, task: PhaseTask) -> None:
        """Begin with the job of a task that is to be made."""
        made, chain = self.scheduler.known(task.name), ALONE
        why = self.chains.why.pop(task.name, "")
        if not made:
            why = self.reason(task)
            log.info("starts: %s", why, extra={"task": task.name})
            chain = self.chains.of(task)
        self._why[task.name], self._nodes[task.name] = why, node
        self.reporter.execute_task(task)
        counts = PartCounts()
        self.scheduler.start(task.name, self.jobs.job(task, counts, made), counts, chain)

    def _open_pool(self) -> Workers:
        from phases.graph.cost import missing_bytes  # a run with nothing to do needs neither
        from phases.graph.pool import Pool

        gc.freeze()  # the graph stays, and was built without looking for garbage
        gc.enable()
        trouble = self.disk.trouble() or self.disk.too_small_for(missing_bytes(self.graph, self.state))
        if trouble:
            raise ToolError(trouble, "make room, or lower it")
        self.cache.open()
        self.history.start()
        return Pool(self.graph.config, self.workers, self.graph.preload, self.log_to)

    def _finished(self, running: Running, result: Built | Failed | None) -> None:
        node = self._nodes.pop(running.name)
        if result is None:  # the digests of its inputs are known now
            self._take(node)
            return
        task: PhaseTask = node.task
        why = self._why.pop(task.name, "its inputs are compared")
        if self.stop.signal and isinstance(result, Failed) and result.retry_after is not None:
            return  # who shuts down a machine sends SIGTERM to the workers, too
        if isinstance(result, Failed):
            self.history.failed(task, running, why, result)
            self._handle_task_error(node, TaskFailed(result.message))
            self._stop_if(f"{result.message}: nothing else can be written" if result.stop else "")
        else:
            self.history.made(task, running, why, result)
            self.chains.took(task, running.seconds)
            node.run_status = "successful"
            self.reporter.add_success(task)
        self.ready.done(node)
        self._stop_if(self.limit.reached(task, isinstance(result, Failed)) or self.disk.trouble())

    def _stop_if(self, reason: str) -> None:
        """Start nothing new, when there is a reason."""
        if reason and not self._stop_running:
            self._stop_running = True
            log.error("stops: %s", reason)
            self.announce("stops", reason)

    def _try_again(self, name: str, failed: Failed, pause_s: float) -> None:
        log.warning(
            "%s; next try in %.1f s\n%s", failed.message, pause_s, failed.details, extra={"task": name}
        )
        if not self.stop.signal:
            self.announce("trying_again", name, failed.message, pause_s)

    def _handle_task_error(self, node: Any, base_fail: Any) -> None:
        """As doit does it, but what depends on a failed task keeps what it made before."""
        self._failed = True
        if isinstance(base_fail, UnmetDependency):
            node.run_status = "failure"
            self.reporter.add_failure(node.task, base_fail)
        else:
            super()._handle_task_error(node, base_fail)

    def finish(self) -> int:
        """Report, and turn what happened into the exit code."""
        if not hasattr(self, "ready"):  # what broke the run before it began is raised
            return 3
        self._stop_if(self.history.commit())
        self.final_result = self._exit_code()
        for line in self.history.finish(self.graph, self.final_result, self.twins.original):
            self.announce("not_notified", line)
        left = [task for task in self.graph.tasks.values() if not task.outcome]
        self.announce("left_over", [task for task in left if self.ready.expects(task.name)])
        self.state.discard()  # doit would try once more to write it
        return int(super().finish())

    def _exit_code(self) -> int:
        """0 all is built or up to date, 1 nothing succeeded, 2 some failed, 128 + signal."""
        if self.stop.signal:
            return 128 + self.stop.signal
        if not (self._failed or self.history.trouble or sys.exc_info()[0]):  # an error ends the run
            return 0
        return 2 if self.ready.statuses() & {"successful", "up-to-date"} else 1
