"""doit's command ``run``: what doit decides is done here, in worker processes, part by part.

doit loads, selects, orders and checks the tasks; its dispatcher is driven in the main process. Each
task that is not up to date becomes a job (:mod:`phases.graph.jobs`), the calls of all jobs go to one
pool, and each finished job is committed at once.
"""

import heapq
import itertools
import json
import logging
import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doit import cmd_run, dependency
from doit.control import TaskControl, TaskDispatcher
from doit.exceptions import InvalidCommand, TaskFailed, UnmetDependency
from doit.runner import Runner
from doit.task import Stream

from phases.graph import jobs, locks, tasks, work
from phases.graph.cache import Cache
from phases.graph.config import chosen_phases
from phases.graph.errors import BinderyError, ConfigError
from phases.graph.guard import Guard
from phases.graph.jobs import Built, Call, Plan
from phases.graph.tasks import Graph, ItemTask, Outcome, PhaseTask
from phases.graph.work import Digest, Done, Failed

log = logging.getLogger(__name__)

BUILD = Path("build")
TICK = 0.25
"""Seconds between two looks at the guard and the display."""
STOP_GRACE = 10.0
"""Seconds that calls in flight get to end after Ctrl+C."""
DIGEST_TIMEOUT = 3600.0
"""Seconds to read a file for its digest; a slow network folder is no error."""

opt_continue = {**cmd_run.opt_continue, "default": True}
opt_num_process = {
    **cmd_run.opt_num_process,
    "help": "number of worker processes [default: max_workers of config.yaml]",
}


class Run(cmd_run.Run):
    """``doit [run] [TASK/TARGET...]``."""

    doc_purpose = "build all items, or the tasks and targets that are named"
    doc_description = """A failed item never stops the others. Exit code: 0 all is built or up to date,
1 nothing succeeded, 2 some items failed, 3 it could not start, 130 interrupted."""
    cmd_options = (
        cmd_run.opt_always,
        opt_continue,
        cmd_run.opt_verbosity,
        cmd_run.opt_reporter,
        cmd_run.opt_outfile,
        opt_num_process,
        cmd_run.opt_single,
    )

    def _execute(
        self,
        outfile: Any,
        verbosity: int | None,
        always: bool,
        continue_: bool,
        reporter: str,
        num_process: int,
        single: bool,
        force_verbosity: bool,
    ) -> int:
        graph = tasks.GRAPH
        assert graph is not None, "dodo.py has not loaded the graph"
        self.control = TaskControl(self.task_list)
        self.control.process(self._selection(graph))
        if single:
            self._cut_dependencies()
        stream = Stream(verbosity, force_verbosity)
        out = open(outfile, "w", encoding="utf-8") if isinstance(outfile, str) else outfile  # noqa: SIM115
        reporter_ = self.reporters[reporter](out, {"verbosity": stream.verbosity})
        workers = num_process or graph.config.max_workers
        try:
            with locks.only_run(BUILD):
                Path(graph.config.log_file).parent.mkdir(parents=True, exist_ok=True)
                work.log_to(str(graph.config.log_file), graph.config.log_level)
                runner = PhaseRunner(self.dep_manager, reporter_, graph, workers, continue_, always, stream)
                exit_code: int = runner.run_all(self.control.task_dispatcher())
                return exit_code
        except ConfigError as error:
            raise InvalidCommand(str(error)) from None
        finally:
            if out is not outfile:
                out.close()

    def _selection(self, graph: Graph) -> list[str]:
        """The tasks to run: those named, or all items; of an item only the phases that are asked for."""
        named = self.sel_tasks or [task.name for task in self.task_list if task.subtask_of is None]
        selected: list[str] = []
        for name in named:
            item = graph.items.get(name)
            if item and graph.config.phases_to_run:
                phases = chosen_phases(graph.config, item.pipeline)
                selected += [f"{item.id}:{phase}" for phase in phases]
            else:
                selected.append(name)
        return selected

    def _cut_dependencies(self) -> None:
        """For ``--single``: run the selected tasks without what they depend on."""
        for name in self.control.selected_tasks:
            task = self.control.tasks[name]
            alone = [self.control.tasks[dep] for dep in task.task_dep] if task.has_subtask else [task]
            for one in alone:
                one.task_dep = []


@dataclass(order=True)
class Queued:
    """A call that waits for a worker: calls of older jobs first, of one job the longest first."""

    order: tuple[int, float, int]
    call: Call = field(compare=False)
    waiters: list[tuple["Running", int]] = field(compare=False)
    """The jobs that wait for its result, and at which place."""


