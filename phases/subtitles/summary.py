"""Sum up a file for the report over the archive: its figures, its names, and changes to show."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, repeat, zip_longest
from pathlib import Path
from urllib.parse import quote

from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import cues, vocabulary
from phases.subtitles.cues import Edit, Track
from phases.subtitles.names import names
from phases.subtitles.summaries import CHANGE, DEFECT, REMOVED, SUGGESTED, UNABLE, encoded

VERSION = 4

MOST = 500
"""Lines to show that are kept of a file; the ledger has all."""


class Settings(PhaseSettings):
    """Nothing to set."""


def run(
    correct: Path, retime: Path, terms: Path, score: Path, ledger: Path, target: Path, settings: Settings
) -> Metrics:
    """Write one line of figures (`summaries.read`), then a line for each change that may be shown.

    They are those of the `ledger`, of which the place alone is asked, and what *correct* suggests and
    *retime* could not mend.
    """
    import msgspec  # takes 30 ms, and only workers need it

    track, timed, unable = cues.read_all(retime)
    _, edits, review = cues.read_all(correct)
    words = vocabulary.read(terms)
    scored = msgspec.json.decode(score.read_bytes())
    asked = {CHANGE: (*edits, *timed), SUGGESTED: review, UNABLE: unable}
    by_rule = _by_rule(asked | {DEFECT: _defects(track), REMOVED: _removed(track)})
    found = names(track.cues, words.entries, words.language)
    figures = {
        "ledger": _relative(ledger, target),
        "format": track.format,
        "encoding": track.encoding,
        "language": words.language,
        "cues": track.cues_in,
        "removed": len(track.removed),
        "defects": len(track.defects),
        "corrections": len(edits),
        "retimed": len({edit.cue for edit in chain.from_iterable(_changes(by_rule, "time:"))}),
        "rebroken": sum(map(len, _changes(by_rule, "line:"))),
        "suggestions": len(review),
        "unable": len(unable),
        "profile": scored["profile"],
        "before": scored["before"],
        "after": scored["after"],
        "hits": _hits(by_rule),
        "words": found,
    }
    target.write_bytes(msgspec.json.encode(figures) + b"\n" + encoded(islice(_mixed(by_rule), MOST)))
    return {"names": len(found)}


ByRule = dict[tuple[str, str], list[Edit]]
"""Kind and rule to what it did, in the order in which they first did something."""


def _by_rule(edits: Mapping[str, Iterable[Edit]]) -> ByRule:
    found: ByRule = {}
    for kind, of_kind in edits.items():
        of_rule: dict[str, list[Edit]] = defaultdict(list)
        for edit in of_kind:
            of_rule[edit.rule].append(edit)
        found |= {(kind, rule): done for rule, done in of_rule.items()}
    return found


def _changes(by_rule: ByRule, prefix: str) -> Iterator[list[Edit]]:
    return (edits for (kind, rule), edits in by_rule.items() if kind == CHANGE and rule.startswith(prefix))


def _hits(by_rule: ByRule) -> dict[str, dict[str, int]]:
    """How often each rule of each kind did something, both in the order of their names."""
    hits: dict[str, dict[str, int]] = {}
    for (kind, rule), edits in sorted(by_rule.items(), key=lambda one: one[0]):
        hits.setdefault(kind, {})[rule] = len(edits)
    return hits


def _defects(track: Track) -> Iterator[Edit]:
    for one in track.defects:
        yield Edit(0, one.line, f"defect:{one.code}", one.reason, one.recovery)


def _removed(track: Track) -> Iterator[Edit]:
    for gone in track.removed:
        yield Edit(gone.cue, gone.line, "removed", gone.text, gone.reason, "review")


def _mixed(by_rule: ByRule) -> Iterator[tuple[str, Edit]]:
    """The first of every rule, then the second of every rule, and so on, each with its kind.

    So whoever takes the first few of them has seen something of everything.
    """
    rules = (zip(repeat(kind), edits, strict=False) for (kind, _), edits in by_rule.items())
    return filter(None, chain.from_iterable(zip_longest(*rules)))


def _relative(ledger: Path, target: Path) -> str:
    """The way from the folder of `target` to `ledger` as an address, for names that are no Unicode, too."""
    return quote(os.fsencode(Path(os.path.relpath(ledger, target.parent)).as_posix()))
