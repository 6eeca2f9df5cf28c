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
from phases.subtitles.reading import Missing, Seen, reading_by_each
from phases.subtitles.sizes import sizes

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
) -> list[Issue]:
    """All that is wrong with `cues`, by `profile`, in no order.

    For each index in `cues`: how many `unfamiliar` words its text has (`reading.unfamiliar`), and what is
    `missing` of the source's text; it is counted as if it stood there, in the longest line.
    """
    found: list[Issue] = []
    for lane in lanes(cues):
        found += _times(cues, lane, profile)
    texts = [cue.text for cue in cues]
    each = sizes(texts)
    missing = {place: gone for place, gone in (missing or {}).items() if each[place][0]}
    for place, (characters, _) in missing.items():
        letters, lines, longest = each[place]
        each[place] = (letters + characters, lines, longest + characters)
    found += _texts(texts, each, profile)
    words = {place: gone.words for place, gone in missing.items()}
    wanted = reading_by_each(texts, each, profile, unfamiliar or {}, words)
    found += _speeds(cues, each, wanted)
    starts = [cue.start_ms for cue in cues]
    if starts != sorted(starts):
        for place, latest in enumerate(accumulate(starts, max)):
            if starts[place] < latest:
                found.append(Issue(place, "out-of-order", latest - starts[place]))
    return found


def _times(cues: Sequence[Cue], lane: Sequence[int], profile: Profile) -> list[Issue]:
    """What is wrong with the times of the cues that share a place on the screen."""
    shortest, longest, least = profile.min_ms, profile.max_ms, profile.gap_ms
    wide = max(least, profile.chain_ms)
    found = []
    last, reach, said = -1, -math.inf, ""
    for place in lane:
        _, start, end, text, _, _ = cues[place]
        if not shortest <= end - start <= longest:
            found.append(_duration(place, end - start, profile))
        gap = start - reach
        if gap < wide and gap != least:
            kind = "gap-not-closed" if gap > least else "gap-too-short" if gap >= 0 else "overlap"
            found.append(Issue(last, kind, gap, least) if gap >= 0 else Issue(last, kind, -gap))
        if gap < REPEAT_MS and len(text) == len(said) and _same(text, said):
            found.append(Issue(place, "repeated", gap, REPEAT_MS))
        if end > reach:
            last, reach, said = place, max(start, end), text
    return found


def _same(text: str, other: str) -> bool:
    """Are the two the same words, more than one, wherever their lines end?"""
    flat = text.replace("\n", " ")
    return " " in flat and flat == other.replace("\n", " ")


def _duration(place: int, time: int, profile: Profile) -> Issue:
    """What is wrong with a `time` on the screen that is none of the profile's."""
    if time <= 0:
        return Issue(place, "negative-duration" if time else "zero-duration", time)
    if time < profile.min_ms:
        return Issue(place, "display-time-too-short", time, profile.min_ms)
    return Issue(place, "display-time-too-long", time, profile.max_ms)


def _texts(texts: Sequence[str], each: Sequence[Seen], profile: Profile) -> list[Issue]:
    """What is wrong with the `texts`, which are of the sizes `each`."""
    most, limit = profile.lines, profile.line_chars
    found = [Issue(at, "empty") for at, (letters, _, _) in enumerate(each) if not letters]
    found += [Issue(at, "too-many-lines", n, most) for at, (_, n, _) in enumerate(each) if n > most]
    found += [Issue(at, "line-too-long", n, limit) for at, (_, _, n) in enumerate(each) if n > limit]
    for at in [at for at, text in enumerate(texts) if "<" in text]:
        found += _tags(at, texts[at].lower()) if each[at][0] else ()
    return found


def _speeds(cues: Sequence[Cue], each: Sequence[Seen], wanted: Sequence[int]) -> list[Issue]:
    """The cues that have no time to be read: texts of the sizes `each`, and the times `wanted`."""
    fast = [
        (place, letters * 1000 / time, letters * 1000 / needed)
        for place, ((_, start, end, _, _, _), (letters, _, _), needed) in enumerate(
            zip(cues, each, wanted, strict=True)
        )
        if 0 < (time := end - start) < needed and letters
    ]
    return [Issue(place, "reading-speed", round(speed, 1), round(limit, 1)) for place, speed, limit in fast]


def _tags(place: int, text: str) -> Iterator[Issue]:
    """Italic or bold that is opened and not closed, or the other way round; `text` is in lower case."""
    for letter, kind in (("i", "mismatched-italic"), ("b", "mismatched-bold")):
        opened, closed = text.count(f"<{letter}>"), text.count(f"</{letter}>")
        if opened != closed:
            yield Issue(place, kind, opened, closed)
