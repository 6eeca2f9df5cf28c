"""``doit why``: what decides about one task, and what came of it so far."""

import json as json_
from datetime import datetime
from pathlib import Path
from typing import Any

from doit.control import TaskControl
from doit.exceptions import InvalidCommand

from phases.graph import targets
from phases.graph.checker import MD5Checker
from phases.graph.collection import HERE
from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.figures import numbers
from phases.graph.forecast import Forecast, ItemPlan, Known
from phases.graph.history import Result, date, reading
from phases.graph.item import Item
from phases.graph.phase_task import PhaseTask
from phases.graph.twins import find
from phases.graph.uptodate import shown

Facts = dict[str, Any]
MOST_INPUTS = 20
"""Inputs that are shown."""


class Why(Command):
    """``doit why TASK...``."""

    doc_purpose = "show why a task is up to date or not, and what came of it so far"
    doc_usage = "ITEM/TASK/TARGET..."
    doc_description = (
        "For a task (book_x:extract, or the path of a target) its reasons, inputs, settings, version,"
        " target, last run and last failure. For an item (book_x) one line for each of its phases.\n\n"
        "With --json: a list of tasks: task, phase, item, state (up to date, would run, maybe, waits,"
        " duplicate or ignored), why, inputs (path, made_by, state), settings, was, version, identity,"
        " target (path, bytes, state), last and failure (run, ended, seconds, cpu_s, peak_mb, why,"
        " parts, reused, metrics, error, details)."
    )
    cmd_options = (OPT_JSON,)

    def _execute(self, json: bool) -> int:
        if self.sel_default_tasks:
            raise InvalidCommand("which task? `doit why ITEM` or `doit why ITEM:PHASE`")
        self.dep_manager.checker = MD5Checker()
        control = TaskControl(self.task_list)
        self._makers = {task.targets[0]: task.phase.name for task in self.graph.tasks.values()}
        with reading(self.state.name) as history:
            self._failures = {(one.item, one.phase): one.error for one in history.failing().values()}
            said = []
            for name in self.sel_tasks or []:
                tasks, brief = self._tasks(name)
                plan = self._plan(tasks[0].item, control)
                for task in tasks:
                    facts = self._facts(task, plan, history.of_task(task.item.id, task.phase.name))
                    said.append(facts)
                    if not json:
                        self.outstream.write(_line(facts) if brief else _text(facts))
        if json:
            self.print_json(said)
        self.dep_manager.close()
        return 0

    def _tasks(self, name: str) -> tuple[list[PhaseTask], bool]:
        """The tasks that `name` means, and whether it names an item."""
        tasks = self.graph.tasks
        if name in tasks:
            return [tasks[name]], False
        item = self.graph.all_items.get(name)
        if item:
            return [tasks[f"{item.id}:{phase.name}"] for phase in item.pipeline.phases], True
        found = [task for task in tasks.values() if Path(task.targets[0]) == Path(name)]
        if not found:
            raise InvalidCommand(f"'{name}' is no item, task or target; `doit list --all` shows them")
        return found, False

    def _plan(self, item: Item, control: TaskControl) -> ItemPlan:
        """What a run of all phases of `item` would do; `_coming` holds the targets that it would make."""
        twins = find(self.graph.items.values(), {}, self.state)
        forecast = Forecast(self.graph, self.dep_manager, twins, self._failures)
        # A collection waits for what becomes of all items.
        read = [one.id for one in self.graph.items.values() if one.pipeline.whole is item.pipeline]
        control.process([*(read if item.whole else ()), item.id])
        plans = forecast.items(control.task_dispatcher(), Known())
        self._coming = {one.task.targets[0] for plan in plans for one in plan.phases}
        return next(plan for plan in plans if plan.item is item)

    def _facts(self, task: PhaseTask, plan: ItemPlan, results: list[Result]) -> Facts:
        state, why = _state(task, plan)
        values = self.state.get(task.name, "_values_:") or {}
        made = [one for one in results if one.status == "made"]
        failed = results[-1] if results and results[-1].status == "failed" else None
        was = self.state.recipe(values["recipe"]) if values else {}
        now = dict(task.recipe.values)
        return {
            "task": task.name,
            "item": task.item.id,
            "phase": task.phase.name,
            "doc": task.phase.doc,
            "state": state,
            "why": why,
            "inputs": [self._input(task, path, plan) for path in sorted(task.file_dep)],
            "version": now.pop("version"),
            "identity": now.pop("identity"),
            "settings": now,
            "was": {key: value for key, value in was.items() if task.recipe.values.get(key) != value},
            "target": _target(task, values),
            "last": _result(made[-1]) if made else None,
            "failure": _result(failed) if failed else None,
        }

    def _input(self, task: PhaseTask, path: str, plan: ItemPlan) -> Facts:
        """An input: who makes it, and whether it is what it was when the target was made."""
        saved = self.state.get(task.name, path)
        path = path.removeprefix(HERE)
        try:
            info = targets.stat(path)
        except OSError:
            state = "not there"
        else:
            checker = self.dep_manager.checker
            state = "same" if saved and not checker.check_modified(path, info, saved) else "changed"
            state = state if saved else "new"
        if path in self._coming:
            state += ", may be made again" if state != "not there" else ", will be made"
        return {"path": path, "made_by": self._makers.get(path), "state": state}


