"""How the spellings of names sound, roughly, and how far one is from another."""

import re
import unicodedata

_SOUNDS = (
    ("chh", "c"), ("ch", "c"), ("ck", "k"), ("kh", "k"), ("gh", "g"), ("jh", "j"), ("th", "t"), ("dh", "d"),
    ("ph", "f"), ("bh", "b"), ("sh", "s"), ("zh", "z"), ("x", "ks"), ("w", "v"), ("q", "k"), ("z", "s"),
    ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("au", "o"), ("ai", "e"), ("y", "i"),
)  # fmt: skip
"""How English books write what IAST has one letter for, and letters that sound alike."""
_TWICE = re.compile(r"(.)\1+")
_FIRST = str.maketrans("bfvcgjqdm", "pppkkkktn")
_CONFUSED = _FIRST | str.maketrans("", "", "aeiouh")
"""Consonants that are mistaken for each other: the groups of Soundex, but s is none of the sounds of k.
Vowels and h are left out."""


def plain(word: str) -> str:
    """`word` (folded) without the marks on its letters."""
    if word.isascii():
        return word
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


def sound(word: str) -> str:
    """How `word` (folded) sounds, roughly: aspirates, long and doubled letters are gone.

    >>> sound("śaṅkara") == sound("shankara"), sound("arjoona")
    (True, 'arjuna')
    """
    made = plain(word)
    for written, heard in _SOUNDS:
        if written in made:
            made = made.replace(written, heard)
    return _TWICE.sub(r"\1", made)


def without_a(heard: str) -> str:
    """`heard` without a last a, which Hindi does not speak: Arjun, Arjuna."""
    return heard[:-1] if len(heard) > 3 and heard.endswith("a") else heard


def skeleton(heard: str) -> str:
    """The first letter and the consonants of `heard` (of `sound`), the same for those that are confused."""
    return heard[:1].translate(_FIRST) + heard[1:].translate(_CONFUSED)


def distance(a: str, b: str, most: int) -> int:
    """How many letters to insert, take out or change make `b` of `a` (Levenshtein); more than `most`
    is not counted.

    >>> distance("kitten", "sitting", 3), distance("kitten", "sitting", 1)
    (3, 2)
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    at = next(
        (n for n, (one, two) in enumerate(zip(a, b, strict=False)) if one != two), min(len(a), len(b))
    )
    a, b = a[at:], b[at:]
    if most == 1:  # nearly always
        return int(bool(a or b)) + (a[1:] != b and a != b[1:] and a[1:] != b[1:])
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, two in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (one != two))
        if min(row) > most:
            return most + 1
    return row[-1]
