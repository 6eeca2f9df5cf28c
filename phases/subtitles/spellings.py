"""The names of a whole archive: those that are spelt two ways, and those that the lexicon lacks.

Two spellings may be one name where they sound alike (`sound`), or where their consonants differ by one
at most and the whole by one letter in five. They are only proposed: Śaṅkara and Shankara are one,
Vasu and Vasudeva are not, and a person says about Brahman and Brahmin.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from phases.subtitles.names import Word
from phases.tools import lexicon

LONG = 5
"""Letters of a spelling that may differ in more than how a sound is written (chosen)."""
ALIKE = 0.8
"""How much of two spellings must be the same: 1 less the share of letters to change (chosen)."""
CONSONANTS = 3
"""How many a spelling needs, to be found by them."""
CROWD = 60
"""Spellings that share a key; where there are more, it tells nothing (chosen)."""

_SOUNDS = (
    ("chh", "c"), ("ch", "c"), ("ck", "k"), ("kh", "k"), ("gh", "g"), ("jh", "j"), ("th", "t"), ("dh", "d"),
    ("ph", "f"), ("bh", "b"), ("sh", "s"), ("zh", "z"), ("x", "ks"), ("w", "v"), ("q", "k"), ("z", "s"),
    ("aa", "a"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("y", "i"),
)  # fmt: skip
"""How English books write what IAST has one letter for, and letters that sound alike."""
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouh]")


@dataclass
class Form:
    """One spelling over the whole archive; capitals do not make another one."""

    text: str
    """As the file writes it that has it most often."""
    count: int = 0
    files: int = 0
    capitals: int = 0
    file: str = ""
    """The first file that has it."""
    line: int = 0
    known: bool = False
    most: int = field(default=0, repr=False)

    @cached_property
    def folded(self) -> str:
        return lexicon.fold(self.text)


class Spelt(NamedTuple):
    """One name that is spelt two ways or more."""

    proposed: str
    """The lexicon's form, else the most frequent one."""
    known: bool
    """It is the lexicon's."""
    forms: tuple[Form, ...]
    """All of them, the most frequent first."""

    @property
    def count(self) -> int:
        return sum(form.count for form in self.forms)


def forms(files: Iterable[tuple[str, Iterable[Word]]]) -> list[Form]:
    """The spellings in the archive, the most frequent first; `files` are names with their words."""
    found: dict[str, Form] = {}
    for file, words in files:
        for word in words:
            key = lexicon.fold(word.text)
            form = found.get(key)
            if form is None:
                form = found[key] = Form(word.text, file=file, line=word.line)
            form.count += word.count
            form.files += 1
            form.capitals += word.capitals
            form.known = form.known or word.known
            if word.count > form.most:
                form.most, form.text = word.count, word.text
    return sorted(found.values(), key=lambda form: (-form.count, form.folded))


def spelt_two_ways(all_forms: Sequence[Form]) -> list[Spelt]:
    """The names with several spellings among `all_forms` (of `forms`), the most frequent first.

    A spelling belongs to the first one that it may be, so that no chain makes two names one.
    """
    heads: dict[str, list[Form]] = defaultdict(list)
    belong: dict[int, list[Form]] = {}
    # What the lexicon has leads, so that a misspelling joins it and not another misspelling.
    for form in sorted(all_forms, key=lambda form: not form.known):
        keys = _keys(form.folded)
        near = (one for key in keys if len(heads[key]) <= CROWD for one in heads[key])
        head = next((one for one in near if _one_name(form, one)), None)
        if head:
            belong[id(head)].append(form)
            continue
        belong[id(form)] = [form]
        for key in keys:
            heads[key].append(form)
    found = []
    for members in belong.values():
        if len(members) > 1:
            ordered = sorted(members, key=lambda form: (-form.count, form.folded))
            found.append(Spelt(members[0].text, members[0].known, tuple(ordered)))
    return sorted(found, key=lambda spelt: (-spelt.count, spelt.proposed))


def new_words(all_forms: Sequence[Form], least: int, most: int) -> list[Form]:
    """The spellings that the lexicon lacks and that stand `least` times or more; `most` of them at most."""
    return [form for form in all_forms if form.count >= least and not form.known][:most]


def entry(form: Form, others: Iterable[Form]) -> str:
    """A lexicon entry for `form` as YAML, to be pasted below ``terms:``; `others` are its other spellings.

    An ordinary English word is no variant: the lexicon would be refused.
    """
    import yaml

    names = form.capitals * 2 >= form.count
    value: dict[str, str | list[str]] = {
        "term": form.text[:1].upper() + form.text[1:] if names else form.text
    }
    known = lexicon.english()
    if variants := [other.text for other in others if other.folded not in known]:
        value["variants"] = variants
    value["category"] = "name" if names else "term"
    return "- " + "\n  ".join(
        yaml.safe_dump({key: given}, allow_unicode=True, default_flow_style=None, width=10**6).strip()
        for key, given in value.items()
    )


def _one_name(form: Form, head: Form) -> bool:
    """May both be one name?"""
    one, two = form.folded, head.folded
    if (form.known and head.known) or one in (f"{two}s", f"{two}es") or two in (f"{one}s", f"{one}es"):
        return False  # two terms of the lexicon, or one and its plural
    if one in lexicon.english() and two in lexicon.english():
        return False
    if sound(one) == sound(two):
        return True
    a, b = plain(one), plain(two)
    longer = max(len(a), len(b))
    return longer >= LONG and distance(a, b, allowed := int(longer * (1 - ALIKE) + 1e-9)) <= allowed


@lru_cache(maxsize=200_000)
def plain(word: str) -> str:
    """`word` (folded) without the marks on its letters."""
    if word.isascii():
        return word
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """How `word` (folded) sounds, roughly: aspirates, long and doubled letters and a last a are gone.

    >>> sound("śaṅkara") == sound("shankara"), sound("arjoona") == sound("arjun")
    (True, True)
    """
    made = plain(word)
    for written, heard in _SOUNDS:
        if written in made:
            made = made.replace(written, heard)
    made = _TWICE.sub(r"\1", made)
    return made[:-1] if len(made) > 3 and made.endswith("a") else made


def _keys(word: str) -> list[str]:
    """What `word` is found by: how it sounds, its consonants, and these without each one of them."""
    heard = sound(word)
    skeleton = heard[:1] + _VOWELS.sub("", heard[1:])
    keys = [f"={heard}"]
    if len(skeleton) >= CONSONANTS:
        keys.append(skeleton)
        if len(word) >= LONG:
            keys += _shorter(skeleton)
    return list(dict.fromkeys(keys))


def _shorter(skeleton: str) -> Iterator[str]:
    if len(skeleton) > CONSONANTS:
        for at in range(1, len(skeleton)):
            yield skeleton[:at] + skeleton[at + 1 :]


def distance(a: str, b: str, most: int) -> int:
    """How many letters to insert, take out or change make `b` of `a` (Levenshtein); more than `most`
    is not counted.

    >>> distance("kitten", "sitting", 3), distance("kitten", "sitting", 1)
    (3, 2)
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, two in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (one != two))
        if min(row) > most:
            return most + 1
    return row[-1]
