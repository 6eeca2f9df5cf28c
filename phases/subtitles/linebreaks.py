"""Break a cue's text into lines where a reader would pause; nothing but spaces and newlines changes.

After [N] ("line treatment") and [BBC] 3.4: after punctuation, before conjunctions and prepositions; never
between an article and its noun, a first and a last name, a verb and its subject or auxiliary. The break
that is found depends on the words alone, not on how they were broken before, so that a second run
changes nothing.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from operator import eq

from phases.subtitles.function_words import LEANING, LINKS
from phases.subtitles.profiles import Profile
from phases.subtitles.reading import TAG, Seen, plain, width
from phases.subtitles.rules.protected import chant, verse
from phases.tools.iso639 import primary

RULE = "line:break"
REASON = "a line is longer than the profile allows, or there are too many"

AFTER_SENTENCE = -20
AFTER_COMMA = -17
BEFORE_LINK = -8
TORN = 30
TORN_NAME = 20
TOP_HEAVY = 2
SLACK = 5
"""What a break costs, beside one for each character by which the lines differ. Chosen, in this order:
after a sentence, after a comma, before a conjunction or preposition; tearing a phrase apart costs more
than any imbalance of two lines that fit. Of two like breaks the one with the longer lower line wins.
Where two lines cannot fit, the longer one may have `SLACK` characters more than it must."""

KEPT = re.compile(
    r"[♪♫।॥]|\|\|"  # song and verse
    r"|-->|:\d\d[.,]\d|\ufeff"  # a line that began with these would be read as times, or a mark as none
    r"|^\s*(?:<[^<>]*>|\{[^{}]*\})*\s*[-‐‑–—•*>]"  # a dialogue's dashes, a list
    r"|^\s*(?:<[^<>]*>)*[A-Z][A-Z .'’-]+(?:\([^()\n]*\))?:"  # SPEAKER:
    r"|^\s*(?:<[^<>]*>)*[\[(（][^\n]*[\])）]\s*(?:<[^<>]*>)*$"  # a line that is all [a sound]
    r"|<v[ .>]|<ruby>|<\d"  # a voice, ruby and karaoke of WebVTT
    r"|\\(?:k[fo]?\d|K\d|p\d|pos|move)",  # karaoke, drawings and placed signs of ASS
    re.M,
)
"""Cues of which each line is what it is, and which keep their breaks."""

SIGNS = "-*>[(<:\\|♪♫।॥‐‑–—•（\ufeff"
"""Without one of these no text is of that kind: a quick first question."""
MAY_KEEP = re.compile(f"[{re.escape(SIGNS)}]")

WORD = re.compile(rf"(?:{TAG.pattern}|[^ \n\t])+")
"""A piece that no break may part: a word with its tags; a no-break space is no space here."""

MARKS = "\"'“”‘’«»()[].,;:!?…-–—。，、！？；："
QUOTES = "\"'”’»)]"
NONE: frozenset[str] = frozenset()


def wrong(sizes: Sequence[Seen], profile: Profile) -> list[int]:
    """Places of the `sizes` that have a longer line than `profile` allows, or too many lines."""
    most, longest = profile.lines, profile.line_chars
    return [at for at, (_, lines, row) in enumerate(sizes) if row > longest or lines > most]


def keeping(texts: Sequence[str]) -> set[int]:
    """Places of the texts that :func:`keeps` is true of; a look at all finds those to be asked."""
    whole = "\n".join(texts)
    may = {at for at, text in enumerate(texts) if not text.isascii() or _twice(text)}
    for sign in [sign for sign in SIGNS if sign in whole]:
        may.update([at for at, text in enumerate(texts) if sign in text])
    return {at for at in may if keeps(texts[at])}


def keeps(text: str) -> bool:
    """Whether each line of `text` is what it is: dialogue, verse, a list, a sound, karaoke."""
    may = MAY_KEEP.search(text)
    if may and KEPT.search(text):
        return True
    if may or not text.isascii():
        return chant(text) or verse(text)
    return _twice(text) and chant(text)


def _twice(text: str) -> bool:
    """Whether a word stands twice in a row: without that nothing is sung."""
    words = text.lower().replace(",", "").split()
    return any(map(eq, words, islice(words, 1, None)))


def rebroken(text: str, profile: Profile, language: str) -> str:
    """`text` in as few lines as the profile's width asks for, and never more than it allows.

    Where it does not fit, it has the most lines, and the longest of them is about as short as can be.
    Runs of spaces between words become one. `language` is BCP 47; where its words are not known,
    punctuation, names and balance decide.
    """
    words = pieces(text)
    tagged = "<" in text or "{" in text
    widths = (
        [width(plain(word)) for word in words] if tagged or not text.isascii() else list(map(len, words))
    )
    total = sum(widths) + len(words) - 1
    if total <= profile.line_chars or len(words) < 2 or profile.lines < 2:
        return " ".join(words)
    code = primary(language)
    lines = min(profile.lines, len(words), -(-(total + 1) // (profile.line_chars + 1)))
    if lines == 2 and (ends := _halves(words, widths, code, profile.line_chars, profile.lines == 2)):
        return _joined(words, ends)
    costs = [0, *(cost(*pair, code) for pair in pairwise(words))]
    for count in range(lines, min(profile.lines, len(words)) + 1):
        if ends := _ends(widths, costs, count, profile.line_chars):
            return _joined(words, ends)
    sizes = range(max(*widths, profile.line_chars), total + 1)
    shortest = next(filter(None, (_ends(widths, costs, profile.lines, size) for size in sizes)), [])
    return _joined(words, shortest)


def cost(before: str, word: str, language: str) -> int:
    """What a break between two words costs; below 0 where it is a good one."""
    if "<" in before or "{" in before or "<" in word or "{" in word:
        before, word = plain(before), plain(word)
    price, capital = _after(before, language)
    if price:
        return price
    number, name, price = _ahead(word, language)
    return TORN_NAME if number or (name and capital) else price


@lru_cache(maxsize=2048)
def _after(word: str, language: str) -> tuple[int, bool]:
    """What a break after `word` costs, whatever follows; 0 where that decides. Has it a capital?"""
    bare = word.strip(MARKS)
    leans = bare.lower().replace("’", "'") in LEANING.get(language, NONE)
    if len(bare) < len(word) and (mark := word.rstrip(QUOTES)[-1:]):
        if mark in ".!?…。！？" and not leans:
            return AFTER_SENTENCE, False
        if mark in ",;:—–，、；：":
            return AFTER_COMMA, False
    return TORN if leans else 0, bare[:1].isupper()


@lru_cache(maxsize=2048)
def _ahead(word: str, language: str) -> tuple[bool, bool, int]:
    """Is `word` a number, has it a capital, and what else a break before it costs."""
    bare = word.strip(MARKS)
    link = bare.lower() in LINKS.get(language, NONE)
    return bare[:1].isdigit(), bare[:1].isupper(), BEFORE_LINK if link else 0


def pieces(text: str) -> list[str]:
    """What no break may part: the words of `text`, with their tags.

    The break depends on these alone: a text with the same ones is broken in the same way.
    """
    if "<" in text or "{" in text or "\t" in text:
        return WORD.findall(text)
    words = text.replace("\n", " ").split(" ")
    return [word for word in words if word] if "" in words else words


def same(text: str, other: str) -> bool:
    """Whether the two have the same `pieces`."""
    if "<" not in text and "{" not in text and text.replace("\n", " ") == other.replace("\n", " "):
        return True  # the usual case
    return pieces(text) == pieces(other)


def _joined(words: Sequence[str], ends: Sequence[int]) -> str:
    if len(ends) == 1:
        return " ".join(words[: ends[0]]) + "\n" + " ".join(words[ends[0] :])
    borders = [0, *ends, len(words)]
    return "\n".join(" ".join(words[start:end]) for start, end in pairwise(borders))


def _halves(
    words: Sequence[str], widths: Sequence[int], language: str, limit: int, force: bool
) -> list[int] | None:
    """`_ends` for two lines, from the middle outwards; lines longer than `limit` only by `force`."""
    total = sum(widths) + len(widths)
    # By how many characters the upper line is longer than the lower one if it has so many of the words.
    sides = list(accumulate([2 * size + 2 for size in widths], initial=-total))
    upper = bisect_left(sides, 0)
    lower = upper - 1
    widest = 2 * limit + 2 - total
    if (even := min(-sides[lower], sides[upper])) > widest:
        if not force:
            return None
        widest = even + 2 * SLACK
    widest = min(widest, total - 1)  # no line has all words
    least, found = math.inf, 0
    while True:
        if -sides[lower] <= sides[upper]:
            at, apart = lower, -sides[lower]
            lower -= 1
        else:
            at, apart = upper, sides[upper]
            upper += 1
        if apart > widest or apart + AFTER_SENTENCE >= least:
            return [found]
        if apart + BEFORE_LINK < least or not words[at - 1][-1].isalnum():
            price = apart + cost(words[at - 1], words[at], language) + (TOP_HEAVY if sides[at] > 0 else 0)
            if price < least:
                least, found = price, at


def _ends(widths: Sequence[int], costs: Sequence[int], lines: int, limit: int) -> list[int] | None:
    """After how many words each line but the last ends, at the least cost; None where nothing fits.

    A line costs the characters by which it differs from an even share, and the cost of its break.
    """
    share = (sum(widths) + len(widths) - lines) / lines
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for line in range(1, lines + 1):
        reached: dict[int, tuple[float, list[int]]] = {}
        for start, (price, ends) in best.items():
            size = -1
            for end in range(start + 1, len(widths) + 1):
                size += widths[end - 1] + 1
                if size > limit:
                    break
                if (line == lines) != (end == len(widths)):
                    continue
                here = price + abs(size - share)
                if line < lines:
                    here += costs[end] + (TOP_HEAVY if size > share else 0)
                if end not in reached or here < reached[end][0]:
                    reached[end] = (here, [*ends, end] if line < lines else ends)
        best = reached
    return best[len(widths)][1] if len(widths) in best else None
