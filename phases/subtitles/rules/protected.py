"""The spans of a cue that no rule touches: tags, verses, chants, quoted words, numbers, addresses."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import eq

from phases.tools import lexicon

Span = tuple[int, int]

_NO_WORDS = r"""
      <[^<>]*>                                     # tags: <i>, </font>, <v Speaker>
    | \{[^{}]*\} | \\[Nnh]                         # {\an8}, and the breaks of ASS
    | &\#?\w+;                                     # &amp;
    | (?:(?<!\w)\w+://|www\.)\S+                   # addresses
    | (?<![\w.%+-])[\w.%+-]+@[\w-]+(?:\.[\w-]+)+
    | (?<![\w-])(?<![\w-]\.)[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|edu|gov|info|io|in|uk|de|fr|tv)\b(?:/\S*)?
    | [\#@]\w+                                     # handles
"""
NO_WORDS = re.compile(_NO_WORDS, re.X)
"""What a viewer does not read as words."""

_SPANS = re.compile(
    _NO_WORDS
    + r"""
    | “[^“”]*(?:”|\Z) | „[^„“”]*[“”] | «[^«»]*»    # quoted words
    | (?<!\d)"[^"]*"
    | ‘[^‘’]*(?:(?<=\w)’(?=\w)[^‘’]*)*’(?!\w)
    | (?<![\w'])'(?=\S)[^'\n]*(?:(?<=\w)'(?=\w)[^'\n]*)*(?<=\S)'(?!\w)
    | (?<!\w)\d+(?:[.,:/'’\u00a0\u202f–-]\d+)*      # numbers: 3.14, 1,000, 10:30, 2-47
    | [\u0900-\u0dff\u200c\u200d]+                 # the Indic scripts
    """,
    re.X,
)
_MARK = re.compile(
    r"[<{\\&@\#“„«\"‘\d\u0900-\u0dff\u200c\u200d:.'](?:(?<![:.'])|(?<=:)//|(?<=\.)\w|(?<=')(?<!\w'))"
)
"""Without one of these a text has none of the spans above: one of the characters, ``://``, a point before
a letter, an apostrophe behind none. Alternatives that all begin with one set take a third of the time."""

_TIMES = re.compile(r"\d[ \t]*-->|-->[ \t]*-?\d")
"""A text with it is read as times where a line comes to begin with it."""

_IAST = re.compile("[āīūṛṝḷḹṅñṭḍṇśṣṃḥĀĪŪṚṜḶḸṄÑṬḌṆŚṢṂḤ]")
_DANDA = re.compile(r"[।॥]|\|\|")

VERSE_WORDS = 3
"""A line is a verse with so many words in IAST, if they are at least half of its words."""
CHANT = 3
"""A cue is a chant where a word stands so many times in a row, or two words twice: hare hare rama rama."""
QUOTE_CUES = 12
"""A quotation that is not closed within so many cues was never opened."""

# Small words are stammered and not sung.
_SMALL = """
a an and at but for from he i if in is it of on or our she so that the their they this to was we what
with you your
"""
_STAMMERED = frozenset(_SMALL.split())


def spans(text: str, quoted: str = "") -> list[Span]:
    """The protected spans of a cue's `text`, which begins inside a quotation that ends with `quoted`."""
    if "♪" in text or "♫" in text or ("-->" in text and _TIMES.search(text)) or chant(text):
        return [(0, len(text))]
    start = _closing(text, quoted)
    rest = text[start:]
    found = [(0, start)] if start else []
    if mark := _MARK.search(rest):  # a span begins there or at the beginning of that word
        begin = rest.rfind(" ", 0, mark.start()) + 1
        found += [(match.start() + start, match.end() + start) for match in _SPANS.finditer(rest, begin)]
    if (last := _unclosed(rest)) >= 0:
        found.append((start + last, len(text)))
    found += _verses(text)
    return found


def chant(text: str) -> bool:
    """Is the cue sung: one word three times in a row, or two words twice?"""
    words = lexicon.words(text)
    if len(set(words)) > len(words) - 2 or not any(map(eq, words, words[1:])):
        return False
    doubled, row = set(), 1
    for before, word in pairwise(words):
        row = row + 1 if word == before and word not in _STAMMERED and not word.isdigit() else 1
        if row >= CHANT:
            return True
        if row == 2:
            doubled.add(word)
    return len(doubled) > 1


def verse(text: str) -> bool:
    """Has the cue a verse, in one line or in all?"""
    return any(_verses(text)) or any(_verses(text.replace("\n", " ")))


def _verses(text: str) -> Iterator[Span]:
    """The lines with a danda, and those of which half is in IAST."""
    if text.isascii() and "||" not in text:
        return
    if len(_IAST.findall(text)) < VERSE_WORDS and not _DANDA.search(text):
        return
    start = 0
    for line in text.split("\n"):
        words = line.split()
        marked = sum(_IAST.search(word) is not None for word in words)
        if _DANDA.search(line) or (marked >= VERSE_WORDS and marked * 2 >= len(words)):
            yield start, start + len(line)
        start += len(line) + 1


def _unclosed(text: str) -> int:
    """Where a straight quotation begins that this cue does not end; -1 without one."""
    quotes = [m.start() for m in re.finditer(r'(?<!\d)"', text)] if '"' in text else []
    if len(quotes) % 2 == 0:
        return -1
    last = quotes[-1]
    opens = last == 0 or text[last - 1].isspace() or text[last - 1] in ">}([-—"
    return last if opens and text[last + 1 : last + 2].strip() else -1


def _closing(text: str, quoted: str) -> int:
    """Where the quotation ends inside which `text` begins; 0 where it begins outside."""
    if not quoted:
        return 0
    return text.find(quoted) + 1 or len(text)


def quotations(texts: Sequence[str]) -> dict[int, str]:
    """Index to closing mark, for each text that begins inside a quotation of an earlier one."""
    inside: dict[int, str] = {}
    whole = "".join(texts)
    if "“" not in whole and '"' not in whole:
        return inside
    opened, mark = -1, ""
    for n, text in enumerate(texts):
        rest = text
        if opened >= 0:
            if mark in text:
                inside.update(dict.fromkeys(range(opened + 1, n + 1), mark))
                opened, rest = -1, text[text.index(mark) + 1 :]
            elif n - opened >= QUOTE_CUES:
                opened = -1
        if opened < 0:
            if rest.rfind("“") > rest.rfind("”"):
                opened, mark = n, "”"
            elif _unclosed(rest) >= 0:
                opened, mark = n, '"'
    return inside
