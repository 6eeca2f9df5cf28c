"""Roman numerals."""

import re

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
CANONICAL = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,4})", re.IGNORECASE)
"""As numerals are written in books; IIII stands on clocks and old title pages."""


def value(text: str) -> int:
    """``XIV`` -> 14; 0 for what is no numeral."""
    if not text or not CANONICAL.fullmatch(text):
        return 0
    each = [VALUES[letter] for letter in text.upper()]
    return sum(-n if n < after else n for n, after in zip(each, [*each[1:], 0], strict=True))
