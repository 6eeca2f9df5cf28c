"""Choose the lexicon entries that may apply to a file, and count the words that take longer to read."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from phases.graph.errors import BinderyError
from phases.graph.model import Check, Metrics
from phases.subtitles import cues, near, vocabulary
from phases.subtitles.cues import Cue, LanguageSettings
from phases.subtitles.forms import forms
from phases.subtitles.reading import FIGURE, unfamiliar
from phases.subtitles.vocabulary import Near, Vocabulary
from phases.tools import lexicon
from phases.tools.lexicon import Entry, Index

log = logging.getLogger(__name__)

VERSION = 6

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
"""What the rule `invisible` takes out of words."""

_DIGITS = bytes(ord("0") if chr(code).isdecimal() else code for code in range(256))
"""Shows at once that no :data:`FIGURE` stands in ASCII, where a pattern asks for each character."""


class Settings(LanguageSettings):
    """How the lexicon is used."""

    spelling: Literal["iast", "popular"] = "iast"
    """Which form is written: the term, or its `popular` form where it has one."""
    variants: Literal["listed", "auto"] = "listed"
    """``auto``: more variants of every term in IAST are generated (extra ``sanskrit``)."""
    suggest: tuple[Literal["fuzzy", "spelling"], ...] = Field(())
    """What is suggested for the review list: ``fuzzy``, words that are nearly one of the lexicon (extra
    ``fuzzy``); ``spelling``, words that no dictionary has (extra ``spelling``)."""


def identity(settings: Settings) -> str:
    """The libraries that generate variants and find near words."""
    return near.libraries(settings.suggest)


def checks(settings: Settings) -> Sequence[Check]:
    """Are the libraries there that the settings ask for?"""
    return near.checks(settings.suggest, auto=settings.variants == "auto")


def refuse(path: Path) -> Sequence[str]:
    """The reasons why the lexicon at `path` must not be used, one line each."""
    try:
        return lexicon.lint(lexicon.load(path), path)
    except BinderyError as error:
        return [str(error)]


def run(parse: Path, target: Path, settings: Settings, beside: Sequence[Path] = ()) -> Metrics:
    """Write the entries of the lexicons `beside` that may apply to the track in `parse`."""
    track = cues.read(parse)
    language = vocabulary.language(track, settings)
    stamps = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in beside)
    index = _index(stamps, language, settings.spelling, settings.variants == "auto")
    entries, places = _entries(track.cues, index) if index else ((), ())
    found: Sequence[Near] = ()
    if settings.suggest:
        found = near.find(track.cues, index, language, settings.suggest)
    counts = _counts(track.cues, entries, places, language)
    vocabulary.write(target, Vocabulary(language, entries, places, tuple(found), counts))
    return {"terms": len(entries)}


@lru_cache(maxsize=8)
def _index(stamps: tuple[tuple[Path, int, int], ...], language: str, spelling: str, auto: bool) -> Index:
    """All entries for `language`, in the form that is written; once for each worker and lexicon."""
    entries = lexicon.combined([path for path, _, _ in stamps], language)
    return Index(forms(entries, spelling, auto), language)


def _entries(all_cues: Sequence[Cue], index: Index) -> tuple[tuple[Entry, ...], tuple[int, ...]]:
    """The entries with a spelling whose words all stand in one cue, and the numbers of such cues.

    Where a variant stands, the words of its term count as standing there, too: another spelling may
    begin with what this one writes. So a file that was corrected has the same entries.
    """
    words_of = _words_of(all_cues, index)
    known = set().union(*words_of.values())
    chosen: dict[int, Entry] = {}
    gives: dict[str, set[str]] = {}
    longer: dict[tuple[str, ...], Entry] = {}
    fresh = known
    while fresh:  # what the terms bring along may be spellings again
        for entry, spelling in index.among(known, fresh):
            if len(spelling) > 1:
                longer[spelling] = entry
            else:
                chosen[id(entry)] = entry
                gives.setdefault(spelling[0], set()).update(lexicon.spelt(entry.term))
        fresh = set().union(*gives.values()) - known
        known = known | fresh
    if longer:
        begin = {spelling[0] for spelling in longer} | {
            word for word, written in gives.items() if any(one[0] in written for one in longer)
        }
        for words in words_of.values():
            if not begin.isdisjoint(words):
                _choose_longer(set(words), gives, longer, chosen)
    ordered = [chosen[one] for one in sorted(chosen, key=index.places.__getitem__)]  # the last one wins
    entries = tuple([vocabulary.bare(e.term, e.variants, e.category, e.case) for e in ordered])
    chosen_only = lexicon.index_of(entries, "en")
    places = [number for number, words in words_of.items() if chosen_only.may_stand_among(words)]
    return entries, tuple(places)


def _words_of(all_cues: Sequence[Cue], index: Index) -> dict[int, list[str]]:
    """Number to words, of the cues in which a spelling may begin: in most none can, and no word of those
    is part of one."""
    texts = [cue.text for cue in all_cues]
    whole = "".join(texts)
    if not whole.isascii() and any(chr(code) in whole for code in INVISIBLE):
        texts = [text.translate(INVISIBLE) for text in texts]
    perhaps = list(lexicon.uncommon(texts, index.ordinary))
    heads = index.begins(set().union(*[words for _, words in perhaps]))
    return {all_cues[at].number: words for at, words in perhaps if not heads.isdisjoint(words)}


def _counts(
    all_cues: Sequence[Cue], entries: Sequence[Entry], places: Sequence[int], language: str
) -> tuple[tuple[int, int], ...]:
    """Numbers of cues, and how many words of the lexicon and long figures they have.

    In text that is not ASCII a word may end otherwise than where `INVISIBLE` is left out.
    """
    held = frozenset(places)
    whole = "\n".join([cue.text for cue in all_cues])
    figures = b"00000" in whole.encode().translate(_DIGITS, b".,'")
    asked = [
        cue
        for cue in all_cues
        if cue.number in held or not cue.text.isascii() or (figures and FIGURE.search(cue.text))
    ]
    counts = unfamiliar([cue.text for cue in asked], entries, language)
    return tuple((asked[at].number, count) for at, count in sorted(counts.items()))


def _choose_longer(
    words: set[str],
    gives: dict[str, set[str]],
    longer: dict[tuple[str, ...], Entry],
    chosen: dict[int, Entry],
) -> None:
    """Add to `chosen` the entries with a spelling in `longer` whose words stand in a cue with `words`."""
    for word in words & gives.keys():
        words = words | gives[word]
    for spelling, entry in longer.items():
        if id(entry) not in chosen and words.issuperset(spelling):
            chosen[id(entry)] = entry
            _choose_longer(words | set(lexicon.spelt(entry.term)), gives, longer, chosen)
