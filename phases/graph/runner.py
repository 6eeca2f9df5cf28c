"""doit's runner, with the work done in worker processes, part by part.

doit's dispatcher is driven in the main process. Each task that is not up to date becomes a job
(:mod:`phases.graph.jobs`), the calls of all jobs go to one pool (:mod:`phases.graph.scheduler`), and
each finished task is committed at once.
"""

import gc
import json
import logging
import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from doit.control import TaskDispatcher
from doit.dependency import Dependency
from doit.exceptions import TaskFailed, UnmetDependency
from doit.runner import Runner
from doit.task import Stream

from phases.graph import notify, records, tasks
from phases.graph.cache import Cache
from phases.graph.checker import MD5Checker
from phases.graph.errors import ToolError
from phases.graph.failure_limit import FailureLimit
from phases.graph.guard import Guard
from phases.graph.jobs import Built, Call, Job, Jobs, Limits, Plan
from phases.graph.log import Log
from phases.graph.model import Item
from phases.graph.scheduler import Patience, Running, Scheduler, Workers
from phases.graph.state import State
from phases.graph.tasks import Graph, ItemTask, Outcome, PhaseTask
from phases.graph.twins import Twins
from phases.graph.work import Digest, Failed

log = logging.getLogger(__name__)

TICK = 0.25
"""Seconds between two looks at the guard and the display."""
DISK_INTERVAL = 2.0
"""Seconds between two looks at the free space of the disk."""
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
        self.twins = Twins(graph.items.values(), self._source_digest)
        self.held = ""
        """Why new parts are held back."""
        self.stopped_by = 0
        """The signal that ended the run, or 0."""
        self.run_id = f"{time.strftime('%Y%m%d_%H%M%S')}_{os.urandom(4).hex()}"
        self.log_to = Log(str(config.log_file), config.log_level, self.run_id)
        self._stop_running = False
        self._recorded = False
        self._failed = False
        self._started = time.monotonic()
        self._nodes: dict[str, Any] = {}
        """doit's nodes of the running tasks."""
        self._why: dict[str, str] = {}
        self._batch: set[str] = set()
        self._disk_looked = 0.0

    # the loop

    def run_tasks(self, dispatcher: TaskDispatcher) -> None:
        """Drive doit's dispatcher until all is done, or somebody stops it."""
        self.ready = Ready(dispatcher)
        self._announce("start", self)
        self._say_what_was_killed()
        with self._signals():
            try:
                while (self._open_jobs() or self.scheduler.running) and not self._stopped():
                    self._dispatch()
                    for running, result in self.scheduler.finished(TICK):
                        self._finished(running, result)
                    self._announce("tick", self)
                self._let_parts_end()
            except KeyboardInterrupt:
                log.info("stopped at once")
            finally:
                self.scheduler.close()

    def _open_jobs(self) -> bool:
        """Take tasks from doit while there are fewer calls than workers; False when none is ready."""
        while not (self._stop_running or self.stopped_by):
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
        while self.scheduler.in_flight and not self.stopped_by and time.monotonic() < deadline:
            self.scheduler.finished(TICK)

    def _stopped(self) -> bool:
        """Has somebody stopped the run, and has what was in flight ended or had its time?"""
        if not self.stopped_by:
            return False
        late = time.monotonic() > self._stopped_at + self.graph.config.stop_grace
        return late or not self.scheduler.in_flight

    def _dispatch(self) -> None:
        """Hand parts to workers, unless the machine is needed for something else."""
        self.held = self.guard.holds() if self.scheduler.waiting else ""
        self.scheduler.workers = self.guard.workers
        if self.stopped_by or (self.held and self.scheduler.in_flight):
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
        twin = None if task.first else self.twins.original(task.item)
        if twin:
            node.run_status = "ignore"
            self._announce("duplicate", task.item, twin)
            return False
        if not self.select_task(node, self.ready.tasks):
            if node.run_status == "up-to-date":
                task.outcome = Outcome("up to date", metrics=task.values["metrics"])
                self._remember_times(task)
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
        self._check_disk()
        self.cache.open()
        self.state.start_run(self.run_id, self.workers)
        self.state.commit()
        self._recorded = True
        return Pool(self.graph.config, self.workers, self.graph.preload, self.log_to)

    # what came of a task

    def _finished(self, running: Running, result: Built | Failed | None) -> None:
        node = self._nodes.pop(running.name)
        if result is None:  # the digests of its inputs are known now
            self._take(node)
            return
        task: PhaseTask = node.task
        seconds = time.monotonic() - running.started
        if isinstance(result, Failed):
            log.error("failed: %s\n%s", result.message, result.details, extra={"task": task.name})
            task.outcome = Outcome("failed", seconds, error=result.message)
            self._handle_task_error(node, TaskFailed(result.message))
            self._record(task, running, error=result.message, details=result.details)
            self._stop_if(f"{result.message}: nothing else can be written" if result.stop else "")
        else:
            metrics = result.target.metrics
            task.outcome = Outcome("made", seconds, result.parts, result.reused, metrics)
            self._save(task, result)
            node.run_status = "successful"
            log.info("made in %.2f s: %s", seconds, metrics, extra={"task": task.name})
            self._record(task, running, metrics=json.dumps(metrics))
            self.reporter.add_success(task)
        self.ready.done(node)
        self._stop_if(self.limit.reached(task, isinstance(result, Failed)) or self._disk_trouble())

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

    def _disk_trouble(self) -> str:
        """A line when the disk is almost full."""
        if time.monotonic() - self._disk_looked < DISK_INTERVAL:
            return ""
        self._disk_looked = time.monotonic()
        least = self.graph.config.min_free_disk_mb
        free = psutil.disk_usage("build").free / 1e6
        return (
            f"only {free:,.0f} MB are free on the disk, min_free_disk_mb is {least:g}"
            if free < least
            else ""
        )

    def _check_disk(self) -> None:
        trouble = self._disk_trouble()
        if trouble:
            raise ToolError(trouble, "make room, or lower it")

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

    def _save(self, task: PhaseTask, built: Built) -> None:
        """Enter a made target as doit does, with the digests of what the workers really read."""
        target = [built.target.size, built.target.mtime_ns, built.target.digest]
        values = {"recipe": task.recipe.digest, "target": target, "metrics": built.target.metrics}
        self.state.remove(task.name)
        self.state.set(task.name, "_values_:", values)
        self.state.set(task.name, "checker:", MD5Checker.__name__)
        for path, digest in built.read.items():
            self.state.set(task.name, path, digest)
        self.state.set(task.name, "deps:", sorted(task.file_dep))
        self.state.keep_recipe(task.recipe.digest, task.recipe.text)
        records.write(task.item, self.state)

    def _remember_times(self, task: PhaseTask) -> None:
        """Spare the next run the comparison of inputs that are the same at another time."""
        for path in task.file_dep & self.checker.found.keys():
            self.state.set(task.name, path, self.checker.found[path])

    def _record(self, task: PhaseTask, running: Running, **extra: str) -> None:
        """Enter what was done into the history, and put all on the disk."""
        outcome = task.outcome
        assert outcome is not None
        self.state.record(
            self.run_id,
            task.item.id,
            task.phase.name,
            outcome.status,
            self._why.pop(task.name, "its inputs are compared"),
            seconds=outcome.seconds,
            cpu_s=running.cpu_s,
            peak_mb=running.peak_mb,
            parts=outcome.parts,
            reused=outcome.reused,
            bytes=task.item.size,
            **extra,
        )
        self.state.commit()

    def _source_digest(self, item: Item) -> Digest | None:
        """The digest of an item's source, if this run or an earlier one found it and it still holds."""
        path = item.source.as_posix()
        first = f"{item.id}:{item.pipeline.phases[0].name}"
        for digest in (self.checker.found.get(path), self.state.get(first, path)):
            if digest and (digest[0], digest[1]) == (item.mtime, item.size):
                return (digest[0], digest[1], digest[2])
        return None

    # the end

    def finish(self) -> int:
        """Report, and turn what happened into the exit code."""
        self.final_result = self._exit_code()
        if self._recorded:
            self.state.end_run(self.run_id, time.monotonic() - self._started, self.final_result)
            self.state.commit()
            from phases.graph import report_files  # a run with nothing to do needs none

            report_files.write(self.graph, self.state, self.run_id, self.twins.original)
            self._notify()
        code: int = super().finish()
        return code

    def _notify(self) -> None:
        """Tell who wants to know that the run has ended."""
        told = self._told() if self.graph.config.notify else None
        if told and (self.stopped_by or told["items"].keys() - {"up to date"}):
            from phases.graph import sending  # most runs have nobody to tell

            for line in sending.send(self.graph.config.notify, told):
                self._announce("not_notified", line)

    def _told(self) -> notify.Summary:
        done = [(task, task.outcome) for task in self.graph.tasks.values() if task.outcome]
        items: dict[str, str] = {}
        for status in ("up to date", "made", "failed"):
            items |= {task.item.id: status for task, outcome in done if outcome.status == status}
        failures = [(task.name, outcome.error) for task, outcome in done if outcome.error]
        seconds = time.monotonic() - self._started
        return notify.summary(self.run_id, self.final_result, seconds, items, failures)

    def _exit_code(self) -> int:
        """0 all is built or up to date, 1 nothing succeeded, 2 some failed, 128 + signal."""
        if self.stopped_by:
            return 128 + self.stopped_by
        if not self._failed:
            return 0
        return 2 if self.ready.statuses() & {"successful", "up-to-date"} else 1

    def _announce(self, event: str, *arguments: Any) -> None:
        """Tell our reporter what doit's reporters have no method for."""
        method = getattr(self.reporter, event, None)
        if method:
            method(*arguments)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Let the first Ctrl+C or SIGTERM end the run in order, and the second at once."""

        def stop(number: int, frame: Any) -> None:
            if self.stopped_by:
                raise KeyboardInterrupt
            self.stopped_by = number
            self._stopped_at = time.monotonic()
            self._announce("stopping", self.graph.config.stop_grace)

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _digest_job(checker: MD5Checker, paths: list[str]) -> Job:
    """A job that finds out whether files with another time have another content."""
    [found] = yield [Call("digests", (paths,), READING)]
    checker.found.update(found)
    return None


class Ready:
    """doit's dispatcher as a plain source of tasks: `next` gives one, `done` takes it back."""

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
