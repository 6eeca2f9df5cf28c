"""The rule that writes names and terms as the lexicon does."""

import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from phases.subtitles.rules.text import Text
from phases.tools.lexicon import Entry, Index, spelt
from phases.tools.lexicon.index import WORD
from phases.tools.lexicon.ordinary import ordinary

BORDER = "\n\0\n"
"""Between texts that are looked at as one; no spelling reaches over it."""


class Change(NamedTuple):
    """A spelling in a text that is not the one to write."""

    start: int
    end: int
    term: str
    new: str
    """The term in one line, with the author's case."""


class Spelling:
    """The entries of one file's vocabulary, ready to be applied."""

    def __init__(self, entries: Sequence[Entry], language: str, places: Iterable[int] = ()) -> None:
        """`places` are the numbers of the cues that hold the first word of a spelling."""
        self._index = Index(entries, language)
        self._variants = {entry.term: set[tuple[str, ...]]() for entry in entries}
        for entry in entries:  # one for this language and one for all may have the same term
            self._variants[entry.term].update(map(spelt, entry.variants))
        self._known: dict[str, list[Change]] = {}
        self.places = frozenset(places)
        self.hits: Counter[str] = Counter()
        """How often each term was put in."""

    def __bool__(self) -> bool:
        return bool(self._index)

    def among(self, texts: Sequence[str]) -> list[int]:
        """Indices of the `texts` with a spelling that may change; `corrected` knows them from now on."""
        found = self._changes(texts)
        self._known = dict(zip(texts, found, strict=True))
        return [n for n, changes in enumerate(found) if changes]

    def corrected(self, work: Text) -> Text:
        """With every variant as its term; itself where there is none to change."""
        known = self._known.get(work.text)
        changes = [
            (start, end, term, new)
            for start, end, term, one_line in (self._changes([work.text])[0] if known is None else known)
            if (new := _in_lines(work, start, end, one_line)) != work.text[start:end]
            and work.free(start, end)
        ]
        if not changes:
            return work
        self.hits.update([term for _, _, term, _ in changes])
        return work.changed([(start, end, new) for start, end, _, new in changes])

    def _changes(self, texts: Sequence[str]) -> list[list[Change]]:
        """What may change in each of the `texts`; they are looked at as one, which is quicker."""
        found: list[list[Change]] = [[] for _ in texts]
        begins = list(accumulate([len(text) + len(BORDER) for text in texts], initial=0))
        whole = BORDER.join(texts)
        for start, end, entry in self._index.find(whole):
            written = whole[start:end]
            if spelt(written) in self._variants[entry.term] or _small_name(entry, written):
                new = _in_case(entry, written)
                if new != written:
                    n = bisect(begins, start) - 1
                    found[n].append(Change(start - begins[n], end - begins[n], entry.term, new))
        return found


def _small_name(entry: Entry, written: str) -> bool:
    """Is it the term itself with a small letter for its capital, and no ordinary word?"""
    small = written.islower() and entry.term[0].isupper() and entry.case == "any"
    return small and not ordinary(spelt(written))


def _in_case(entry: Entry, written: str) -> str:
    """The term with the author's case, where the term has none of its own."""
    term = unicodedata.normalize("NFC", entry.term)
    if entry.case == "exact":
        return term
    if len(written) > 1 and written.isupper():
        return term.upper()
    return term[0].upper() + term[1:] if written[0].isupper() else term


def _in_lines(work: Text, start: int, end: int, term: str) -> str:
    """The term with the line break that stands there now, or without where no word of it begins a line.

    Where the lines count it is then left as it was written.
    """
    written = work.text[start:end]
    if "\n" not in written:
        return term
    gaps = WORD.split(written)[1:-1]
    pieces = WORD.findall(term)
    if len(pieces) != len(gaps) + 1:
        return written if work.flat is work.text else term
    between = WORD.split(term)[1:-1]
    kept = [gap if "\n" in gap else own for gap, own in zip(gaps, between, strict=True)]
    first, last = term[: term.index(pieces[0])], WORD.split(term)[-1]
    tail = "".join(gap + piece for gap, piece in zip(kept, pieces[1:], strict=True))
    return f"{first}{pieces[0]}{tail}{last}"
