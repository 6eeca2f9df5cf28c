"""Questions about earlier runs, from the tables ``runs`` and ``results`` of the state database.

Everything here only reads, through a connection of its own, so it may ask while a run is going.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from phases.graph import locks
from phases.graph.errors import ConfigError
from phases.graph.model import Metrics

WAIT_S = 10.0
"""Seconds to wait for a writer that has the database."""
UP_TO = (
    "run IN (SELECT id FROM runs WHERE rowid <="
    " coalesce((SELECT rowid FROM runs WHERE id = ?), (SELECT max(rowid) FROM runs)))"
)
"""Of results: up to a run, or all."""


@dataclass(frozen=True)
class Run:
    """One run that made or failed something, or tried to."""

    id: str
    started: float
    """Seconds since 1970."""
    seconds: float | None
    """None while it has no end: it is running, or was killed."""
    exit: int | None
    """None while it has no end; 137 once a later run found that it was killed."""
    workers: int | None
    items: int
    """Items of which it made or failed a phase."""
    made: int
    """Phases."""
    failed: int
    """Phases."""

    def state(self, holder: dict[str, Any] | None) -> str:
        """``ended``, ``running`` or ``killed``; `holder` is who runs now, as `locks.holder` says."""
        if self.seconds is not None:
            return "ended"
        # The holder may be a younger run than this one, which has entered nothing yet.
        alive = self.exit is None and holder and self.started >= _since(holder) - 1
        return "running" if alive else "killed"


@dataclass(frozen=True)
class Result:
    """What a run did with one phase of one item."""

    run: str
    item: str
    phase: str
    status: str
    """``made`` or ``failed``."""
    why: str
    """Why it was to be made, in words."""
    ended: float
    """Seconds since 1970."""
    seconds: float
    cpu_s: float
    """CPU seconds of the workers."""
    peak_mb: float
    """Most memory of a worker in MB (10^6 bytes)."""
    parts: int
    reused: int
    """How many of the parts were in the cache."""
    bytes: int
    """Of the item's source."""
    metrics: Metrics
    error: str
    """One line; empty when it was made."""
    details: str
    """A traceback, or the last lines of the program that failed."""
    pipeline: str = ""
    """Empty in entries of a version that had only one."""

    @property
    def parts_made(self) -> int:
        return self.parts - self.reused


