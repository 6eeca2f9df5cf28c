"""Account for every word of a source: spoken, skipped by a rule's name, or lost.

What the reader made of a document is compared with the document itself, read a second time by
another and much simpler way: :func:`plain` strips the tags from the characters of the file,
without a tree. Both must give the same letters and digits in the same order, so that a word
lost, doubled or moved anywhere between the file and ``book.json`` cannot stay hidden.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phases.audiobook.book import Ledger, words
from phases.graph.errors import InputError

_NOT_LETTERS = re.compile(r"[\W_]+")
_UNSEEN = re.compile("[\u00ad\u2060\u200b\ufeff]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Run:
    """A stretch of a document's text, spoken or skipped."""

    text: str
    rule: str = ""
    """The rule that skips it; empty when it is spoken."""
    language: str = ""
    """As the markup says; empty when it says nothing."""
    ipa: str = ""
    """How it is spoken, as the markup says."""
    note: str = ""
    """Key of the note (``path#id``) that it is part of; see `notes.place`."""
    inside: str = ""
    """Of a note: the rule that skips it even where the note is spoken."""
    refers: str = ""
    """Key of the note that it is a reference to."""


def line(text: str) -> str:
    """`text` on one line: single spaces, no soft hyphens, word joiners and zero-width spaces."""
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


def letters(text: str) -> str:
    """The letters and digits of `text`, which no change of spacing or punctuation touches."""
    return _NOT_LETTERS.sub("", text)


@dataclass(frozen=True)
class Loss:
    """Where a document and what was made of it part."""

    words: int
    """Words of the document that did not come out; 0 when some came out twice or from nowhere."""
    place: str
    """The words around."""


def compare(source: str, runs: Iterable[Run]) -> Loss | None:
    """None when the letters of `runs` are those of the text `source`, all and in order."""
    want, got = letters(source), letters("".join(run.text for run in runs))
    if want == got:
        return None
    shorter = min(len(want), len(got))
    start = next((i for i in range(shorter) if want[i] != got[i]), shorter)
    tail = next((i for i in range(shorter - start) if want[-1 - i] != got[-1 - i]), shorter - start)
    return _around(source, start, len(want) - tail)


def lost(name: str, loss: Loss) -> InputError:
    """The error for a document `name` that came out with a `loss`."""
    what = f"{loss.words} words would be lost" if loss.words else "words would come out twice"
    return InputError(f"{name}: {what} near “{loss.place}”", "repair the document there")


def total(runs: Iterable[Sequence[Run]], spoken: int, lost: int = 0) -> Ledger:
    """The ledger over the blocks' `runs`; `spoken` is the number of words in the paragraphs."""
    skipped: Counter[str] = Counter()
    for block in runs:
        for run in block:
            if run.rule:
                skipped[run.rule] += len(words(line(run.text)))
    skipped = Counter({rule: n for rule, n in skipped.items() if n})
    return Ledger(spoken + skipped.total() + lost, spoken, dict(sorted(skipped.items())), lost)


def _around(source: str, start: int, end: int) -> Loss:
    """The loss of the letters `start` to `end` of `source`."""
    positions = [m.start() for m in re.finditer(r"[^\W_]", source)]
    if not positions:
        return Loss(0, "")
    # "four five" without "four" differs from "our f" on: slide back to the beginning of the word.
    while (
        end > start > 0
        and source[positions[start] - 1].isalnum()
        and source[positions[start - 1]] == source[positions[end - 1]]
    ):
        start, end = start - 1, end - 1
    first = positions[min(start, len(positions) - 1)]
    last = positions[max(0, end - 1)] + 1
    missing = len(words(source[first:last])) if end > start else 0
    return Loss(missing, line(source[max(0, first - 30) : first + 40]))
