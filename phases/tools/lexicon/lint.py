"""Why a lexicon must not be used: what its entries would do to a text.

The rule behind all reasons: a variant may be changed to its term wherever it stands, because nobody
writes it for anything else, and what was changed once is never changed again.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from phases.tools.iso639 import primary
from phases.tools.lexicon.entries import Entry
from phases.tools.lexicon.index import words
from phases.tools.lexicon.ordinary import TITLES, english, ordinary

Words = tuple[str, ...]


def lint(entries: Sequence[Entry], path: Path) -> list[str]:
    """The reasons against `entries`, read from `path`: ``path:line: reason``, in order of lines."""
    found = [(entry.line, reason) for entry in entries for reason in _alone(entry)]
    found += _together(entries)
    return [f"{path.as_posix()}:{line}: {reason}" for line, reason in sorted(dict.fromkeys(found))]


def _alone(entry: Entry) -> Iterator[str]:
    """What is wrong with one entry."""
    if not words(entry.term):
        yield f"the term {entry.term!r} has no word"
    written = {text for text in (entry.term, entry.popular, *entry.variants) if text}
    if len({unicodedata.normalize("NFC", text) for text in written}) < len(written):
        yield f"{entry.term}: one spelling stands there in two Unicode forms (NFC and NFD); keep one"
    for variant in entry.variants:
        if variant == entry.term:
            yield f"{variant!r} is its own variant"
        elif not words(variant):
            yield f"the variant {variant!r} of {entry.term} has no word"
        elif entry.case == "exact" and variant == entry.term[:1].upper() + entry.term[1:]:
            yield f"{variant!r} -> {entry.term!r} is a loop: a sentence begins with a capital"
    if not entry.allow and primary(entry.language) in ("", "en"):
        for text in (*entry.variants, entry.popular):
            yield from _ordinary(entry, text)


def _ordinary(entry: Entry, text: str) -> Iterator[str]:
    """Is the spelling one that an English text has for itself?"""
    found = tuple(words(text))
    overrule = "; `allow: true` overrules it"
    if not found or text == entry.term:
        return
    if len(found) == 1 and found[0] in TITLES:
        if entry.category == "title":
            return
        yield f"{text!r} (for {entry.term}) is a title that many bear{overrule}"
    elif len(found) == 1 and (found[0] in english() or found[0].isdigit() or len(found[0]) == 1):
        yield f"{text!r} (for {entry.term}) is an ordinary English word{overrule}"
    elif ordinary(found):
        yield f"{text!r} (for {entry.term}) is a gloss: each of its words is an ordinary one{overrule}"


def _together(entries: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    """What is wrong between entries: (line, reason)."""
    terms: dict[Words, list[Entry]] = defaultdict(list)
    for entry in entries:
        for text in {entry.term: 0, entry.popular: 0}:
            if found := tuple(words(text)):
                terms[found].append(entry)
    owners: dict[Words, list[tuple[str, Entry]]] = defaultdict(list)
    for entry in entries:
        for variant in entry.variants:
            found = tuple(words(variant))
            for other in terms.get(found, ()):
                if other is not entry and _meet(variant, entry, other.term, other):
                    yield entry.line, _chain(variant, entry, other)
            if found:
                owners[found].append((variant, entry))
    for same in terms.values():
        for other in same[1:]:
            first = same[0]
            if other is not first and primary(first.language) == primary(other.language):
                yield other.line, _twice(other, first)
    for shared in owners.values():
        for text, other in shared[1:]:
            first_text, first = shared[0]
            if other is not first and _meet(first_text, first, text, other):
                yield (
                    other.line,
                    f"{text!r} is a variant of {other.term} and of {first.term} (line {first.line})",
                )


def _meet(one: str, entry: Entry, other: str, second: Entry) -> bool:
    """Can both spellings be found at one place of a text?"""
    languages = {primary(entry.language), primary(second.language)} - {""}
    if len(languages) > 1:
        return False
    return entry.case == "any" or second.case == "any" or one == other


def _chain(variant: str, entry: Entry, other: Entry) -> str:
    for back in other.variants:
        if words(back) == words(entry.term):
            return f"{variant!r} -> {entry.term!r} -> {other.term!r} is a loop (line {other.line})"
    before = next((f"{text!r} -> " for text in other.variants if words(text) != words(other.term)), "")
    return f"{before}{other.term!r} -> {entry.term!r} is a chain (line {other.line}): a term is no variant"


def _twice(entry: Entry, first: Entry) -> str:
    if entry.term == first.term:
        return f"the term {entry.term!r} stands twice (line {first.line})"
    if unicodedata.normalize("NFC", entry.term) == unicodedata.normalize("NFC", first.term):
        return f"{entry.term!r} stands in two Unicode forms, NFC and NFD (line {first.line}); keep one"
    return f"{entry.term!r} and {first.term!r} (line {first.line}) differ only in case: a loop; keep one"
