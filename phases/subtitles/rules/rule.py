"""A rule as data: what it looks for, what becomes of it, and why."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

Risk = Literal["safe", "review", "off"]
"""``safe`` is applied, ``review`` is suggested to a person, ``off`` is neither."""


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
    needles: tuple[str, ...] = ()
    """Of these one stands in the lower-cased text wherever the pattern can match."""
    in_ascii: bool = True
    """False: it cannot match a text in ASCII."""
    narrow: Callable[[str], tuple[str, ...]] | None = None
    """The needles that stand in a whole file in lower case, where there would be many."""
    test: Callable[[str], bool] | None = None
    """Says quickly whether the pattern can match the text of a cue, after the needles."""
    languages: tuple[str, ...] = ()
    """The languages that it is for, as ``en``; empty: all."""
    but_not: tuple[str, ...] = ()
    """Languages that it is not for."""
    of_lines: bool = False
    """True: it sees where a text is broken into lines; to all others a break that only makes a text fit
    is a space, because *retime* may break it elsewhere."""
    keeps_lines: bool = True
    """False: it may take a line away."""