class History:
    """The runs in the state database `file`."""

    def __init__(self, file: Path) -> None:
        uri = f"{file.absolute().as_uri()}?mode=ro"
        self._connection = sqlite3.connect(uri, uri=True, timeout=WAIT_S)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def runs(self) -> list[Run]:
        """All runs, oldest first."""
        rows = self._connection.execute(
            "SELECT id, started, seconds, exit, workers, coalesce(items, 0), coalesce(made, 0),"
            " coalesce(failed, 0) FROM runs LEFT JOIN (SELECT run, COUNT(DISTINCT item) AS items,"
            " SUM(status = 'made') AS made, SUM(status = 'failed') AS failed FROM results GROUP BY run)"
            " ON run = id ORDER BY runs.rowid"  # a clock may be set back
        )
        return [Run(*row) for row in rows]

    def find(self, name: str) -> Run:
        """The run that `name` means: an id, the beginning of one, ``last``, or ``-2``: the last but one.

        Raises ConfigError when there is none, or more than one.
        """
        runs = self.runs()
        if not runs:
            raise ConfigError("there is no run yet", "the first `doit` makes one")
        if name in ("", "last"):
            return runs[-1]
        if name.startswith("-") and name[1:].isdecimal():
            back = int(name)
            if not -len(runs) <= back <= -1:
                raise ConfigError(f"there is no run {name}", f"the oldest is -{len(runs)}")
            return runs[back]
        found = [run for run in runs if run.id.startswith(name)]
        if not found:
            raise ConfigError(f"there is no run {name}", "`doit runs` shows them")
        exact = [run for run in found if run.id == name]
        if len(found) > 1 and not exact:
            raise ConfigError(f"{name} begins {len(found)} runs", "give more of the id")
        return (exact or found)[0]

    def results(self, run: str) -> list[Result]:
        """What a run made and failed, by item, in the order of their ends."""
        return list(self.each(run))

    def each(self, run: str) -> Iterator[Result]:
        """The `results` of a run one by one: of a thousand items they would take 20 MB."""
        return self._each("WHERE run = ? ORDER BY item, rowid", run)

    def of_task(self, item: str, phase: str) -> list[Result]:
        """What all runs did with one phase of an item, oldest first."""
        return self._results("WHERE item = ? AND phase = ? ORDER BY rowid", item, phase)

    def standing(self, until: str = "") -> list[Result]:
        """The latest result of each phase that was made, as it stood after the run `until`, or now."""
        latest = (
            "WHERE rowid IN (SELECT MAX(rowid) FROM results WHERE status = 'made'"
            f" AND {UP_TO} GROUP BY item, phase)"
            " ORDER BY item, rowid"
        )
        return self._results(latest, until)

    def stretch(self) -> float:
        """How many times as long as their CPU seconds, dealt to the workers, recent runs took; at least 1.

        Programs that workers start, waiting for a network and a busy machine are in it.
        """
        took, worked = self._connection.execute(
            "SELECT SUM(seconds), SUM(cpu / workers) FROM (SELECT id, seconds, workers FROM runs"
            " WHERE exit = 0 ORDER BY rowid DESC LIMIT 20) JOIN"
            " (SELECT run, SUM(cpu_s) AS cpu FROM results GROUP BY run) ON run = id"
        ).fetchone()
        return max(1.0, took / worked) if took and worked else 1.0

    def items_made(self) -> int:
        """How many items there are of which any run made something."""
        query = "SELECT COUNT(DISTINCT item) FROM results WHERE status = 'made'"
        return int(self._connection.execute(query).fetchone()[0])

    def failing(self, until: str = "") -> dict[tuple[str, str], Result]:
        """What failed when it was tried last, by item and phase, in the order of the failures.

        The run `until` leaves out later ones.
        """
        latest = (
            "WHERE status = 'failed' AND rowid IN (SELECT MAX(rowid) FROM results"
            f" WHERE {UP_TO} GROUP BY item, phase) ORDER BY rowid"
        )
        return {(result.item, result.phase): result for result in self._results(latest, until)}

    def _results(self, where: str, *values: Any) -> list[Result]:
        return list(self._each(where, *values))

    def _each(self, where: str, *values: Any) -> Iterator[Result]:
        rows = self._connection.execute(
            "SELECT run, item, phase, status, why, ended, coalesce(seconds, 0), coalesce(cpu_s, 0),"
            " coalesce(peak_mb, 0), coalesce(parts, 0), coalesce(reused, 0), coalesce(bytes, 0),"
            f" metrics, coalesce(error, ''), coalesce(details, ''), pipeline FROM results {where}",
            values,
        )
        for row in rows:
            yield Result(*(*row[:12], json.loads(row[12] or "{}"), *row[13:]))


@contextmanager
def reading(file: str) -> Iterator[History]:
    """The history in the state database `file`, closed afterwards."""
    history = History(Path(file))
    try:
        yield history
    finally:
        history.close()


def running(file: str) -> dict[str, Any] | None:
    """Who runs now on the build folder of the state database `file`, for `Run.state`."""
    return locks.holder(Path(file).parent)


def date(seconds: float) -> str:
    """A time in seconds since 1970 as local ISO 8601 with its offset from UTC."""
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds")


def _since(holder: dict[str, Any]) -> float:
    """When the holder of the lock took it, in seconds since 1970."""
    try:
        return datetime.strptime(holder["since"], "%Y-%m-%d %H:%M:%S").timestamp()
    except (KeyError, ValueError):
        return 0.0
