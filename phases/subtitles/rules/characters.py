"""Rules about characters that look right and are not, and about spaces."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from phases.subtitles.rules.rule import Rule, where

_SOUTH_EAST_ASIA = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese and Khmer part words by U+200B."""


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[0])


def _between(match: re.Match[str]) -> str:
    """A space between words, none at the ends of a line."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return " " if before.strip() and after.strip() else ""


def _not_normal(texts: Sequence[str]) -> Iterator[int]:
    return (n for n, text in enumerate(texts) if not unicodedata.is_normalized("NFC", text))


_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"

RULES = (
    Rule(
        "unicode",
        "one letter has one form (Unicode NFC), so that words can be found and compared",
        "safe",
        re.compile(r"[^\s<>{}\"“”‘’«»\x00-\x1f]+"),
        _composed,
        ("kr\u0323s\u0323n\u0323a", "k\u1e5b\u1e63\u1e47a"),
        in_ascii=False,
        among=_not_normal,
    ),
    Rule(
        "invisible",
        "zero width spaces, word joiners and soft hyphens part words that look whole",
        "safe",
        re.compile(rf"(?<![{_SOUTH_EAST_ASIA}])[\u200b\u2060\ufeff\u00ad]+"),
        "",
        ("kri\u200bshna", "krishna"),
        where("foreign", "[\u200b\u2060\ufeff\u00ad]"),
        in_ascii=False,
    ),
    Rule(
        "odd-spaces",
        "no-break and typographic spaces keep players from breaking lines",
        "safe",
        re.compile(f"[{_SPACES}]"),
        " ",
        ("the\u00a0mind", "the mind"),
        where("foreign", f"[{_SPACES}]"),
        in_ascii=False,
        but_not=("fr",),  # a no-break space belongs before ; : ! ? »
    ),
    Rule(
        "spaces",
        "words are parted by one space, and lines begin and end without",
        "safe",
        re.compile(r"(?<=\S)(?:[ \t]*\t[ \t]*|  +)(?=[^\s])|^[ \t]+(?=\S)|(?<=\S)[ \t]+$", re.M),
        _between,
        ("the  mind \n is", "the mind\nis"),
        where("written", "  ", "\t"),
        of_lines=True,
    ),
)  # fmt: skip
