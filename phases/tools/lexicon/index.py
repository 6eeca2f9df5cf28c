"""Find the spellings of a lexicon in a text: a dictionary of words, the longest match first.

A look-up for each word takes 3 ms for 45 KB and 5,000 terms, where one regular expression of all
terms takes 741 ms.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property, lru_cache
from itertools import compress, count, islice, pairwise
from typing import NamedTuple

from phases.tools.iso639 import primary
from phases.tools.lexicon.entries import Entry
from phases.tools.lexicon.ordinary import english

# Python's \w has no combining marks: those of Latin (r̥), and the vowel signs of the Indic scripts, whose
# blocks hold nothing else but the two dandas.
_CHARS = r"\w\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u1dc0-\u1dff\u200c\u200d"

WORD = re.compile(f"[{_CHARS}]+")
"""A word: letters, digits and marks; an apostrophe and a hyphen part words."""

_BETWEEN_WORDS = re.compile(f"[^ {_CHARS}]")

_SPACED = bytes(
    code if code > 127 or chr(code).isalnum() or code == ord("_") else ord(" ") for code in range(256)
).lower()
"""UTF-8, its ASCII in lower case and with a space for all that is in no word."""

BETWEEN = re.compile(r"\s*[-‐‑'’]\s*|\s+")
"""What may stand between the words of a spelling, whatever stands there in the lexicon."""

PLURAL_LETTERS = 4
"""A variant takes the plural's s from this length on."""


def fold(word: str) -> str:
    """`word` as it is compared: Unicode NFC, case folded."""
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", word).casefold())


def words(text: str) -> list[str]:
    """The folded words of `text`, in order: by `bytes`, in a third of the time of :data:`WORD`."""
    if text.isascii():
        return text.encode().translate(_SPACED).decode().split()
    spaced = text.encode("utf-8", "surrogatepass").translate(_SPACED).decode("utf-8", "surrogatepass")
    found: list[str] = []
    for piece in spaced.split():
        found += [piece] if piece.isascii() else map(fold, WORD.findall(piece))
    return found


def _spaced(text: str) -> str:
    """`text`, its ASCII in lower case, with a space for each character that is in no word."""
    if text.isascii():
        return text.encode().translate(_SPACED).decode()
    spaced = text.encode("utf-8", "surrogatepass").translate(_SPACED).decode("utf-8", "surrogatepass")
    return _BETWEEN_WORDS.sub(" ", spaced)


@lru_cache(maxsize=4096)
def spelt(spelling: str) -> tuple[str, ...]:
    """The folded words of a `spelling`, remembered: the files of an archive share their names."""
    return tuple(words(spelling))


def uncommon(texts: Iterable[str], sought: Set[str]) -> Iterator[tuple[int, list[str]]]:
    """The index and the folded words of each of `texts` with a word that is `sought`, or no ordinary one.

    The words of the others are dropped at once: those of all cues of a file would take 0.4 MB at a time,
    and to fetch so much memory takes longer than to look at each word.
    """
    ordinary = english()
    for place, found in enumerate(map(words, texts)):
        if not ordinary.issuperset(found) or not sought.isdisjoint(found):
            yield place, found


class Match(NamedTuple):
    """A place where a spelling of `entry` stands; the s of a plural is not part of it."""

    start: int
    end: int
    entry: Entry


class Spelling(NamedTuple):
    """One spelling of an entry that is more than one word, or that counts in its own case only."""

    words: tuple[str, ...]
    text: str
    entry: Entry


