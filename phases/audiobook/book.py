"""What the phases of an audiobook hand each other: Book, Chapter, Paragraph; Script, Scene, Chunk; Say.

*extract* writes a :class:`Book` to ``book.json``: what the author wrote, in reading order, and a
:class:`Ledger` that accounts for every word of the source. *chunk* writes a :class:`Script` to
``chunks.json``: the same words cut for the voice. *pronounce* writes a :class:`Say` to ``say.json``:
what the voice gets for each sentence. The files are the dataclasses below as JSON, field by field;
a field that has its default is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
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
class Span:
    """Characters of a text that are in another language, or whose sounds are known."""

    start: int
    end: int
    """Behind the last one."""
    language: str = ""
    """BCP 47; empty: the language around it."""
    ipa: str = ""
    """How it is spoken, in the International Phonetic Alphabet; empty: as it is written."""
    say: str = ""
    """Words to speak instead, as a lexicon of the book (PLS alias) says; empty: those of the text."""


@dataclass(frozen=True)
class Paragraph:
    """A block of text as a reader sees it."""

    text: str
    """One line, single spaces; the lines of verse are separated by ``\\n``."""
    source: str
    """Where it stands: ``epub/text/letter-1.xhtml#12`` (nth block), ``page 12``, ``line 40``."""
    kind: str = "text"
    """``title`` (heading of the chapter), ``heading`` (inside the chapter), ``text``, ``verse``,
    ``caption``, ``table``, ``list``, ``note`` or ``alt``; ``credits`` are no text of the book."""
    language: str = ""
    """BCP 47, where it is another than the book's."""
    speaker: str = ""
    """The name of a mark (``anna``) or an ``epub:type`` (``z3998:letter``); empty: the narrator."""
    spans: tuple[Span, ...] = ()
    """Pieces of `text`, in order, none inside another."""


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
    language: str = ""
    """BCP 47, where it is another than the book's."""
    speaker: str = ""
    """As in :class:`Paragraph`."""
    spans: tuple[tuple[Span, ...], ...] = ()
    """For each sentence its spans; empty where none has one."""
    source: str = ""
    """The paragraph's place, as in :class:`Paragraph`."""


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
    """The book's."""
    added: int = 0
    """Words of the credits, which are none of the book's."""


@dataclass(frozen=True)
class Segment:
    """Some words that are spoken without a change of voice, language or manner of notation."""

    text: str
    """What to speak, with the spaces around it: an utterance reads as its segments put together."""
    language: str = ""
    """BCP 47."""
    voice: str = ""
    """The engine's name of a voice; empty: the one that is set."""
    ipa: str = ""
    """The sounds of `text` for an engine that takes them; the others speak `text`."""


Utterance = tuple[Segment, ...]
"""What stands for one sentence of the script; with no segment there is nothing to speak."""


@dataclass(frozen=True)
class Say:
    """What the voice gets: for each chunk of each scene of the script an utterance for each sentence."""

    language: str
    """The book's; a segment in it leaves it out of the file."""
    scenes: tuple[tuple[tuple[Utterance, ...], ...], ...]


def write(path: Path, value: Book | Script | Say) -> None:
    """Write `value` as JSON."""
    write_json(path, _shown(value, value.language))


def read_book(path: Path) -> Book:
    """The book in the ``book.json`` at `path`."""
    data: dict[str, Any] = read_json(path)
    chapters = tuple(
        Chapter(**c | {"paragraphs": tuple(map(_paragraph, c["paragraphs"]))}) for c in data.pop("chapters")
    )
    ledger, warnings = Ledger(**data.pop("ledger")), tuple(data.pop("warnings", ()))
    return Book(**data, chapters=chapters, ledger=ledger, warnings=warnings)


def read_script(path: Path) -> Script:
    """The script in the ``chunks.json`` at `path`."""
    data: dict[str, Any] = read_json(path)
    scenes = tuple(Scene(s["title"], tuple(map(_chunk, s["chunks"]))) for s in data.pop("scenes"))
    ledger = Ledger(**data.pop("ledger"))
    return Script(**data, scenes=scenes, ledger=ledger)


def read_say(path: Path) -> Say:
    """What the voice gets by the ``say.json`` at `path`; each segment names its language."""
    data: dict[str, Any] = read_json(path)
    language = data["language"]
    scenes = tuple(
        tuple(tuple(utterance(given, language) for given in chunk) for chunk in scene)
        for scene in data["scenes"]
    )
    return Say(language, scenes)


def utterance(segments: list[dict[str, str]], language: str = "") -> Utterance:
    """An utterance from its JSON; `language` is that of the segments that name none."""
    return tuple(Segment(**{"language": language} | segment) for segment in segments)


def _paragraph(data: dict[str, Any]) -> Paragraph:
    return Paragraph(**data | {"spans": _spans(data.get("spans", ()))})


def _chunk(data: dict[str, Any]) -> Chunk:
    spans = tuple(map(_spans, data.get("spans", ())))
    return Chunk(**data | {"sentences": tuple(data["sentences"]), "spans": spans})


def _spans(data: Sequence[dict[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(**span) for span in data)


def _shown(value: Any, language: str) -> Any:
    """`value` for JSON, without the fields that have their default and the languages of the book's own."""
    if isinstance(value, tuple):
        return [_shown(each, language) for each in value]
    if isinstance(value, Ledger):
        return asdict(value)  # a 0 is worth saying there
    if not is_dataclass(value):
        return value
    found = {one.name: (getattr(value, one.name), one.default) for one in fields(value)}
    if isinstance(value, Segment) and value.language == language:
        del found["language"]
    return {
        name: _shown(given, language)
        for name, (given, default) in found.items()
        if given != default or default is MISSING
    }
