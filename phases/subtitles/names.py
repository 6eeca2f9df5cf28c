"""The names and new words of one file: those that no list of ordinary words has, or that have a capital.

Only English has such a list here. In another language a word counts that has a capital inside of a
sentence, and in German, where every noun has one, a word of the lexicon alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain
from typing import NamedTuple

from phases.subtitles.cues import Cue
from phases.tools import lexicon
from phases.tools.lexicon import Entry
from phases.tools.lexicon.index import WORD
from phases.tools.lexicon.ordinary import TITLES

SHORTEST = 4
"""Letters of a word that counts."""
CAPITALS = 0.8
"""Share of capitals that makes an ordinary word a name: the Self, but not a Book in a title (chosen)."""
NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})

_TAGS = re.compile(r"<[^<>\n]*>|\{[^{}\n]*\}|\\[Nnh]")
_INSIDE = re.compile(rf"(?<=[\w,;] )(?=[^\W\da-z_]){WORD.pattern}")
"""A word that begins with no small ASCII letter and with which no sentence begins."""
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er")


class Word(NamedTuple):
    """A word that may be a name, in one file."""

    text: str
    """As it stands there first."""
    count: int
    line: int
    """The line of the source with the first cue that has it."""
    capitals: int
    """How often it has a capital inside of a sentence."""
    known: bool
    """The lexicon has it."""


def names(cues: Sequence[Cue], entries: Iterable[Entry], language: str) -> list[Word]:
    """The words of `cues` that may be names, in the order in which they appear.

    `entries`: the lexicon entries that may apply to the file; `language` is BCP 47, empty: not known.
    """
    texts = [_plain(cue.text) for cue in cues]
    of_cue = [lexicon.words(text) for text in texts]
    counts = Counter(chain.from_iterable(of_cue))
    capitals = Counter(map(lexicon.fold, _capitals(texts)))
    terms = set(chain.from_iterable(lexicon.words(entry.term) for entry in entries))
    chosen = _chosen(counts, capitals, terms, language)
    found: dict[str, Word] = {}
    for cue, text, words in zip(cues, texts, of_cue, strict=True):
        if not chosen.isdisjoint(words):
            for written in WORD.findall(text):
                word = lexicon.fold(written)
                if word in chosen:
                    chosen.discard(word)
                    known = word in terms
                    found[word] = Word(written, counts[word], cue.line, capitals[word], known)
    return list(found.values())


def _plain(text: str) -> str:
    if "<" in text or "{" in text or "\\" in text:
        text = _TAGS.sub(" ", text)
    return text.replace("\n", " ")


def _capitals(texts: Iterable[str]) -> Iterator[str]:
    return (word for word in _INSIDE.findall("\n".join(texts)) if word[0].isupper())


def _chosen(counts: Counter[str], capitals: Counter[str], terms: Set[str], language: str) -> set[str]:
    primary = language.lower().partition("-")[0]
    words = counts.keys() & terms
    if primary not in NOUNS_HAVE_CAPITALS:
        words |= {word for word, n in capitals.items() if n >= CAPITALS * counts[word]}
    if primary == "en":
        words |= {word for word in counts.keys() - lexicon.english() if not _inflected(word)}
    return {word for word in words if len(word) >= SHORTEST and _is_word(word)} - TITLES


def _is_word(word: str) -> bool:
    return word.isalpha() if word.isascii() else not any(map(_digit, word))


def _digit(letter: str) -> bool:
    return letter.isdigit() or letter == "_"


def _inflected(word: str) -> bool:
    """Is `word` an ordinary one with an ending?"""
    known = lexicon.english()
    return any(word.endswith(end) and word[: -len(end)] in known for end in _ENDINGS)
