"""Words of a file for the review list: nearly one of the lexicon, or in no dictionary."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from phases.graph.model import Check
from phases.subtitles.cues import Cue
from phases.subtitles.rules.protected import NO_WORDS
from phases.subtitles.vocabulary import Near
from phases.tools import lexicon, spelling
from phases.tools.iso639 import primary
from phases.tools.lexicon import Index
from phases.tools.lexicon.index import WORD

SHORTEST = 5
"""Letters of a word that is looked at: shorter ones are nearly everything."""

LIBRARIES = {"fuzzy": "rapidfuzz", "spelling": "spylls"}


def libraries(suggest: Sequence[str]) -> str:
    """Names and versions of what makes the suggestions and, wherever it is installed, the variants."""
    return ", ".join(map(_version, ("indic-transliteration", *(LIBRARIES[one] for one in suggest))))


def checks(suggest: Sequence[str], auto: bool) -> list[Check]:
    """For ``doit doctor``: are the libraries installed that are asked for?"""
    asked = {LIBRARIES[one]: one for one in suggest} | (
        {"indic_transliteration": "sanskrit"} if auto else {}
    )
    return [
        Check(name, find_spec(name) is not None, hint=f'pip install "bindery[{extra}]"')
        for name, extra in asked.items()
    ]


def find(all_cues: Sequence[Cue], index: Index, language: str, suggest: Sequence[str]) -> list[Near]:
    """The suggestions for a file, each word once, in its order.

    A word is looked at that is no ordinary one and that the lexicon has not. Raises ToolMissing
    without the libraries.
    """
    return list(_find(all_cues, index, language, suggest))


def _find(all_cues: Sequence[Cue], index: Index, language: str, suggest: Sequence[str]) -> Iterator[Near]:
    close = _near(index) if "fuzzy" in suggest else None
    speller = "spelling" in suggest and primary(language) == "en"
    seen: set[str] = set()
    for cue in all_cues:
        for word, _ in words(cue.text):
            key = lexicon.fold(word)
            if key in seen:
                continue
            seen.add(key)
            if len(key) < SHORTEST or not word.isalpha() or key in lexicon.english() or index.has(key):
                continue
            if close and (meant := close(key)):
                yield Near("fuzzy", word, index.term(meant))
            elif speller and not spelling.knows(word):
                yield Near("spelling", word, "")


def words(text: str) -> Iterator[tuple[str, int]]:
    """The words of `text` that a viewer reads, and where each begins: not those of tags and addresses."""
    shown = NO_WORDS.sub(lambda match: " " * len(match[0]), text)
    return ((match[0], match.start()) for match in WORD.finditer(shown))


@lru_cache(maxsize=2)
def _near(index: Index) -> spelling.Near:
    """Its memory of words lasts as long as the lexicon."""
    return spelling.Near(word for word in index.singles() if len(word) >= SHORTEST)


@lru_cache
def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"
