"""Words that look wrong: no dictionary has them, or they are nearly a known one. Nothing here corrects."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from phases.graph.errors import ToolMissing

CUTOFF = 88
"""Likeness, from 0 to 100, from which a word is nearly another: one letter in eight is wrong."""


class Near:
    """Finds for a word the one of `known` that it nearly is; each word is looked up once."""

    def __init__(self, known: Iterable[str]) -> None:
        """Raises ToolMissing without rapidfuzz."""
        try:
            from rapidfuzz import fuzz, process
        except ImportError as error:
            raise ToolMissing("rapidfuzz is not installed", 'pip install "bindery[fuzzy]"') from error
        self._extract, self._ratio = process.extractOne, fuzz.ratio
        self._known: Sequence[str] = sorted(set(known))
        self._found: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The known word that is most like `word`, if it is like it by `CUTOFF`; else empty."""
        found = self._found.get(word)
        if found is None:
            best = self._extract(word, self._known, scorer=self._ratio, score_cutoff=CUTOFF)
            found = self._found[word] = best[0] if best else ""
        return found


@cache
def knows(word: str) -> bool:
    """Has the English dictionary (Hunspell's, of spylls) the word? Raises ToolMissing without spylls."""
    return bool(_dictionary().lookup(word))


@cache
def _dictionary() -> Any:
    try:
        from spylls.hunspell import Dictionary
    except ImportError as error:
        raise ToolMissing("spylls is not installed", 'pip install "bindery[spelling]"') from error
    import spylls.hunspell as package

    return Dictionary.from_files(str(Path(package.__file__).parent / "data" / "en" / "en_US"))
