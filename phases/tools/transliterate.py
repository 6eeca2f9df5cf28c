"""How else a Sanskrit word in IAST is spelt: by the transliteration schemes, and as people write it."""

import re
import unicodedata
from functools import cache
from typing import Any

from phases.graph.errors import ToolMissing

INSTALL = 'pip install "bindery[sanskrit]"'

POPULAR = {
    "ṛ": "ri", "ṝ": "ri", "ḷ": "li", "ḹ": "li", "ś": "sh", "ṣ": "sh", "ṃ": "m", "ṁ": "m", "ṅ": "n",
    "ñ": "n", "ḥ": "h", "c": "ch", "ch": "chh",
}  # fmt: skip
"""How English books without diacritics write these letters; all others lose their marks."""
LONG = {"ī": "ee", "ū": "oo"}
"""The long vowels as many Indian names have them: Geeta, Pooja."""

_MARKED = re.compile("[āīūṛṝḷḹṅñṭḍṇśṣṃṁḥ]")
_LETTERS = re.compile(r"[a-z]+(?:[ '-][a-z]+)*")


def is_iast(term: str) -> bool:
    """Has `term` a letter that only IAST has?"""
    return _MARKED.search(unicodedata.normalize("NFC", term).lower()) is not None


def spellings(term: str) -> list[str]:
    """Other spellings of `term`, which is in IAST, in plain small letters, without double ones.

    Raises ToolMissing without the library. The schemes that mark a letter by its case or by
    punctuation lose that, as in a transcript.
    """
    word = unicodedata.normalize("NFC", term).lower()
    found = [_plain(word), _popular(word, {}), _popular(word, LONG), *_schemes(word)]
    return [one for one in dict.fromkeys(found) if _LETTERS.fullmatch(one) and one != word]


def _plain(word: str) -> str:
    """Without marks: kṛṣṇa -> krsna."""
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


def _popular(word: str, long: dict[str, str]) -> str:
    """As people write it: kṛṣṇa -> krishna."""
    table = POPULAR | long
    return _plain(re.sub("ch|.", lambda match: table.get(match[0], match[0]), word, flags=re.S))


def _schemes(word: str) -> list[str]:
    to = _sanscript()
    schemes = (to.HK, to.ITRANS, to.OPTITRANS, to.VELTHUIS)
    return [to.transliterate(word, to.IAST, scheme).lower() for scheme in schemes]


@cache
def _sanscript() -> Any:
    try:
        from indic_transliteration import sanscript
    except ImportError as error:
        raise ToolMissing("indic-transliteration is not installed", INSTALL) from error
    return sanscript