def _state(task: PhaseTask, plan: ItemPlan) -> tuple[str, str]:
    """What a run would do with a task, and why."""
    for one in plan.phases:
        if one.task is task:
            return {"make": "would run", "maybe": "maybe", "fail": "waits"}[one.action], one.why
    if plan.state == "duplicate" and not task.first:
        return plan.state, f"built as {plan.at}"
    if plan.state == "ignored":
        return plan.state, f"until `doit forget {plan.item.id}`"
    return ("waits", plan.reason) if plan.state == "blocked" else ("up to date", "")


def _target(task: PhaseTask, values: Facts) -> Facts:
    path = task.targets[0]
    try:
        info = targets.stat(path)
    except OSError:
        return {"path": path, "bytes": None, "state": "not there"}
    if not values:
        state = "not known to be whole: its phase failed since, or was forgotten"
    elif [info.st_size, info.st_mtime_ns] == values["target"][:2]:
        state = "as it was written"
    else:
        state = "changed by somebody else"
    return {"path": path, "bytes": info.st_size, "state": state}


def _result(one: Result) -> Facts:
    return {
        "run": one.run,
        "ended": date(one.ended),
        "seconds": one.seconds,
        "cpu_s": one.cpu_s,
        "peak_mb": one.peak_mb,
        "why": one.why,
        "parts": one.parts,
        "reused": one.reused,
        "metrics": one.metrics,
        "error": one.error,
        "details": one.details,
    }


def _line(facts: Facts) -> str:
    """One line for a phase of an item."""
    failed = f" (failed: {facts['failure']['error']})" if facts["failure"] else ""
    why = f": {facts['why']}" if facts["why"] else ""
    return f"{facts['task']}  {facts['state']}{why}{failed}\n"


def _text(facts: Facts) -> str:
    """All about a task, in words."""
    lines = [f"{facts['task']}: {facts['doc']}"]
    lines.append(_said("state", facts["state"] + (f": {facts['why']}" if facts["why"] else "")))
    # Of many inputs, as a collection has them, those come first that are not the same.
    inputs = sorted(facts["inputs"], key=lambda one: one["state"] == "same")
    for one in inputs[:MOST_INPUTS]:
        maker = f" (made by {one['made_by']})" if one["made_by"] else ""
        lines.append(_said("input", f"{one['path']}{maker}: {one['state']}"))
    if len(inputs) > MOST_INPUTS:
        lines.append(_said("", f"... and {len(inputs) - MOST_INPUTS:,} more inputs; --json has all"))
    settings = facts["settings"].items()
    lines += [_said("setting", f"{key} {_shown(value)}{_was(facts, key)}") for key, value in settings]
    lines.append(_said("version", f"{facts['version']}{_was(facts, 'version')}"))
    if facts["identity"]:
        lines.append(_said("identity", f"{facts['identity']}{_was(facts, 'identity')}"))
    target = facts["target"]
    size = "" if target["bytes"] is None else f"{target['bytes']:,} bytes, "
    lines.append(_said("target", f"{target['path']}: {size}{target['state']}"))
    lines += _made(facts["last"]) + _failed(facts["failure"])
    return "\n".join(lines) + "\n"


def _made(last: Facts | None) -> list[str]:
    if last is None:
        return [_said("made", "never")]
    lines = [
        _said(
            "made",
            f"{_when(last)}, in {last['seconds']:.1f} s ({last['cpu_s']:.1f} s of CPU): {last['why']}",
        )
    ]
    if last["parts"]:
        made = last["parts"] - last["reused"]
        lines.append(_said("parts", f"{made:,} made, {last['reused']:,} from the cache"))
    figures = numbers(last["metrics"])
    return lines + ([_said("metrics", figures)] if figures else [])


def _failed(failure: Facts | None) -> list[str]:
    if failure is None:
        return []
    details = [f"            {line}" for line in failure["details"].rstrip().splitlines()]
    return [_said("failed", f"{_when(failure)}: {failure['error']}"), *details]


def _when(result: Facts) -> str:
    return f"{datetime.fromisoformat(result['ended']):%Y-%m-%d %H:%M:%S} by run {result['run']}"


def _was(facts: Facts, key: str) -> str:
    return f" (was {_shown(facts['was'][key])})" if key in facts["was"] else ""


def _shown(value: Any) -> str:
    return shown(value) if isinstance(value, float) else json_.dumps(value, ensure_ascii=False)


def _said(name: str, text: str) -> str:
    return f"  {name:<10}{text}"
