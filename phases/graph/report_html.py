"""The report of a run as one HTML file: no outside links, for phones too, in the dark and in the light.

Titles, paths and messages come from outside: all text goes through `_text`, and a content security
policy lets only the one script and the one style run that stand here.
"""

import base64
import hashlib
import html
from collections.abc import Iterable
from importlib.resources import files
from string import Template
from typing import Any

from phases.graph.figures import clock
from phases.graph.report import COMPARISON, Column, Json, comparison_rows, first_reason
from phases.graph.tallies import plain

RESULTS: tuple[Column, ...] = (
    ("Item", False),
    ("Phase", False),
    ("Status", False),
    ("Why", False),
    ("Seconds", True),
    ("CPU s", True),
    ("Peak MB", True),
    ("Parts made", True),
    ("Parts reused", True),
    ("Figures", False),
)


def as_html(report: Json) -> str:
    """The whole page."""
    run, totals = report["run"], report["totals"]
    sections = [_failures(report["results"])]
    if "comparison" in report:
        sections.append(_comparison(report["comparison"]))
    sections.append("<h2>Phases</h2>" + _table(RESULTS, map(_result_row, report["results"])))
    style, script = _web("report.css"), _web("report.js")
    return Template(_web("report.html")).substitute(
        style=style,
        script=script,
        style_hash=_allowed(style),
        script_hash=_allowed(script),
        title=_text(f"Run {run['id']}"),
        subtitle=_text(_subtitle(run)),
        tiles=_tiles(run, totals),
        sections="\n".join(sections),
    )


def _subtitle(run: Json) -> str:
    started = run["started"].replace("T", " ")
    ended = f"exit {run['exit']}" if run["state"] == "ended" else run["state"]
    return f"{started} · {ended} · {run['workers']} workers"


def _tiles(run: Json, totals: Json) -> str:
    usage = totals["avg_cpu_usage"]
    tiles = [
        ("Time", clock(run["seconds"]), ""),
        ("Items", f"{totals['items']:,}", ""),
        ("Items failed", f"{totals['items_failed']:,}", "bad" if totals["items_failed"] else "good"),
        ("Phases made", f"{totals['made']:,}", ""),
        ("Parts made", f"{totals['parts_made']:,}", ""),
        ("Parts reused", f"{totals['parts_reused']:,}", ""),
        ("CPU time", clock(totals["cpu_s"]), ""),
        ("CPU usage", "-" if usage is None else f"{usage:g} %", ""),
        ("Peak memory", f"{totals['peak_mb']:,.0f} MB", ""),
        *(
            (_name(metric).capitalize(), _figure(metric, value), "")
            for metric, value in totals["metrics"].items()
        ),
    ]
    return "".join(
        f'<div><dt>{_text(name)}</dt><dd class="{css}">{_text(value)}</dd></div>'
        for name, value, css in tiles
    )


def _failures(results: list[Json]) -> str:
    failures = "".join(map(_failure, (one for one in results if one["status"] == "failed")))
    return f"<h2>Failures</h2>{failures}" if failures else ""


def _failure(result: Json) -> str:
    details = result["details"]
    said = f"<details><summary>Last lines</summary><pre>{_text(details)}</pre></details>" if details else ""
    return (
        f'<div class="failure"><strong>{_text(result["item"])}:{_text(result["phase"])}</strong>'
        f"<p>{_text(result['error'])}</p>{said}</div>"
    )


def _comparison(comparison: Json) -> str:
    tables = ""
    for key, (title, columns) in COMPARISON.items():
        rows = [
            [(_figure("", value), value, "") for value in row] for row in comparison_rows(comparison, key)
        ]
        if rows:
            tables += f"<h3>{title}</h3>{_table(columns, rows)}"
    return f"<h2>Compared with {_text(comparison['base'])}</h2>{tables or '<p>Nothing changed.</p>'}"


Cell = tuple[Any, Any, str]
"""What is shown, what it is sorted by, and its class."""


def _result_row(result: Json) -> list[Cell]:
    metrics = result["metrics"]
    figures = ", ".join(f"{_name(key)} {_figure(key, value)}" for key, value in plain(metrics).items())
    parts = [result["parts_made"], result["parts_reused"]]
    if not any(parts):  # the phase is not divided
        parts = ["", ""]
    return [
        (result["item"], result["item"], ""),
        (result["phase"], result["phase"], ""),
        (result["status"], result["status"], "bad" if result["status"] == "failed" else ""),
        (first_reason(result["why"]), result["why"], "dim"),
        (f"{result['seconds']:,.1f}", result["seconds"], ""),
        (f"{result['cpu_s']:,.1f}", result["cpu_s"], ""),
        (f"{result['peak_mb']:,.0f}" if result["peak_mb"] else "", result["peak_mb"], ""),
        *((part, part, "") for part in parts),
        (figures, figures, ""),
    ]


def _table(columns: tuple[Column, ...], rows: Iterable[list[Cell]]) -> str:
    heads = "".join(
        f'<th data-sorts class="{"number" if number else ""}">{_text(name)}</th>'
        for name, number in columns
    )
    lines = []
    for row in rows:
        cells = "".join(_cell(cell, column) for cell, column in zip(row, columns, strict=True))
        lines.append(f"<tr>{cells}</tr>")
    return f"<table><thead><tr>{heads}</tr></thead><tbody>\n{chr(10).join(lines)}\n</tbody></table>"


def _cell(cell: Cell, column: Column) -> str:
    (shown, value, css), (name, number) = cell, column
    attributes = f' data-name="{_text(name)}"'
    if str(value) != str(shown):
        attributes += f' data-value="{_text(value)}"'
    classes = f"{css} number".strip() if number else css
    if classes:
        attributes += f' class="{classes}"'
    return f"<td{attributes}>{_text(shown)}</td>"


def _name(metric: str) -> str:
    return metric.removesuffix("_s").replace("_", " ")


def _figure(metric: str, value: Any) -> str:
    if isinstance(value, str | None):
        return value or ""
    if metric.endswith("_s"):
        return clock(value)
    return f"{round(value, 3):,}"


def _text(value: Any) -> str:
    """Text as HTML shows it, in elements and in quoted attributes."""
    return html.escape("" if value is None else str(value))


def _web(name: str) -> str:
    return files(__package__).joinpath("web", name).read_text(encoding="utf-8")


def _allowed(inline: str) -> str:
    """The source of a content security policy that lets `inline` run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"
