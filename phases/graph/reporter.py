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

from phases.graph import summary
from phases.graph.figures import clock, numbers
from phases.graph.guard import held_mb
from phases.graph.item import Item
from phases.graph.phase_task import PhaseTask
from phases.graph.progress import Progress, Work, remaining_s
from phases.graph.rates import Rates

MOST_BARS = 6
"""Running phases that the live display shows."""
DRAW_S = 0.25
"""Seconds between two pictures of the live display, for which all tasks are looked at."""
MEMORY_S = 2.0
"""Seconds between two looks at the memory of all processes."""


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
        self._rates: Rates | None = None
        self._display: Any = None
        self._started = time.monotonic()
        self._counts: Counter[str] = Counter()
        self._seen: dict[str, PhaseTask] = {}
        self._others_failed: list[tuple[str, str]] = []
        self._notes: dict[str, str] = {}
        self._duplicates: set[str] = set()
        self._interrupted = False
        self._drawn = self._looked = 0.0
        self._memory = ""

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
        if self._rates:
            self._rates.ended(task)
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
            if self._rates:
                self._rates.ended(task)

    def skip_ignore(self, task: Task) -> None:
        if task.has_subtask and task.name not in self._notes:
            self._note(task.name, "ignored, until `doit forget " + task.name + "`")

    # what our runner announces

    def start(self, runner: Any) -> None:
        """The run begins."""
        if self._verbose:
            self._logged = runner.log_to.follow()
        self._show_log()
        self._progress = Progress(runner.state.pace)
        self._rates = Rates(runner.graph.config)

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
        self._note(run, f"this run was killed; what it finished is kept (phases: {phases}), doit goes on")

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

    def left_over(self, tasks: list[PhaseTask]) -> None:
        """These tasks did not have their turn before the run was stopped."""
        begun = {task.item for task in self._seen.values()}
        self._seen |= {task.name: task for task in tasks if task.item in begun}

    def nothing_to_collect(self, item: Item) -> None:
        """Nothing stands of what `item` is made of."""
        self._notes.setdefault(item.id, "")

    def not_notified(self, text: str) -> None:
        """Somebody who wanted to know of the end of the run could not be told."""
        if not self._quiet:
            self._line(f"note    {text}")

    def tick(self, runner: Any) -> None:
        """Time has passed."""
        self._show_log()
        if runner.held and runner.guard.long and not self._display:
            self._note("held back", f"{runner.held}; one part at a time goes on")
        self.outstream.flush()
        if self._display and time.monotonic() - self._drawn >= DRAW_S:
            self._drawn = time.monotonic()
            running = sorted(runner.scheduler.running.values(), key=lambda one: one.number)
            bars = [(one.name, one.counts.done, one.counts.parts - one.counts.reused) for one in running]
            elapsed = time.monotonic() - self._started
            share = self._share(runner)
            state = f"held back: {runner.held}" if runner.held else ""
            to_go = remaining_s(share, elapsed)
            bars = bars[:MOST_BARS]
            self._display.show(share, elapsed, to_go, self._counts, bars, self._speed(elapsed), state)

    def _speed(self, elapsed: float) -> str:
        """How fast the run is, and how much memory it takes."""
        if elapsed - self._looked >= MEMORY_S:
            self._looked, self._memory = elapsed, f"{held_mb():,.0f} MB of memory"
        rates = self._rates.text(elapsed) if self._rates else ""
        return ", ".join(filter(None, [rates, self._memory]))

    # the end

    def complete_run(self) -> None:
        self._show_log()
        if self._display:
            self._display.close()
        items = summary.items(self._seen.values())
        statuses = {item: summary.status(tasks, self._duplicates) for item, tasks in items.items()}
        self._show_summary(items, statuses)
        elapsed_s = time.monotonic() - self._started
        rates = self._rates.text(elapsed_s) if self._rates else ""
        counts = Counter(statuses.values())
        text = ", ".join(f"{count} {status}" for status, count in sorted(counts.items())) or "nothing to do"
        if self._counts["left"]:
            text += f", {self._counts['left']} left for the next run"
        ended = "interrupted, run doit again to go on: " if self._interrupted else ""
        self._line(f"{ended}{text} in {clock(elapsed_s)}{f' ({rates})' * bool(rates)}")
        for message in self.runtime_errors:
            self._line(f"failed  {message}")
        self.outstream.flush()

    def _show_summary(self, items: summary.Items, statuses: dict[Item, str]) -> None:
        items = {item: tasks for item, tasks in items.items() if statuses[item] != "up to date"}
        if self._quiet:
            return
        if items:
            more = summary.show(self.outstream, items, statuses)
            if more:
                self._line(f"... and {more} more items")
        for task in (task for tasks in items.values() for task in tasks if summary.failed(task)):
            assert task.outcome is not None
            self._line(f"failed  {task.name}: {task.outcome.error}")
        for name, message in self._others_failed:
            self._line(f"failed  {name}: {message}")

    def _share(self, runner: Any) -> float:
        """How much of this run's work is done."""
        work = []
        for task in runner.graph.tasks.values():
            running = runner.scheduler.running.get(task.name)
            if running:
                parts = running.counts.parts - running.counts.reused
                work.append(Work(task.key, task.item.size, running.counts.done / parts if parts else 0.0))
            elif task.outcome and task.outcome.status != "up to date":
                work.append(Work(task.key, task.item.size, 1.0))
            elif task.outcome is None and not runner.state.in_(task.name):
                work.append(Work(task.key, task.item.size))
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
        if not text.isprintable():  # titles are hostile
            text = "".join(letter if letter.isprintable() else "�" for letter in text)
        if self._display:
            self._display.line(text)
        else:
            self.write(text + "\n")
