"""List every change of a file, a JSON line each: where, which rule, before, after, how sure."""

import json
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import cues
from phases.subtitles.cues import Edit, Track

VERSION = 1

_JSON = json.JSONEncoder(ensure_ascii=False).encode
"""`json.dumps` would make an encoder for each line."""


class Settings(PhaseSettings):
    """Nothing to set."""


def run(corrected: Path, retimed: Path, target: Path, settings: Settings) -> Metrics:
    """Write the changes of *parse*, *correct* and *retime* to `target`, in the order of the source.

    Each line has ``line`` and ``cue`` (0: none) of the source, ``rule``, ``before``, ``after`` and
    ``risk``. A defect has the rule ``defect:KIND``, its reason and its recovery; what was taken out the
    rule ``removed``. The edits of one cue stand in the order in which they were made.
    """
    track, timed, _ = cues.read_all(retimed)
    changes = [*_parsed(track), *_edited(track, (*cues.read_edits(corrected), *timed))]
    changes.sort(key=lambda change: change[0])
    lines = [_JSON(change) + "\n" for _, change in changes]
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    return {"changes": len(lines)}


def _parsed(track: Track) -> Iterator[tuple[int, dict[str, Any]]]:
    """What *parse* mended and took out, each with the line of its cue, by which it is sorted."""
    order = sorted((cue.line, cue.number) for cue in track.cues)
    lines = [line for line, _ in order]

    def at(line: int) -> tuple[int, int]:
        place = bisect_right(lines, line)
        return order[place - 1] if place else (line, 0)

    for one in track.defects:
        first, cue = at(one.line)
        edit = Edit(cue, one.line, f"defect:{one.code}", one.reason, one.recovery)
        yield first, _as_json(edit) | {"column": one.column}
    for gone in track.removed:
        first, cue = at(gone.line)
        edit = Edit(gone.cue or cue, gone.line, "removed", gone.text, "", "review")
        yield first, _as_json(edit) | {"reason": gone.reason}


def _edited(track: Track, edits: tuple[Edit, ...]) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = {cue.number: cue.line for cue in track.cues}
    for edit in edits:
        yield lines.get(edit.cue, edit.line), _as_json(edit)


def _as_json(edit: Edit) -> dict[str, Any]:
    return {"line": edit.line, **edit._asdict()}
