"""The one lint: everything in a track that breaks a profile. *score* asks it before and after.

The names are those of Subtitle Edit's ``seconv lint`` where it has one.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from phases.subtitles.cues import Cue
from phases.subtitles.lanes import lanes
from phases.subtitles.profiles import Profile
from phases.subtitles.reading import NOTHING, Missing, Seen, reading_ms, sizes

WEIGHTS: Mapping[str, float] = {
    "negative-duration": 1.0,
    "zero-duration": 1.0,
    "empty": 1.0,
    "overlap": 0.5,
    "reading-speed": 0.5,
    "display-time-too-short": 0.3,
    "display-time-too-long": 0.3,
    "line-too-long": 0.3,
    "too-many-lines": 0.3,
    "repeated": 0.3,
    "out-of-order": 0.3,
    "mismatched-italic": 0.2,
    "mismatched-bold": 0.2,
    "gap-too-short": 0.1,
    "gap-not-closed": 0.05,
}
"""What is looked for, and how much of its cue each of them spoils. Chosen: 1 is a cue that nobody can
read, 0.5 one that many cannot, 0.3 one that breaks a rule that viewers notice, 0.1 and less the rules that
editors notice."""

REPEAT_MS = 1000
"""The same text again within this time is a repeat (chosen); later it may be said again."""


class Issue(NamedTuple):
    """One thing wrong with one cue."""

    place: int
    """Its index in the track."""
    kind: str
    """A key of `WEIGHTS`."""
    value: float = 0.0
    """What is there: milliseconds, characters, lines, characters or words a second."""
    limit: float = 0.0
    """What the profile allows, in the same unit."""


def lint(
    cues: Sequence[Cue],
    profile: Profile,
    unfamiliar: Mapping[int, int] | None = None,
    missing: Mapping[int, Missing] | None = None,
    sizes_of: Sequence[Seen] | None = None,
) -> list[Issue]:
    """All that is wrong with `cues`, by `profile`, in no order.

    For each index in `cues`: how many `unfamiliar` words its text has (`reading.unfamiliar`), and what is
    `missing` of the source's text; it is counted as if it stood there, in the longest line. `sizes_of`: of
    the texts, where they are known.
    """
    found: list[Issue] = []
    for lane in lanes(cues):
        found += _times(cues, lane, profile)
    large = sizes([cue.text for cue in cues]) if sizes_of is None else sizes_of
    found += _texts(cues, large, profile, unfamiliar or {}, missing or {})
    starts = [cue.start_ms for cue in cues]
    if starts != sorted(starts):
        for place, latest in enumerate(accumulate(starts, max)):
            if starts[place] < latest:
                found.append(Issue(place, "out-of-order", latest - starts[place]))
    return found


def _times(cues: Sequence[Cue], lane: Sequence[int], profile: Profile) -> Iterator[Issue]:
    """What is wrong with the times of the cues that share a place on the screen."""
    shortest, longest, least, closed = profile.min_ms, profile.max_ms, profile.gap_ms, profile.chain_ms
    last, reach = -1, -1
    for place in lane:
        _, start, end, text, _, _ = cues[place]
        time = end - start
        if not shortest <= time <= longest:
            if time <= 0:
                yield Issue(place, "negative-duration" if time else "zero-duration", time)
            elif time < shortest:
                yield Issue(place, "display-time-too-short", time, shortest)
            else:
                yield Issue(place, "display-time-too-long", time, longest)
        if last >= 0:
            gap = start - reach
            if gap < 0:
                yield Issue(last, "overlap", -gap)
            elif gap < least:
                yield Issue(last, "gap-too-short", gap, least)
            elif least < gap < closed:
                yield Issue(last, "gap-not-closed", gap, least)
            if text == cues[last].text and gap < REPEAT_MS and " " in text:
                yield Issue(place, "repeated", gap, REPEAT_MS)
        if end > reach:
            last, reach = place, max(start, end)


def _texts(
    cues: Sequence[Cue],
    each: Sequence[Seen],
    profile: Profile,
    unfamiliar: Mapping[int, int],
    missing: Mapping[int, Missing],
) -> Iterator[Issue]:
    """What is wrong with the texts, and whether there is time to read them."""
    most_lines, most_letters = profile.lines, profile.line_chars
    # Milliseconds for a letter, where these decide: a quick first question.
    letter_ms = math.nan if profile.word_ms or not profile.cps else 1000 / profile.cps
    asked = [
        place
        for place, ((_, start, end, text, _, _), (letters, lines, longest)) in enumerate(
            zip(cues, each, strict=True)
        )
        if lines > most_lines
        or longest > most_letters
        or not letters
        or not letters * letter_ms <= end - start
        or "<" in text
    ]
    for place in sorted({*asked, *unfamiliar, *missing}):
        (_, start, end, text, _, _), (characters, lines, longest) = cues[place], each[place]
        if not characters:
            yield Issue(place, "empty")
            continue
        gone = missing.get(place, NOTHING)
        if lines > most_lines:
            yield Issue(place, "too-many-lines", lines, most_lines)
        if longest + gone.characters > most_letters:
            yield Issue(place, "line-too-long", longest + gone.characters, most_letters)
        if "<" in text:
            yield from _tags(place, text.lower())
        time, letters, terms = end - start, characters + gone.characters, unfamiliar.get(place, 0)
        if time <= 0 or letters * letter_ms + terms * profile.term_ms <= time:
            continue
        if time < (wanted := reading_ms(text, profile, terms, gone, characters)):
            speed, limit = letters * 1000 / time, letters * 1000 / wanted
            yield Issue(place, "reading-speed", round(speed, 1), round(limit, 1))


def _tags(place: int, text: str) -> Iterator[Issue]:
    """Italic or bold that is opened and not closed, or the other way round; `text` is in lower case."""
    for letter, kind in (("i", "mismatched-italic"), ("b", "mismatched-bold")):
        opened, closed = text.count(f"<{letter}>"), text.count(f"</{letter}>")
        if opened != closed:
            yield Issue(place, kind, opened, closed)
