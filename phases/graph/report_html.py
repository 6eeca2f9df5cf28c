"""The report of a run as one HTML file: no outside links, for phones too, in the dark and in the light.

Titles, paths and messages come from outside: all text goes through `_text`, and a content security
policy lets only the one script and the one style run that stand here.
"""

import base64
import hashlib
import html
from collections.abc import Iterable
from string import Template
from typing import Any

from phases.graph.progress import clock
from phases.graph.report import COMPARISON, Column, Json, comparison_rows, first_reason
from phases.graph.tallies import plain

STYLE = """
:root { color-scheme: light dark; --ink: #1d2228; --dim: #5f6873; --page: #f6f7f8; --card: #fff;
  --line: #dfe3e7; --bad: #b3261e; --bad-back: #fdecea; --good: #1a7340; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --dim: #9aa4ae; --page: #14171a;
  --card: #1d2125; --line: #32383e; --bad: #ff8a80; --bad-back: #3a2020; --good: #6fcf97; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1200px; padding: 1.25rem; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
h3 { font-size: .95rem; margin: 1.2rem 0 .4rem; }
.dim { color: var(--dim); } .bad { color: var(--bad); } .good { color: var(--good); }
.tiles { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
  margin: 1rem 0; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .5rem .7rem; }
.tiles dt { color: var(--dim); font-size: .8rem; } .tiles dd { margin: 0; font-size: 1.15rem; }
.failure { background: var(--bad-back); border-left: 4px solid var(--bad); border-radius: 4px;
  margin: .6rem 0; padding: .6rem .8rem; }
.failure p { margin: .2rem 0 0; } summary { cursor: pointer; color: var(--dim); margin-top: .4rem; }
pre { margin: .4rem 0 0; padding: .6rem; background: var(--card); border-radius: 4px; font-size: .8rem;
  max-height: 24rem; overflow: auto; white-space: pre-wrap; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line);
  font-size: .88rem; }
th, td { padding: .35rem .55rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); }
th { position: sticky; top: 0; background: var(--card); white-space: nowrap; }
th[data-sorts] { cursor: pointer; } th[aria-sort=ascending]::after { content: " \\2191"; }
th[aria-sort=descending]::after { content: " \\2193"; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 760px) {
  body { padding: .8rem; } h1 { font-size: 1.1rem; }
  thead { display: none; } table { border: 0; background: none; }
  tr { display: block; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
    margin-bottom: .6rem; padding: .4rem .7rem; }
  td, .number { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .12rem 0;
    text-align: right; white-space: normal; }
  td::before { content: attr(data-name); color: var(--dim); text-align: left; white-space: nowrap; }
  td:empty { display: none; } }
"""

SCRIPT = """
for (const head of document.querySelectorAll("th[data-sorts]")) {
  const sort = () => {
    const body = head.closest("table").tBodies[0];
    const up = head.getAttribute("aria-sort") !== "ascending";
    const key = (row) => {
      const cell = row.cells[head.cellIndex];
      return cell.dataset.value ?? cell.textContent;
    };
    const order = new Intl.Collator(undefined, { numeric: true });
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...body.rows].sort((a, b) => order.compare(key(a), key(b)) * (up ? 1 : -1));
    body.append(...rows);
  };
  head.tabIndex = 0;
  head.addEventListener("click", sort);
  head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
}
"""

PAGE = Template(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src $style_hash; script-src $script_hash">
<title>$title</title>
<style>$style</style>
</head>
<body>
<h1>$title</h1>
<p class="dim">$subtitle</p>
<dl class="tiles">$tiles</dl>
$sections
<script>$script</script>
</body>
</html>
"""
)

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
    return PAGE.substitute(
        style=STYLE,
        script=SCRIPT,
        style_hash=_allowed(STYLE),
        script_hash=_allowed(SCRIPT),
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


def _allowed(inline: str) -> str:
    """The source of a content security policy that lets `inline` run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"
