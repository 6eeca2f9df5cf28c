"""The names and new words of one file: those that no list of ordinary words has, or that have a capital.

Only English has such a list here. In another language a word counts that has a capital inside of a
sentence, and in German, where every noun has one, a word of the lexicon alone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from phases.subtitles.cues import Cue
from phases.tools import lexicon
from phases.tools.iso639 import primary
from phases.tools.lexicon import Entry
from phases.tools.lexicon.index import WORD
from phases.tools.lexicon.ordinary import TITLES

SHORTEST = 4
"""Letters of a word that counts."""
CAPITALS = 0.8
"""Share of capitals that makes an ordinary word a name: the Self, but not a Book in a title (chosen)."""
NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})

_TAGS = re.compile(r"<[^<>\n]*>|\{[^{}\n]*\}|\\[Nnh]")
_INSIDE = re.compile(rf" (?=[^\W\da-z_])(?<=[\w,;] )({WORD.pattern})")
"""A space, and a word that begins with no small ASCII letter and with which no sentence begins. A pattern
that begins with a space is many times as quick as one that begins with a look behind."""
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "est", "ness", "less", "able", "ism", "ist")
_COMMON = """
january february march april may june july august september october november december monday tuesday
wednesday thursday friday saturday sunday christmas easter cannot english british american european african
asian indian chinese japanese german french spanish italian russian greek latin jewish christian muslim
hindu buddhist england britain america europe africa asia india china japan germany france spain italy
russia
"""
COMMON = TITLES | frozenset(_COMMON.split())
"""Words with a capital that every recogniser knows, and titles."""


class Word(NamedTuple):
    """A word that may be a name, in one file."""

    text: str
    """As it stands there first, but for places where it is all in capitals."""
    hits: int
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
    whole = _plain("\n".join([cue.text.replace("\n", " ") for cue in cues]))
    texts = whole.split("\n")
    capitals = Counter(map(lexicon.fold, _capitals(whole)))
    terms = set(chain.from_iterable(lexicon.spelt(entry.term) for entry in entries))
    terms |= {f"{term}s" for term in terms}  # several of them, or what belongs to one
    perhaps = set() if primary(language) in NOUNS_HAVE_CAPITALS else set(filter(_may_count, capitals))
    holding = list(lexicon.uncommon(texts, terms | perhaps))
    sure = _names(set().union(*[words for _, words in holding]), terms, language)
    asked = perhaps | set(filter(_may_count, sure))
    counts = Counter([word for _, words in holding for word in words if word in asked])
    chosen = {word for word in asked if word in sure or capitals[word] >= CAPITALS * counts[word]}
    found: dict[str, Word] = {}
    for at, words in holding:
        if not chosen.isdisjoint(words):
            for written in WORD.findall(texts[at]):
                word = lexicon.fold(written)
                if word in chosen:
                    if not written.isupper():  # a heading has capitals that are not the name's
                        chosen.discard(word)
                    line = found[word].line if word in found else cues[at].line
                    found[word] = Word(written, counts[word], line, capitals[word], word in terms)
    return list(found.values())


def _plain(text: str) -> str:
    return _TAGS.sub(" ", text) if "<" in text or "{" in text or "\\" in text else text


def _capitals(text: str) -> Iterator[str]:
    """The words with a capital that no sentence gives them, but for those that are all in capitals."""
    return (word for word in _INSIDE.findall(text) if word[0].isupper() and not word.isupper())


def _names(words: Set[str], terms: Set[str], language: str) -> Set[str]:
    """Those of `words` that are names in small letters, too: of `terms`, or no ordinary ones."""
    names = words & terms
    if primary(language) == "en":
        names |= {word for word in words - lexicon.english() if not _inflected(word)}
    return names


def _may_count(word: str) -> bool:
    return len(word) >= SHORTEST and word not in COMMON and _is_word(word)


def _is_word(word: str) -> bool:
    return word.isalpha() if word.isascii() else not any(map(_digit, word))


def _digit(letter: str) -> bool:
    return letter.isdigit() or letter == "_"


@lru_cache(maxsize=2048)
def _inflected(word: str) -> bool:
    """Is `word` an ordinary one with an ending?"""
    stems = (word[: -len(end)] for end in _ENDINGS if word.endswith(end))
    return any(not lexicon.english().isdisjoint(_spelt(stem)) for stem in stems)


def _spelt(stem: str) -> tuple[str, str, str]:
    """Stems as they stand alone: liv, live; happi, happy."""
    return stem, f"{stem}e", f"{stem[:-1]}y" if stem.endswith("i") else stem
