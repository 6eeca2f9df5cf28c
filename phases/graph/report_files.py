"""The two files that every run leaves in the build folder, for other programs.

``report.json`` is what ``doit report --format json`` prints. ``pipeline.json`` has the shape that
scripts read which came before Bindery::

    {"phase1": {"status": S, "files": {ID: {"status": F, "output": PATH, "error": TEXT}}}, ...
     "batch": {"status": S, "summary": {"total_files", "successful_files", "partial_files",
               "failed_files", "total_duration" (seconds), "avg_cpu_usage" (per cent of all cores)},
               "files": {ID: {"status": S, "error": TEXT}}}}

Phases are numbered by the milestones of their pipeline, or by their place in it. All items are there,
whatever this run did with them. F is ``success``, ``failed`` or ``pending``; S may also be ``partial``:
some of it succeeded.
``output`` is there for what succeeded, ``error`` for what failed. The summary's two last figures are
those of the run.
"""

import logging
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from phases.graph import locks
from phases.graph.errors import ConfigError
from phases.graph.files import write_json, writing
from phases.graph.history import Result, Run, reading
from phases.graph.item import Item
from phases.graph.report import Json, overview, result_value
from phases.graph.state import State
from phases.graph.tasks import Graph

log = logging.getLogger(__name__)

REPORT = "report.json"
PIPELINE = "pipeline.json"

Original = Callable[[Item], Item | None]
"""The item that has the same content as the given one and is built in its place."""
Failing = Mapping[tuple[str, str], Result]


def write(graph: Graph, state: State, run: str, original: Original) -> None:
    """Write both files beside the state database, if `run` made or failed anything.

    `state` must be committed. A file that cannot be written is noted in the log, and fails no run.
    """
    folder = Path(state.name).parent
    try:
        with reading(state.name) as history:
            this = history.find(run)
            said = overview(this, this.state(locks.holder(folder)), history.each(run), totalled(graph))
            if not said["totals"]["items"]:
                return
            _replace(folder / REPORT, said | {"results": map(result_value, history.each(run))})
            usage = said["totals"]["avg_cpu_usage"]
            _replace(folder / PIPELINE, pipeline(graph, state, this, usage, history.failing(), original))
    except (OSError, sqlite3.OperationalError, ConfigError) as error:  # the database may be gone by now
        log.warning("the report could not be written: %s", error)


def totalled(graph: Graph) -> list[tuple[str, str]]:
    """The metrics that the summaries of the pipelines show, but for their grades: those can be added up.

    Each behind the name of its pipeline.
    """
    pipelines = {item.pipeline for item in graph.items.values()}
    shown = {(one.name, metric) for one in pipelines for metric, _ in one.summary}
    grades = {(one.name, metric) for one in pipelines for metric, better in one.better if better == "up"}
    return sorted(shown - grades, key=lambda one: one[::-1])


def pipeline(
    graph: Graph, state: State, run: Run, usage: float | None, failing: Failing, original: Original
) -> Json:
    """How far every item of `graph` is, as ``pipeline.json`` says it.

    `usage` is that of the CPU in `run`, in per cent; `failing` is what failed when it was tried last, by
    item and phase.
    """
    phases: dict[str, dict[str, Json]] = {}
    files: dict[str, Json] = {}
    for item in graph.items.values():
        # Of two files with the same content one is built, and is the result of both.
        built = original(item) or item
        entries = _phases(graph, state, built, failing)
        for number, name in enumerate(item.pipeline.counted, 1):
            if name in entries:
                phases.setdefault(f"phase{number}", {})[item.id] = entries[name]
        files[item.id] = {"status": _together(entry["status"] for entry in entries.values())}
        errors = [entry["error"] for entry in entries.values() if "error" in entry]
        if errors:
            files[item.id]["error"] = errors[0]
    value: Json = {
        name: {"status": _together(entry["status"] for entry in of_phase.values()), "files": of_phase}
        for name, of_phase in sorted(phases.items(), key=lambda one: int(one[0].removeprefix("phase")))
    }
    value["batch"] = {
        "status": _together(entry["status"] for entry in files.values()),
        "summary": _summary([entry["status"] for entry in files.values()], usage, run),
        "files": files,
    }
    return value


def _phases(graph: Graph, state: State, item: Item, failing: Failing) -> dict[str, Json]:
    """How far `item` is: one entry for each phase. What follows a phase that has to be made waits."""
    entries: dict[str, Json] = {}
    waits = False
    for phase in item.pipeline.phases:
        task = graph.tasks[f"{item.id}:{phase.name}"]
        target = task.targets[0]
        now_made = task.outcome and task.outcome.status == "made"
        if not waits and (now_made or state.get(task.name, "_values_:")) and os.path.exists(target):
            # A name that is no UTF-8 is mirrored as it is, and cannot stand in JSON.
            output = target.encode(errors="backslashreplace").decode()
            entries[phase.name] = {"status": "success", "output": output}
            continue
        waits = True
        failure = failing.get((item.id, phase.name))
        entries[phase.name] = (
            {"status": "failed", "error": failure.error} if failure else {"status": "pending"}
        )
    return entries


def _together(statuses: Iterable[str]) -> str:
    """The status of several things as one."""
    found = set(statuses)
    if found <= {"success"}:
        return "success" if found else "pending"
    if "success" in found or "partial" in found:
        return "partial"
    return "failed" if "failed" in found else "pending"


def _summary(statuses: Collection[str], usage: float | None, run: Run) -> Json:
    counts = {status: sum(one == status for one in statuses) for status in ("success", "partial", "failed")}
    return {
        "total_files": len(statuses),
        "successful_files": counts["success"],
        "partial_files": counts["partial"],
        "failed_files": counts["failed"],
        "total_duration": round(run.seconds or 0.0, 3),
        "avg_cpu_usage": usage or 0.0,
    }


def _replace(path: Path, value: Json) -> None:
    with writing(path) as temporary:
        write_json(temporary, value, depth=3)
