"""The entries of a lexicon, read from YAML with the line of each."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from phases.graph.errors import InputError
from phases.tools.iso639 import primary

MAX_MB = 16
"""A lexicon of 10,000 terms has about 1.3 MB."""
MAX_LETTERS = 200
"""Of a term or a variant."""

KEYS = ("term", "variants", "category", "say", "ipa", "case", "language", "popular", "allow")
HINT = "README shows the form of a lexicon"


@dataclass(frozen=True, slots=True)
class Entry:
    """One term, its texts as they stand in the file."""

    term: str
    """How it is written."""
    variants: tuple[str, ...] = ()
    """Spellings that are corrected to the term."""
    category: str = ""
    """``name``, ``term``, ``place``, ``title`` ...: free words."""
    say: str = ""
    """A respelling for the voice."""
    ipa: str = ""
    """The sound in the International Phonetic Alphabet; goes before `say`."""
    case: str = "any"
    """``any``, or ``exact``: spellings count only in the case that they have here."""
    language: str = ""
    """Of the text, as ``en``; empty: every language."""
    popular: str = ""
    """How the term is written without diacritics."""
    allow: bool = False
    """The variants were looked at: ordinary words among them are wanted."""
    auto: bool = False
    """More variants are generated from the term."""
    line: int = field(default=0, compare=False)
    """Of the file, from 1."""


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of `path`, in order; remembered by path, time and size.

    Raises InputError, with file and line, for what is no lexicon.
    """
    stat = path.stat()
    return _load(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=16)
def _load(path: Path, mtime_ns: int, size: int) -> tuple[Entry, ...]:
    if size > MAX_MB * 1e6:
        raise InputError(
            f"{path.as_posix()}: the lexicon has {size / 1e6:.0f} MB, more than {MAX_MB}", HINT
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path.as_posix()}:{line}: not UTF-8", "save the lexicon as UTF-8") from error
    return tuple(_Reader(path, text).entries())


def combined(paths: Sequence[Path], language: str = "") -> tuple[Entry, ...]:
    """The entries of all `paths`, outermost first, that hold in `language` (empty: in any).

    A term of a nearer folder takes the place of the same term farther out, and its spellings are
    taken from the others.
    """
    stats = [path.stat() for path in paths]
    stamps = tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in zip(paths, stats, strict=True))
    return _combined(stamps, primary(language))


@lru_cache(maxsize=16)
def _combined(stamps: tuple[tuple[Path, int, int], ...], language: str) -> tuple[Entry, ...]:
    lexicons = [
        [e for e in _load(*stamp) if not (language and e.language) or primary(e.language) == language]
        for stamp in stamps
    ]
    for entries in lexicons:  # one for this language goes before one for all, and the last wins
        entries.sort(key=lambda entry: bool(entry.language))
    kept: tuple[Entry, ...] = tuple(lexicons.pop()) if lexicons else ()
    while lexicons:
        kept = (*_without(lexicons.pop(), kept), *kept)
    return kept


def _without(entries: Sequence[Entry], nearer: Sequence[Entry]) -> Iterator[Entry]:
    """`entries` less the terms and the variants that the `nearer` ones have."""
    terms = {entry.term for entry in nearer}
    taken = {spelling.casefold() for entry in nearer for spelling in (entry.term, *entry.variants)}
    for entry in entries:
        if entry.term not in terms:
            left = tuple(variant for variant in entry.variants if variant.casefold() not in taken)
            yield entry if left == entry.variants else replace(entry, variants=left)


class _Reader:
    """Reads the events of a YAML parser: a tenth of the memory of its nodes, and every line is known."""

    def __init__(self, path: Path, text: str) -> None:
        import yaml

        self._path = path
        self._yaml = yaml
        self._loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events = yaml.parse(text, Loader=self._loader)
        self._line = 1

    def entries(self) -> Iterator[Entry]:
        """The entries in order; raises InputError."""
        try:
            yield from self._document()
        except self._yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self._line = mark.line + 1 if mark else self._line
            raise self._wrong(str(getattr(error, "problem", None) or error)) from error

    def _next(self) -> Any:
        event = next(self._events)
        self._line = event.start_mark.line + 1  # type: ignore[union-attr]
        if isinstance(event, self._yaml.AliasEvent):
            raise self._wrong("an alias (`*name`) is not read")
        return event

    def _document(self) -> Iterator[Entry]:
        yaml = self._yaml
        self._next()
        if isinstance(self._next(), yaml.StreamEndEvent):
            return  # an empty file
        event = self._next()
        if isinstance(event, yaml.ScalarEvent) and event.value in ("", "~", "null"):
            return
        if not isinstance(event, yaml.MappingStartEvent):
            raise self._wrong("a lexicon begins with `terms:`")
        while isinstance(key := self._next(), yaml.ScalarEvent):
            line, value = self._line, self._next()
            if isinstance(value, yaml.ScalarEvent):
                if value.value or key.value != "terms":
                    yield self._entry({"term": key.value, "say": value.value}, line)
            elif key.value == "terms" and isinstance(value, yaml.SequenceStartEvent):
                while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                    line = self._line
                    yield self._entry(self._value(event), line)
            else:
                raise self._wrong(
                    f"`{key.value[:40]}` is neither the list `terms` nor a word with its respelling"
                )
        if not isinstance(key, yaml.MappingEndEvent):
            raise self._wrong("a key is no word")

    def _value(self, event: Any, depth: int = 0) -> Any:
        """The value that begins with `event`: a string, a list or a dictionary of strings."""
        yaml = self._yaml
        if isinstance(event, yaml.ScalarEvent):
            return event.value if event.style or event.value not in ("~", "null") else ""
        if depth > 1:
            raise self._wrong("too deep")
        if isinstance(event, yaml.SequenceStartEvent):
            values = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                values.append(self._value(event, depth + 1))
            return values
        pairs: dict[str, Any] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._value(event, 2)
            if key in pairs:
                raise self._wrong(f"`{key[:40]}` stands there twice")
            pairs[key] = self._value(self._next(), depth + 1)
        return pairs

    def _entry(self, value: Any, line: int) -> Entry:
        self._line = line
        if not isinstance(value, dict) or "term" not in value:
            raise self._wrong("an entry has a `term`")
        for key in value.keys() - set(KEYS):
            near = difflib.get_close_matches(key, KEYS, 1)
            raise self._wrong(f"unknown key `{key[:40]}`" + (f", perhaps `{near[0]}`" if near else ""))
        variants = value.pop("variants", [])
        auto = variants == "auto"
        if isinstance(variants, str):
            variants = [] if auto or not variants else [variants]
        if not isinstance(variants, list):
            raise self._wrong("`variants` is a list, or auto")
        allow = str(value.pop("allow", "false")).lower()
        for one in (*value.values(), *variants):
            if not isinstance(one, str) or len(one) > MAX_LETTERS:
                raise self._wrong(f"a value is no text of at most {MAX_LETTERS} letters")
        if value.get("case", "any") not in ("any", "exact"):
            raise self._wrong("`case` is any or exact")
        if allow not in ("true", "false"):
            raise self._wrong("`allow` is true or false")
        return Entry(**value, variants=tuple(variants), allow=allow == "true", auto=auto, line=line)

    def _wrong(self, reason: str) -> InputError:
        return InputError(f"{self._path.as_posix()}:{self._line}: {reason}", HINT)
