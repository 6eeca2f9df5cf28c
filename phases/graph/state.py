"""What earlier runs did: doit's dependency database and the history of runs, in one SQLite file.

doit's own backends write when a run ends, so a killed run forgets all that it finished (doit 0.37:
8 finished tasks, all made again). This one is read whole when it is opened (one SELECT) and writes
each finished task in a transaction of its own. Write-ahead logging lets other commands read while a
run goes on; ``synchronous=FULL`` puts a commit on the disk before it counts.
"""

import json
import sqlite3
import time
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from doit.exceptions import InvalidCommand

SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (path TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recipes (digest TEXT PRIMARY KEY, recipe TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, started REAL NOT NULL, seconds REAL, exit INTEGER, workers INTEGER);
CREATE TABLE IF NOT EXISTS results (
    run TEXT NOT NULL, item TEXT NOT NULL, phase TEXT NOT NULL, status TEXT NOT NULL, why TEXT NOT NULL,
    ended REAL NOT NULL, seconds REAL, cpu_s REAL, peak_mb REAL, parts INTEGER, reused INTEGER,
    bytes INTEGER, metrics TEXT, error TEXT, details TEXT);
CREATE INDEX IF NOT EXISTS results_by_phase ON results (phase, status);
"""
KILLED = 137
"""Exit code in the history of a run that was killed, as the shell gives it for SIGKILL."""
VERSION = 1
"""Of the schema, kept in SQLite's ``user_version``."""


class State:
    """doit's database backend, and the tables that doit does not know.

    doit calls ``get``, ``set``, ``in_``, ``remove``, ``remove_all`` and, at the end, ``dump``.
    """

    desc = "SQLite, one commit for each finished task"

    def __init__(self, name: str, codec: Any = None, *, module_name: str | None = None) -> None:
        self.name = name
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        self.new = False
        """There was no database, or none that could be read."""
        self.set_aside = ""
        """Name of the file that was there and is no database, or empty."""
        self._connection = self._open(Path(name))
        self._rows: dict[str, str | dict[str, Any]] = dict(
            self._connection.execute("SELECT name, data FROM tasks")
        )
        self._changed: set[str] = set()
        self._emptied = False

    # doit's interface

    def get(self, task: str, dependency: str) -> Any:
        """The value saved for `dependency` (a path or one of doit's own keys), or None."""
        row = self._row(task)
        return None if row is None else row.get(dependency)

    def set(self, task: str, dependency: str, value: Any) -> None:
        """Save a value; it is on the disk after the next `commit`."""
        row = self._row(task)
        if row is None:
            row = self._rows[task] = {}
        row[dependency] = value
        self._changed.add(task)

    def in_(self, task: str) -> bool:
        """Is anything saved for `task`?"""
        return task in self._rows

    def remove(self, task: str) -> None:
        """Forget all about `task`."""
        if self._rows.pop(task, None) is not None:
            self._changed.add(task)

    def remove_all(self) -> None:
        """Forget all tasks; ids and the history of runs stay."""
        self._rows.clear()
        self._changed.clear()
        self._emptied = True

    def dump(self) -> None:
        """Write what is left to write, and close."""
        self.commit()
        self._connection.close()

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
                del self._rows[task]

    def commit(self) -> None:
        """Put all changes on the disk."""
        if not (self._changed or self._emptied or self._connection.in_transaction):
            return
        if self._emptied:
            self._connection.execute("DELETE FROM tasks")
            self._emptied = False
        for task in sorted(self._changed):
            row = self._rows.get(task)
            if row is None:
                self._connection.execute("DELETE FROM tasks WHERE name = ?", (task,))
            else:
                data = row if isinstance(row, str) else json.dumps(row, separators=(",", ":"))
                self._connection.execute("INSERT OR REPLACE INTO tasks VALUES (?, ?)", (task, data))
        self._changed.clear()
        self._connection.commit()

    def ids(self) -> MutableMapping[str, str]:
        """The ids of inputs by path: what was given once stays."""
        return _Ids(self._connection)

    def recipe(self, digest: str) -> dict[str, Any]:
        """The settings, version and identity behind a recipe's digest; empty when unknown."""
        row = self._connection.execute("SELECT recipe FROM recipes WHERE digest = ?", (digest,)).fetchone()
        return json.loads(row[0]) if row else {}

    def keep_recipe(self, digest: str, recipe: str) -> None:
        """Remember what `digest` stands for, so that a later run can say what changed."""
        self._connection.execute("INSERT OR IGNORE INTO recipes VALUES (?, ?)", (digest, recipe))

    def start_run(self, run: str, workers: int) -> None:
        """Enter a new run in the history."""
        self._connection.execute(
            "INSERT INTO runs VALUES (?, ?, NULL, NULL, ?)", (run, time.time(), workers)
        )

    def end_run(self, run: str, seconds: float, exit_code: int) -> None:
        """Complete the entry of a run."""
        self._connection.execute(
            "UPDATE runs SET seconds = ?, exit = ? WHERE id = ?", (seconds, exit_code, run)
        )

    def killed_run(self) -> tuple[str, int] | None:
        """The last run and the phases that it made, if it never ended; told only once.

        Only for who holds the lock of the build folder: a run that goes on has not ended either.
        """
        row = self._connection.execute(
            "SELECT id, exit, (SELECT count(*) FROM results WHERE run = id AND status = 'made')"
            " FROM runs ORDER BY started DESC LIMIT 1"
        ).fetchone()
        if row is None or row[1] is not None:
            return None
        self._connection.execute("UPDATE runs SET exit = ? WHERE id = ?", (KILLED, row[0]))
        self.commit()
        return row[0], row[2]

    def record(self, run: str, item: str, phase: str, status: str, why: str, **figures: Any) -> None:
        """Enter what a run did with one phase of one item; `figures` are the other columns."""
        columns = {
            "run": run,
            "item": item,
            "phase": phase,
            "status": status,
            "why": why,
            "ended": time.time(),
            **figures,
        }
        marks = ", ".join("?" * len(columns))
        self._connection.execute(
            f"INSERT INTO results ({', '.join(columns)}) VALUES ({marks})",
            [_storable(value) if isinstance(value, str) else value for value in columns.values()],
        )

    def failed_items(self) -> frozenset[str]:
        """The items whose last phase that a run tried has failed."""
        rows = self._connection.execute("SELECT item, status, MAX(rowid) FROM results GROUP BY item")
        return frozenset(item for item, status, _ in rows if status == "failed")

    def pace(self) -> dict[str, float]:
        """Seconds of work for each byte of an item's source, by phase, from the runs so far."""
        rows = self._connection.execute(
            "SELECT phase, SUM(cpu_s) / MAX(SUM(bytes * new), 1) FROM (SELECT phase, cpu_s, bytes,"
            " CASE WHEN parts > 0 THEN (parts - reused) * 1.0 / parts ELSE 1 END AS new"
            " FROM results WHERE status = 'made') WHERE new > 0 GROUP BY phase"
        )
        return dict(rows.fetchall())

    def row(self, task: str) -> dict[str, Any]:
        """All that is saved for `task`."""
        return self._row(task) or {}

    def _open(self, path: Path) -> sqlite3.Connection:
        """A connection with the schema in place; a file that is no such database is set aside."""
        try:
            return self._connect(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                raise InvalidCommand(f"{path}: another program holds the database; end it") from None
        self.set_aside = f"{path.name}.corrupt-{time.strftime('%Y%m%d-%H%M%S')}"
        path.rename(path.with_name(self.set_aside))
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).unlink()
        return self._connect(path)

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=10)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            self.new = True
            connection.executescript(f"{SCHEMA} PRAGMA user_version = {VERSION};")
        connection.execute("SELECT count(*) FROM tasks").fetchone()  # a damaged page shows now
        return connection

    def _row(self, task: str) -> dict[str, Any] | None:
        row = self._rows.get(task)
        if isinstance(row, str):  # decoded when it is first asked for
            row = self._rows[task] = json.loads(row)
        return row


class _Ids(MutableMapping[str, str]):
    """The table of ids as a mapping that is read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[str, str] = dict(connection.execute("SELECT path, id FROM items"))

    def __getitem__(self, path: str) -> str:
        return self._ids[_storable(path)]

    def __setitem__(self, path: str, id: str) -> None:
        self._ids[_storable(path)] = id
        self._connection.execute("INSERT OR REPLACE INTO items VALUES (?, ?)", (_storable(path), id))

    def __delitem__(self, path: str) -> None:
        del self._ids[_storable(path)]
        self._connection.execute("DELETE FROM items WHERE path = ?", (_storable(path),))

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def _storable(text: str) -> str:
    """`text` with what is no UTF-8 (bytes in a file name) spelt out: SQLite takes no lone surrogates."""
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()
