"""Write the figures of all files as a table for spreadsheets, a line each, in CSV (RFC 4180)."""

import csv
from pathlib import Path
from typing import Any

from phases.graph.files import read_json
from phases.graph.model import Metrics, PhaseSettings

VERSION = 1

COLUMNS = (
    "file", "score_before", "score", "issues_before", "issues", "cues", "corrections", "retimed", "rebroken",
    "defects", "removed", "suggestions", "unable", "encoding", "format", "language", "profile",
)  # fmt: skip

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


class Settings(PhaseSettings):
    """Nothing to set."""


def run(report: Path, target: Path, settings: Settings) -> Metrics:
    """Write the files of `report` to `target`, UTF-8, in the order of their paths."""
    rows = read_json(report)["by_file"]
    with target.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
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
