"""A rule as data: what it looks for, what becomes of it, and why."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

Risk = Literal["safe", "review", "off"]
"""``safe`` is applied, ``review`` is suggested to a person, ``off`` is neither."""

Form = Literal["written", "foreign", "lower", "words", "shape"]
"""As written; what is not in ASCII alone; in lower case, with ``a`` for what is not; the same with a space
for all that is in no word; or with ``a`` for each letter, too, and a comma for each of , . ; : ! ?"""


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
    """One of these stands wherever the pattern can match: in the text with a space for each line break, and
    one at both ends."""
    form: Form = "written"
    """Of the text in which the needles stand."""
    in_ascii: bool = True
    """False: it cannot match a text in ASCII."""
    narrow: Callable[[str], Iterable[str]] | None = None
    """The needles that stand in a whole file, where there would be many."""
    among: Callable[[Sequence[str]], Iterable[int]] | None = None
    """Indices of the texts that the pattern may match, in order, where no needle tells."""
    languages: tuple[str, ...] = ()
    """The languages that it is for, as ``en``; empty: all."""
    but_not: tuple[str, ...] = ()
    """Languages that it is not for."""
    of_lines: bool = False
    """True: it sees where a text is broken into lines; to all others a break that only makes a text fit
    is a space, because *retime* may break it elsewhere."""
    keeps_lines: bool = True
    """False: it may take a line away."""
