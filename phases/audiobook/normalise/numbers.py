"""Numbers in words, by the CLDR's rules for each language (`unicode-rbnf`, MIT).

Why unicode-rbnf: it reads the spell-out rules that Unicode keeps for some 70 languages, and knows years,
ordinals and the genders of 1. `num2words` (LGPL) says "milleottocentodicotto" for 1818 in Italian and
"hundertste" for 101st in German, and fails on negative Polish numbers; `inflect` knows English alone.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from phases.tools.iso639 import primary

if TYPE_CHECKING:
    from unicode_rbnf import RbnfEngine

MOST_DIGITS = 15
"""Longer numbers are read figure by figure: nobody hears what a quintillion is."""


@lru_cache(maxsize=4096)
def cardinal(number: str, language: str, form: str = "") -> str:
    """``1,234`` without its comma in words; `form`: a CLDR rule set, ``spellout-cardinal-feminine``."""
    if len(number) > MOST_DIGITS:
        return digits(number, language)
    return _and(_spelled(int(number), language, "CARDINAL", form), language)


@lru_cache(maxsize=4096)
def ordinal(number: str, language: str, form: str = "") -> str:
    """``21`` -> twenty-first."""
    if len(number) > MOST_DIGITS:
        return digits(number, language)
    return _and(_spelled(int(number), language, "ORDINAL", form), language)


@lru_cache(maxsize=4096)
def year(number: str, language: str) -> str:
    """``1818`` -> eighteen eighteen."""
    return _and(_spelled(int(number), language, "YEAR", ""), language)


@lru_cache(maxsize=4096)
def digits(number: str, language: str) -> str:
    """Figure by figure: ``007`` -> zero zero seven."""
    return " ".join(_spelled(int(figure), language, "CARDINAL", "") for figure in number)


def _spelled(number: int, language: str, purpose: str, form: str) -> str:
    from unicode_rbnf import FormatPurpose

    said = _engine(primary(language)).format_number(number, FormatPurpose[purpose]).text_by_ruleset
    first = next(iter(said.values()))
    return said.get(form, first).replace("\N{SOFT HYPHEN}", "")


@cache
def _engine(language: str) -> "RbnfEngine":
    from unicode_rbnf import RbnfEngine

    return RbnfEngine.for_language(language)


_HUNDRED = re.compile(r"(hundred) (?!and\b|million|thousand|billion|trillion)")
_LARGE = re.compile(r"(thousand|million|billion|trillion)(?= (?!.*(?:hundred|thousand|million|billion)))")


def _and(words: str, language: str) -> str:
    """The "and" that English has and American leaves out: one hundred and one, two thousand and five."""
    if primary(language) != "en" or language.lower().endswith("-us"):
        return words
    return _LARGE.sub(r"\1 and", _HUNDRED.sub(r"\1 and ", words))
