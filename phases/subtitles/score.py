"""Score a file before and after by one lint under one profile, so that editing alone gains nothing.

The formula
-----------
Every cue of the source weighs the same. The lint (`lint.lint`) names what is wrong with it; each kind has
a weight (`lint.WEIGHTS`), and a cue is spoilt by the sum of its weights, by 1 at most::

    score = 100 * (1 - (sum of what each cue is spoilt + 2 * cues that lost words) / cues of the source)

never below 0, and 0 for a file without a cue. So 100 is a file in which no cue breaks the profile, and a
cue in ten that nobody can read costs 10.

Why editing alone cannot raise it
---------------------------------
* It is a function of the two states, of times and texts; what was edited, and how often, is not in it.
  With no issue mended, no cue is spoilt less.
* The number it is divided by is the source's. A cue that is gone, listed or not, is spoilt wholly where it
  held text; an empty one is spoilt wholly, too, as the source's empty one was. A cue more than in the
  source is an error.
* Deleting words mends nothing: what a cue lost is counted as if it stood in the longest line, and in the
  reading time (`losses.missing`). And it costs the cue 2, where it could mend at most the cue itself (1)
  and a repeat in the next (0.3).
* What a lost word is, `losses.lost_words` says. A word that a speech recogniser wrote twice, a filler and
  a word that is written otherwise are none, nor is a variant that became its term: a cue that can be read
  in time without them is mended indeed.
* A word of the lexicon takes more time to read in each of its spellings alike, and how many there are is
  asked of the source.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from phases.graph.model import Metrics
from phases.subtitles import cues, vocabulary
from phases.subtitles.cues import Cue, Track
from phases.subtitles.lint import WEIGHTS, Issue, lint
from phases.subtitles.losses import lost_words, missing
from phases.subtitles.profiles import Profile, ProfileSettings, chosen
from phases.subtitles.reading import Missing, terms_in
from phases.subtitles.rules.spelling import Spelling
from phases.subtitles.rules.text import Text
from phases.subtitles.sizes import sizes
from phases.subtitles.vocabulary import Vocabulary

VERSION = 4

NO_WORDS = Vocabulary("", ())

LOSS = 2.0
"""What a cue that lost words costs; more than losing them could mend anywhere."""


class Settings(ProfileSettings):
    """By which profile it is scored, and what of it is listed."""

    worst: int = Field(20, ge=0, le=100_000)
    """How many cues are listed in ``score.json``, those that are spoilt most first."""


class State(NamedTuple):
    """What the lint says of a file."""

    score: float
    """0 to 100."""
    issues: tuple[Issue, ...]
    """Their places are those of the source's cues."""
    lost: tuple[int, ...] = ()
    """Places of the cues that lost words."""


def run(parse: Path, retime: Path, terms: Path, target: Path, settings: Settings) -> Metrics:
    """Write the scores of the tracks in `parse` and `retime`, and what is wrong with the second.

    Raises InputError where a cue was lost or added.
    """
    import msgspec  # takes 30 ms, and only workers need it

    before, after = cues.read(parse), cues.read(retime)
    words = vocabulary.read(terms)
    profile = chosen(settings, words.language, before.format)
    was, now = scored(before, after, profile, terms_in(before.cues, words), words)
    record = _record(before, after, profile, was, now, settings.worst)
    target.write_bytes(msgspec.json.encode(record))
    return {
        "profile": profile.name,
        "score_before": was.score,
        "score": now.score,
        "issues_before": len(was.issues),
        "issues": len(now.issues),
        **{f"issue:{kind}": count for kind, count in record["after"]["issues"].items()},
    }


def scored(
    before: Track,
    after: Track,
    profile: Profile,
    counts: Mapping[int, int],
    words: Vocabulary = NO_WORDS,
) -> tuple[State, State]:
    """The source's state and that of what was made of it; places are those of the source's cues.

    `counts`: for each place, how many unfamiliar words it has (`reading.terms_in`). `words`: the entries
    by which words are no lost ones. Raises InputError where a cue was lost or added without being listed.
    """
    issues = lint(before.cues, profile, counts)
    was = State(_score(issues, (), len(before.cues)), tuple(issues))
    places = _places(before, after)
    gone, lost = _losses(before.cues, after.cues, places, words)
    if len(places) < len(before.cues):  # listed removals
        left_out = sorted(set(range(len(before.cues))) - set(places))
        empty = [Issue(place, "empty") for place in left_out]
        lost += [place for place in left_out if _lost(before.cues, place, "", words)]
    else:
        empty = []
    if places == list(range(len(places))):
        found = lint(after.cues, profile, counts, gone)
    else:
        here = {at: counts[place] for at, place in enumerate(places) if place in counts}
        found = lint(after.cues, profile, here, gone)
        found = [issue._replace(place=places[issue.place]) for issue in found]
    found += empty
    return was, State(_score(found, lost, len(before.cues)), tuple(found), tuple(sorted(lost)))


