"""The report of a run as one JSON value, from which all its other shapes are made.

Its keys::

    run         id, started (ISO 8601), seconds and exit (null without an end), state (ended, running
                or killed), workers
    totals      items, items_failed; made, failed (phases); parts_made, parts_reused; cpu_s (of the
                workers), avg_cpu_usage (per cent of all cores over the run, null without an end),
                peak_mb (most memory of one worker, MB); metrics (sums over the items); tallies (hits of
                metrics with a colon in their key)
    results     one entry for each phase that was made or failed, by item: pipeline, item, phase, status
                (made or failed), why, ended (ISO 8601), seconds, cpu_s, peak_mb, parts_made, parts_reused,
                bytes (of the item's source), metrics (the phase's own), error (one line, or empty),
                details (a traceback, or the last lines of the program that failed)
    comparison  only when it was asked for: base (id of the other run); worse: item, phase, metric, base,
                now; jumped and fired (for the first time): tally, phase, base and now (hits), base_items
                and items (of which the phase stood), example (the item with the most hits); slower: item
                (empty: of all items), phase, base_s, seconds, ratio; failed_newly, still_failing and
                repaired: item, phase, error; moved: item, phase, metric, base, now
"""

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from phases.graph.comparison import Comparison, Jump
from phases.graph.history import Result, Run, date
from phases.graph.tallies import is_tally, total
from phases.graph.uptodate import NEVER

COLUMNS = (
    *("pipeline", "item", "phase", "status", "why", "ended", "seconds", "cpu_s", "peak_mb"),
    *("parts_made", "parts_reused", "bytes", "error", "details"),
)
"""Of the CSV, before one column for each metric."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With one of these a spreadsheet begins to calculate, and a book's title may be hostile."""

Json = dict[str, Any]
Column = tuple[str, bool]
"""Heading, and whether the column holds numbers."""
Totalled = tuple[str, str]
"""A pipeline and one of its metrics; a metric of this name may be something else in another pipeline."""
TALLIES: tuple[Column, ...] = (
    ("Tally", False),
    ("Phase", False),
    ("Hits before", True),
    ("Hits now", True),
    ("Items before", True),
    ("Items now", True),
    ("Most in", False),
)
METRICS: tuple[Column, ...] = (
    ("Item", False),
    ("Phase", False),
    ("Metric", False),
    ("Before", True),
    ("Now", True),
)
FAILURES: tuple[Column, ...] = (("Item", False), ("Phase", False), ("Error", False))
COMPARISON: dict[str, tuple[str, tuple[Column, ...]]] = {
    "worse": ("Items that got worse", METRICS),
    "jumped": ("Tallies that jumped", TALLIES),
    "fired": ("Tallies that fired for the first time", TALLIES),
    "slower": (
        "Slower",
        (
            ("Item", False),
            ("Phase", False),
            ("Seconds before", True),
            ("Seconds now", True),
            ("Ratio", True),
        ),
    ),
    "failed_newly": ("Failed newly", FAILURES),
    "still_failing": ("Still failing", FAILURES),
    "repaired": ("Repaired", FAILURES),
    "moved": ("Metrics that moved", METRICS),
}
"""Titles and columns of the tables for the lists of a comparison, whose entries have their values in
this order."""


def report(run: Run, state: str, results: Sequence[Result], totalled: Iterable[Totalled]) -> Json:
    """The report of `run`; `totalled` are the metrics that can be added up over items."""
    return {**overview(run, state, results, totalled), "results": list(map(result_value, results))}


def overview(run: Run, state: str, results: Iterable[Result], totalled: Iterable[Totalled]) -> Json:
    """The report of `run` but for its results, which may be many thousands and are looked at once."""
    return {"run": run_value(run, state), "totals": _totals(run, results, totalled)}


def run_value(run: Run, state: str) -> Json:
    """What the history says about a run as a whole."""
    return {
        "id": run.id,
        "started": date(run.started),
        "seconds": None if run.seconds is None else round(run.seconds, 3),
        "exit": run.exit,
        "state": state,
        "workers": run.workers,
    }


def avg_cpu_usage(cpu_s: float, seconds: float | None) -> float | None:
    """How much of all cores the workers used over a run, in per cent.

    >>> avg_cpu_usage(3.0, 2.0) == round(100 * 3.0 / 2.0 / os.cpu_count(), 1)
    True
    """
    return round(100 * cpu_s / (seconds * (os.cpu_count() or 1)), 1) if seconds else None


