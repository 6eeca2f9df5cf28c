"""Report on the whole archive: its score, every file's figures, names spelt two ways, new words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from phases.graph.files import write_json
from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import spellings, summaries
from phases.subtitles.names import Word
from phases.subtitles.spellings import Form, Spelt

VERSION = 1

STEP = 5
"""Width of a bar of the histogram, in points of the score."""
FIGURES = (
    "cues", "corrections", "retimed", "rebroken", "defects", "removed", "suggestions", "unable",
)  # fmt: skip
MOST_NAMES = 1_000
"""Names spelt two ways that are listed."""


class Settings(PhaseSettings):
    """What is listed."""

    least: int = Field(5, ge=1)
    """How often a word must stand in the archive to be proposed for the lexicon."""
    most: int = Field(200, ge=0)
    """Words that are proposed."""


def run(summary: Sequence[Path], target: Path, settings: Settings) -> Metrics:
    """Write what the files in `summary` are together.

    The score of the archive is the mean of the files' scores, each weighing as much as it has cues:
    what the formula of *score* gives for all cues as one file, unless a file has less than 0 by it.
    """
    rows: list[dict[str, Any]] = []
    words: list[tuple[str, list[Word]]] = []
    rules: dict[str, Counter[str]] = {}
    files_with: Counter[tuple[str, str]] = Counter()
    profiles: dict[str, dict[str, Any]] = {}
    for figures in summaries.read_all(summary, target):
        words.append((figures["file"], figures.pop("words")))
        for kind, hits in figures.pop("hits").items():
            rules.setdefault(kind, Counter()).update(hits)
            files_with.update((kind, rule) for rule in hits)
        profile = figures["profile"]
        profiles.setdefault(repr(profile), profile)
        rows.append(figures | {"profile": profile["name"]})
    forms = spellings.forms(words)
    doubles = spellings.spelt_two_ways(forms)
    new = spellings.new_words(forms, settings.least, settings.most)
    whole = {
        "profiles": list(profiles.values()),
        **_totals(rows),
        "histogram": _histogram(rows),
        "rules": {
            kind: [
                {"rule": rule, "hits": hits, "files": files_with[kind, rule]}
                for rule, hits in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
            ]
            for kind, counts in sorted(rules.items())
        },
        "names": [_name(one) for one in doubles[:MOST_NAMES]],
        "new_words": _new(new, doubles),
        "by_file": rows,
    }
    write_json(target, whole)
    return {
        "files": len(rows),
        "score_before": whole["before"]["score"],
        "score": whole["after"]["score"],
        "names": len(doubles),
        "new_words": len(new),
    }


def _totals(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "files": len(rows),
        **{name: sum(row[name] for row in rows) for name in FIGURES},
        "encodings": dict(sorted(Counter(row["encoding"] for row in rows).items())),
        **{
            when: {"score": _score(rows, when), "issues": _issues(rows, when)}
            for when in ("before", "after")
        },
    }


def _score(rows: Sequence[dict[str, Any]], when: str) -> float:
    """The mean of the scores, weighed by cues; 0 where there is no cue."""
    cues = sum(row["cues"] for row in rows)
    return round(sum(row[when]["score"] * row["cues"] for row in rows) / cues, 2) if cues else 0.0


def _issues(rows: Sequence[dict[str, Any]], when: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row[when]["issues"])
    return dict(sorted(counts.items()))


def _histogram(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many files have which score; the last bar holds 100, too."""
    bars = 100 // STEP

    def counts(when: str) -> list[int]:
        found = Counter(min(int(row[when]["score"] // STEP), bars - 1) for row in rows)
        return [found[bar] for bar in range(bars)]

    return {"step": STEP, "before": counts("before"), "after": counts("after")}


def _name(one: Spelt) -> dict[str, Any]:
    return {
        "proposed": one.proposed,
        "in_lexicon": one.known,
        "count": one.count,
        "forms": [_form(form) for form in one.forms],
    }


def _form(form: Form) -> dict[str, Any]:
    first = {"file": form.file, "line": form.line}
    return {"form": form.text, "count": form.count, "files": form.files, "first": first}


def _new(words: Iterable[Form], doubles: Iterable[Spelt]) -> list[dict[str, Any]]:
    """The words for the lexicon, those that are one name as one entry; what the lexicon has is left out."""
    of = {form.folded: one for one in doubles for form in one.forms}
    done: set[str] = set()
    found = []
    for form in words:
        spelt = of.get(form.folded)
        if form.folded in done or (spelt and spelt.known):
            continue
        others = [other for other in spelt.forms if other is not form] if spelt else []
        done |= {form.folded, *(other.folded for other in others)}
        found.append(_form(form) | {"entry": spellings.entry(form, others)})
    return found
