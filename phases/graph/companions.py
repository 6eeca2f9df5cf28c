"""Companion files that a phase must not use are refused before a run begins.

Each one that is new or was changed is shown to ``refuse`` of the phases that read it, in a worker. What
was not refused is remembered by its digest, as doit remembers inputs: in a row of the state that is
named by the phase's module. It is forgotten with another version of the phase.
"""

from collections.abc import Iterable
from contextlib import suppress

from phases.graph import targets
from phases.graph.jobs import Call, Limits
from phases.graph.model import Phase
from phases.graph.phase_task import PhaseTask
from phases.graph.state import State
from phases.graph.tasks import Graph
from phases.graph.work import Digest, Failed

LIMITS = Limits(timeout_s=600.0, memory_mb=4000.0)
"""Of one question."""
MOST_LINES = 50
"""Reasons that are shown."""

Unknown = dict[tuple[Phase, str], Digest]
"""Phases and paths of companions that nobody has judged, with their digests."""


def unknown(tasks: Iterable[PhaseTask], state: State) -> Unknown:
    """The companions of `tasks` that are new or were changed."""
    asking = (task for task in tasks if task.phase.beside and hasattr(task.phase.module, "refuse"))
    read = {(task.phase, task.item.beside(task.phase)) for task in asking}
    pairs = {(phase, path) for phase, paths in read for path in paths}
    found = {}
    for phase, path in sorted(pairs, key=lambda pair: (pair[1], pair[0].name)):
        saved = _row(phase, state).get(path, (0.0, -1, ""))
        with suppress(OSError):  # who reads a file that has gone since will say so
            stat = targets.stat(path)
            if (stat.st_mtime, stat.st_size) != tuple(saved[:2]):
                digest = targets.digest(path)
                if digest[2] != saved[2]:
                    found[phase, path] = digest
    return found


def refusal(graph: Graph, unknown: Unknown, workers: int, state: State | None = None) -> str:
    """Why these companions must not be used, a line each; empty when they may.

    With a `state`, what may be used is remembered there.
    """
    from phases.graph.questions import Questions  # a run that has nothing to ask needs no processes

    names = {f"{phase.module.__name__} {path}": (phase, path) for phase, path in unknown}
    said: dict[str, list[str]] = {}
    with Questions(graph, min(workers, len(names))) as ask:
        calls = {
            name: Call("refuse", (phase.module.__name__, path), LIMITS)
            for name, (phase, path) in names.items()
        }
        for name, answer in ask(calls):
            if isinstance(answer, Failed):
                said[name] = [f"{names[name][1]}: {answer.message}"]
            else:
                said[name] = answer.value
    for name, (phase, path) in names.items():
        if state and not said[name]:
            row = _row(phase, state)
            if not row:
                state.remove(_name(phase))
                state.set(_name(phase), "version:", phase.version)
            state.set(_name(phase), path, unknown[phase, path])
    if state:
        state.commit()
    lines = list(dict.fromkeys(line for name in names for line in said[name]))
    more = [f"... and {len(lines) - MOST_LINES:,} more"] if len(lines) > MOST_LINES else []
    return "\n".join(lines[:MOST_LINES] + more)


def _name(phase: Phase) -> str:
    return f"{phase.module.__name__} companions"


def _row(phase: Phase, state: State) -> dict[str, Digest]:
    """What is remembered for `phase`, path by path; nothing when it was another version."""
    row = state.row(_name(phase))
    return row if row.get("version:") == phase.version else {}
