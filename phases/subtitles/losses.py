"""What a text has lost of its source: words, and characters."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from phases.subtitles.reading import Missing, plain
from phases.subtitles.rules.speech import FILLERS

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff'’])+")
_SPACED = bytes(code if chr(code).isalnum() or chr(code) == "'" else ord(" ") for code in range(256))
"""ASCII with a space for all that is in no word."""
_ACCENTS = re.compile("[\u0300-\u036f]+")

KEPT = 0.6
"""Words that are written otherwise, or as one, keep at least this share of their letters: *bhagavad gita*,
*Bhagavadgītā*. With less they are other words."""


def words(text: str) -> list[str]:
    """The words of `text` as they are compared: without tags, case, accents and apostrophes."""
    text = plain(text).lower()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
    found = text.encode().translate(_SPACED).decode().split() if text.isascii() else _WORD.findall(text)
    if "'" in text or "’" in text:
        return [word.replace("'", "").replace("’", "") for word in found]
    return found


def lost_words(before: str, after: str, previous: str = "") -> int:
    """How many words of `before` are not in `after`; `previous` is the text of the cue before it.

    Not lost is a word that a speech recogniser wrote twice (the same stands beside it, or `previous`
    ends with it), a filler (``um``), or a word that is written otherwise or joined with its neighbour.
    """
    was, now = words(before), words(after)
    if _once(was, now, previous):
        return 0
    lost = 0
    matcher = difflib.SequenceMatcher(None, was, now, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "delete":
            lost += _missed(was, i, j, words(previous))
        elif len("".join(now[k:m])) < KEPT * len("".join(was[i:j])):
            lost += max(1, j - i - (m - k))
    return lost


def missing(before: str, after: str, characters: int) -> Missing:
    """What `after` shows less than `before`, which has so many `characters` more; never below 0."""
    return Missing(max(0, characters), max(0, len(plain(before).split()) - len(plain(after).split())))


def _once(was: Sequence[str], now: Sequence[str], previous: str) -> bool:
    """Whether the words differ in one place, and nothing is lost there: most changed cues, and sure.

    The longest match, by which difflib goes, may be one across what is said twice.
    """
    most = min(len(was), len(now))
    start = next((at for at in range(most) if was[at] != now[at]), most)
    behind = next((at for at in range(most - start) if was[-1 - at] != now[-1 - at]), most - start)
    gone, come = was[start : len(was) - behind], now[start : len(now) - behind]
    if not come:
        return not gone or not _missed(was, start, len(was) - behind, words(previous))
    return set(gone).isdisjoint(come) and len("".join(come)) >= KEPT * len("".join(gone))


def _missed(was: Sequence[str], start: int, end: int, previous: Sequence[str]) -> int:
    """How many of the words from `start` to `end` that are gone are a loss."""
    gone = list(was[start:end])
    size = end - start
    for by in range(1, size + 1):  # a phrase may stand there three times and more
        if gone == was[start + by : end + by] or (by <= start and gone == was[start - by : end - by]):
            return 0
    if start == 0 and gone == list(previous[-size:]):
        return 0
    told = [word for word in gone if word not in FILLERS]
    around = [*was[max(0, start - 1) : start], *told, *was[end : end + 1]]
    repeats = sum(one == other for one, other in pairwise(around))
    return max(0, len(told) - repeats)