@dataclass(eq=False)
class Running:
    """A task whose job is being worked on."""

    number: int
    node: Any
    job: jobs.Job
    plan: Plan
    why: str
    started: float
    results: list[Any] = field(default_factory=list)
    pending: int = 0
    cpu_s: float = 0.0

    @property
    def task(self) -> PhaseTask:
        task: PhaseTask = self.node.task
        return task


class PhaseRunner(Runner):
    """Runs doit's tasks in worker processes."""

    def __init__(
        self,
        dep_manager: dependency.Dependency,
        reporter: Any,
        graph: Graph,
        workers: int,
        continue_: bool,
        always: bool,
        stream: Stream,
    ) -> None:
        super().__init__(dep_manager, reporter, continue_, always, stream)
        self.graph = graph
        self.workers = workers
        self.state = dep_manager.backend
        self.checker = dep_manager.checker = MD5Checker()
        config = graph.config
        self.cache = Cache(BUILD / "cache", config.cache_gb * 1e9)
        self.jobs = jobs.Jobs(graph.tasks, self.cache, reuse=not always)
        self.guard = Guard(config.cpu_threshold, config.throttle_delay)
        self.running: dict[str, Running] = {}
        self.held = False
        """The guard holds back new parts."""
        self.stopped_by = 0
        """The signal that ended the run, or 0."""
        self.run_id = f"{time.strftime('%Y%m%d_%H%M%S')}_{os.urandom(4).hex()}"
        self._started = time.monotonic()
        self._pool: Any = None
        self._queue: list[Queued] = []
        self._queued_parts: dict[str, Queued] = {}
        self._in_flight = 0
        self._numbers = itertools.count()
        self._batch: set[str] = set()

    # the loop

    def run_tasks(self, dispatcher: TaskDispatcher) -> None:
        """Drive doit's dispatcher until all is done, or somebody stops it."""
        self.nodes = Nodes(dispatcher)
        self._announce("start", self)
        stop_at = float("inf")
        with self._signals():
            try:
                while self._open_jobs() or self.running:
                    self._dispatch()
                    if self._pool:
                        for queued, result in self._pool.ended(TICK):
                            self._ended(queued, result)
                    self._announce("tick", self)
                    if self.stopped_by:
                        stop_at = min(stop_at, time.monotonic() + STOP_GRACE)
                        if not self._in_flight or time.monotonic() > stop_at:
                            break
            except KeyboardInterrupt:
                log.info("stopped at once")
            finally:
                if self._pool:
                    self._pool.close()
                for running in self.running.values():
                    running.job.close()

    def _open_jobs(self) -> bool:
        """Take tasks from doit while there is less work than workers; is there one to wait for?"""
        while not (self._stop_running or self.stopped_by):
            if len(self._queue) + self._in_flight >= self.workers:
                return True
            node = self.nodes.next()
            if node is None:
                break
            self._take(node)
        return False

    def _take(self, node: Any) -> None:
        """Begin with a task that doit handed out."""
        task = node.task
        if isinstance(task, PhaseTask):
            unknown = self.checker.unknown(task.file_dep, self.state, task.name)
            if unknown:
                self._start(node, _digest_job(self.checker, unknown), "its inputs are compared")
            elif self._selected(node):
                plan = Plan()
                self.reporter.execute_task(task)
                status = self.dep_manager.get_status(task, self.graph.tasks, get_log=True)
                reason = tasks.why(status) or "asked for"
                log.info("%s starts: %s", task.name, reason)
                self._start(node, self.jobs.job(task, plan), reason, plan)
            else:
                self.nodes.done(node)
            return
        if self.select_task(node, self.nodes.tasks):
            if isinstance(task, ItemTask):
                node.run_status = "successful"
            else:
                self.process_task_result(node, self.execute_task(task))
                self.state.commit()
        self.nodes.done(node)

    def _selected(self, node: Any) -> bool:
        """doit's decision whether to run a task, then ours: duplicates and the size of the batch."""
        task = node.task
        twin = self._duplicate_of(task)
        if twin:
            node.run_status = "ignore"
            self._announce("duplicate", task.item, self.graph.items[twin])
            return False
        if not self.select_task(node, self.nodes.tasks):
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

    def _duplicate_of(self, task: PhaseTask) -> str:
        """The id of the item that has the same content as this one, and comes before it; or empty."""
        first = self.graph.tasks[f"{task.item.id}:{task.item.pipeline.phases[0].name}"]
        if task is first or not first.twins:
            return ""
        own = self.state.get(first.name, task.item.source.as_posix())
        for name in first.twins:
            twin = self.graph.tasks[name].item
            other = self.state.get(name, twin.source.as_posix())
            if own and other and own[1:] == other[1:]:
                return twin.id
        return ""

    # jobs and their calls

    def _start(self, node: Any, job: jobs.Job, why: str, plan: Plan | None = None) -> None:
        if self._pool is None:
            self._open_pool()
        running = Running(next(self._numbers), node, job, plan or Plan(), why, time.monotonic())
        self.running[node.task.name] = running
        self._advance(running, None)

    def _open_pool(self) -> None:
        from phases.graph.pool import Pool  # a run with nothing to do needs no processes

        config = self.graph.config
        self.cache.open()
        self._pool = Pool(self.workers, str(config.log_file), config.log_level, self.graph.preload)
        self.state.start_run(self.run_id, self.workers)
        self.state.commit()

    def _advance(self, running: Running, results: list[Any] | None) -> None:
        """Let a job go on until it waits for calls again, or has ended."""
        try:
            calls = running.job.send(results)  # type: ignore[arg-type]
            while not calls:
                calls = running.job.send([])
        except StopIteration as end:
            self._job_ended(running, end.value)
        except BinderyError as error:
            self._job_failed(running, Failed(str(error)))
        else:
            running.results = [None] * len(calls)
            running.pending = len(calls)
            for place, call in enumerate(calls):
                self._enqueue(running, place, call)

    def _enqueue(self, running: Running, place: int, call: Call) -> None:
        same = self._queued_parts.get(call.key)
        if same:
            same.waiters.append((running, place))
            return
        order = (running.number, -call.weight, place)
        queued = Queued(order, call, [(running, place)])
        if call.key:
            self._queued_parts[call.key] = queued
        heapq.heappush(self._queue, queued)

    def _dispatch(self) -> None:
        """Hand calls to the pool: one for each worker, and one more so that none has to wait."""
        self.held = bool(self._queue) and self.guard.holds()
        if self.held or self.stopped_by:
            return
        while self._queue and self._in_flight < self.workers + 1:
            queued = heapq.heappop(self._queue)
            if not any(running.task.name in self.running for running, _ in queued.waiters):
                self._queued_parts.pop(queued.call.key, None)
                continue
            call = queued.call
            self._in_flight += 1
            self._pool.submit(queued, call.timeout, call.function, *call.arguments)

    def _ended(self, queued: Queued, result: Done | Failed) -> None:
        """A call came back: its jobs go on."""
        self._in_flight -= 1
        key = queued.call.key
        if key:
            del self._queued_parts[key]
            if isinstance(result, Done):
                self.jobs.made.add(key)
                self.cache.added(result.value)
        for running, place in queued.waiters:
            if self.running.get(running.task.name) is not running:
                continue  # it has failed already
            if isinstance(result, Failed):
                self._job_failed(running, result, queued.call.label)
                continue
            running.cpu_s += result.cpu_s
            running.plan.done += bool(key)
            running.results[place] = result.value
            running.pending -= 1
            if not running.pending:
                self._advance(running, running.results)

    def _job_ended(self, running: Running, built: Built | None) -> None:
        del self.running[running.task.name]
        if built is None:  # the digests of its inputs are known now
            self._take(running.node)
            return
        task = running.task
        seconds = time.monotonic() - running.started
        task.outcome = Outcome("made", seconds, built.parts, built.reused, built.target.metrics)
        self._save(task, built)
        running.node.run_status = "successful"
        log.info("%s made in %.2f s: %s", task.name, seconds, built.target.metrics)
        self._record(running, metrics=json.dumps(built.target.metrics))
        self.reporter.add_success(task)
        self.nodes.done(running.node)

    def _job_failed(self, running: Running, failed: Failed, label: str = "") -> None:
        del self.running[running.task.name]
        running.job.close()
        task = running.task
        message = f"{label}: {failed.message}" if label else failed.message
        log.error("%s failed: %s\n%s", task.name, message, failed.details)
        task.outcome = Outcome("failed", time.monotonic() - running.started, error=message)
        self._handle_task_error(running.node, TaskFailed(message))
        self._record(running, error=f"{message}\n{failed.details}".strip())
        self.nodes.done(running.node)

    def _handle_task_error(self, node: Any, base_fail: Any) -> None:
        """As doit does it, but what depends on a failed task keeps what it made before."""
        if isinstance(base_fail, UnmetDependency):
            node.run_status = "failure"
            self.reporter.add_failure(node.task, base_fail)
        else:
            super()._handle_task_error(node, base_fail)

    # what is kept

    def _save(self, task: PhaseTask, built: Built) -> None:
        """Enter a made target as doit does, with the digests of what the workers really read."""
        target = [built.target.size, built.target.mtime_ns]
        values = {"recipe": task.recipe.digest, "target": target, "metrics": built.target.metrics}
        self.state.remove(task.name)
        self.state.set(task.name, "_values_:", values)
        self.state.set(task.name, "checker:", MD5Checker.__name__)
        for path, digest in built.read.items():
            self.state.set(task.name, path, digest)
        self.state.set(task.name, "deps:", sorted(task.file_dep))
        self.state.keep_recipe(task.recipe.digest, task.recipe.text)

    def _remember_times(self, task: PhaseTask) -> None:
        """Spare the next run the comparison of inputs that are the same at another time."""
        for path in task.file_dep & self.checker.found.keys():
            self.state.set(task.name, path, self.checker.found[path])

    def _record(self, running: Running, **extra: str) -> None:
        """Enter what was done into the history, and put all on the disk."""
        task, outcome = running.task, running.task.outcome
        assert outcome is not None
        self.state.record(
            self.run_id,
            task.item.id,
            task.phase.name,
            outcome.status,
            running.why,
            seconds=outcome.seconds,
            cpu_s=running.cpu_s,
            parts=outcome.parts,
            reused=outcome.reused,
            bytes=task.item.size,
            **extra,
        )
        self.state.commit()

    def finish(self) -> int:
        """Report, and turn what happened into the exit code."""
        self.final_result = self._exit_code()
        if self._pool:
            self.state.end_run(self.run_id, time.monotonic() - self._started, self.final_result)
        code: int = super().finish()
        return code

    def _exit_code(self) -> int:
        if self.stopped_by:
            return 128 + self.stopped_by
        statuses = self.nodes.statuses(self.nodes.selected)
        if "failure" not in statuses:
            return 0
        return 2 if {"successful", "up-to-date"} & set(statuses) else 1

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
            self._announce("stopping", STOP_GRACE)

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _digest_job(checker: "MD5Checker", paths: list[str]) -> Any:
    """A job that finds out whether files with another time have another content."""
    [found] = yield [Call("digests", (paths,), DIGEST_TIMEOUT)]
    checker.found.update(found)
    return None


