"""List every change of a file, a JSON line each: where, which rule, before, after, how sure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain
from json.encoder import encode_basestring as quoted
from operator import attrgetter, itemgetter
from pathlib import Path

from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import cues
from phases.subtitles.cues import Edit, Track

VERSION = 1


class Settings(PhaseSettings):
    """Nothing to set."""


def run(corrected: Path, retimed: Path, target: Path, settings: Settings) -> Metrics:
    """Write the changes of *parse*, *correct* and *retime* to `target`, in the order of the source.

    Each line has ``line`` and ``cue`` (0: none) of the source, ``rule``, ``before``, ``after`` and
    ``risk``. A defect has the rule ``defect:KIND``, its reason and its recovery; what was taken out the
    rule ``removed``. The edits of one cue stand in the order in which they were made.
    """
    track, timed, _ = cues.read_all(retimed)
    changes = [*_parsed(track), *_edited(track, chain(cues.read_edits(corrected), timed))]
    changes.sort(key=itemgetter(0))
    target.write_bytes(_as_json(changes).encode())
    return {"changes": len(changes)}


Change = tuple[int, Edit, str]
"""The line of its cue, by which it is sorted, the change, and its other fields as JSON."""


def _parsed(track: Track) -> Iterator[Change]:
    """What *parse* mended and took out."""
    if not track.defects and not track.removed:
        return
    of_line = attrgetter("line")
    order = sorted(track.cues, key=of_line)

    def at(line: int) -> tuple[int, int]:
        place = bisect_right(order, line, key=of_line)
        return (order[place - 1].line, order[place - 1].number) if place else (line, 0)

    for one in track.defects:
        first, cue = at(one.line)
        edit = Edit(cue, one.line, f"defect:{one.code}", one.reason, one.recovery)
        yield first, edit, f', "column": {one.column}'
    for gone in track.removed:
        first, cue = at(gone.line)
        edit = Edit(gone.cue or cue, gone.line, "removed", gone.text, "", "review")
        yield first, edit, f', "reason": {quoted(gone.reason)}'


def _edited(track: Track, edits: Iterable[Edit]) -> Iterator[Change]:
    lines = {cue.number: cue.line for cue in track.cues}
    return ((lines.get(edit.cue, edit.line), edit, "") for edit in edits)


def _as_json(changes: Iterable[Change]) -> str:
    """A line for each, as `json.dumps` would write it in three times the time."""
    return "".join(
        [
            f'{{"line": {line}, "cue": {cue}, "rule": {quoted(rule)}, "before": {quoted(before)}, '
            f'"after": {quoted(after)}, "risk": {quoted(risk)}{more}}}\n'
            for _, (cue, line, rule, before, after, risk), more in changes
        ]
    )
