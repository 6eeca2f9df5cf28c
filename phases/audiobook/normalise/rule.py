"""Rules that say a text for the voice: what each finds, what it says instead, and why it is needed."""

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Manner:
    """What rules may ask about the text."""

    language: str = "en"
    """BCP 47; ``en-US`` leaves out the "and" of one hundred and one."""
    title: bool = False
    """The text is a heading."""
    dates: str = ""
    """Order of 5/12/1818: ``dmy``, ``mdy``, or empty: by the language's country, else left."""


Spoken = Callable[["re.Match[str]", Manner], str | None]
"""What is said for a match; None: this is not what the rule is about."""


@dataclass(frozen=True)
class Rule:
    """One way in which writing differs from speech."""

    name: str
    """By which it is switched off, and counted."""
    reason: str
    """What a listener would hear without it."""
    pattern: re.Pattern[str]
    """What is written; where it has a group `what`, only that is spoken anew, and the rest is context."""
    say: Spoken | str
    """The words, or how they are found."""
    cue: frozenset[str] = frozenset()
    """A text with none of these characters is not looked at; empty: every text is."""


class Edit(NamedTuple):
    """Characters of a text and what is said in their place."""

    start: int
    end: int
    spoken: str
    rule: str


def rule(name: str, reason: str, pattern: str, say: Spoken | str, cue: str = "") -> Rule:
    """A rule from the source of its pattern (verbose, so a space is ``[ ]``)."""
    return Rule(name, reason, re.compile(pattern, re.VERBOSE), say, frozenset(cue))


DIGITS = "0123456789"
"""The cue of rules about figures."""


def edits(
    text: str,
    rules: Sequence[Rule],
    manner: Manner,
    taken: Iterable[tuple[int, int]] = (),
    off: Container[str] = (),
) -> list[Edit]:
    """What `rules` say in `text`, in order of place.

    Every rule sees the text as it was written, never what another has said; of two that want the same
    characters the earlier rule has them. Nothing is said for characters that are `taken`.
    """
    chars = set(text)
    found: list[Edit] = [Edit(start, end, "", "") for start, end in sorted(taken)]
    given = len(found)
    for each in rules:
        if each.name in off or (each.cue and each.cue.isdisjoint(chars)):
            continue
        what = each.pattern.groupindex.get("what", 0)
        for match in each.pattern.finditer(text):
            start, end = match.span(what)
            if start == end or not _free(found, start, end):
                continue
            spoken = each.say if isinstance(each.say, str) else each.say(match, manner)
            if spoken is not None:
                insort(found, Edit(start, end, spoken, each.name))
    return _apart(text, [edit for edit in found if edit.rule] if given else found)


def _apart(text: str, found: Sequence[Edit]) -> list[Edit]:
    """`found`, with blanks where a word would run into the next: p.5 is page five."""
    apart: list[Edit] = []
    for edit in found:
        joined = apart and apart[-1].end == edit.start
        before = apart[-1].spoken[-1:] if joined else text[: edit.start][-1:]
        first = " " * (before.isalnum() and edit.spoken[:1].isalnum())
        last = " " * (edit.spoken[-1:].isalnum() and text[edit.end : edit.end + 1].isalnum())
        apart.append(edit._replace(spoken=first + edit.spoken + last))
    return apart


def _free(found: Sequence[Edit], start: int, end: int) -> bool:
    at = bisect_left(found, (start,))
    before_ends = found[at - 1].end <= start if at else True
    return before_ends and (at == len(found) or found[at].start >= end)
