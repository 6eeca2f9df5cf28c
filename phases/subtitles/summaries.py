"""What the report over the archive reads of one file: figures, and lines to show."""

import json
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_to_bytes

from phases.subtitles.names import Word

CHANGE, SUGGESTED, UNABLE, DEFECT, REMOVED = "change", "suggested", "unable", "defect", "removed"
"""Kinds of a line: what was changed, what a person should look at, what could not be mended, what was
wrong in the source, what was taken out."""

LONGEST = 400
"""Characters of a text that are shown; the ledger has all of it."""
CUT = "…"


class Line(NamedTuple):
    """One thing to show of a file."""

    kind: str
    line: int
    """Of the source, from 1."""
    cue: int
    rule: str
    before: str
    after: str
    """The reason, of what was taken out."""
    risk: str


def line(one: Line) -> str:
    """`one` as JSON without an end of line, its texts cut to `LONGEST`."""
    shown = one._replace(before=_cut(one.before), after=_cut(one.after))
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def read(summary: Path, report: Path) -> dict[str, Any]:
    """The figures of a file, whose report is to be `report`.

    ``file`` is its path below the input folder, ``ledger`` the address of its ledger from `report`.
    """
    with summary.open(encoding="utf-8", newline="\n") as text:
        figures: dict[str, Any] = json.loads(text.readline())
    way = os.path.join(os.fsencode(summary.parent), unquote_to_bytes(figures["ledger"]))
    way = os.path.relpath(way, os.fsencode(report.parent)).replace(os.fsencode(os.sep), b"/")
    name = os.fsdecode(way).removesuffix(LEDGER).encode("utf-8", "backslashreplace").decode()
    figures["words"] = [Word._make(word) for word in figures["words"]]
    return {"file": name} | figures | {"ledger": quote(way)}


LEDGER = ".changes.jsonl"


def lines(summary: Path, most: int) -> Iterator[str]:
    """The first `most` lines of a file to show, as JSON each; the first ones hold something of every rule."""
    with summary.open(encoding="utf-8", newline="\n") as text:
        yield from map(_stripped, islice(text, 1, most + 1))


def _stripped(text: str) -> str:
    return text.rstrip("\n")


def read_all(all_summaries: Iterable[Path], report: Path) -> Iterator[dict[str, Any]]:
    """The figures of all files, one at a time, in the order of `all_summaries`."""
    for summary in all_summaries:
        yield read(summary, report)
