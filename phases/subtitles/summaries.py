"""What the report over the archive reads of one file: figures, and lines to show."""

import json
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from phases.subtitles import kept
from phases.subtitles.cues import Edit
from phases.subtitles.names import Word

CHANGE, SUGGESTED, UNABLE, DEFECT, REMOVED = "change", "suggested", "unable", "defect", "removed"
"""Kinds of a line: what was changed, what a person should look at, what could not be mended, what was
wrong in the source, what was taken out."""

WORK = ".work"
"""Folder of the items' folders, in that of the pipeline."""
LEDGER = ".changes.jsonl"
"""What the name of a ledger adds to that of its file."""

LONGEST = 400
"""Characters of a text that are shown; the ledger has all of it."""
CUT = "…"


def encoded(edits: Iterable[tuple[str, Edit]]) -> bytes:
    """A JSON array on a line of its own for each of `edits`: kind, line of the source, rule, before, after,
    risk.

    Its texts are cut to `LONGEST`. Of what was taken out, the reason stands in the place of after.
    """
    import msgspec

    rows = [
        (kind, line, rule, _cut(before), _cut(after), risk)
        for kind, (_, line, rule, before, after, risk) in edits
    ]
    return msgspec.json.Encoder().encode_lines(rows)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + CUT


def read(summary: Path) -> dict[str, Any]:
    """The figures of a file.

    ``file`` is its path below the input folder, ``ledger`` the address of its ledger from the folder of
    the pipeline, in which the reports stand.
    """
    with summary.open(encoding="utf-8", newline="\n") as text:
        figures: dict[str, Any] = json.loads(text.readline())
    way = os.path.join(os.fsencode(summary.parent), unquote_to_bytes(figures["ledger"]))
    way = os.path.relpath(way, os.fsencode(_home(summary))).replace(os.fsencode(os.sep), b"/")
    name = os.fsdecode(way).removesuffix(LEDGER).encode("utf-8", "backslashreplace").decode()
    figures["words"] = [Word._make(word) for word in figures["words"]]
    return {"file": name} | figures | {"ledger": quote(way)}


def _home(summary: Path) -> Path:
    """The folder of the pipeline; the path of a report would not tell, made elsewhere and moved."""
    return next(folder.parent for folder in summary.parents if folder.name == WORK)


def lines(summary: Path, most: int) -> Iterator[str]:
    """The first `most` lines of a file to show, as JSON each; the first hold something of every rule."""
    with summary.open(encoding="utf-8", newline="\n") as text:
        yield from map(_stripped, islice(text, 1, most + 1))


def _stripped(text: str) -> str:
    return text.rstrip("\n")


def read_all(all_summaries: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The figures of all files, one at a time, in the order of `all_summaries`."""
    kept.forget()  # no phase over all files reads a track, and there is memory in it
    return map(read, all_summaries)
