"""Where each sentence stands in its chapter: the pauses, and the sound from head to tail.

Every kind of sound file is made from the same timeline, so that the same sentence starts at the same
time in all of them.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from phases.audiobook.book import Chunk, Scene, read_script
from phases.graph.files import read_json
from phases.graph.model import Needed, Part, PhaseSettings

if TYPE_CHECKING:
    from phases.tools.loudness import Block

END_OF_SENTENCE = tuple(".!?…。！？।॥؟۔։።")
CLOSING = "\"'”’»›)]}」』）】"
FRAME, FRAMES_AT_END = 1024, 2
"""Samples of an AAC frame, and frames of zeros that end each chapter: they join it to the next."""


class Pauses(PhaseSettings):
    """Pauses in milliseconds; set once for all that is made: ``audiobook: {sentence_ms: 400}``."""

    head_ms: int = Field(500, ge=0, le=60_000)
    """Before the first word of a chapter."""
    tail_ms: int = Field(1_500, ge=0, le=60_000)
    """After its last word; at least two AAC frames, 93 ms at 22,050 Hz."""
    title_ms: int = Field(1_200, ge=0, le=60_000)
    """After a title or a heading."""
    paragraph_ms: int = Field(700, ge=0, le=60_000)
    sentence_ms: int = Field(350, ge=0, le=60_000)
    clause_ms: int = Field(150, ge=0, le=60_000)
    """Where a sentence or a verse was cut: what comes before does not end like a sentence."""


def chapter_parts(script: Path, speech: Path, settings: Pauses) -> list[Part]:
    """One part for each chapter: its content is `plan`, it needs the speech of its chunks."""
    found: dict[str, Part] = {}
    for number, (content, keys, seconds) in enumerate(_chapters(script, speech, settings), 1):
        found.setdefault(content, Part(content, f"chapter {number}", 1.0 + seconds, keys))
    return list(found.values())


def contents(script: Path, speech: Path, settings: Pauses) -> list[str]:
    """The content of the part of each chapter, in order."""
    return [content for content, _, _ in _chapters(script, speech, settings)]


def _chapters(script: Path, speech: Path, settings: Pauses) -> Iterator[tuple[str, tuple[str, ...], float]]:
    """For each chapter its plan, the keys of its speech, and the seconds of that."""
    spoken = read_json(speech)
    rate = spoken["sample_rate"]
    for scene, sounds in zip(read_script(script).scenes, spoken["scenes"], strict=True):
        seconds = sum(sum(sound["sentences"]) for sound in sounds) / rate
        keys = tuple(dict.fromkeys(sound["key"] for sound in sounds))
        yield plan(scene, sounds, rate, settings), keys, seconds


def plan(scene: Scene, sounds: Sequence[dict[str, Any]], rate: int, settings: Pauses) -> str:
    """The plan of a chapter: its speech parts, and the samples of each sentence and its pause."""
    chunks: list[dict[str, Any]] = []
    for chunk, sound in zip(scene.chunks, sounds, strict=True):
        lengths = sound["sentences"]
        pauses = [settings.sentence_ms if _ended(text) else settings.clause_ms for text in chunk.sentences]
        pauses[-1:] = [_pause_after(chunk, settings)] * len(pauses[-1:])
        # What is not spoken needs no pause.
        pauses = [rate * ms // 1000 if n else 0 for ms, n in zip(pauses, lengths, strict=True)]
        chunks.append({"key": sound["key"], "sentences": lengths, "pauses": pauses})
    head, tail = (rate * ms // 1000 for ms in (settings.head_ms, settings.tail_ms))
    if chunks and chunks[-1]["pauses"]:
        chunks[-1]["pauses"][-1] = 0  # the tail follows
    made: dict[str, Any] = {
        "sample_rate": rate,
        "head": head,
        "tail": max(tail, FRAMES_AT_END * FRAME),
        "chunks": chunks,
    }
    made["tail"] += -samples(made) % FRAME
    return json.dumps(made)


def samples(plan: dict[str, Any]) -> int:
    """How long the chapter is."""
    spoken = sum(sum(chunk["sentences"]) + sum(chunk["pauses"]) for chunk in plan["chunks"])
    return int(plan["head"] + spoken + plan["tail"])


def starts(plan: dict[str, Any]) -> list[list[int]]:
    """Where each sentence of each chunk starts, in samples from the start of the chapter."""
    at: int = plan["head"]
    found: list[list[int]] = []
    for chunk in plan["chunks"]:
        found.append([])
        for length, pause in zip(chunk["sentences"], chunk["pauses"], strict=True):
            found[-1].append(at)
            at += length + pause
    return found


def split(plan: dict[str, Any], most: int) -> list[dict[str, Any]]:
    """The chapter in pieces of at most `most` samples, cut where a paragraph ends; each a plan."""
    count = -(-samples(plan) // most)
    pieces = [plan]
    # A piece may be longer than its share, because it ends with a chunk.
    while count <= len(plan["chunks"]) and max(map(samples, pieces)) > most:
        bounds = [_border(plan["chunks"], samples(plan) * n // count) for n in range(1, count)]
        edges = [0, *bounds, len(plan["chunks"])]
        pieces = [_piece(plan, first, last) for first, last in pairwise(edges) if last > first]
        count += 1
    return pieces


def excerpt(plan: dict[str, Any], most: int) -> dict[str, Any]:
    """The beginning of the chapter, up to the last end of a chunk before `most` samples."""
    last = len(plan["chunks"])
    while last > 1 and samples(_piece(plan, 0, last)) > most:
        last -= 1
    return _piece(plan, 0, last)


def _border(chunks: list[dict[str, Any]], at: int) -> int:
    """The number of the chunk before which to cut, near sample `at`: where the pause is longest."""
    ends, position = [], 0
    for chunk in chunks:
        position += sum(chunk["sentences"]) + sum(chunk["pauses"])
        ends.append(position)
    window = max(1, at // 10)
    near = [n for n, end in enumerate(ends[:-1], 1) if abs(end - at) <= window] or [
        min(range(1, len(ends)), key=lambda n: abs(ends[n - 1] - at))
    ]
    return max(near, key=lambda n: (chunks[n - 1]["pauses"][-1:], -abs(ends[n - 1] - at)))


def _piece(plan: dict[str, Any], first: int, last: int) -> dict[str, Any]:
    """A chapter of the chunks from `first` to before `last`, with a head and a tail of its own."""
    chunks = [dict(chunk) for chunk in plan["chunks"][first:last]]
    if chunks and chunks[-1]["pauses"]:
        chunks[-1]["pauses"] = [*chunks[-1]["pauses"][:-1], 0]
    made = {**plan, "chunks": chunks}
    made["tail"] += -samples(made) % FRAME
    return made


def sound(plan: dict[str, Any], needed: Needed) -> Iterator["Block"]:
    """The chapter from its head to its tail, a chunk at a time."""
    import numpy as np

    from phases.tools.audio import read_part

    yield np.zeros(plan["head"], np.float32)
    for chunk in plan["chunks"]:
        block = np.zeros(sum(chunk["sentences"]) + sum(chunk["pauses"]), np.float32)
        at = 0
        sentences = read_part(needed[chunk["key"]])
        for pcm, pause in zip(sentences, chunk["pauses"], strict=True):
            block[at : at + len(pcm)] = pcm
            at += len(pcm) + pause
        block /= 32_768
        yield block
    yield np.zeros(plan["tail"], np.float32)


def _pause_after(chunk: Chunk, settings: Pauses) -> int:
    """Milliseconds after the last sentence of a chunk."""
    if chunk.ends == "title":
        return settings.title_ms
    if chunk.ends == "paragraph":
        return settings.paragraph_ms
    return settings.sentence_ms if _ended(chunk.sentences[-1]) else settings.clause_ms


def _ended(sentence: str) -> bool:
    """Whether it ends like a sentence, not where a long one or a verse was cut."""
    return sentence.rstrip().rstrip(CLOSING).endswith(END_OF_SENTENCE)
