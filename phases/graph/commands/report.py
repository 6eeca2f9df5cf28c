"""``doit report``: what a run did, with everything that was measured."""

import re
from pathlib import Path
from typing import Any

from doit.exceptions import InvalidCommand

from phases.graph import comparison
from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.comparison import JUMP_HITS, JUMP_RATIO, SLOWER_RATIO, SLOWER_S
from phases.graph.errors import ConfigError
from phases.graph.figures import clock, counted, figure, numbers
from phases.graph.files import writing
from phases.graph.history import reading, running
from phases.graph.output import printable
from phases.graph.report import (
    COMPARISON,
    Json,
    as_csv,
    comparison_rows,
    comparison_value,
    first_reason,
    report,
)
from phases.graph.report_files import totalled

OPT_FORMAT = {
    "name": "format",
    "short": "",
    "long": "format",
    "type": str,
    "default": "table",
    "choices": (("table", ""), ("json", ""), ("csv", ""), ("html", "")),
    "help": "how to show it: the HTML is one file for a browser [default: %(default)s]",
}
OPT_COMPARE = {
    "name": "compare",
    "short": "",
    "long": "compare",
    "type": str,
    "default": "",
    "help": "say besides what changed since this other run",
}
OPT_OUTPUT = {
    "name": "output",
    "short": "o",
    "long": "output",
    "type": str,
    "default": "",
    "help": "write it to this file",
}
MOST_TALLIES = 8
"""Tallies in the summary."""
LAST_LINES = 12
"""Of what a failed program said, in the table; the other formats have all that was kept."""


class Report(Command):
    """``doit report [RUN] [--format table|json|csv|html] [--compare RUN2] [-o FILE]``."""

    doc_purpose = "show what a run did: times, memory, parts, metrics, errors in full"
    doc_usage = "[RUN] [--format table|json|csv|html] [--compare RUN2] [-o FILE]"
    doc_description = (
        "RUN is an id of `doit runs` or its beginning, `last` (the default), or -2 for the last but one.\n"
        f"--compare says what got slower from RUN2 to RUN (at least {SLOWER_RATIO:g} times and"
        f" {SLOWER_S:g} s, for as many parts), what failed newly, what was repaired, and whose metrics"
        " moved; and before all that which items got worse, and which rules or terms hit for the first"
        f" time or at least {JUMP_RATIO:g} times and {JUMP_HITS} hits more, for as many items.\n"
        "With --json: run, totals, results (of each phase that was made or failed), comparison (with"
        " --compare); phases/graph/report.py has the keys in them."
    )
    cmd_options = (OPT_FORMAT, OPT_COMPARE, OPT_OUTPUT, OPT_JSON)

    def parse_execute(self, in_args: list[str]) -> Any:
        """Let ``-2`` be the name of a run: with a space in front no parser takes it for an option."""
        return super().parse_execute([re.sub(r"^(-\d+)$", r" \1", argument) for argument in in_args])

    def _execute(self, format: str, compare: str, output: str, json: bool, pos_args: list[str]) -> int:
        format = "json" if json else format
        if len(pos_args) > 1:
            raise InvalidCommand("one run at a time; `--compare` compares it with another")
        if compare and format == "csv":
            raise InvalidCommand("a CSV has no place for a comparison; take json, html or table")
        try:
            said = self._report(pos_args[0] if pos_args else "last", compare)
        except ConfigError as error:
            raise InvalidCommand(str(error)) from None
        if not output:
            self._print(said, format)
            return 0
        try:
            with (
                writing(Path(output)) as temporary,
                open(temporary, "w", encoding="utf-8", newline="\n") as self.outstream,
            ):
                self._print(said, format)
        except OSError as error:
            raise InvalidCommand(f"{output}: cannot be written: {error.strerror}") from None
        return 0

    def _report(self, name: str, base: str) -> Json:
        holder = running(self.state.name)
        with reading(self.state.name) as history:
            run = history.find(name.strip())
            said = report(run, run.state(holder), history.results(run.id), totalled(self.graph))
            if base:
                better = {one.name: dict(one.better) for one in self.graph.settings.pipelines}
                compared = comparison.compare(history, history.find(base.strip()), run, better)
                said["comparison"] = comparison_value(compared)
        return said

    def _print(self, said: Json, format: str) -> None:
        if format == "json":
            self.print_json(said)
        elif format == "csv":
            self.outstream.write(as_csv(said))
        elif format == "html":
            from phases.graph.report_html import as_html

            self.outstream.write(as_html(said))
        else:
            self._print_tables(said)

    def _print_tables(self, said: Json) -> None:
        self.outstream.write(_summary(said) + "\n\n")
        self.print_table(HEADINGS, map(_row, said["results"]), NUMBERS)
        notes = "".join(map(_notes, said["results"]))
        self.outstream.write(f"\n{notes}" if notes else "")
        changes = said.get("comparison")
        if changes:
            self.outstream.write(f"\nCompared with {changes['base']}\n")
            for key, (title, columns) in COMPARISON.items():
                if changes[key]:
                    self.outstream.write(f"\n{title}\n")
                    rows = [list(map(_shown, row)) for row in comparison_rows(changes, key)]
                    numbers = ", ".join(heading for heading, number in columns if number)
                    self.print_table([heading for heading, _ in columns], rows, numbers)
            if not any(changes[key] for key in COMPARISON):
                self.outstream.write("nothing changed\n")