class Index:
    """The spellings (terms and variants) of `entries`; later entries win over earlier ones."""

    def __init__(self, entries: Iterable[Entry], language: str = "en") -> None:
        self._entries = tuple(entries)
        self.places = {id(entry): place for place, entry in enumerate(self._entries)}
        self._plurals = primary(language) == "en"
        self._single: dict[str, Entry] = {}
        self._longer: dict[str, tuple[Spelling, ...]] = {}
        same: dict[str, str] = {}  # each word is held once: of 10,000 terms they would take 2 MB more
        for entry in self._entries:
            for text in {entry.term: 0, entry.popular: 0, **dict.fromkeys(entry.variants)}:
                same.setdefault(text, text)
                found = tuple([same.setdefault(word, word) for word in spelt(text)])
                # Of `C++` and `St.` the marks belong to it: a C is something else.
                plain = text.isalnum() or not WORD.sub("", text).strip("-‐‑'’ ")
                if len(found) == 1 and entry.case == "any" and plain:
                    self._single[found[0]] = entry
                elif found:
                    before = self._longer.get(found[0], ())
                    self._longer[found[0]] = Spelling(found, text, entry), *before
        for word, spellings in self._longer.items():
            if len(spellings) > 1:
                self._longer[word] = tuple(sorted(spellings, key=lambda spelling: -len(spelling.words)))

    def __bool__(self) -> bool:
        return bool(self._single or self._longer)

    @cached_property
    def _heads(self) -> frozenset[str]:
        plurals = [f"{word}s" for word in self._single] if self._plurals else []
        return frozenset([*self._single, *self._longer, *plurals])

    @cached_property
    def ordinary(self) -> Set[str]:
        """The ordinary English words at which a spelling may begin."""
        return self.begins(english())

    def begins(self, known: Set[str]) -> set[str]:
        """Those of the words `known` (folded) at which a spelling may begin; for a large index."""
        found = (self._single.keys() & known) | (self._longer.keys() & known)
        if self._plurals:
            found |= {word for word in known if word[-1:] == "s" and word[:-1] in self._single}
        return found

    def may_stand_among(self, found: Iterable[str]) -> bool:
        """Is the first word of a spelling among the words `found` (folded)?"""
        return not self._heads.isdisjoint(found)

    def count(self, found: Sequence[str]) -> int:
        """How many spellings stand among the words `found` (folded) of a text; -1 where `find` must say."""
        heads = self._heads
        begins = [word for word in found if word in heads]
        longer = [spelling for word in begins if word in self._longer for spelling in self._longer[word]]
        if longer and any(set(found).issuperset(form) for one in longer for form in self._forms(one)):
            return -1
        return sum(map(self.has, begins))

    def has(self, word: str) -> bool:
        """Is `word` (folded) a spelling, or the plural of one?"""
        return word in self._single or bool(self._stem(word))

    def singles(self) -> Iterator[str]:
        """The spellings of one word, folded."""
        return iter(self._single)

    def term(self, word: str) -> str:
        """The term of which the one `word` (folded) is a spelling; raises KeyError."""
        return self._single[word].term

    def among(self, known: set[str], fresh: set[str]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
        """Entries with a spelling whose words are all in `known` (folded), and the words as found.

        Spellings of one word are looked for in `fresh`, a part of them.
        """
        single = self._single
        for word in fresh & single.keys():
            yield single[word], (word,)
        for word in [word for word in fresh if word[-1] == "s"]:
            if word not in single and (stem := self._stem(word)):
                yield single[stem], (word,)
        for word in known & self._longer.keys():
            for spelling in self._longer[word]:
                for form in filter(known.issuperset, self._forms(spelling)):
                    yield spelling.entry, form

    def find(self, text: str) -> Iterator[Match]:
        """The matches in `text`, from left to right; of those that begin at one word, the longest."""
        single, longer, heads = self._single, self._longer, self._heads
        spaced = _spaced(text)
        written = spaced.split()
        folded = written if text.isascii() else [w if w.isascii() else fold(w) for w in written]
        if heads.isdisjoint(folded):
            return
        spaced = f" {spaced} "  # a word begins in `text` where the space before it stands here
        behind = end = 0
        for at in compress(count(), map(heads.__contains__, folded)):
            if at < behind:
                continue
            word = folded[at]
            start = spaced.index(f" {written[at]} ", end)
            end = start + len(written[at])
            if word in longer and (found := self._longest(text, start, folded, at)):
                match, length = found
                behind, end = at + length, match.end
                yield match
            elif word in single:
                yield Match(start, end, single[word])
            elif stem := self._stem(word):
                yield Match(start, end - 1, single[stem])

    def _stem(self, word: str) -> str:
        """`word` without the s of a plural, where that is a spelling of an entry; else empty."""
        stem = word[:-1]
        plural = self._plurals and len(word) > PLURAL_LETTERS and word[-1] == "s" and stem in self._single
        return stem if plural and word not in english() else ""

    def _forms(self, spelling: Spelling) -> tuple[tuple[str, ...], ...]:
        """The words of `spelling`, and where it is several those of its plural."""
        *first, last = words = spelling.words
        several = self._plurals and first and len(last) >= PLURAL_LETTERS and spelling.entry.case == "any"
        return (words, (*first, f"{last}s")) if several else (words,)

    def _longest(self, text: str, start: int, folded: Sequence[str], at: int) -> tuple[Match, int] | None:
        """The longest spelling that begins with word `at` of `folded`, in `text` at `start`; its words."""
        for spelling in self._longer[folded[at]]:
            found = tuple(folded[at : at + len(spelling.words)])
            if found not in self._forms(spelling):
                continue
            places = list(islice(WORD.finditer(text, start), len(found)))
            end = places[-1].end() - (found != spelling.words)
            marks = WORD.split(spelling.text)
            first, last = max(0, start - len(marks[0])), end + len(marks[-1])
            written = unicodedata.normalize("NFC", text[first:last])
            in_any_case = spelling.entry.case == "any"
            if written == spelling.text or (in_any_case and fold(written) == fold(spelling.text)):
                return Match(first, last, spelling.entry), len(found)
            if in_any_case and len(found) > 1 and _joined(text, places):
                return Match(start, end, spelling.entry), len(found)
        return None


@lru_cache(maxsize=1)
def index_of(entries: tuple[Entry, ...], language: str) -> Index:
    """The index of the `entries` of one file, remembered: its phases ask for it in turn."""
    return Index(entries, language)


def _joined(text: str, places: Sequence[re.Match[str]]) -> bool:
    """Stands nothing but spaces, hyphens or an apostrophe between the words?"""
    return all(BETWEEN.fullmatch(text[a.end() : b.start()]) for a, b in pairwise(places))
