"""The rule that writes names and terms as the lexicon does."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from phases.subtitles.rules.text import Text
from phases.tools.lexicon import Entry, Index, spelt
from phases.tools.lexicon.index import WORD, Match
from phases.tools.lexicon.ordinary import ordinary


class Spelling:
    """The entries of one file's vocabulary, ready to be applied."""

    def __init__(self, entries: Sequence[Entry], language: str, places: Iterable[int] = ()) -> None:
        """`places` are the numbers of the cues that hold the first word of a spelling."""
        self._index = Index(entries, language)
        self._variants = {entry.term: set(map(spelt, entry.variants)) for entry in entries}
        self.places = frozenset(places)
        self.hits: Counter[str] = Counter()
        """How often each term was put in."""

    def __bool__(self) -> bool:
        return bool(self._index)

    def corrected(self, work: Text) -> Text:
        """With every variant as its term; itself where there is none to change."""
        changes = list(self._changes(work))
        if not changes:
            return work
        self.hits.update(match.entry.term for match, _ in changes)
        return work.changed((match.start, match.end, new) for match, new in changes)

    def _changes(self, work: Text) -> Iterator[tuple[Match, str]]:
        for match in self._index.find(work.text):
            written = work.text[match.start : match.end]
            if spelt(written) in self._variants[match.entry.term] or _small_name(match, written):
                new = _in_case(match, written)
                if "\n" in written:
                    new = _in_lines(written, new, work.flat is work.text)
                if new != written and work.free(match.start, match.end):
                    yield match, new


def _small_name(match: Match, written: str) -> bool:
    """Is it the term itself with a small letter for its capital, and no ordinary word?"""
    entry = match.entry
    small = written.islower() and entry.term[0].isupper() and entry.case == "any"
    return small and not ordinary(spelt(written))


def _in_case(match: Match, written: str) -> str:
    """The term with the author's case, where the term has none of its own."""
    term = unicodedata.normalize("NFC", match.entry.term)
    if match.entry.case == "exact":
        return term
    if len(written) > 1 and written.isupper():
        return term.upper()
    return term[0].upper() + term[1:] if written[0].isupper() else term


def _in_lines(written: str, term: str, lines_count: bool) -> str:
    """The term with the line break of what was `written`, or without where no word of it begins a line.

    Where `lines_count` it is then left as it was written.
    """
    gaps = WORD.split(written)[1:-1]
    pieces = WORD.findall(term)
    if len(pieces) != len(gaps) + 1:
        return written if lines_count else term
    between = WORD.split(term)[1:-1]
    kept = [gap if "\n" in gap else own for gap, own in zip(gaps, between, strict=True)]
    first, last = term[: term.index(pieces[0])], WORD.split(term)[-1]
    tail = "".join(gap + piece for gap, piece in zip(kept, pieces[1:], strict=True))
    return f"{first}{pieces[0]}{tail}{last}"
