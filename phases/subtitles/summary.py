"""Sum up a file for the report over the archive: its figures, its names, and changes to show."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import cues, vocabulary
from phases.subtitles.cues import Edit
from phases.subtitles.names import names
from phases.subtitles.summaries import CHANGE, DEFECT, REMOVED, SUGGESTED, UNABLE, Line, line

VERSION = 1

MOST = 500
"""Lines to show that are kept of a file; the ledger has all."""


class Settings(PhaseSettings):
    """Nothing to set."""


def run(
    correct: Path, retime: Path, terms: Path, score: Path, ledger: Path, target: Path, settings: Settings
) -> Metrics:
    """Write one line of figures (`summaries.read`), then a line for each change that may be shown."""
    track, timed, unable = cues.read_all(retime)
    review = cues.read_review(correct)
    words = vocabulary.read(terms)
    scored = json.loads(score.read_bytes())
    lines = [
        *_changes(ledger),
        *_asked(review, SUGGESTED),
        *_asked(unable, UNABLE),
    ]
    hits: dict[str, Counter[str]] = defaultdict(Counter)
    for one in lines:
        hits[one.kind][one.rule] += 1
    by_rule = {kind: dict(sorted(counts.items())) for kind, counts in sorted(hits.items())}
    found = names(track.cues, words.entries, words.language)
    figures = {
        "ledger": _relative(ledger, target),
        "format": track.format,
        "encoding": track.encoding,
        "language": words.language,
        "cues": track.cues_in,
        "removed": len(track.removed),
        "defects": len(track.defects),
        "corrections": sum(
            n for rule, n in by_rule.get(CHANGE, {}).items() if not rule.startswith(("time:", "line:"))
        ),
        "retimed": len({edit.cue for edit in timed if edit.rule.startswith("time:")}),
        "rebroken": sum(edit.rule.startswith("line:") for edit in timed),
        "suggestions": len(review),
        "unable": len(unable),
        "profile": scored["profile"],
        "before": scored["before"],
        "after": scored["after"],
        "hits": by_rule,
        "words": found,
    }
    rows = [json.dumps(figures, ensure_ascii=False, separators=(",", ":")), *map(line, _mixed(lines))]
    target.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    return {"names": len(found)}


def _changes(ledger: Path) -> Iterator[Line]:
    """The lines of the ledger, in its order."""
    # Not str.splitlines: a text may hold other ends of lines than \n, such as U+2028.
    rows = ledger.read_text(encoding="utf-8").rstrip("\n").replace("\n", ",")
    for row in json.loads(f"[{rows}]"):
        rule = row["rule"]
        kind = DEFECT if rule.startswith("defect:") else REMOVED if rule == "removed" else CHANGE
        after = row["reason"] if kind == REMOVED else row["after"]
        yield Line(kind, row["line"], row["cue"], rule, row["before"], after, row["risk"])


def _asked(edits: Sequence[Edit], kind: str) -> Iterator[Line]:
    for edit in edits:
        yield Line(kind, edit.line, edit.cue, edit.rule, edit.before, edit.after, edit.risk)


def _mixed(lines: Sequence[Line]) -> list[Line]:
    """`MOST` of `lines`: the first of every rule, then the second of every rule, and so on.

    So whoever takes the first few of them has seen something of everything.
    """
    seen: Counter[tuple[str, str]] = Counter()
    order = []
    for at, one in enumerate(lines):
        key = (one.kind, one.rule)
        order.append((seen[key], at))
        seen[key] += 1
    return [lines[at] for _, at in sorted(order)[:MOST]]


def _relative(ledger: Path, target: Path) -> str:
    """The way from the folder of `target` to `ledger` as an address, for names that are no Unicode, too."""
    return quote(os.fsencode(Path(os.path.relpath(ledger, target.parent)).as_posix()))
