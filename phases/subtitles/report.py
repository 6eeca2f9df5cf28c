"""Report on the whole archive: its score, every file's figures, names spelt two ways, new words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field

from phases.graph.files import write_json
from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import spellings, summaries
from phases.subtitles.names import Word
from phases.subtitles.spellings import Form, Spelt

VERSION = 3

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
    """How often a word must stand in the archive, in all its spellings, to be proposed for the lexicon."""
    most: int = Field(200, ge=0)
    """Words that are proposed, at most."""


def run(summary: Sequence[Path], target: Path, settings: Settings) -> Metrics:
    """Write what the files in `summary` are together.

    The score of the archive is the mean of the files' scores, each weighing as much as it has cues:
    what the formula of *score* gives for all cues as one file, unless a file has less than 0 by it.
    """
    archive = _Archive()
    forms = spellings.forms(archive.read(summary))
    doubles = spellings.spelt_two_ways(forms)
    new = spellings.new_words(forms, doubles, settings.least)[: settings.most]
    rows = archive.rows
    whole = {
        "profiles": list(archive.profiles.values()),
        **_totals(rows),
        "histogram": _histogram(rows),
        "rules": archive.hits(),
        "names": [_name(one) for one in doubles[:MOST_NAMES]],
        "new_words": [_new(one) for one in new],
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


class _Archive:
    """What the files are together, gathered file by file."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.profiles: dict[str, dict[str, Any]] = {}
        self._rules: dict[str, Counter[str]] = {}
        self._files: Counter[tuple[str, str]] = Counter()

    def read(self, all_summaries: Sequence[Path]) -> Iterator[tuple[str, list[Word]]]:
        """Gather the figures; give each file's name and words."""
        for figures in summaries.read_all(all_summaries):
            words, all_hits, profile = (figures.pop(name) for name in ("words", "hits", "profile"))
            for kind, hits in all_hits.items():
                self._rules.setdefault(kind, Counter()).update(hits)
                self._files.update((kind, rule) for rule in hits)
            self.profiles.setdefault(repr(profile), profile)
            self.rows.append(figures | {"profile": profile["name"]})
            yield figures["file"], words

    def hits(self) -> dict[str, list[dict[str, Any]]]:
        """The rules of each kind, those first that hit most often."""
        return {
            kind: [
                {"rule": rule, "hits": hits, "files": self._files[kind, rule]}
                for rule, hits in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
            ]
            for kind, counts in sorted(self._rules.items())
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
        "hits": one.hits,
        "forms": [_form(form) for form in one.forms],
    }


def _form(form: Form) -> dict[str, Any]:
    first = {"file": form.file, "line": form.line}
    return {"form": form.text, "hits": form.hits, "files": form.files, "first": first}


def _new(forms: Sequence[Form]) -> dict[str, Any]:
    """A word for the lexicon: its first spelling, and the entry for all of them."""
    hits = sum(form.hits for form in forms)
    return _form(forms[0]) | {"hits": hits, "entry": spellings.entry(forms[0], forms[1:])}