HEADINGS = ["Item", "Phase", "Status", "Seconds", "CPU s", "MB", "Parts", "Reused", "Figures", "Why"]
NUMBERS = "Seconds, CPU s, MB, Parts, Reused"


def _summary(said: Json) -> str:
    run, totals = said["run"], said["totals"]
    ended = f"{clock(run['seconds'])}, exit {run['exit']}" if run["state"] == "ended" else run["state"]
    usage = "" if totals["avg_cpu_usage"] is None else f", {totals['avg_cpu_usage']:g} % of all cores"
    lines = [
        f"Run {run['id']}, started {run['started'].replace('T', ' ')[:19]}, {ended}",
        f"{counted(totals['items'], 'item')}, {totals['items_failed']:,} failed;"
        f" {counted(totals['made'], 'phase')} made, {totals['failed']:,} failed;"
        f" {counted(totals['parts_made'], 'part')} made, {totals['parts_reused']:,} reused",
        f"{totals['cpu_s']:,.1f} CPU seconds{usage}; at most {totals['peak_mb']:,.0f} MB in a worker",
        numbers(totals["metrics"]),
        _most(totals["tallies"]),
    ]
    return "\n".join(filter(None, lines))


def _most(tallies: dict[str, int]) -> str:
    """The tallies with the most hits, in a line."""
    most = sorted(tallies.items(), key=lambda one: (-one[1], one[0]))
    more = f", and {len(most) - MOST_TALLIES:,} more" if len(most) > MOST_TALLIES else ""
    shown = ", ".join(f"{printable(key)} {hits:,}" for key, hits in most[:MOST_TALLIES])
    return f"hits: {shown}{more}" if most else ""


def _row(result: Json) -> list[str]:
    parts, reused = result["parts_made"] + result["parts_reused"], result["parts_reused"]
    return [
        result["item"],
        result["phase"],
        result["status"],
        f"{result['seconds']:,.1f}",
        f"{result['cpu_s']:,.1f}",
        f"{result['peak_mb']:,.0f}" if result["peak_mb"] else "",
        f"{parts:,}" if parts else "",
        f"{reused:,}" if parts else "",
        numbers(result["metrics"]),
        first_reason(result["why"]),
    ]


def _notes(result: Json) -> str:
    """The error or the warnings of a phase, with the last words of the program that failed."""
    name = printable(f"{result['item']}:{result['phase']}")
    if result["status"] == "failed":
        last = printable(result["details"]).rstrip().splitlines()[-LAST_LINES:]
        return "".join(
            [f"failed  {name}: {printable(result['error'])}\n", *(f"        | {line}\n" for line in last)]
        )
    warnings = result["metrics"].get("warnings")
    return f"note    {name}: {printable(str(warnings))}\n" if warnings else ""


def _shown(value: int | float | str | None) -> str:
    if isinstance(value, str | None):
        return value or ""
    return figure("", round(value, 3))
