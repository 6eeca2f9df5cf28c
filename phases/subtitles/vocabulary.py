"""What *terms* finds for one file: the lexicon entries that may apply to it, and words near to them."""

from collections.abc import Iterable
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from phases.subtitles import kept
from phases.subtitles.cues import LanguageSettings, Track
from phases.tools import lexicon
from phases.tools.lexicon import Entry

SAMPLE = 300
"""Words of a file that tell whether it is English, where nothing else does."""
ENGLISH = 0.6
"""Share of them that an English text has in a list of 30,000; a German one has about 0.2."""
FRENCH = 0.12
"""Share of them that a French text has in `_FRENCH`: mostly 0.2; one in another language 0.06 at most."""
_WORDS = """
les des du dans est une pas vous nous je elle avec sur pour ça c qu aux mais où été sont cette ses leur très
même donc
"""
_FRENCH = frozenset(_WORDS.split())


class Near(NamedTuple):
    """A word of the file that may be a mistake; only a person decides."""

    rule: str
    """``fuzzy`` or ``spelling``."""
    word: str
    """As it stands in the file."""
    term: str
    """What may be meant; empty where nobody knows."""


class Vocabulary(NamedTuple):
    """What ``terms.json`` holds."""

    language: str
    """BCP 47; empty: not known, and not English by its words."""
    entries: tuple[Entry, ...]
    """Each `term` is the form to write, each of the `variants` another spelling of it; all are `bare`."""
    places: tuple[int, ...] = ()
    """Numbers of the cues that hold the first word of a spelling."""
    near: tuple[Near, ...] = ()
    unfamiliar: tuple[tuple[int, int], ...] = ()
    """Number of a cue, and how many words of the lexicon and long figures it has (`reading.unfamiliar`)."""


def bare(term: str, variants: Iterable[str], category: str, case: str) -> Entry:
    """An entry with nothing but what the phases after *terms* ask of it."""
    return Entry(term, tuple(variants), category, case=case)


def write(path: Path, vocabulary: Vocabulary) -> None:
    """Write `vocabulary` as JSON, the entries as lists."""
    import msgspec  # takes 30 ms, and only workers need it

    entries = [[e.term, e.variants, e.category, e.case] for e in vocabulary.entries]
    path.write_bytes(msgspec.json.encode([vocabulary.language, entries, *vocabulary[2:]]))
    kept.keep(kept.identity(path), vocabulary, len(vocabulary.places))


def read(path: Path) -> Vocabulary:
    """The vocabulary in the file at `path`."""
    identity = kept.identity(path)
    vocabulary: Vocabulary | None = kept.found(identity)
    if vocabulary is None:
        vocabulary = _decoded(path.read_bytes())
        kept.keep(identity, vocabulary, len(vocabulary.places))
    return vocabulary


def _decoded(written: bytes) -> Vocabulary:
    import msgspec

    language, entries, places, near, counts = msgspec.json.decode(written)
    return Vocabulary(
        language,
        tuple(starmap(bare, entries)),
        tuple(places),
        tuple(map(Near._make, near)),
        tuple((number, count) for number, count in counts),
    )


def language(track: Track, settings: LanguageSettings) -> str:
    """The language of `track`: the setting's, else the file's own, else ``en`` or ``fr`` by its words.

    The rules for English must not touch a German file that nobody has called German: ``er`` is a filler
    in one and a pronoun in the other. And in French a space stands before ! and ?.
    """
    return settings.language or track.language or _guessed(cue.text for cue in track.cues)


def _guessed(texts: Iterable[str]) -> str:
    found: list[str] = []
    for text in texts:
        found += lexicon.words(text)
        if len(found) > SAMPLE:
            break
    if sum(map(lexicon.english().__contains__, found)) >= ENGLISH * len(found):
        return "en"
    return "fr" if sum(map(_FRENCH.__contains__, found)) >= FRENCH * len(found) else ""
