"""What earlier runs did: doit's dependency database and the history of runs, in one SQLite file.

doit's own backends write when a run ends, so a killed run forgets all that it finished (doit 0.37:
8 finished tasks, all made again). This one is read whole when it is opened (one SELECT) and writes
what has finished in one transaction whenever the runner has handed out new work. Write-ahead logging
lets other commands read while a run goes on; ``synchronous=FULL`` puts a commit on the disk before it
counts. A row is kept as the text that stands in the file: decoded it takes ten times the memory.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import closing
from pathlib import Path
from typing import Any

from doit.exceptions import InvalidCommand

from phases.graph import database
from phases.graph.errors import ConfigError

KILLED = 137
"""Exit code in the history of a run that was killed, as the shell gives it for SIGKILL."""
MOST_DECODED = 64
"""Rows that are kept decoded, for they are asked for several times in a row."""
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Unwritten(InvalidCommand):
    """The disk takes no more."""


class State:
    """doit's database backend, and the tables that doit does not know.

    doit calls ``get``, ``set``, ``in_``, ``remove``, ``remove_all`` and, at the end, ``dump``.
    """

    desc = "SQLite, committed on the way"

    def __init__(self, name: str, codec: Any = None, *, module_name: str | None = None) -> None:
        self.name = name
        try:
            self._connection, self._rows, self.new, self.set_aside = database.opened(Path(name))
        except ConfigError as error:
            raise InvalidCommand(str(error)) from None
        self._decoded: dict[str, dict[str, Any]] = {}
        """Some of the rows, and all that have changed; those have an old text or none in `_rows`."""
        self._changed: set[str] = set()
        self._statements: list[tuple[str, list[Any]]] = []
        self._recipes: set[str] = set()
        """Recipes that this process has kept."""

    # doit's interface

    def get(self, task: str, dependency: str) -> Any:
        """The value saved for `dependency` (a path or one of doit's own keys), or None."""
        row = self._row(task)
        return None if row is None else row.get(dependency)

    def set(self, task: str, dependency: str, value: Any) -> None:
        """Save a value; it is on the disk after the next `commit`."""
        row = self._row(task)
        if row is None:
            row = self._decoded[task] = {}
            self._rows[task] = ""
        row[dependency] = value
        self._changed.add(task)

    def replace(self, task: str, row: dict[str, Any]) -> None:
        """Save `row` as all that there is about `task`."""
        self._rows[task] = ""
        self._decoded[task] = row
        self._changed.add(task)

    def in_(self, task: str) -> bool:
        """Is anything saved for `task`?"""
        return task in self._rows

    def remove(self, task: str) -> None:
        """Forget all about `task`."""
        if self._rows.pop(task, None) is not None:
            self._decoded.pop(task, None)
            self._changed.add(task)

    def remove_all(self) -> None:
        """Forget all tasks; ids and the history of runs stay."""
        self._rows.clear()
        self._decoded.clear()
        self._changed.clear()
        self._write("DELETE FROM tasks")

    def dump(self) -> None:
        """Write what is left to write, and close."""
        with closing(self._connection):
            self.commit()

    # ours

    def having(self, dependency: str) -> list[str]:
        """The tasks that something is saved for under `dependency`."""
        return [task for task in self._rows if self.get(task, dependency) is not None]

    def drop(self, task: str, dependency: str) -> None:
        """Forget what is saved for `task` under `dependency`."""
        row = self._row(task)
        if row is not None and row.pop(dependency, None) is not None:
            self._changed.add(task)
            if not row:
                self.remove(task)

    def commit(self) -> None:
        """Put all changes on the disk. Raises Unwritten where that fails: they stay to be written."""
        if not (self._changed or self._statements):
            return
        rows = [(one, _encode(self._decoded[one])) for one in sorted(self._changed) if one in self._rows]
        gone = [(task,) for task in self._changed if task not in self._rows]
        try:
            with self._connection:
                for statement, values in self._statements:
                    self._connection.execute(statement, values)
                self._connection.executemany("INSERT OR REPLACE INTO tasks VALUES (?, ?)", rows)
                self._connection.executemany("DELETE FROM tasks WHERE name = ?", gone)
        except sqlite3.DatabaseError as error:
            raise Unwritten(f"{self.name}: cannot be written: {error}") from None
        self._rows.update((task, "") for task, _ in rows)  # of a thousand items the texts would take 10 MB
        self.discard()
        self._forget_decoded()

    def discard(self) -> None:
        """Leave unwritten what is not committed."""
        self._statements.clear()
        self._changed.clear()

    def ids(self) -> MutableMapping[str, str]:
        """The ids of inputs by path: what was given once stays."""
        return _Ids(self._connection.execute("SELECT path, id FROM items"), self._write)

    def recipe(self, digest: str) -> dict[str, Any]:
        """The settings, version and identity behind a recipe's digest; empty when unknown."""
        row = self._connection.execute("SELECT recipe FROM recipes WHERE digest = ?", (digest,)).fetchone()
        return json.loads(row[0]) if row else {}

    def keep_recipe(self, digest: str, recipe: str) -> None:
        """Remember what `digest` stands for, so that a later run can say what changed."""
        if digest not in self._recipes:
            self._write("INSERT OR IGNORE INTO recipes VALUES (?, ?)", digest, recipe)
            self._recipes.add(digest)

    def start_run(self, run: str, workers: int) -> None:
        """Enter a new run in the history."""
        self._write("INSERT INTO runs VALUES (?, ?, NULL, NULL, ?)", run, time.time(), workers)

    def end_run(self, run: str, seconds: float, exit_code: int) -> None:
        """Complete the entry of a run."""
        self._write("UPDATE runs SET seconds = ?, exit = ? WHERE id = ?", seconds, exit_code, run)

    def killed_run(self) -> tuple[str, int] | None:
        """The last run and the phases that it made, if it never ended; told only once.

        Only for who holds the lock of the build folder: a run that goes on has not ended either.
        """
        row = self._connection.execute(
            "SELECT id, exit, (SELECT count(*) FROM results WHERE run = id AND status = 'made')"
            " FROM runs ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        if row is None or row[1] is not None:
            return None
        self._write("UPDATE runs SET exit = ? WHERE id = ?", KILLED, row[0])
        self.commit()
        return row[0], row[2]

    def record(self, run: str, item: str, phase: str, status: str, why: str, **figures: Any) -> None:
        """Enter what a run did with one phase of one item; `figures` are its other columns."""
        entry = {"run": run, "item": item, "phase": phase, "status": status, "why": why, "pipeline": ""}
        figures = {**entry, "ended": time.time(), **figures}
        self._write(database.INTO_RESULTS, *map(figures.get, database.RESULT))

    def failed_items(self) -> frozenset[str]:
        """The items whose last phase that a run tried has failed."""
        rows = self._connection.execute("SELECT item, status, MAX(rowid) FROM results GROUP BY item")
        return frozenset(item for item, status, _ in rows if status == "failed")

    def pace(self) -> dict[str, float]:
        """Seconds of work for each byte of an item's source, by ``pipeline:phase``, from all runs."""
        rows = self._connection.execute(
            "SELECT pipeline || ':' || phase AS key, SUM(cpu_s) / MAX(SUM(bytes * new), 1)"
            " FROM (SELECT pipeline, phase, cpu_s, bytes,"
            " CASE WHEN parts > 0 THEN (parts - reused) * 1.0 / parts ELSE 1 END AS new"
            " FROM results WHERE status = 'made') WHERE new > 0 GROUP BY key"
        )
        return dict(rows.fetchall())

    def row(self, task: str) -> dict[str, Any]:
        """All that is saved for `task`."""
        return self._row(task) or {}

    def _write(self, statement: str, *values: Any) -> None:
        """Execute `statement` with the next `commit`."""
        self._statements.append((statement, list(map(_storable, values))))

    def _row(self, task: str) -> dict[str, Any] | None:
        if task not in self._rows:
            return None
        row = self._decoded.get(task)
        if row is None:
            self._forget_decoded()
            row = self._decoded[task] = json.loads(self._rows[task] or self._text(task))
        return row

    def _text(self, task: str) -> str:
        """A row that was written in this run."""
        found = self._connection.execute("SELECT data FROM tasks WHERE name = ?", (task,))
        return str(found.fetchone()[0])

    def _forget_decoded(self) -> None:
        if len(self._decoded) >= MOST_DECODED + len(self._changed):
            self._decoded = {one: self._decoded[one] for one in self._changed & self._decoded.keys()}


class _Ids(MutableMapping[str, str]):
    """The table of ids as a mapping that is read once."""

    def __init__(self, rows: Iterable[tuple[str, str]], write: Callable[..., None]) -> None:
        self._ids: dict[str, str] = dict(rows)
        self._write = write

    def __getitem__(self, path: str) -> str:
        return self._ids[_storable(path)]

    def __setitem__(self, path: str, id: str) -> None:
        self._ids[_storable(path)] = id
        self._write("INSERT OR REPLACE INTO items VALUES (?, ?)", path, id)

    def __delitem__(self, path: str) -> None:
        del self._ids[_storable(path)]
        self._write("DELETE FROM items WHERE path = ?", path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def _storable(value: Any) -> Any:
    """A text with what is no UTF-8 (bytes in a file name) spelt out: SQLite takes no lone surrogates."""
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