class Nodes:
    """doit's dispatcher as a plain source of tasks: `next` gives one, `done` takes it back."""

    def __init__(self, dispatcher: TaskDispatcher) -> None:
        self.tasks = dispatcher.tasks
        self.selected: list[str] = dispatcher.selected_tasks
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

    def statuses(self, names: list[str]) -> list[str | None]:
        """What came of these tasks."""
        nodes = self._dispatcher.nodes
        return [nodes[name].run_status for name in names if name in nodes]


class MD5Checker(dependency.MD5Checker):
    """doit's comparison of files by time, size and MD5, with the reading done by workers.

    It keeps the name of doit's class, which doit saves with each task.
    """

    def __init__(self) -> None:
        self.found: dict[str, Digest] = {}
        """Digests that workers found in this run."""

    def unknown(self, paths: set[str], state: Any, task: str) -> list[str]:
        """Of these inputs of `task`, those that only their content can tell: another time, one size."""
        unknown = []
        for path in sorted(paths):
            saved = state.get(task, path)
            with suppress(OSError):
                stat = os.stat(path)
                found = self.found.get(path)
                if (
                    saved
                    and (stat.st_mtime, stat.st_size) != tuple(saved[:2])
                    and stat.st_size == saved[1]
                    and (found is None or found[0] != stat.st_mtime)
                ):
                    unknown.append(path)
        return unknown

    def check_modified(self, file_path: str, file_stat: os.stat_result, state: Any) -> bool:
        """Has the file another content than when `state` was saved?"""
        found = self.found.get(file_path)
        if found and found[0] == file_stat.st_mtime:
            return tuple(found[1:]) != tuple(state[1:])
        modified: bool = super().check_modified(file_path, file_stat, state)
        return modified
