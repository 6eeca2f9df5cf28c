"""``doit plan``: what a run would do and why, before anything is made."""

import sys
from itertools import groupby
from typing import Any

from doit.cmd_run import opt_always
from doit.control import TaskControl
from doit.dependency import Dependency
from doit.exceptions import InvalidCommand

from phases.graph import companions
from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.errors import BinderyError, ConfigError
from phases.graph.figures import clock, counted
from phases.graph.forecast import ItemPlan, Planned
from phases.graph.preview import Preview, preview
from phases.graph.run import opt_num_process, worker_processes
from phases.graph.selection import selected, selection
from phases.graph.tasks import Graph

MOST_ROWS = 60
"""Items of the table, unless some are named."""
ORDER = ("blocked", "failed")
"""States of items that stand first in a long table."""


class Plan(Command):
    """``doit plan [ITEM...]``."""

    doc_purpose = "show what a run would do, why, and what it costs; changes nothing"
    doc_usage = "[ITEM/TASK/TARGET...]"
    doc_description = (
        "Takes the names, -n, -a and name=value as `doit run` does, and a run after it does just that."
        " Inputs that are new or changed are checked for real, by their first phase, into a temporary"
        ' folder. A phase is called "maybe" when an earlier one will be made again and may give the same'
        " as before: then the rest is up to date. Parts are counted where the phase before is up to"
        " date. Minutes and disk space are those of earlier runs, by phase and size.\n\n"
        "With --json: items (id, source, state, at, reason, phases: phase, action, why, parts, cached),"
        " counts, phases, parts, seconds, disk_bytes, disk_free_bytes, unmeasured, prices, workers."
    )
    cmd_options = (opt_always, opt_num_process, OPT_JSON)

    def _execute(self, always: bool, num_process: int, json: bool) -> int:
        graph = self.graph
        control = TaskControl(self.task_list)
        control.process(selection(graph, self.state, self.task_list, self.sel_tasks))
        workers = worker_processes(num_process, graph)
        always = always or not graph.config.resume_enabled
        try:
            unknown = companions.unknown(selected(control), self.state)
            refusal = companions.refusal(graph, unknown, workers) if unknown else ""
            if refusal:
                raise InvalidCommand(refusal)
            found = preview(graph, self.dep_manager, control, workers, always)
        except BinderyError as error:
            raise InvalidCommand(str(error)) from None
        except KeyboardInterrupt:
            return 130
        finally:
            self.dep_manager.close()
        if json:
            self.print_json(as_json(found))
        else:
            show(found, self.outstream, all_rows=not self.sel_default_tasks)
        return 0


def confirmed(
    graph: Graph, dep_manager: Dependency, control: TaskControl, workers: int, always: bool
) -> bool:
    """Show the plan and ask whether to go on. Raises ConfigError where there is nobody to ask."""
    if not sys.stdin.isatty():
        raise ConfigError(
            "confirm=true asks at a terminal, and there is none", "look at `doit plan` instead"
        )
    found = preview(graph, dep_manager, control, workers, always)
    show(found, sys.stdout)
    if not any(plan.phases for plan in found.items):
        return True  # the run has nothing to do, and says so
    try:
        sys.stdout.write("Go on? [Y/n] ")
        sys.stdout.flush()
        answer = sys.stdin.readline()
    except KeyboardInterrupt:
        answer = ""
    return answer.strip().lower() in ("y", "yes") or answer == "\n"


def show(found: Preview, stream: Any, all_rows: bool = False) -> None:
    """Print the plan as a table and its sums."""
    from phases.graph.display import print_table  # doit loads every command

    plans = found.items if all_rows else [plan for plan in found.items if plan.state != "up to date"]
    plans = sorted(plans, key=lambda plan: plan.state not in ORDER)
    shown = plans if all_rows else plans[:MOST_ROWS]
    rows = [row for plan in shown for row in _rows(plan, found)]
    if rows:
        divided = bool(found.known.parts)
        headings = ["Item", "Status", "Phases", "Why", *(["Parts", "In cache"] * divided)]
        print_table(stream, headings, (row[: len(headings)] for row in rows), "Parts, In cache")
        stream.write("\n")
    if len(shown) < len(plans):
        stream.write(f"... and {counted(len(plans) - len(shown), 'more item')}; --json has all\n")
    for line in _sums(found):
        stream.write(line + "\n")


