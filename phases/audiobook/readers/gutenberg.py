"""Project Gutenberg's header and licence around a plain text."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phases.audiobook.readers.plain import Stanza

RULE = "gutenberg"
LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "swedish": "sv", "danish": "da", "finnish": "fi", "polish": "pl", "czech": "cs",
    "norwegian": "no", "hungarian": "hu", "russian": "ru", "greek": "el", "latin": "la", "esperanto": "eo",
    "chinese": "zh", "japanese": "ja", "catalan": "ca", "romanian": "ro",
}  # fmt: skip
"""The header names the language in English."""

_WORK = r"(?:THE |THIS )?PROJECT GUTENBERG(?:['’]S)? E-?(?:BOOK|TEXT)"
_START = re.compile(rf"\s*\*{{3}}\s*START OF {_WORK}|\s*\*END[ *]+THE SMALL PRINT", re.I)
_END = re.compile(rf"\s*\*{{3}}\s*END OF {_WORK}|\s*End of (?:the |this )?Project Gutenberg", re.I)
_CREDITS = re.compile(
    r"\s*(?:produced by|e-?text prepared by|transcribed by|this e-?(?:book|text) was)\b", re.I
)
_FIELD = re.compile(r"^(title|author|language):[ \t]*(.+(?:\n[ \t]+\S.*)*)", re.I | re.M)


def header(text: str) -> dict[str, str]:
    """Title, author and language (a code) as the header names them; empty without a header."""
    start = _START.search(text)
    if not start:
        return {}
    found = {
        m.group(1).lower(): " ".join(m.group(2).split()) for m in _FIELD.finditer(text[: start.start()])
    }
    found["language"] = LANGUAGES.get(found.get("language", "").split(",")[0].lower(), "")
    return found


def mark(stanzas: Sequence["Stanza"]) -> list["Stanza"]:
    """`stanzas` with the rule's name on what stands before the start mark and from the end mark on."""
    starts = [i for i, s in enumerate(stanzas) if any(map(_START.match, s.lines))]
    first = starts[0] + 1 if starts else 0
    if starts and first < len(stanzas) and _CREDITS.match(stanzas[first].lines[0]):
        first += 1
    ends = [i for i, s in enumerate(stanzas) if i >= first and any(map(_END.match, s.lines))]
    last = ends[0] if ends else len(stanzas)
    return [s if first <= i < last else replace(s, rule=RULE) for i, s in enumerate(stanzas)]
