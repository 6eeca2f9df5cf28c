"""What the phases of an audiobook hand each other: Book, Chapter, Paragraph, and Script, Scene, Chunk.

*extract* writes a :class:`Book` to ``book.json``: what the author wrote, in reading order, and a
:class:`Ledger` that accounts for every word of the source. *chunk* writes a :class:`Script` to
``chunks.json``: the same words cut for the voice. Both files are the dataclasses below as JSON,
field by field.
"""

import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from phases.graph.files import read_json, write_json

WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
"""A word, wherever words are counted: letters and digits, joined by apostrophe, dot or hyphen."""


def words(text: str) -> list[str]:
    """The words of `text` in order."""
    return WORD.findall(text)


@dataclass(frozen=True)
class Ledger:
    """Where the words of the source went: source = spoken + skipped + lost."""

    source: int
    spoken: int
    skipped: dict[str, int] = field(default_factory=dict)
    """Words skipped on purpose, by the name of the rule that skipped them."""
    lost: int = 0


@dataclass(frozen=True)
class Paragraph:
    """A block of text as a reader sees it."""

    text: str
    """One line, single spaces; the lines of verse are separated by ``\\n``."""
    source: str
    """Where it stands: ``epub/text/letter-1.xhtml#12`` (nth block), ``page 12``, ``line 40``."""
    kind: str = "text"
    """``title`` (heading of the chapter), ``heading`` (inside the chapter), ``text`` or ``verse``."""


@dataclass(frozen=True)
class Chapter:
    """A chapter: its spoken words are those of its paragraphs, its title only names its mark."""

    title: str
    """As in the table of contents."""
    paragraphs: tuple[Paragraph, ...]
    matter: str = "body"
    """``front``, ``body`` or ``back``."""


@dataclass(frozen=True)
class Book:
    """The spoken text of a book, whatever format it came in."""

    title: str
    author: str
    language: str
    """BCP 47, lower case where nothing else is known: ``en``, ``en-GB``."""
    year: str
    """Year of publication, or empty."""
    cover: str
    """Name of the cover inside the source, or empty."""
    chapters: tuple[Chapter, ...]
    ledger: Ledger
    warnings: tuple[str, ...] = ()
    """What the reader had to do without in the text, one line each: ``chapter-2.xhtml is missing``."""


@dataclass(frozen=True)
class Chunk:
    """What the voice speaks in one go."""

    sentences: tuple[str, ...]
    """Each one line; all of them together are at most ``max_chars`` characters."""
    kind: str = "text"
    """Kind of the paragraph that it is from."""
    ends: str = "paragraph"
    """What ends with it: ``chunk`` (the paragraph goes on), ``paragraph`` or ``title``."""


@dataclass(frozen=True)
class Scene:
    """A chapter as the voice reads it."""

    title: str
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True)
class Script:
    """A book as the voice reads it."""

    title: str
    author: str
    language: str
    year: str
    scenes: tuple[Scene, ...]
    ledger: Ledger


def write(path: Path, value: Book | Script) -> None:
    """Write `value` as JSON."""
    write_json(path, asdict(value))


def read_book(path: Path) -> Book:
    """The book in the ``book.json`` at `path`."""
    data: dict[str, Any] = read_json(path)
    chapters = tuple(
        Chapter(c["title"], tuple(Paragraph(**p) for p in c["paragraphs"]), c["matter"])
        for c in data.pop("chapters")
    )
    ledger, warnings = Ledger(**data.pop("ledger")), tuple(data.pop("warnings"))
    return Book(**data, chapters=chapters, ledger=ledger, warnings=warnings)


def read_script(path: Path) -> Script:
    """The script in the ``chunks.json`` at `path`."""
    data: dict[str, Any] = read_json(path)
    scenes = tuple(
        Scene(s["title"], tuple(Chunk(tuple(c["sentences"]), c["kind"], c["ends"]) for c in s["chunks"]))
        for s in data.pop("scenes")
    )
    ledger = Ledger(**data.pop("ledger"))
    return Script(**data, scenes=scenes, ledger=ledger)
