"""What a viewer sees of a cue's text, how much it is, and how long it takes to read.

Characters are counted as they are seen: spaces and punctuation count; tags, combining marks and what
has no width do not; a line break counts as the space that it stands for, so that breaking a line
otherwise changes no reading speed, and a run of spaces counts as one. (Subtitle Edit's ``CalcAll``
counts the same but for the line break, which it leaves out.) A full-width character counts as one.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from phases.subtitles.cues import Cue, Edit
from phases.subtitles.profiles import OPTIMAL_WORD, Profile
from phases.subtitles.vocabulary import Vocabulary
from phases.tools import lexicon
from phases.tools.lexicon import Entry

TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
"""A tag of SubRip and WebVTT, a time stamp of WebVTT, an override of ASS."""

SPECIAL = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u0300-\u036f\u0483-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff"
    r"\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\uabed\ufb1e\ufe00-\ufe2f\ufeff\ufff9-\ufffb"
    r"\U000101fd-\U000e01ef]"
)
"""Where a mark or a character without width may be; of whole scripts, so a quick first question."""

RUN = re.compile(r"[ \n\u00a0]{2,}")

FIGURE = re.compile(r"\d(?:[.,\u00a0\u202f']?\d){4,}")
"""A long figure, for which [BBC] 4.3.6 gives more time. Chosen: five digits, because a year is read at
a glance."""

LONGEST = 8
"""Times its optimal time that a cue may stand (Subtitle Edit)."""

Seen = tuple[int, int, int]
"""The size of a text as it is seen: characters, lines, and characters of its longest line."""


class Missing(NamedTuple):
    """What a text shows less than its source."""

    characters: int
    words: int


NOTHING = Missing(0, 0)


def plain(text: str) -> str:
    """`text` without its tags."""
    return TAG.sub("", text) if "<" in text or "{" in text else text


def width(line: str) -> int:
    """Characters of a `line` without tags."""
    if (line.isascii() and line.isprintable()) or not SPECIAL.search(line):
        return len(line)
    return sum(unicodedata.category(char) not in ("Mn", "Me", "Cf", "Cc") for char in line)


def seen(text: str) -> Seen:
    """The size of `text`, whose tags may stand in it; all zero where nothing is to be seen."""
    if "<" in text or "{" in text:
        text = TAG.sub("", text)
    if "\t" in text or "\u00a0" in text:
        text = text.replace("\t", " ").replace("\u00a0", " ")
    if "\n" not in text:
        size = len(text) if text.isascii() else width(text)
        if not size or text.isspace():
            return (0, 0, 0)
        if "  " in text or text[0] == " " or text[-1] == " ":
            return (_run_width(text), 1, size)
        return (size, 1, size)
    rows = text.split("\n")
    sizes = list(map(len, rows)) if text.isascii() else list(map(width, rows))
    total = sum(sizes) + len(sizes) - 1
    if "  " in text or " \n" in text or "\n " in text or not all(sizes) or " " in (text[0], text[-1]):
        rows = [row for row in rows if row.strip()]
        total = _run_width(" ".join(rows))
        return (total, len(rows), max(sizes)) if rows else (0, 0, 0)
    return (total, len(sizes), max(sizes))


def characters(text: str) -> int:
    """How many characters of `text` are seen."""
    return seen(text)[0]


def needed(text: str, profile: Profile, unfamiliar: int = 0) -> int:
    """Milliseconds that `text` must stand by `profile`: the least, or what its reading takes.

    Never more than the profile's longest time.
    """
    return _standing(reading_ms(text, profile, unfamiliar), profile)


def needed_by_each(
    texts: Sequence[str], sizes: Sequence[Seen], profile: Profile, unfamiliar: Mapping[int, int]
) -> list[int]:
    """`needed` of each of `texts`, asked as `reading_by_each`."""
    times = reading_by_each(texts, sizes, profile, unfamiliar)
    standing = {time: _standing(time, profile) for time in set(times)}
    return [standing[time] for time in times]


def _standing(time: int, profile: Profile) -> int:
    return profile.min_ms if time <= profile.min_ms else min(_on_grid(time, profile), profile.max_ms)


def reading_by_each(
    texts: Sequence[str],
    sizes: Sequence[Seen],
    profile: Profile,
    unfamiliar: Mapping[int, int],
    words: Mapping[int, int] | None = None,
) -> list[int]:
    """`reading_ms` of each of `texts`, which are of the `sizes`.

    For a place in `texts`: how many of its words are `unfamiliar`, and how many `words` are missing there.
    """
    letters = [size[0] for size in sizes]
    if profile.word_ms:
        each = [
            reading_ms(text, profile, letters=count) for text, count in zip(texts, letters, strict=True)
        ]
        for at, count in (words or {}).items():
            each[at] = reading_ms(texts[at], profile, 0, Missing(0, count), letters[at])
    else:
        times = {count: reading_ms("", profile, letters=count) for count in set(letters)}
        each = [times[count] for count in letters]
    for at, count in unfamiliar.items():
        each[at] += count * profile.term_ms
    return each


def reading_ms(
    text: str, profile: Profile, unfamiliar: int = 0, missing: Missing = NOTHING, letters: int | None = None
) -> int:
    """Milliseconds in which `text` can just be read by `profile`.

    Each of its `unfamiliar` words and long figures (:func:`unfamiliar`) takes `term_ms` more; what is
    `missing` of it is read, too. `letters`: its `characters`, where they are known.
    """
    time = 0
    if profile.cps:
        letters = characters(text) if letters is None else letters
        time = math.ceil((letters + missing.characters) * 1000 / profile.cps)
    if profile.word_ms:
        time = max(time, (len(plain(text).split()) + missing.words) * profile.word_ms)
    return time + unfamiliar * profile.term_ms


def optimal(text: str, profile: Profile, unfamiliar: int = 0) -> int:
    """Milliseconds in which `text` reads well, by Subtitle Edit's formula for the profile's speed.

    Below 1400 ms a fifth is added, below 1680 it is 1680, and above 2900 a little is taken away.
    """
    if profile.optimal_cps:
        time = characters(text) * 1000 / profile.optimal_cps
        if time < 1400:
            time *= 1.2
        elif time < 1680:
            time = 1680
        elif time > 2900:
            time = max(2900, time * 0.96)
    else:
        time = len(plain(text).split()) * profile.word_ms * OPTIMAL_WORD
    time += unfamiliar * profile.term_ms
    return max(needed(text, profile, unfamiliar), min(_on_grid(time, profile), profile.max_ms))


def longest(text: str, profile: Profile, unfamiliar: int = 0) -> int:
    """Milliseconds that `text` may stand: `LONGEST` optimal times, as long as the profile allows at most.

    Song may stand so long in any case; what cannot be read in that time, as long as reading it takes.
    """
    reading = _on_grid(reading_ms(text, profile, unfamiliar), profile)
    if "♪" in text or reading > profile.max_ms:
        return max(reading, profile.max_ms)
    return min(profile.max_ms, LONGEST * optimal(text, profile, unfamiliar))


def _on_grid(time: float, profile: Profile) -> int:
    """The next time that a file can hold."""
    grid = profile.grid_ms
    return math.ceil(time / grid) * grid if grid > 1 else math.ceil(time)


def terms_in(cues: Sequence[Cue], words: Vocabulary, edits: Iterable[Edit] = ()) -> dict[int, int]:
    """How many words of the lexicon and long figures each of `cues` has, by its place.

    *terms* has counted those of the source; counted again are the cues that the `edits` changed.
    """
    known = dict(words.unfamiliar)
    changed = {edit.cue for edit in edits}
    found = {at: known[cue.number] for at, cue in enumerate(cues) if cue.number in known}
    places = [at for at, cue in enumerate(cues) if cue.number in changed] if changed else []
    again = unfamiliar([cues[at].text for at in places], words.entries, words.language)
    for n, at in enumerate(places):
        found.pop(at, None)
        if n in again:
            found[at] = again[n]
    return found


def unfamiliar(texts: Sequence[str], entries: Sequence[Entry], language: str) -> dict[int, int]:
    """How many words of the lexicon and long figures the `texts` have, by their place in `texts`.

    A term and each of its variants count alike, so that correcting one changes no reading time.
    """
    found: dict[int, int] = {}
    index = lexicon.index_of(tuple(entries), language)
    for place, text in enumerate(map(plain, texts)):
        number = index.count(lexicon.words(text))
        number = sum(1 for _ in index.find(text)) if number < 0 else number
        if number := number + len(FIGURE.findall(text)):
            found[place] = number
    return found


def _run_width(text: str) -> int:
    return width(RUN.sub(" ", text).strip())
