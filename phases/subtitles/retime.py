"""Mend times and line breaks by the profile, each change an edit, and report what cannot be mended."""

import difflib
from collections import Counter
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from phases.graph.errors import InputError
from phases.graph.model import Metrics
from phases.subtitles import cues, linebreaks, retiming, vocabulary
from phases.subtitles.cues import Cue, Edit
from phases.subtitles.profiles import Profile, ProfileSettings, chosen
from phases.subtitles.reading import Seen, terms_in
from phases.subtitles.sizes import sizes

VERSION = 5

ORDER = "time:order"
RULES: dict[str, str] = {
    ORDER: "the cue begins before the one that stands before it",
    **retiming.RULES,
    linebreaks.RULE: linebreaks.REASON,
}
"""Rule id to reason, in the order in which they are applied."""


class Settings(ProfileSettings, cues.RuleSettings):
    """By which profile, and which of its rules."""

    line_breaks: Literal["broken", "all"] = "broken"
    """Which cues are broken into lines anew: those that break the profile, or all."""
    sort: bool = False
    """Put cues in the order of their times; else those out of order are reported and stay."""

    @field_validator("off")
    @classmethod
    def _known(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        for id in ids:
            if id.startswith(("time:", "line:")) and id not in RULES:
                near = difflib.get_close_matches(id, RULES, 1)
                raise ValueError(f"no rule is called {id}" + (f", perhaps {near[0]}" if near else ""))
        return tuple(id for id in ids if id in RULES)


def run(correct: Path, terms: Path, target: Path, settings: Settings) -> Metrics:
    """Write the track of `correct` with mended times and lines, the edits, and what could not be mended.

    The latter stand with the track as its edits to look at, with the risk ``unable`` and nothing changed.
    Raises InputError where a rule would change its own result again, or a cue be lost.
    """
    track, corrections, _ = cues.read_all(correct)
    words = vocabulary.read(terms)
    profile = chosen(settings, words.language, track.format)
    counts = terms_in(track.cues, words, corrections)
    mended, edits, unable = retimed(track.cues, profile, words.language, counts, settings)
    cues.reconcile(track.cues, mended)
    cues.write(target, track._replace(cues=mended), edits, unable)
    rules = Counter([edit.rule for edit in edits])
    return {
        "profile": profile.name,
        "retimed": len({edit.cue for edit in edits if edit.rule != linebreaks.RULE}),
        "rebroken": rules[linebreaks.RULE],
        "unable": len(unable),
        **{f"rule:{rule}": hits for rule, hits in sorted(rules.items())},
    }


def retimed(
    all_cues: Sequence[Cue], profile: Profile, language: str, counts: dict[int, int], settings: Settings
) -> tuple[tuple[Cue, ...], tuple[Edit, ...], tuple[Edit, ...]]:
    """The mended cues, the edits, and what could not be mended.

    `counts`: how many unfamiliar words the cue at a place has (`reading.terms_in`).
    """
    off = frozenset(settings.off)
    texts = [cue.text for cue in all_cues]
    large = sizes(texts)
    times = retiming.Times(all_cues, large, profile, counts, off)
    times.mend()
    edits, unable = times.edits, times.unable
    if linebreaks.RULE not in off:
        broken = _broken(all_cues, large, profile, language, settings.line_breaks == "all")
        for at, edit in broken.items():
            texts[at] = edit.after
        edits += [edit for edit in broken.values() if edit.before != edit.after]
        made = list(broken.values())
        for n in linebreaks.wrong(sizes([edit.after for edit in made]), profile):
            unable.append(made[n]._replace(before=made[n].after, risk="unable"))
    numbers, _, _, _, lines, places = zip(*all_cues, strict=True) if all_cues else repeat((), 6)
    rows = zip(numbers, times.start, times.end, texts, lines, places, strict=True)
    mended = list(map(Cue._make, rows))
    if profile.grid_ms > 1:  # finer times stay where no rule changes them
        for at in set(range(len(mended))) - times.changed:
            mended[at] = all_cues[at]._replace(text=texts[at])
    if ORDER not in off:
        _order(mended, settings.sort, edits, unable)
    unable.sort(key=lambda edit: (edit.cue, edit.rule))
    return tuple(mended), tuple(edits), tuple(unable)


def _broken(
    all_cues: Sequence[Cue], large: Sequence[Seen], profile: Profile, language: str, every: bool
) -> dict[int, Edit]:
    """What becomes of the cues whose lines are to be looked at, by their places; raises InputError."""
    asked = linebreaks.wrong(large, profile)
    if every:
        asked = sorted({*asked, *(at for at, cue in enumerate(all_cues) if "\n" in cue.text)})
    keeping = linebreaks.keeping([all_cues[at].text for at in asked])
    found = {}
    for n, at in enumerate(asked):
        cue = all_cues[at]
        new = cue.text if n in keeping else linebreaks.rebroken(cue.text, profile, language)
        if not linebreaks.same(new, cue.text):
            raise InputError(
                f"line {cue.line}: the rule line:break would change cue {cue.number} again and again",
                "put line:break into subtitles.off, and report it with this file",
            )
        found[at] = Edit(cue.number, cue.line, linebreaks.RULE, cue.text, new)
    return found


def _order(mended: list[Cue], sort: bool, edits: list[Edit], unable: list[Edit]) -> None:
    """Put the cues in the order of their starts, or report those that are not."""
    starts = [cue.start_ms for cue in mended]
    if starts == sorted(starts):
        return
    if sort:
        ordered = sorted(mended, key=lambda cue: cue.start_ms)
        places = {cue.number: place for place, cue in enumerate(mended, 1)}
        for place, cue in enumerate(ordered, 1):
            if places[cue.number] != place:
                was, now = f"place {places[cue.number]}", f"place {place}"
                edits.append(Edit(cue.number, cue.line, ORDER, was, now))
        mended[:] = ordered
        return
    latest = 0
    for cue in mended:
        if cue.start_ms < latest:
            same = cues.span(cue.start_ms, cue.end_ms)
            unable.append(Edit(cue.number, cue.line, ORDER, same, same, "unable"))
        latest = max(latest, cue.start_ms)
