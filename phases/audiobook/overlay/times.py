"""When each sentence is heard, and which piece of it when: whole milliseconds that leave no gap."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from phases.audiobook.book import Chunk, Script
from phases.audiobook.overlay.placing import Paragraph
from phases.audiobook.overlay.spans import Fragment
from phases.audiobook.timeline import FRAME
from phases.graph.files import read_json


class Place(NamedTuple):
    """A paragraph on a page: the name of the page, and the number of the block from 0."""

    page: str
    block: int


class Clip(NamedTuple):
    """The sound of an element of a page."""

    page: str
    element: str
    chapter: int
    begin: int
    """Milliseconds from the start of the chapter's file."""
    end: int


class Chapter(NamedTuple):
    key: str
    """Of its file."""
    length: int
    """Milliseconds that the file is heard."""
    times: tuple[tuple[int, int], ...]
    """Begin and end of each sentence; what is not spoken has no length."""


def chapters(audio: Path) -> list[Chapter]:
    """The chapters in ``audio.json``; each sentence lasts until the next, the first from the start."""
    sound = read_json(audio)
    return [_chapter(chapter, sound["sample_rate"]) for chapter in sound["chapters"]]


def _chapter(chapter: dict[str, Any], rate: int) -> Chapter:
    length = _milliseconds(chapter["samples"] - FRAME, rate)  # players leave out the priming packet
    starts = [_milliseconds(start, rate) for chunk in chapter["sentences"] for start in chunk]
    begins = [0, *starts[1:]]
    return Chapter(chapter["key"], length, tuple(zip(begins, [*starts[1:], length], strict=True)))


def _milliseconds(samples: int, rate: int) -> int:
    return (samples * 1000 + rate // 2) // rate


def paragraphs(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """The chunks of each paragraph."""
    found: list[Chunk] = []
    for chunk in chunks:
        found.append(chunk)
        if chunk.ends != "chunk":
            yield found
            found = []
    if found:
        yield found


class Spoken(NamedTuple):
    """A paragraph on its page and the numbers of its sentences, counted through the book."""

    page: str
    paragraph: Paragraph
    numbers: range


def spoken(script: Script, places: Sequence[Sequence[Place | None]]) -> list[Spoken]:
    """The paragraphs of the book; `places` has for each scene those of its paragraphs."""
    found, count = [], 0
    for scene, known in zip(script.scenes, places, strict=True):
        for chunks, place in zip(paragraphs(scene.chunks), known, strict=True):
            texts = tuple(text for chunk in chunks for text in chunk.sentences)
            if place:
                numbers = range(count, count + len(texts))
                found.append(Spoken(place.page, Paragraph(place.block, texts), numbers))
            count += len(texts)
    return found


def clips(
    heard: Sequence[Chapter], found: Mapping[int, Sequence[tuple[str, str, Fragment]]]
) -> Iterator[Clip]:
    """The clips in the order of the sound; `found` has by sentence (page, id, fragment) of its pieces.

    A sentence without a place on a page is heard with the one before it, at the beginning of a
    chapter with the one behind it. The clips of a chapter cover its file from beginning to end.
    """
    number = 0
    for index, chapter in enumerate(heard):
        placed: list[tuple[int, int]] = []
        for sentence, (start, end) in enumerate(chapter.times, number):
            if sentence in found and start < end:
                placed.append((sentence, end))
            elif placed:
                placed[-1] = (placed[-1][0], end)
        begin = 0
        for sentence, end in placed:
            yield from _shared(found[sentence], index, begin, end)
            begin = max(begin, end)
        number += len(chapter.times)


def _shared(
    pieces: Sequence[tuple[str, str, Fragment]], chapter: int, begin: int, end: int
) -> Iterator[Clip]:
    """The time of a sentence shared out among its pieces by their characters."""
    total, said, at = sum(piece.size for _, _, piece in pieces), 0, begin
    for page, name, piece in pieces:
        said += piece.size
        until = begin + (end - begin) * said // total
        if until > at:
            yield Clip(page, name, chapter, at, until)
            at = until


def by_page(all_clips: Sequence[Clip]) -> dict[str, list[Clip]]:
    """The clips of each page, in the order of the sound."""
    ordered = sorted(all_clips, key=lambda clip: clip.page)
    return {page: list(group) for page, group in groupby(ordered, key=lambda clip: clip.page)}
