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
from itertools import accumulate, pairwise

from phases.subtitles.function_words import LEANING, LINKS
from phases.subtitles.profiles import Profile
from phases.subtitles.reading import TAG, plain, seen, width
from phases.subtitles.rules.protected import chant, verse

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
    r"|^\s*(?:<[^<>]*>|\{[^{}]*\})*\s*[-‐‑–—•*>]"  # a dialogue's dashes, a list
    r"|^\s*(?:<[^<>]*>)*[A-Z][A-Z .'’-]+(?:\([^()\n]*\))?:"  # SPEAKER:
    r"|^\s*(?:<[^<>]*>)*[\[(（][^\n]*[\])）]\s*(?:<[^<>]*>)*$"  # a line that is all [a sound]
    r"|<v[ .>]|<ruby>|<\d"  # a voice, ruby and karaoke of WebVTT
    r"|\\(?:k[fo]?\d|K\d|p\d|pos|move)",  # karaoke, drawings and placed signs of ASS
    re.M,
)
"""Cues of which each line is what it is, and which keep their breaks."""

MAY_KEEP = re.compile(r"[-*>\[(<:\\|]")
"""Without one of these no text in ASCII is of that kind: a quick first question."""

WORD = re.compile(rf"(?:{TAG.pattern}|[^ \n\t])+")
"""A piece that no break may part: a word with its tags; a no-break space is no space here."""

MARKS = "\"'“”‘’«»()[].,;:!?…-–—。，、！？；："
QUOTES = "\"'”’»)]"
NONE: frozenset[str] = frozenset()


def wrong(text: str, profile: Profile) -> bool:
    """Whether `text` has a line that is longer than `profile` allows, or too many lines."""
    rows = text.split("\n")
    if len(rows) <= profile.lines and max(map(len, rows)) <= profile.line_chars:
        return False
    size = seen(text)
    return size.longest > profile.line_chars or size.lines > profile.lines


def keeps(text: str) -> bool:
    """Whether each line of `text` is what it is: dialogue, verse, a list, a sound, karaoke."""
    if not text.isascii() or MAY_KEEP.search(text):
        return KEPT.search(text) is not None or chant(text) or verse(text)
    words = text.lower().replace(",", "").split()
    return len(set(words)) < len(words) - 1 and chant(text)


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
    code = language.partition("-")[0].lower()
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
    bare = before.strip(MARKS)
    leans = bare.lower().replace("’", "'") in LEANING.get(language, NONE)
    if len(bare) < len(before) and (mark := before.rstrip(QUOTES)[-1:]):
        if mark in ".!?…。！？" and not leans:
            return AFTER_SENTENCE
        if mark in ",;:—–，、；：":
            return AFTER_COMMA
    if leans:
        return TORN
    following = word.strip(MARKS)
    if following[:1].isdigit() or (following[:1].isupper() and bare[:1].isupper()):
        return TORN_NAME
    return BEFORE_LINK if following.lower() in LINKS.get(language, NONE) else 0


def pieces(text: str) -> list[str]:
    """What no break may part: the words of `text`, with their tags.

    The break depends on these alone: a text with the same ones is broken in the same way.
    """
    if "<" in text or "{" in text or "\t" in text:
        return WORD.findall(text)
    words = text.replace("\n", " ").split(" ")
    return [word for word in words if word] if "" in words else words


def _joined(words: Sequence[str], ends: Sequence[int]) -> str:
    borders = [0, *ends, len(words)]
    return "\n".join(" ".join(words[start:end]) for start, end in pairwise(borders))


def _halves(
    words: Sequence[str], widths: Sequence[int], language: str, limit: int, force: bool
) -> list[int] | None:
    """`_ends` for two lines, from the middle outwards; lines longer than `limit` only by `force`."""
    total = sum(widths) + len(widths) - 1
    lefts = [left - 1 for left in accumulate(size + 1 for size in widths)]
    right = bisect_left(lefts, total / 2, 0, len(words) - 1) + 1  # the next break to try to the right
    left = right - 1
    widest: float = limit
    least, found = math.inf, 0
    while left > 0 or right < len(words):
        ahead = 2 * lefts[right - 1] + 1.0 - total if right < len(words) else math.inf
        behind = total - 1.0 - 2 * lefts[left - 1] if left > 0 else math.inf
        end, left, right = (left, left - 1, right) if behind <= ahead else (right, left, right + 1)
        apart = min(ahead, behind)
        longest = (total - 1 + apart) / 2
        if not found and longest > widest:  # the most even break
            if not force:
                return None
            widest = longest + SLACK
        if longest > widest or apart + AFTER_SENTENCE >= least:
            break
        if apart + BEFORE_LINK >= least and words[end - 1][-1].isalnum():
            continue
        price = apart + cost(words[end - 1], words[end], language)
        if 2 * lefts[end - 1] >= total:
            price += TOP_HEAVY
        if price < least:
            least, found = price, end
    return [found]


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
