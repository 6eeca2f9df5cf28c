"""The entries of a lexicon as they are written here: in IAST or popular, with all other spellings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from phases.tools import lexicon, transliterate
from phases.tools.lexicon import Entry
from phases.tools.lexicon.ordinary import ordinary

SHORTEST = 4
"""Letters of a spelling that is generated: shorter ones are too often something else."""


def forms(entries: Sequence[Entry], spelling: str, auto: bool) -> tuple[Entry, ...]:
    """`entries` with the form to write as their term (`spelling`: ``iast`` or ``popular``).

    The other form is a variant of it. With `auto`, or where an entry says so, more variants of terms in
    IAST are generated: those that are no ordinary word and that no other entry has. Raises ToolMissing
    without the library that does it.
    """
    written = [_form(entry, spelling) for entry in entries]
    wanted = [
        n for n, entry in enumerate(entries) if (auto or entry.auto) and transliterate.is_iast(entry.term)
    ]
    if not wanted:
        return tuple(written)
    taken = {key for entry in written for key in _keys(entry)}
    made = {n: [s for s in transliterate.spellings(entries[n].term) if _usable(s, taken)] for n in wanted}
    count = Counter(
        _key(s) for spellings in made.values() for s in {_key(s): s for s in spellings}.values()
    )
    for n, spellings in made.items():
        own = tuple(one for one in spellings if count[_key(one)] == 1)
        written[n] = replace(written[n], variants=written[n].variants + own)
    return tuple(written)


def _form(entry: Entry, spelling: str) -> Entry:
    if not entry.popular or entry.popular == entry.term:
        return entry
    term, other = entry.term, entry.popular
    if spelling == "popular":
        term, other = other, term
    variants = tuple(one for one in entry.variants if one not in (term, other))
    return replace(entry, term=term, variants=(other, *variants), popular="")


def _key(text: str) -> tuple[str, ...]:
    return tuple(lexicon.words(text))


def _keys(entry: Entry) -> Iterator[tuple[str, ...]]:
    return map(_key, (entry.term, *entry.variants))


def _usable(spelling: str, taken: set[tuple[str, ...]]) -> bool:
    key = _key(spelling)
    return len(spelling) >= SHORTEST and key not in taken and not ordinary(key)