def _places(before: Track, after: Track) -> list[int]:
    """For each cue of `after` its place in `before`."""
    numbers = [cue.number for cue in before.cues]
    if numbers == [cue.number for cue in after.cues]:
        return list(range(len(numbers)))
    known = set(numbers)
    cues.reconcile(before.cues, after.cues, [one for one in after.removed if one.cue in known])
    places = {number: place for place, number in enumerate(numbers)}
    return [places[cue.number] for cue in after.cues]


def _losses(
    source: Sequence[Cue], after: Sequence[Cue], places: Sequence[int], words: Vocabulary
) -> tuple[dict[int, Missing], list[int]]:
    """What texts miss, by their place in `after`; the places in the source of cues that lost words."""
    gone, lost = {}, []
    changed = [at for at, place in enumerate(places) if after[at].text != source[place].text]
    before, now = (
        sizes([source[places[at]].text for at in changed]),
        sizes([after[at].text for at in changed]),
    )
    for at, (was, _, _), (letters, _, _) in zip(changed, before, now, strict=True):
        old, new = source[places[at]].text, after[at].text
        if old.replace("\n", " ") == new.replace("\n", " ") or old.split() == new.split():
            continue
        less = missing(old, new, was - letters)
        if any(less) and _lost(source, places[at], new, words):
            gone[at] = less
            lost.append(places[at])
    return gone, lost


def _lost(source: Sequence[Cue], place: int, text: str, words: Vocabulary) -> int:
    """How many words of the cue at `place` of `source` are not in `text`, as they are or as a term."""
    was, previous = source[place].text, source[place - 1].text if place else ""
    lost = lost_words(was, text, previous)
    low = text.lower()
    if lost and (put_in := [entry for entry in words.entries if entry.term.lower() in low]):
        # A term may be much shorter than what was heard: c plus plus, C++.
        meant = Spelling(put_in, words.language).corrected(Text(was, ""))
        lost = min(lost, lost_words(meant.text, text, previous))
    return lost


def _score(issues: Sequence[Issue], lost: Sequence[int], count: int) -> float:
    """The formula, rounded to hundredths; `count` cues."""
    if not count:
        return 0.0
    spoilt = sum([weight if weight < 1 else 1.0 for weight in _spoilt(issues).values()]) + LOSS * len(lost)
    return round(max(0.0, 100 * (1 - spoilt / count)), 2)


def _spoilt(issues: Sequence[Issue]) -> dict[int, float]:
    """The summed weights of what is wrong with each cue, by its place."""
    spoilt: dict[int, float] = {}
    for place, kind, _, _ in issues:
        spoilt[place] = spoilt.get(place, 0.0) + WEIGHTS[kind]
    return spoilt


def _record(
    before: Track, after: Track, profile: Profile, was: State, now: State, worst: int
) -> dict[str, Any]:
    """What ``score.json`` holds."""
    spoilt = _spoilt(now.issues)
    for place in now.lost:
        spoilt[place] = spoilt.get(place, 0.0) + LOSS
    first = set(sorted(spoilt, key=lambda place: (-spoilt[place], place))[:worst])
    found = [issue for issue in now.issues if issue.place in first]
    found += [Issue(place, "lost-words") for place in now.lost if place in first]
    found.sort(key=lambda issue: (-spoilt[issue.place], issue.place, issue.kind))
    texts = {cue.number: cue.text for cue in after.cues}
    return {
        "profile": profile.numbers(),
        "cues": len(before.cues),
        "before": {"score": was.score, "issues": _counts(was)},
        "after": {"score": now.score, "issues": _counts(now)},
        "worst": [
            {
                "line": before.cues[issue.place].line,
                "cue": before.cues[issue.place].number,
                "issue": issue.kind,
                "value": issue.value,
                "limit": issue.limit,
                "text": texts.get(before.cues[issue.place].number, ""),
            }
            for issue in found
        ],
    }


def _counts(state: State) -> dict[str, int]:
    """How many issues of each kind, the kinds in the order of their names."""
    counts = Counter([issue.kind for issue in state.issues])
    if state.lost:
        counts["lost-words"] = len(state.lost)
    return dict(sorted(counts.items()))
