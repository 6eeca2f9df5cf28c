"""``doit clean-history``: forget old runs."""

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from doit.exceptions import InvalidCommand

from phases.graph import locks
from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.errors import ConfigError
from phases.graph.figures import counted

OPT_KEEP_DAYS = {
    "name": "keep_days",
    "short": "",
    "long": "keep-days",
    "type": int,
    "default": 30,
    "help": "keep the runs of so many days [default: %(default)s]",
}
WORTHWHILE = 0.25
"""Give space back to the disk when so much of the database is empty."""
PATIENCE_MS = 500
"""Milliseconds to wait for those who read, before the space is given back."""
DAY = 86400.0


class CleanHistory(Command):
    """``doit clean-history --keep-days 30``."""

    name = "clean-history"
    doc_purpose = "delete old runs from the history"
    doc_usage = "[--keep-days DAYS]"
    doc_description = (
        "Deletes the runs that started longer ago, with their results. What was built, what is up to date"
        " and the ids of the inputs stay. An item whose failure is deleted is no longer known to"
        " `doit retry`; `doit` tries it again like any other. The expected times of `doit plan` are"
        " measured from the runs that stay.\n"
        "With --json: runs and results (how many were deleted), freed_bytes (of the state database)."
    )
    cmd_options = (OPT_KEEP_DAYS, OPT_JSON)

    def _execute(self, keep_days: int, json: bool) -> int:
        if keep_days < 0:
            raise InvalidCommand("--keep-days: must be 0 or more")
        file = Path(self.state.name)
        try:
            with locks.only_run(file.parent):
                runs, results, freed = clean(file, time.time() - keep_days * DAY)
        except ConfigError as error:
            raise InvalidCommand(str(error)) from None
        if json:
            self.print_json({"runs": runs, "results": results, "freed_bytes": freed})
        else:
            space = f", {freed / 1e6:.1f} MB of disk given back" if freed else ""
            self.outstream.write(
                f"{counted(runs, 'run')} deleted with {counted(results, 'result')}{space}\n"
            )
        return 0


def clean(file: Path, before: float) -> tuple[int, int, int]:
    """Delete the runs that started before a time (seconds since 1970) from the state database `file`.

    Returns how many runs and results were deleted, and how many bytes the file lost. Only for who
    holds the lock of the build folder: a run that goes on needs its entry.
    """
    with closing(sqlite3.connect(file, timeout=10)) as connection:
        with connection:
            runs = connection.execute("DELETE FROM runs WHERE started < ?", (before,)).rowcount
            results = connection.execute(
                "DELETE FROM results WHERE run NOT IN (SELECT id FROM runs)"
            ).rowcount
        [empty], [pages], [size] = (
            connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("freelist_count", "page_count", "page_size")
        )
        if empty < pages * WORTHWHILE:
            return runs, results, 0
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        with suppress(sqlite3.OperationalError):  # somebody reads at this moment: the next time, then
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return runs, results, (pages - connection.execute("PRAGMA page_count").fetchone()[0]) * size
    return runs, results, 0
