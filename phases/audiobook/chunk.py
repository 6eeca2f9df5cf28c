"""Cut paragraphs at sentence borders into chunks that a voice reads in one go, losing no word.

How a paragraph is cut: when its sentences fit in one chunk they are one, else they are halved by
their *number* and each half is looked at again. Borders so depend on how many sentences there are,
not on how long they are, and a word changed in one sentence leaves the chunks of the others alone.
A sentence that is too long by itself is halved in the same way, by the first of `CUTS` that helps.
"""

import logging
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from itertools import accumulate, pairwise
from pathlib import Path

from pydantic import Field

from phases.audiobook import credits
from phases.audiobook.book import Chapter, Chunk, Paragraph, Scene, Script, Span, read_book, words, write
from phases.audiobook.metadata import Narrated
from phases.audiobook.profiles import Profiled
from phases.audiobook.readers.ledger import letters
from phases.graph.errors import InputError
from phases.graph.model import Metrics

log = logging.getLogger(__name__)

VERSION = 5

LETTERS_A_WORD = 6
"""A chunk holds at most ``max_chars / LETTERS_A_WORD`` words, however short they are.

A word with its space has 5.6 characters in English prose, so there it is mostly this limit that
counts, and a word replaced by a longer one does not part its chunk in two: of 6,000 such changes in
*Frankenstein* 5 touch a second chunk; without this limit 19 do, with 6 % fewer chunks.
"""


class Settings(Profiled, Narrated):
    """How long the chunks are, and what is said around the book."""

    max_chars: int = Field(400, ge=40)
    """Characters that a chunk has at most."""
    credits: bool | None = None
    """Say title, author and narrator before and after the book; null: as the profile says."""


def identity(settings: Settings) -> str:
    """The library that finds the borders of sentences."""
    return _library()


def run(book: Path, target: Path, settings: Settings) -> Metrics:
    """Read ``book.json``, write ``chunks.json``; `InputError` where not every word would be spoken."""
    source = read_book(book)
    wanted = settings.numbers.credits if settings.credits is None else settings.credits
    around = [one(source, settings.narrator) for one in (credits.opening, credits.closing) if wanted]
    scenes = []
    for chapter in (*around[:1], *source.chapters, *around[1:]):
        chunks = tuple(
            chunk
            for paragraph in chapter.paragraphs
            for chunk in _chunks(paragraph, source.language, settings.max_chars)
        )
        _check(chapter, chunks)
        if chunks:
            scenes.append(Scene(chapter.title, chunks))
        else:
            log.info("chapter %r has nothing to speak and gets no mark", chapter.title)
    if not any(chunk.kind != credits.KIND for scene in scenes for chunk in scene.chunks):
        raise InputError("there is not one word to speak in it", "check that it holds text")
    added = sum(len(words(p.text)) for chapter in around for p in chapter.paragraphs)
    said = (source.title, source.author, source.language, source.year)
    write(target, Script(*said, tuple(scenes), source.ledger, added))
    metrics: Metrics = {
        "chunks": sum(len(scene.chunks) for scene in scenes),
        "words": sum(len(words(p.text)) for chapter in source.chapters for p in chapter.paragraphs),
        "characters": sum(len(_text(chunk)) for scene in scenes for chunk in scene.chunks),
    }
    if around:
        metrics["added"] = added
        if not settings.narrator:
            metrics["warnings"] = "the credits name no narrator; set audiobook.narrator"
    return metrics


def _chunks(paragraph: Paragraph, language: str, max_chars: int) -> list[Chunk]:
    """The chunks of one paragraph; none where it has neither letter nor digit (``* * *``)."""
    language = paragraph.language or language
    groups = list(_cut(_sentences(paragraph, language), 0, max_chars))
    spans = _placed(paragraph, groups) if paragraph.spans else [()] * len(groups)
    spoken = [pair for pair in zip(groups, spans, strict=True) if any(map(_speakable, pair[0]))]
    last = "title" if paragraph.kind in ("title", "heading") else "paragraph"
    ends = ["chunk"] * (len(spoken) - 1) + [last]
    of = (paragraph.language, paragraph.speaker)
    return [
        Chunk(group, paragraph.kind, end, *of, inside, paragraph.source)
        for (group, inside), end in zip(spoken, ends, strict=False)
    ]


