"""The SQLite file behind the state: its tables, and how it is opened whatever was there."""

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from phases.graph.errors import ROOM, ConfigError

SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (path TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recipes (digest TEXT PRIMARY KEY, recipe TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, started REAL NOT NULL, seconds REAL, exit INTEGER, workers INTEGER);
CREATE TABLE IF NOT EXISTS results (
    run TEXT NOT NULL, item TEXT NOT NULL, phase TEXT NOT NULL, status TEXT NOT NULL, why TEXT NOT NULL,
    ended REAL NOT NULL, seconds REAL, cpu_s REAL, peak_mb REAL, parts INTEGER, reused INTEGER,
    bytes INTEGER, metrics TEXT, error TEXT, details TEXT, pipeline TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS results_by_phase ON results (phase, status);
CREATE INDEX IF NOT EXISTS results_by_run ON results (run);
"""
RESULT = (
    *("run", "item", "phase", "status", "why", "ended", "seconds", "cpu_s", "peak_mb", "parts", "reused"),
    *("bytes", "metrics", "error", "details", "pipeline"),
)
"""The columns of the table ``results``."""
INTO_RESULTS = f"INSERT INTO results ({', '.join(RESULT)}) VALUES ({', '.join('?' * len(RESULT))})"
VERSION = 2
"""Of the schema, kept in SQLite's ``user_version``; 0 in a file that has none yet."""

DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""Errors that say that the file is at fault, and not the disk that it is on."""
HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
"""Errors that say that another program has it."""


class Opened(NamedTuple):
    """A database that can be used."""

    connection: sqlite3.Connection
    rows: dict[str, str]
    """The table ``tasks``."""
    new: bool
    """Nothing was ever written to it: there was none, or none that could be read."""
    set_aside: str
    """Name of the file that was there and is no database, or empty."""


def opened(path: Path) -> Opened:
    """The database at `path` with its tables in place; a file that is none is set aside.

    Raises ConfigError when another program has locked it, when it can be neither read nor written, and
    when it is of a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path.parent}: cannot be made: {error.strerror}", ROOM) from None
    try:
        return Opened(*_connect(path), "")
    except sqlite3.DatabaseError as error:
        if _code(error) in HELD:
            raise ConfigError(f"{path}: another program holds the database", "end it") from None
        if not damaged(error) and not path.is_dir():
            raise ConfigError(f"{path}: cannot be opened: {error}", ROOM) from None
    set_aside = f"{path.name}.corrupt-{time.strftime('%Y%m%d-%H%M%S')}"
    path.rename(path.with_name(set_aside))
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()
    return Opened(*_connect(path), set_aside)


def damaged(error: sqlite3.DatabaseError) -> bool:
    """Is the file at fault?"""
    return _code(error) in DAMAGED


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's code without its details. Python's own errors have none: text that is no UTF-8."""
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & 0xFF


def _connect(path: Path) -> tuple[sqlite3.Connection, dict[str, str], bool]:
    """A connection, the rows of its first table, and whether nothing was ever written."""
    connection = sqlite3.connect(path, timeout=10)
    try:
        return connection, *_prepare(connection)
    except (sqlite3.DatabaseError, ConfigError):
        connection.close()  # Windows renames no file that is open
        raise


def _prepare(connection: sqlite3.Connection) -> tuple[dict[str, str], bool]:
    """Make what tables are missing: the rows of the first, and whether nothing was ever written."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise ConfigError("build/state.db was written by a newer version of Bindery", "install that one")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    if version < VERSION:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(results)")}
        if columns and "pipeline" not in columns:  # of version 1
            connection.execute("ALTER TABLE results ADD COLUMN pipeline TEXT NOT NULL DEFAULT ''")
        connection.executescript(f"{SCHEMA} PRAGMA user_version = {VERSION};")
    rows = dict(connection.execute("SELECT name, data FROM tasks"))  # a damaged page shows now
    used = connection.execute("SELECT EXISTS (SELECT 1 FROM items) OR EXISTS (SELECT 1 FROM runs)")
    return rows, not (rows or used.fetchone()[0])
