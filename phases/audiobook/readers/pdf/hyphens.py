"""Join lines to text: words broken by the typesetter become whole, compounds keep their hyphen."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

SOFT = "\u2010"
"""The hyphen that many typesetting programs put in a broken word, where authors type ``-``."""
_BROKEN = re.compile(rf"([^\W_][\w’'.{SOFT}-]*)[{SOFT}-]$")
_START = re.compile(rf"[^\W_][\w’'{SOFT}-]*")
_WORD = re.compile(rf"[^\W_]+(?:[’'{SOFT}-][^\W_]+)*")
_DASH = re.compile(r"[^\s—–][—–]$|[^\s-]--$")


class Hyphens:
    """Decides by the vocabulary of the book itself what a hyphen at the end of a line is."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.known: Counter[str] = Counter()
        """How often a word stands inside a line, in lower case, its hyphens as ``-``."""
        ends: Counter[str] = Counter()
        inside = 0
        for line in lines:
            found = _WORD.findall(line)
            if _BROKEN.search(line):
                ends[line[-1]] += 1
                found.pop()
            inside += SOFT in line[:-1]
            self.known.update(map(_folded, found))
        self.typeset = not inside and ends[SOFT] > ends["-"]
        """All line ends with U+2010 are broken words, so that one with ``-`` is the author's."""
        self._tails: Mapping[str, int] = _tails(self.known)

    def join(self, lines: Sequence[str]) -> str:
        """The `lines` of a paragraph as one text."""
        pieces = [*lines[:1]]
        for before, line in pairwise(lines):
            broken, start = _BROKEN.search(before), _START.match(line)
            if not broken or not start:
                pieces.append("" if _DASH.search(before) else " ")
            else:
                compound = self._is_compound(broken[1], start[0], before[-1])
                pieces[-1] = pieces[-1][:-1] + "-" * compound
            pieces.append(line)
        return "".join(pieces)

    def _is_compound(self, head: str, tail: str, hyphen: str) -> bool:
        """Whether the hyphen between `head` and `tail` is the author's."""
        if self.typeset:
            return hyphen != SOFT
        if not tail[0].islower() or not head[-1].isalpha():
            return not (head.isupper() and tail.isupper())
        whole, parts = _folded(head + tail), _folded(f"{head}-{tail}")
        if self.known[whole] or self.known[parts]:
            return self.known[parts] > self.known[whole]
        return self._tails.get(_folded(head), 0) >= 2


def _folded(word: str) -> str:
    return word.casefold().replace(SOFT, "-").replace("’", "'")


def _tails(known: Iterable[str]) -> dict[str, int]:
    """With how many different words a word is joined by a hyphen: ``self`` with many."""
    tails: dict[str, set[str]] = defaultdict(set)
    for word in known:
        head, hyphen, tail = word.rpartition("-")
        if hyphen:
            tails[head].add(tail)
    return {head: len(found) for head, found in tails.items()}