def comparison_value(comparison: Comparison) -> Json:
    """A comparison for the report's key ``comparison``."""

    def failures(results: list[Result]) -> list[Json]:
        return [{"item": one.item, "phase": one.phase, "error": one.error} for one in results]

    def tallies(jumps: list[Jump]) -> list[Json]:
        return [
            {
                "tally": one.tally,
                "phase": one.phase,
                "base": one.base,
                "now": one.now,
                "base_items": one.base_items,
                "items": one.items,
                "example": one.example,
            }
            for one in jumps
        ]

    return {
        "base": comparison.base.id,
        "worse": [vars(moved) for moved in comparison.worse],
        "jumped": tallies(comparison.jumped),
        "fired": tallies(comparison.fired),
        "slower": [
            {
                "item": pace.item,
                "phase": pace.phase,
                "base_s": round(pace.base_s, 3),
                "seconds": round(pace.seconds, 3),
                "ratio": round(pace.ratio, 2),
            }
            for pace in comparison.slower
        ],
        "failed_newly": failures(comparison.failed_newly),
        "still_failing": failures(comparison.still_failing),
        "repaired": failures(comparison.repaired),
        "moved": [vars(moved) for moved in comparison.moved],
    }


def first_reason(why: str) -> str:
    """Why a phase was made, for a narrow column: what was never made lacks all the rest, of course.

    >>> first_reason("never made; target missing; book.epub changed")
    'never made'
    >>> first_reason("loud 1 -> 2; speak.json changed")
    'loud 1 -> 2; speak.json changed'
    """
    return why.partition(";")[0] if why.startswith(f"{NEVER};") else why


def comparison_rows(comparison: Json, key: str) -> list[list[Any]]:
    """The list `key` of a report's comparison in the order of its columns in `COMPARISON`."""
    return [["(all items)" if value == "" else value for value in one.values()] for one in comparison[key]]


def as_csv(report: Json) -> str:
    """The results as CSV, one line each, metrics but tallies in columns of their own (``metrics.audio_s``).

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    names = {name for result in report["results"] for name in result["metrics"]}
    metrics = sorted(name for name in names if not is_tally(name))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", *COLUMNS, *(_cell(f"metrics.{name}") for name in metrics)])
    for result in report["results"]:
        values = [result[column] for column in COLUMNS] + [result["metrics"].get(name) for name in metrics]
        writer.writerow([report["run"]["id"], *map(_cell, values)])
    return text.getvalue()


def _totals(run: Run, results: Iterable[Result], totalled: Iterable[Totalled]) -> Json:
    last: dict[Totalled, dict[str, float]] = {one: {} for one in totalled}
    items: dict[str, set[str]] = {"made": set(), "failed": set()}
    sums: Counter[str] = Counter()
    tallies: Counter[str] = Counter()
    cpu_s = peak_mb = 0.0
    for result in results:
        items.setdefault(result.status, set()).add(result.item)
        sums.update({result.status: 1, "parts_made": result.parts_made, "parts_reused": result.reused})
        cpu_s, peak_mb = cpu_s + result.cpu_s, max(peak_mb, result.peak_mb)
        tallies.update(total([result.metrics]))
        for (pipeline, metric), of_items in last.items():
            value = result.metrics.get(metric) if result.pipeline in (pipeline, "") else None
            if isinstance(value, int | float):
                of_items[result.item] = value  # several phases may say it, and the last knows best
    metrics: dict[str, float] = {}
    for (_, metric), of_items in last.items():
        if of_items:
            metrics[metric] = metrics.get(metric, 0) + sum(of_items.values())
    return {
        "items": len(set().union(*items.values())),
        "items_failed": len(items["failed"]),
        **{name: sums[name] for name in ("made", "failed", "parts_made", "parts_reused")},
        "cpu_s": round(cpu_s, 3),
        "avg_cpu_usage": avg_cpu_usage(cpu_s, run.seconds),
        "peak_mb": round(peak_mb, 1),
        "metrics": metrics,
        "tallies": dict(sorted(tallies.items())),
    }


def result_value(result: Result) -> Json:
    """An entry of the report's key ``results``."""
    return {
        "pipeline": result.pipeline,
        "item": result.item,
        "phase": result.phase,
        "status": result.status,
        "why": result.why,
        "ended": date(result.ended),
        "seconds": round(result.seconds, 3),
        "cpu_s": round(result.cpu_s, 3),
        "peak_mb": round(result.peak_mb, 1),
        "parts_made": result.parts_made,
        "parts_reused": result.reused,
        "bytes": result.bytes,
        "metrics": result.metrics,
        "error": result.error,
        "details": result.details,
    }


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
