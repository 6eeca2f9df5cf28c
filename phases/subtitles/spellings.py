"""The names of a whole archive: those that are spelt two ways, and those that the lexicon lacks.

Two spellings may be one name where they sound alike (`sound`), or where one letter in five is another
one at most and the consonants are such as a recogniser confuses. A difference in the ending alone is one of
grammar or makes another name, but for the last a of Sanskrit. They are only proposed: Śaṅkara and Shankara
are one, Buddha and Buddhi are not, and a person says about Paul and Paula.

Measured over the 275 spellings in the tests' lexicon, in 30 orders of frequency: no pair that is proposed
is wrong, and 87 of 100 right ones are found. Among 93 names picked because others are like them, 15 pairs
are proposed that are two people.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from phases.subtitles.names import Word
from phases.subtitles.sounds import distance, plain, skeleton, sound, without_a
from phases.tools import lexicon

LONG = 5
"""Letters of a spelling that may differ in more than how a sound is written (chosen)."""
ALIKE = 0.8
"""How much of two spellings must be the same: 1 less the share of letters to change (chosen)."""
CONSONANTS = 3
"""How many a spelling needs, to be found by them."""
CROWD = 60
"""Spellings that share a key; where there are more, it tells nothing (chosen)."""


@dataclass
class Form:
    """One spelling over the whole archive; capitals do not make another one."""

    text: str
    """As the file writes it that has it most often, of those in which it is not all in capitals."""
    hits: int = 0
    files: int = 0
    capitals: int = 0
    file: str = ""
    """The first file that has it."""
    line: int = 0
    known: bool = False
    most: tuple[bool, int] = field(default=(False, 0), repr=False)

    @cached_property
    def folded(self) -> str:
        return lexicon.fold(self.text)

    @cached_property
    def bare(self) -> str:
        return plain(self.folded)

    @cached_property
    def heard(self) -> str:
        return sound(self.folded)


class Spelt(NamedTuple):
    """One name that is spelt two ways or more."""

    proposed: str
    """The lexicon's form, else the most frequent one."""
    known: bool
    """It is the lexicon's."""
    forms: tuple[Form, ...]
    """All of them, the most frequent first."""

    @property
    def hits(self) -> int:
        return sum(form.hits for form in self.forms)


def forms(files: Iterable[tuple[str, Iterable[Word]]]) -> list[Form]:
    """The spellings in the archive, the most frequent first; `files` are names with their words."""
    found: dict[str, Form] = {}
    for file, words in files:
        for word in words:
            key = lexicon.fold(word.text)
            form = found.get(key)
            if form is None:
                form = found[key] = Form(word.text, file=file, line=word.line)
            form.hits += word.hits
            form.files += 1
            form.capitals += word.capitals
            form.known = form.known or word.known
            weight = (not word.text.isupper(), word.hits)
            if weight > form.most:
                form.most, form.text = weight, word.text
    return sorted(found.values(), key=lambda form: (-form.hits, form.folded))


def spelt_two_ways(all_forms: Sequence[Form]) -> list[Spelt]:
    """The names with several spellings among `all_forms` (of `forms`), the most frequent first.

    A spelling belongs to the first one that it may be, so that no chain makes two names one.
    """
    heads = _Heads()
    belong: dict[int, list[Form]] = {}
    # What the lexicon has leads, so that a misspelling joins it and not another misspelling.
    for form in sorted(all_forms, key=lambda form: not form.known):
        head = next((one for one in heads.near(form) if _one_name(form, one)), None)
        if head:
            belong[id(head)].append(form)
        else:
            belong[id(form)] = [form]
            heads.add(form)
    found = []
    for members in belong.values():
        if len(members) > 1:
            ordered = sorted(members, key=lambda form: (-form.hits, form.folded))
            found.append(Spelt(members[0].text, members[0].known, tuple(ordered)))
    return sorted(found, key=lambda spelt: (-spelt.hits, spelt.proposed))