def _placed(paragraph: Paragraph, groups: Sequence[tuple[str, ...]]) -> list[tuple[tuple[Span, ...], ...]]:
    """The spans of each sentence of each group: cutting moves blanks only, so other characters count."""
    before = list(accumulate((not char.isspace() for char in paragraph.text), initial=0))
    end = len(paragraph.text)
    asked = [
        (before[min(max(s.start, 0), end)], before[min(max(s.end, 0), end)], s) for s in paragraph.spans
    ]
    at, found = 0, []
    for group in groups:
        of_group = []
        for sentence in group:
            seen = [index for index, char in enumerate(sentence) if not char.isspace()]
            of_group.append(
                tuple(
                    # The sounds of a piece that was cut in two are not known.
                    replace(
                        span if whole else replace(span, ipa="", say=""),
                        start=seen[a],
                        end=seen[b - 1] + 1,
                    )
                    for first, last, span in asked
                    if (a := max(first - at, 0)) < (b := min(last - at, len(seen)))
                    and ((whole := b - a == last - first) or span.language)
                )
            )
            at += len(seen)
        found.append(tuple(of_group) if any(of_group) else ())
    return found


def _sentences(paragraph: Paragraph, language: str) -> list[str]:
    """Its sentences, each one line; in verse the lines. Each has something to speak, where one has."""
    from phases.tools import sentences

    if paragraph.kind == "verse":
        pieces = [" ".join(line.split()) for line in paragraph.text.split("\n")]
    else:
        pieces = [piece.strip() for piece in sentences.split(" ".join(paragraph.text.split()), language)]
    joined: list[str] = []
    for piece in filter(None, pieces):
        if joined and not (_speakable(piece) and _speakable(joined[-1])):
            joined[-1] += " " + piece
        else:
            joined.append(piece)
    return joined


def _cut(units: Sequence[str], level: int, max_chars: int) -> Iterator[tuple[str, ...]]:
    """Groups of `units` that fit: sentences at `level` 0, else pieces of one sentence."""
    group = ("".join(units).strip(),) if level else tuple(units)
    text = " ".join(group)
    if len(text) <= max_chars and text.count(" ") < max_chars / LETTERS_A_WORD:
        yield group
    elif len(units) > 1:
        middle = len(units) // 2
        yield from _cut(units[:middle], level, max_chars)
        yield from _cut(units[middle:], level, max_chars)
    else:
        yield from _cut(list(CUTS[level](units[0])), level + 1, max_chars)


def _after(marks: str) -> Callable[[str], Iterator[str]]:
    """A cut of a text into pieces that add up to it, behind each match of `marks`."""
    pattern = re.compile(marks)

    def cut(text: str) -> Iterator[str]:
        ends = [0, *(found.end() for found in pattern.finditer(text)), len(text)]
        return (text[start:end] for start, end in pairwise(ends) if end > start)

    return cut


def _characters(text: str) -> Iterator[str]:
    """Characters as a reader counts them: a letter with its accents, a joined emoji, a flag."""
    start = 0
    for at in range(1, len(text)):
        if not _extends(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    yield text[start:]


def _extends(before: str, char: str) -> bool:
    return (
        unicodedata.category(char).startswith("M")
        or "\u200d" in (before, char)  # zero width joiner
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # colours of skin
        or ("\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= char <= "\U0001f1ff")  # flags
        or "\u1160" <= char <= "\u11ff"  # vowels and finals of Hangul
    )


CUTS: tuple[Callable[[str], Iterator[str]], ...] = (
    _after(r"[;][”’»\"')\]]*\s|[；؛]"),
    _after(r"[:][”’»\"')\]]*\s|[：]"),
    _after(r"—[”’»\"')\]]*\s?|\s[–-]\s"),
    _after(r"[,][”’»\"')\]]*\s|[，、،]"),
    _after(r"\s"),
    _characters,
    iter,  # a letter with more accents than a chunk has room for
)
"""How a sentence that is too long is cut, the best first; a comma inside a number has no space."""


def _speakable(text: str) -> bool:
    return any(map(str.isalnum, text))


def _text(chunk: Chunk) -> str:
    return " ".join(chunk.sentences)


def _check(chapter: Chapter, chunks: Sequence[Chunk]) -> None:
    """`InputError` unless the chunks say every word of the chapter once and in order."""
    spoken = letters(" ".join(map(_text, chunks)))  # wherever words were cut
    at = 0
    for paragraph in chapter.paragraphs:
        due = letters(paragraph.text)
        if not spoken.startswith(due, at):
            raise _loss(chapter, paragraph.source)
        at += len(due)
    if at < len(spoken):
        raise _loss(chapter, "its end")


def _loss(chapter: Chapter, place: str) -> InputError:
    return InputError(
        f"chapter {chapter.title!r}, {place}: words were lost, doubled or moved in cutting it into chunks",
        "this is a fault of Bindery, please report it with the paragraph",
    )


@cache
def _library() -> str:
    return f"sentencex {version('sentencex')}"
