"""Write the page of the archive: one HTML file with all scores, and every file's changes side by side."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any

from pydantic import Field

from phases.graph.files import read_json
from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import page_parts, summaries
from phases.tools.html_page import allowed, data, in_script, web

VERSION = 3

FEWEST, MOST = 5, 500
"""Lines that are shown of each file, at least and at most, where it has so many."""


class Settings(PhaseSettings):
    """How much is shown."""

    lines: int = Field(40_000, ge=0)
    """Changes, suggestions and defects on the page, by all files together; the ledgers have all."""


def run(report: Path, summary: Sequence[Path], target: Path, settings: Settings) -> Metrics:
    """Write the figures of `report`, and of each file in `summary` the lines that may be shown.

    File by file, so that the page may be larger than what is held in memory.
    """
    whole = read_json(report)
    del whole["by_file"]  # the largest part of it, and it stands in the summaries, too
    most = max(FEWEST, min(MOST, settings.lines // max(1, len(summary))))
    kinds: dict[str, set[str]] = {}
    rows, held = [], 0
    for path, figures in zip(summary, summaries.read_all(summary), strict=True):
        rows.append((figures["after"]["score"], figures["file"], path, data(_row(figures))))
        held += min(most, sum(sum(hits.values()) for hits in figures["hits"].values()))
        for kind, hits in figures["hits"].items():
            kinds.setdefault(kind, set()).update(hits)
    rows.sort(key=lambda row: row[:2])  # the worst first
    with target.open("w", encoding="utf-8", newline="\n") as page:
        page.write(_head(whole, kinds, held))
        list_of_files = ",".join(row for *_, row in rows)
        page.write(f'<script type="application/json" id="files">[{list_of_files}]</script>\n')
        for _, _, path, _ in rows:
            lines = in_script(",".join(summaries.lines(path, most)))
            page.write(f'<script type="application/json" class="lines">[{lines}]</script>\n')
        page.write(f"<script>{web(__package__, 'page.js')}</script>\n</body>\n</html>\n")
    return {"files": len(rows), "lines": held}


def _row(figures: dict[str, Any]) -> list[Any]:
    """A file for the list; the order is that of FILE in page.js."""
    return [
        figures["file"],
        figures["ledger"],
        figures["before"]["score"],
        figures["after"]["score"],
        figures["cues"],
        ", ".join(_said(figures)),
        figures["hits"],
    ]


def _said(figures: dict[str, Any]) -> Iterator[str]:
    yield figures["encoding"]
    for name in ("cues", "corrections", "retimed", "defects", "removed", "suggestions", "unable"):
        yield f"{name} {figures[name]:,}"
    for when in ("before", "after"):
        issues = ", ".join(f"{kind} {n}" for kind, n in figures[when]["issues"].items())
        yield f"issues {when}: {issues or 'none'}"


def _head(whole: dict[str, Any], kinds: dict[str, set[str]], held: int) -> str:
    """The page down to its data; it holds `held` lines of the files."""
    style, script = web(__package__, "page.css"), web(__package__, "page.js")
    rules = sorted({rule for of_kind in kinds.values() for rule in of_kind})
    return Template(web(__package__, "page.html")).substitute(
        style=style,
        style_hash=allowed(style),
        script_hash=allowed(script),
        title="Subtitles: the whole archive",
        subtitle=page_parts.subtitle(whole),
        tiles=page_parts.tiles(whole),
        histogram=page_parts.histogram(whole["histogram"]),
        held=held,
        kinds=page_parts.options(sorted(kinds)),
        rules=page_parts.options(rules),
        risks=page_parts.options(["safe", "review", "unable"]),
        sections="\n".join((page_parts.names(whole), page_parts.new_words(whole), page_parts.rules(whole))),
    )