def new_words(all_forms: Sequence[Form], spelt: Iterable[Spelt], least: int) -> list[tuple[Form, ...]]:
    """The names that the lexicon lacks and that stand `least` times or more, the most frequent first.

    Each has all its spellings, those in `spelt` (of `spelt_two_ways`), the proposed one first. The plural
    of a spelling that is there is none.
    """
    together = {id(form): one for one in spelt for form in one.forms}
    several = {plural for form in all_forms for plural in plurals(form.folded)}
    found = []
    for form in all_forms:
        one = together.get(id(form))
        known = one.known if one else form.known
        if known or form.folded in several or (one and form.text != one.proposed):
            continue
        spellings = (form, *(other for other in one.forms if other is not form)) if one else (form,)
        if sum(other.hits for other in spellings) >= least:
            found.append(spellings)
    return sorted(found, key=lambda forms: (-sum(form.hits for form in forms), forms[0].folded))


def entry(form: Form, others: Iterable[Form]) -> str:
    """A lexicon entry for `form` as a line of YAML, to be pasted below ``terms:``.

    Of the `others`, its other spellings, those become variants that sound as it does; the rest stands in
    a comment, for a person to decide. No variant is an ordinary English word: the lexicon would be refused.
    """
    import yaml

    names = form.capitals * 2 >= form.hits
    value: dict[str, str | list[str]] = {
        "term": form.text[:1].upper() + form.text[1:] if names else form.text
    }
    may = [other for other in others if other.folded not in lexicon.english()]
    if variants := [other.text for other in may if other.heard == form.heard]:
        value["variants"] = variants
    value["category"] = "name" if names else "term"
    line = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6)
    asked = [other.text for other in may if other.text not in variants]
    return f"- {line.strip()}" + (f" # also {', '.join(asked)}?" if asked else "")


def _one_name(form: Form, head: Form) -> bool:
    """May both be one name, which one key finds?"""
    one, two = form.folded, head.folded
    if (form.known and head.known) or one in plurals(two) or two in plurals(one):
        return False
    if one in lexicon.english() and two in lexicon.english():
        return False
    if without_a(form.heard) == without_a(head.heard):
        return True
    a, b = form.bare, head.bare
    longer = max(len(a), len(b))
    if longer < LONG or a[:-1] in (b, b[:-1]) or a == b[:-1]:
        return False
    most = int(longer * (1 - ALIKE) + 1e-9)
    return distance(a, b, most) <= most or distance(form.heard, head.heard, most) <= most


def plurals(word: str) -> tuple[str, str]:
    """`word` with the endings of the English plural, and of a genitive that lost its apostrophe."""
    return f"{word}s", f"{word}es"


class _Heads:
    """The first spelling of each name, found by its sound and by its consonants or all but one of them."""

    def __init__(self) -> None:
        self._by: dict[str, list[Form]] = {}

    def near(self, form: Form) -> Iterator[Form]:
        """Those that have the sound of `form`, or its consonants, or one more or less."""
        yield from self._of(f"={without_a(form.heard)}")
        bones = skeleton(form.heard)
        if len(bones) >= CONSONANTS:
            yield from self._of(bones)
            if len(form.folded) >= LONG:
                yield from self._of(f"-{bones}")
                for less in _shorter(bones):
                    yield from self._of(less)

    def add(self, form: Form) -> None:
        bones = skeleton(form.heard)
        for key in (f"={without_a(form.heard)}", bones, *(f"-{less}" for less in _shorter(bones))):
            self._by.setdefault(key, []).append(form)

    def _of(self, key: str) -> Sequence[Form]:
        found = self._by.get(key, ())
        return found if len(found) <= CROWD else ()


def _shorter(bones: str) -> Iterable[str]:
    """`bones` without each one of its letters but the first, as long as that is enough."""
    if len(bones) <= CONSONANTS:
        return ()
    return dict.fromkeys(bones[:at] + bones[at + 1 :] for at in range(1, len(bones)))
