"""A lexicon: how names and terms are written, misheard and spoken, for every pipeline.

``lexicon.yaml`` lies in the folder of the inputs or above::

    terms:
      - term: Kṛṣṇa                # how it is written
        variants: [krishna, krsna] # spellings that are corrected to it; auto: from a transliterator
        popular: Krishna           # how it is written with `spelling: popular`
        category: name             # name, term, place, title ...
        say: KRISH-nuh             # a respelling for the voice
        ipa: ˈkrɪʂɳə               # or IPA
        case: any                  # any, or exact: variants count only as they are written here
        language: en               # only in this language
        allow: true                # variants may be ordinary words; they were looked at
    Hermione: her-MY-oh-nee        # short: a word and its respelling
"""

from phases.tools.lexicon.entries import Entry, combined, load
from phases.tools.lexicon.index import Index, Match, fold, index_of, spelt, uncommon, words
from phases.tools.lexicon.lint import lint
from phases.tools.lexicon.ordinary import english

__all__ = [
    "Entry",
    "Index",
    "Match",
    "combined",
    "english",
    "fold",
    "index_of",
    "lint",
    "load",
    "spelt",
    "uncommon",
    "words",
]