def _rows(plan: ItemPlan, found: Preview) -> list[list[str]]:
    """The lines of an item: phases in a row that have the same reason share one."""
    said = [str(plan)] if plan.state != "blocked" else ["blocked"]
    rows = []
    for (_, why), same in groupby(plan.phases, key=lambda one: (one.action, _why(one))):
        group = list(same)
        parts = [_parts(one, found) for one in group if _parts(one, found)]
        figures = [f"{sum(column):,}" for column in zip(*parts, strict=True)] or ["", ""]
        names = [one.task.phase.name for one in (group[0], group[-1])]
        rows.append([" to ".join(dict.fromkeys(names)), why, *figures])
    if plan.state == "failed":
        rows[0][1] = f"{rows[0][1]}: {plan.reason}" if rows[0][1] == "failed last time" else rows[0][1]
    rows = rows or [["", "", "", ""]]
    return [[plan.item.id if not n else "", said[0] if not n else "", *row] for n, row in enumerate(rows)]


def _why(one: Planned) -> str:
    return f"maybe: {one.why}" if one.action == "maybe" else one.why


def _parts(one: Planned, found: Preview) -> tuple[int, int] | None:
    """Parts to make and parts in the cache, where they are known."""
    keys = found.known.parts.get(one.task.name)
    return None if keys is None else (len(keys - found.cached), len(keys & found.cached))


def _sums(found: Preview) -> list[str]:
    counts = _counts(found)
    lines = [", ".join(f"{count:,} {state}" for state, count in counts["items"].items()) or "nothing to do"]
    phases, cost = counts["phases"], found.cost
    if not phases["make"] + phases["maybe"]:
        return lines
    text = f"phases: {phases['make']:,} to make"
    text += f", {phases['maybe']:,} maybe" if phases["maybe"] else ""
    text += f"; parts: {cost.parts:,} to make, {cost.cached:,} in the cache" if found.known.parts else ""
    lines.append(text)
    lines.append(f"{_time(found)}; {_disk(found)}")
    return lines + found.prices


def _time(found: Preview) -> str:
    cost = found.cost
    sure, most = cost.sure_s, cost.sure_s + cost.maybe_s
    if not most:
        return "time not known: no run has made these phases yet"
    text = (
        f"about {clock(sure)} with {counted(cost.workers, 'worker')}" if sure >= 1 else "less than a second"
    )
    text += f", up to {clock(most)}" if most >= max(sure, 1) + 1 else ""
    text += f", judging by {counted(cost.items, 'item')}"
    return text + (f", and {', '.join(sorted(cost.unmeasured))} never measured" if cost.unmeasured else "")


def _disk(found: Preview) -> str:
    free = f"{found.free_bytes / 1e6:,.0f} MB free"
    needed = found.cost.disk_bytes / 1e6
    if not needed:
        return free
    return f"about {needed:,.0f} MB of disk, {free}" if needed >= 1 else f"less than 1 MB of disk, {free}"


def _counts(found: Preview) -> dict[str, dict[str, int]]:
    """Items by state, and phases by what is to be done."""
    states: dict[str, int] = {}
    phases = {"make": 0, "maybe": 0, "fail": 0}
    for plan in found.items:
        states[plan.state] = states.get(plan.state, 0) + 1
        for one in plan.phases:
            phases[one.action] += 1
    return {"items": states, "phases": phases}


def as_json(found: Preview) -> dict[str, Any]:
    """The plan with stable keys, as the help text names them."""
    counts, cost = _counts(found), found.cost
    known = cost.sure_s + cost.maybe_s > 0
    return {
        "items": [_item_json(plan, found) for plan in found.items],
        "counts": counts["items"],
        "phases": counts["phases"],
        "parts": {"make": cost.parts, "cached": cost.cached},
        "workers": cost.workers,
        "seconds": {
            "sure": round(cost.sure_s, 1) if known else None,
            "most": round(cost.sure_s + cost.maybe_s, 1) if known else None,
        },
        "unmeasured": sorted(cost.unmeasured),
        "disk_bytes": round(cost.disk_bytes),
        "disk_free_bytes": found.free_bytes,
        "prices": found.prices,
    }


def _item_json(plan: ItemPlan, found: Preview) -> dict[str, Any]:
    phases = []
    for one in plan.phases:
        make, cached = _parts(one, found) or (None, None)
        phases.append(
            {
                "phase": one.task.phase.name,
                "action": one.action,
                "why": one.why,
                "parts": make,
                "cached": cached,
            }
        )
    return {
        "id": plan.item.id,
        "source": plan.item.source.as_posix(),
        "state": plan.state,
        "at": plan.at,
        "reason": plan.reason,
        "phases": phases,
    }
