"""Ordinary English words, and the English titles and honorifics that stand before names."""

from functools import cache
from importlib.resources import files

_TITLES = """
acharya archbishop aunt baba bhagavan bhagwan bishop brother captain count countess devi doctor duchess duke
emperor empress father general guru imam ji king lady lama lord maa madam maestro maharaj maharaja maharishi
master mata miss mister mother mr mrs ms pandit pope president prince princess prof professor prophet queen
rabbi raja rani rishi saint shree shri shrimati sir sister sri sultan swami swamiji thakur uncle
"""
_PIECES = "a ain aren couldn d didn doesn don hadn hasn haven i isn ll m re s t ve wasn wouldn"

TITLES = frozenset(_TITLES.split())
"""A title names whoever bears it: "shri" is no spelling of Lakshmi."""

PIECES = frozenset(_PIECES.split())
"""What an apostrophe leaves of ordinary words."""


@cache
def english() -> frozenset[str]:
    """About 30,000 words in lower case; `english.txt` names their source."""
    text = files(__package__).joinpath("english.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#")) | PIECES


def ordinary(words: tuple[str, ...]) -> bool:
    """Is each of `words` (folded) an ordinary English word, a title, a number or a single letter?"""
    known = english()
    return all(word in known or word in TITLES or word.isdigit() or len(word) == 1 for word in words)
