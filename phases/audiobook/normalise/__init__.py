"""Say a text as a reader would: numbers, abbreviations, signs; the rules are data, by language."""

from collections.abc import Container, Iterable
from functools import cache

from phases.audiobook.normalise import marks
from phases.audiobook.normalise.rule import Edit, Manner, Rule, edits
from phases.tools.iso639 import primary

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
"""Those that have rules; a text in another one goes to the voice as it is, which has rules of its own."""


@cache
def rules(language: str) -> tuple[Rule, ...]:
    """The rules for a BCP 47 tag, the first wins; none where the language has none."""
    code = primary(language)
    if code not in LANGUAGES:
        return ()
    if code == "en":
        from phases.audiobook.normalise import english

        return (*english.RULES, *marks.RULES)
    from phases.audiobook.normalise import european

    return (*european.rules(code), *marks.RULES)


def names() -> list[str]:
    """The names of all rules of all languages."""
    return sorted({rule.name for language in LANGUAGES for rule in rules(language)})


def changes(
    text: str, manner: Manner, taken: Iterable[tuple[int, int]] = (), off: Container[str] = ()
) -> list[Edit]:
    """What is said otherwise than it is written, in order; nothing that is `taken` is touched."""
    return edits(text, rules(manner.language), manner, taken, off)


__all__ = [
    "LANGUAGES",
    "Edit",
    "Manner",
    "changes",
    "names",
    "rules",
]
