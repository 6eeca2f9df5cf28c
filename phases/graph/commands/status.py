"""``doit status``: what stands now, and the last run; also while a run is going."""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from phases.graph import tasks
from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.figures import clock, counted
from phases.graph.history import Run, date, reading, running
from phases.graph.standing import ORDER, Standing, Standings

MOST_ROWS = 40
"""Items of the table, unless some are named; of more than these, those that are done are left out."""


class Status(Command):
    """``doit status [ITEM...]``."""

    doc_purpose = "show what stands now and the last run, also while a run is going"
    doc_usage = "[ITEM...]"
    doc_description = (
        "Looks at sizes and times only, which takes no time; `doit plan` looks at contents. An item is"
        " done, failed, unfinished, out of date (it or a setting was changed), touched (its file has"
        " another time and the same size: the next run compares), never built, a duplicate of another,"
        " or ignored.\n\n"
        "With --json: items (id, source, state, at, reason, made, phases), counts, to_go (phases), run"
        " (id, state: running, ended or killed, started, seconds, exit, workers, items, made, failed,"
        " process, host)."
    )
    cmd_options = (OPT_JSON,)

    def execute(self, params: Any, args: list[str]) -> Any:
        """As doit does it, but without making tasks."""
        tasks.ITEMS_ONLY = True
        return super().execute(params, args)

    def _execute(self, json: bool) -> int:
        items = self.items([] if self.sel_default_tasks else list(self.sel_tasks or []))
        with reading(self.state.name) as history:
            runs, failing = history.runs(), history.failing()
        standings = Standings(self.graph, self.state, failing)
        run = _run_json(runs[-1] if runs else None, running(self.state.name))
        shown = [standings.of(item) for item in items]
        if json:
            self.print_json(_as_json(shown, run))
        else:
            self._show(shown, run)
        self.dep_manager.close()
        return 0

    def _show(self, standings: list[Standing], run: dict[str, Any] | None) -> None:
        order = sorted(standings, key=lambda one: ORDER.index(one.state))
        if len(order) > MOST_ROWS and self.sel_default_tasks:
            order = [one for one in order if one.state != "done"]
        shown = order[:MOST_ROWS] if self.sel_default_tasks else standings
        rows = [[one.item.id, str(one), f"{one.made} of {_phases(one)}", one.reason] for one in shown]
        if rows:
            self.print_table(["Item", "Status", "Phases", "Reason"], rows, "Phases")
            self.outstream.write("\n")
        if len(shown) < len(order):
            self.outstream.write(f"... and {len(order) - len(shown):,} more; --json has all\n")
        counts = ", ".join(f"{count:,} {state}" for state, count in _counts(standings).items())
        self.outstream.write(
            f"{counted(len(standings), 'item')}: {counts}\n" if standings else "no items\n"
        )
        self.outstream.write(_run_line(run, _to_go(standings)) + "\n")


def _counts(standings: Iterable[Standing]) -> dict[str, int]:
    counts = Counter(one.state for one in standings)
    return {state: counts[state] for state in ORDER[::-1] if counts[state]}


def _phases(one: Standing) -> int:
    return len(one.item.pipeline.phases)


def _to_go(standings: Iterable[Standing]) -> int:
    """Phases that wait to be made, of all items that are not done and can be."""
    waiting = ("unfinished", "out of date", "never built")
    return sum(_phases(one) - one.made for one in standings if one.state in waiting)


def _run_json(last: Run | None, holder: dict[str, Any] | None) -> dict[str, Any] | None:
    """The run that is going, or else the last one; None before the first."""
    if holder and (last is None or last.state(holder) != "running"):  # it has made nothing yet
        last = Run("", time.time(), None, None, None, 0, 0, 0)
    if last is None:
        return None
    state = last.state(holder)
    seconds = max(0.0, time.time() - last.started) if state == "running" else last.seconds
    return {
        "id": last.id or None,
        "state": state,
        "started": date(last.started),
        "seconds": None if seconds is None else round(seconds, 1),
        "exit": last.exit,
        "workers": last.workers,
        "items": last.items,
        "made": last.made,
        "failed": last.failed,
        "process": holder.get("pid") if holder else None,
        "host": holder.get("host") if holder else None,
    }


def _run_line(run: dict[str, Any] | None, to_go: int) -> str:
    if run is None:
        return "no run yet"
    started = run["started"][:19].replace("T", " ")
    phases = f"phases: {run['made']:,} made, {run['failed']:,} failed"
    if run["state"] == "running":
        who = f"process {run['process']} on {run['host']}"
        if not run["id"]:
            return f"running ({who}), nothing made yet"
        return f"running since {started}, {clock(run['seconds'])} ({who}): {phases}, {to_go:,} to go"
    if run["state"] == "killed":
        return f"last run {run['id']}: {started}, killed: {phases}; the next run goes on"
    return f"last run {run['id']}: {started}, {clock(run['seconds'])}, {phases}, exit {run['exit']}"


def _as_json(standings: list[Standing], run: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "items": [
            {
                "id": one.item.id,
                "source": one.item.source.as_posix(),
                "state": one.state,
                "at": one.at,
                "reason": one.reason,
                "made": one.made,
                "phases": _phases(one),
            }
            for one in standings
        ],
        "counts": _counts(standings),
        "to_go": _to_go(standings),
        "run": run,
    }
