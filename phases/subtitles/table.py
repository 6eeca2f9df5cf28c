"""Write the figures of all files as a table for spreadsheets, a line each, in CSV (RFC 4180)."""

import csv
from pathlib import Path
from typing import Any

from phases.graph.files import read_json
from phases.graph.model import Metrics, PhaseSettings

VERSION = 2

COLUMNS = (
    "file", "score_before", "score", "issues_before", "issues", "cues", "corrections", "retimed",
    "rebroken", "defects", "removed", "suggestions", "unable", "encoding", "format", "language", "profile",
)  # fmt: skip

FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


class Settings(PhaseSettings):
    """Nothing to set."""


def run(report: Path, target: Path, settings: Settings) -> Metrics:
    """Write the files of `report` to `target`, in its order.

    It is UTF-8 with the byte order mark, without which Excel shows Kṛṣṇa.srt as something else.
    """
    rows = read_json(report)["by_file"]
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)  # its end of line is \r\n, without which it leaves a \r in a name unquoted
        table.writerow(COLUMNS)
        table.writerows([_cell(value) for value in _row(row)] for row in rows)
    return {"files": len(rows)}


def _row(row: dict[str, Any]) -> list[Any]:
    scores = {"score_before": row["before"]["score"], "score": row["after"]["score"]}
    issues = {
        name: sum(row[when]["issues"].values())
        for name, when in (("issues_before", "before"), ("issues", "after"))
    }
    values = row | scores | issues
    return [values[column] for column in COLUMNS]


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
