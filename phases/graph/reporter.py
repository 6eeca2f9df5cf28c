"""What a run shows: a live display on a terminal, plain lines that grep likes elsewhere, a summary.

Plain lines start with one word: ``made``, ``failed``, ``note``. With ``-v 0`` only failures and the
last line are shown, with ``-v 2`` the events of the log as well.
"""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from doit.exceptions import BaseFail, UnmetDependency
from doit.reporter import ConsoleReporter
from doit.task import Task

from phases.graph.model import Item, Metrics
from phases.graph.progress import Progress, Work, clock, remaining_s
from phases.graph.tasks import PhaseTask

MOST_ROWS = 60
"""Rows of the summary table; failures come first."""
MOST_BARS = 6
"""Running phases that the live display shows."""


class Reporter(ConsoleReporter):
    """doit's reporter interface, and what :class:`phases.graph.runner.PhaseRunner` announces besides."""

    desc = "progress, one line for each phase, and a summary"

    def __init__(self, outstream: Any, options: dict[str, Any]) -> None:
        super().__init__(outstream, options)
        if hasattr(outstream, "reconfigure"):
            outstream.reconfigure(errors="backslashreplace")  # a title may have letters it cannot show
        self._quiet = options.get("verbosity") == 0
        self._verbose = options.get("verbosity") == 2
        self._logged: Iterator[list[str]] = iter(())
        self._runner: Any = None
        self._display: Any = None
        self._started = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._seen: dict[str, PhaseTask] = {}
        self._others_failed: list[tuple[str, str]] = []
        self._notes: dict[str, str] = {}
        self._duplicates: set[str] = set()
        self._interrupted = False

    # what doit reports

    def execute_task(self, task: Task) -> None:
        if not isinstance(task, PhaseTask):
            return
        self._seen[task.name] = task
        if self._display is None and self.outstream.isatty() and not self._quiet:
            from phases.graph.display import Display  # a run with nothing to do needs no display

            self._display = Display(self.outstream)

    def add_success(self, task: Task) -> None:
        if not isinstance(task, PhaseTask):
            return
        assert task.outcome is not None
        self._counts["made"] += 1
        warnings = task.outcome.metrics.get("warnings")
        if warnings and isinstance(warnings, str):
            self._note(task.name, warnings)
        if self._display is None and not self._quiet:
            figures = numbers(task.outcome.metrics)
            self._line(f"made    {task.name}  {task.outcome.seconds:.1f} s  {figures}".rstrip())

    def add_failure(self, task: Task, fail: BaseFail) -> None:
        if isinstance(fail, UnmetDependency):
            return  # the task that failed says why
        self._counts["failed"] += 1
        message = " ".join(str(fail.message).split())
        if isinstance(task, PhaseTask):
            self._seen[task.name] = task
        else:
            self._others_failed.append((task.name, message))
        self._line(f"failed  {task.name}: {message}")

    def skip_uptodate(self, task: Task) -> None:
        self._counts["up to date"] += 1
        if isinstance(task, PhaseTask):
            self._seen[task.name] = task

    def skip_ignore(self, task: Task) -> None:
        if task.has_subtask and task.name not in self._notes:
            self._note(task.name, "ignored, until `doit forget " + task.name + "`")

    # what our runner announces

    def start(self, runner: Any) -> None:
        """The run begins."""
        self._runner = runner
        if self._verbose:
            self._logged = runner.log_to.follow()
        self._show_log()
        self._progress = Progress(runner.state.pace)

    def duplicate(self, item: Item, twin: Item) -> None:
        """`item` is not built, because its content is that of `twin`."""
        self._duplicates.add(item.id)
        self._note(
            item.id, f"{item.source} has the same content as {twin.source}: built once, as {twin.id}"
        )

    def left_for_next_run(self, item: Item) -> None:
        """`item` does not fit in the batch."""
        if item.id not in self._notes:
            self._notes[item.id] = "left for the next run: batch_size is reached"
            self._counts["left"] += 1

    def resuming(self, run: str, phases: int) -> None:
        """The last run was killed."""
        self._note(run, f"this run was killed; the {phases} phases that it finished are kept, doit goes on")

    def trying_again(self, name: str, message: str, pause_s: float) -> None:
        """A call failed that may go well later."""
        if not self._quiet:
            self._line(f"note    {name}: {message}; next try in {pause_s:.1f} s")

    def stops(self, reason: str) -> None:
        """The run starts nothing new."""
        self._line(f"note    stopping: {reason}")

    def stopping(self, grace_s: float) -> None:
        """Somebody pressed Ctrl+C."""
        self._interrupted = True
        self._line(f"note    stopping: what is in flight gets {grace_s:.0f} s; Ctrl+C again stops at once")

    def not_notified(self, text: str) -> None:
        """Somebody who wanted to know of the end of the run could not be told."""
        if not self._quiet:
            self._line(f"note    {text}")

    def tick(self, runner: Any) -> None:
        """Time has passed."""
        self._show_log()
        if self._display:
            running = sorted(runner.scheduler.running.values(), key=lambda one: one.number)
            bars = [(one.name, one.plan.done, one.plan.parts - one.plan.reused) for one in running]
            elapsed = time.monotonic() - self._started
            share = self._share(runner)
            state = f"held back: {runner.held}" if runner.held else ""
            self._display.show(
                share, elapsed, remaining_s(share, elapsed), self._counts, bars[:MOST_BARS], state
            )

    # the end

    def complete_run(self) -> None:
        self._show_log()
        if self._display:
            self._display.close()
        self._show_summary()
        elapsed = clock(time.monotonic() - self._started)
        counts = Counter(self._status(item) for item in self._items().values())
        text = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "nothing to do"
        if self._counts["left"]:
            text += f", {self._counts['left']} left for the next run"
        ended = "interrupted, run doit again to go on: " if self._interrupted else ""
        self._line(f"{ended}{text} in {elapsed}")
        for message in self.runtime_errors:
            self._line(f"failed  {message}")

    def _show_summary(self) -> None:
        items = {
            item: tasks for item, tasks in self._items().items() if self._status(tasks) != "up to date"
        }
        failures = [task for tasks in items.values() for task in tasks if self._failed(task)]
        if items and not self._quiet:
            from phases.graph.display import summary_table

            order = sorted(items.items(), key=lambda one: (not any(map(self._failed, one[1])), one[0].id))
            rows = [self._row(item, tasks) for item, tasks in order[:MOST_ROWS]]
            headings = list(dict.fromkeys(h for item, _ in order for _, h in item.pipeline.summary))
            summary_table(self.outstream, ["Item", "Status", "Made", "Reused", *headings, "Time"], rows)
            if len(order) > MOST_ROWS:
                self._line(f"... and {len(order) - MOST_ROWS} more items")
        if len(failures) + len(self._others_failed) > 0 and not self._quiet:
            for task in failures:
                assert task.outcome is not None
                self._line(f"failed  {task.name}: {task.outcome.error}")
            for name, message in self._others_failed:
                self._line(f"failed  {name}: {message}")

    def _row(self, item: Item, tasks: list[PhaseTask]) -> list[str]:
        outcomes = [task.outcome for task in tasks if task.outcome]
        metrics: Metrics = {}
        for outcome in outcomes:
            metrics |= outcome.metrics
        made = sum(outcome.status == "made" for outcome in outcomes)
        reused = sum(outcome.status == "up to date" for outcome in outcomes)
        figures = [figure(key, metrics.get(key)) for key, _ in item.pipeline.summary]
        seconds = sum(outcome.seconds for outcome in outcomes)
        return [item.id, self._status(tasks), str(made), str(reused), *figures, clock(seconds)]

    def _items(self) -> dict[Item, list[PhaseTask]]:
        """The items that this run looked at, with their phases."""
        items: dict[Item, list[PhaseTask]] = {}
        for task in self._seen.values():
            items.setdefault(task.item, []).append(task)
        return items

    def _status(self, tasks: list[PhaseTask]) -> str:
        """What became of the item that has these tasks."""
        failed = [task for task in tasks if self._failed(task)]
        if failed:
            return f"failed at {failed[0].phase.name}"
        if tasks[0].item.id in self._duplicates:
            return "duplicate"
        if any(task.outcome is None for task in tasks):
            return "unfinished"
        made = any(task.outcome and task.outcome.status == "made" for task in tasks)
        return "made" if made else "up to date"

    @staticmethod
    def _failed(task: PhaseTask) -> bool:
        return task.outcome is not None and task.outcome.status == "failed"

    def _share(self, runner: Any) -> float:
        """How much of this run's work is done."""
        work = []
        for task in runner.graph.tasks.values():
            running = runner.scheduler.running.get(task.name)
            if running:
                parts = running.plan.parts - running.plan.reused
                work.append(
                    Work(task.phase.name, task.item.size, running.plan.done / parts if parts else 0.0)
                )
            elif task.outcome and task.outcome.status != "up to date":
                work.append(Work(task.phase.name, task.item.size, 1.0))
            elif task.outcome is None and not runner.state.in_(task.name):
                work.append(Work(task.phase.name, task.item.size))
        return self._progress.share(work)

    def _show_log(self) -> None:
        """What the processes of the run have logged since the last time."""
        for line in next(self._logged, []):
            self._line(line)

    def _note(self, name: str, text: str) -> None:
        if name not in self._notes:
            self._notes[name] = text
            if not self._quiet:
                self._line(f"note    {name}: {text}")

    def _line(self, text: str) -> None:
        """One line, above the live display where there is one."""
        text = "".join(letter if letter.isprintable() else "�" for letter in text)  # titles are hostile
        if self._display:
            self._display.line(text)
        else:
            self.write(text + "\n")
            self.outstream.flush()


def numbers(metrics: Metrics) -> str:
    """The numbers among `metrics`, for one line."""
    return ", ".join(
        f"{key.removesuffix('_s')} {figure(key, value)}"
        for key, value in metrics.items()
        if not isinstance(value, str)
    )


def figure(key: str, value: int | float | str | None) -> str:
    """A metric as people read it: ``1:02:03`` for seconds, ``75,018`` for a count."""
    if value is None:
        return ""
    if key.endswith("_s") and not isinstance(value, str):
        return clock(value)
    return f"{value:,}" if isinstance(value, int | float) else value
