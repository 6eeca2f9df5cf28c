"""A rule as data: what it looks for, what becomes of it, and why."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

Risk = Literal["safe", "review", "off"]
"""``safe`` is applied, ``review`` is suggested to a person, ``off`` is neither."""

Form = Literal["written", "foreign", "words", "shape"]
"""As written, but with plain spaces only; what is not in ASCII alone; in lower case, with ``a`` for letters
that are not in ASCII and a space for what is in no word; or with ``a`` for each letter and a comma for each
of , . ; : ! ?"""


class Where(NamedTuple):
    """How the places in a whole file are found near which a rule may match; several rules may share it."""

    form: Form
    """Of the texts: each in one line, with a space for each of its line breaks and one at both ends."""
    places: Callable[[str], Iterable[int]]
    """Offsets into it: one in each text that the pattern of the rule may match."""


def where(form: Form, *patterns: str) -> Where:
    """The places that `patterns` match; one that begins with a rare character is many times as quick."""
    finders = [re.compile(pattern).finditer for pattern in patterns]
    return Where(form, lambda whole: [match.start() for find in finders for match in find(whole)])


class Rule(NamedTuple):
    """A rule whose fix is a pattern and what becomes of it."""

    id: str
    reason: str
    risk: Risk
    pattern: re.Pattern[str]
    """What it matches must be just what changes: a match that touches a protected span is left alone."""
    becomes: str | Callable[[re.Match[str]], str]
    """As for `re.sub`."""
    example: tuple[str, str]
    """Before and after; a test applies the rule to it."""
    where: Where | None = None
    """The places near which it may match; None: anywhere."""
    in_ascii: bool = True
    """False: it cannot match a text in ASCII."""
    among: Callable[[Sequence[str]], Iterable[int]] | None = None
    """Indices of the texts that the pattern may match, in order, where no place tells."""
    languages: tuple[str, ...] = ()
    """The languages that it is for, as ``en``; empty: all."""
    but_not: tuple[str, ...] = ()
    """Languages that it is not for."""
    of_lines: bool = False
    """True: it sees where a text is broken into lines; to all others a break that only makes a text fit
    is a space, because *retime* may break it elsewhere."""
    keeps_lines: bool = True
    """False: it may take a line away."""
