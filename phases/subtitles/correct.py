"""Correct the text by rules, each change an edit that can be taken back, and suggest what is not sure."""

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from phases.graph.model import Metrics
from phases.subtitles import cues, near, vocabulary
from phases.subtitles.cues import Cue, Edit
from phases.subtitles.rules import ONLY_SUGGESTED, REASONS, RISKS, TERM
from phases.subtitles.rules.engine import Engine
from phases.subtitles.rules.spelling import Spelling
from phases.subtitles.vocabulary import Vocabulary

VERSION = 7

RULES = REASONS
"""Rule id to reason."""


class Settings(cues.RuleSettings):
    """Which rules are applied."""

    apply: Literal["safe", "review"] = "safe"
    """``safe``: what is sure, all else is suggested; ``review``: what would be suggested, too."""
    on: tuple[str, ...] = Field(())
    """Ids of rules that are applied although they are for review."""

    @field_validator("off", "on")
    @classmethod
    def _known(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        own = tuple(id for id in ids if ":" not in id or id.startswith(TERM))  # time:overlap is for retime
        for id in own:
            if id not in RISKS and not id.startswith(TERM):
                close = difflib.get_close_matches(id, RISKS, 1)
                raise ValueError(f"no rule is called {id}" + (f", perhaps {close[0]}" if close else ""))
        return own


def run(parse: Path, terms: Path, target: Path, settings: Settings) -> Metrics:
    """Write the track of `parse`, corrected with the vocabulary in `terms`, with all edits and suggestions.

    Raises InputError where a rule would change its own result again, or a cue be lost.
    """
    track = cues.read(parse)
    words = vocabulary.read(terms)
    apply, suggest = _chosen(settings)
    off = {id.removeprefix(TERM) for id in settings.off if id.startswith(TERM)}
    entries = [entry for entry in words.entries if entry.term not in off]
    spelling = Spelling(entries, words.language, words.places)
    outcome = Engine(apply, suggest, words.language, spelling).run(track.cues)
    cues.reconcile(track.cues, outcome.cues)
    review = (*outcome.review, *_suggestions(words, outcome.cues, suggest))
    cues.write(target, track._replace(cues=outcome.cues), outcome.edits, review)
    return {
        "corrections": len(outcome.edits),
        "suggestions": len(review),
        **{f"rule:{rule}": hits for rule, hits in sorted(Counter(e.rule for e in outcome.edits).items())},
        **{f"{TERM}{term}": hits for term, hits in sorted(spelling.hits.items())},
    }


def _chosen(settings: Settings) -> tuple[Set[str], Set[str]]:
    """The ids of the rules to apply and of those to suggest."""
    levels = ("safe", "review") if settings.apply == "review" else ("safe",)
    apply = {id for id, risk in RISKS.items() if risk in levels and id not in ONLY_SUGGESTED}
    apply = (apply | (set(settings.on) & RISKS.keys() - ONLY_SUGGESTED)) - set(settings.off)
    suggest = {id for id, risk in RISKS.items() if risk == "review"} - apply - set(settings.off)
    return apply, suggest


def _suggestions(words: Vocabulary, corrected: Sequence[Cue], suggest: Set[str]) -> Iterator[Edit]:
    """Words that may be wrong, each where it stands first; one without a proposal is marked with [?]."""
    for one in words.near:
        if one.rule in suggest and (found := _first(one.word, corrected)):
            cue, start = found
            end = start + len(one.word)
            new = f"{cue.text[:start]}{one.term or f'[{one.word}?]'}{cue.text[end:]}"
            yield Edit(cue.number, cue.line, one.rule, cue.text, new, "review")


def _first(word: str, corrected: Sequence[Cue]) -> tuple[Cue, int] | None:
    """The cue in which `word` stands first, as a whole one, and where it begins."""
    for cue in corrected:
        for other, start in near.words(cue.text) if word in cue.text else ():
            if other == word:
                return cue, start
    return None
