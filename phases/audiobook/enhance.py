"""Set the pauses of each chapter and its loudness, and encode it once."""

import json
import logging
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from phases.audiobook.book import Chunk, Scene, read_script
from phases.graph.files import read_json, write_json
from phases.graph.model import Check, Made, Metrics, Needed, Part, PhaseSettings

if TYPE_CHECKING:
    from phases.tools.loudness import Block

log = logging.getLogger(__name__)

VERSION = 1
PART_SUFFIX = ".m4a"

END_OF_SENTENCE = tuple(".!?…。！？।॥؟۔։።")
CLOSING = "\"'”’»›)]}」』）】"
FRAME, FRAMES_AT_END = 1024, 2
"""Samples of an AAC frame, and frames of zeros that end each chapter: they join it to the next."""


class Settings(PhaseSettings):
    """Pauses are in milliseconds."""

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
    loudness: float = Field(-19.0, ge=-40, le=-8)
    """LUFS, integrated over each chapter."""
    true_peak: float = Field(-3.0, ge=-20, le=0)
    """Highest true peak of the encoded sound, dBTP."""
    quality: int = Field(130, ge=20, le=500)
    """Of the AAC: 100 is about 54 kb/s of mono at 22,050 Hz, 130 about 67, 180 about 88."""


def identity(settings: Settings) -> str:
    """The encoder's version: another one may give other bytes."""
    return f"av {version('av')}"


def checks(settings: Settings) -> list[Check]:
    """The encoder."""
    from phases.tools import aac

    return aac.checks()


def parts(script: Path, speech: Path, settings: Settings) -> list[Part]:
    """One part for each chapter."""
    spoken = read_json(speech)
    rate = spoken["sample_rate"]
    found: dict[str, Part] = {}
    for number, (scene, sounds) in enumerate(
        zip(read_script(script).scenes, spoken["scenes"], strict=True), 1
    ):
        content = _content(scene, sounds, rate, settings)
        seconds = sum(sum(sound["sentences"]) for sound in sounds) / rate
        keys = tuple(dict.fromkeys(sound["key"] for sound in sounds))
        found.setdefault(content, Part(content, f"chapter {number}", 1.0 + seconds, keys))
    return list(found.values())


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    from phases.tools import aac
    from phases.tools.mastering import Goal, master

    plan = json.loads(part.content)
    goal = Goal(settings.loudness, settings.true_peak, settings.quality)
    measured = master(target, lambda: _sound(plan, needed), plan["sample_rate"], goal)
    loudness, peak = (round(value, 2) if value > -999 else None for value in measured)
    samples = _samples(plan) + FRAME  # and the packet that primes the decoder
    aac.annotate(target, {"samples": samples, "loudness": loudness, "true_peak": peak})


def join(script: Path, speech: Path, made: Sequence[Made], target: Path, settings: Settings) -> Metrics:
    """Write ``audio.json``: for each chapter its file and where its sentences start, in samples."""
    from phases.tools import aac

    spoken = read_json(speech)
    rate = spoken["sample_rate"]
    by_content = {one.part.content: {"key": one.key, **aac.notes(one.path)} for one in made}
    chapters = []
    for scene, sounds in zip(read_script(script).scenes, spoken["scenes"], strict=True):
        content = _content(scene, sounds, rate, settings)
        starts = _starts(json.loads(content))
        chapters.append({"title": scene.title, **by_content[content], "sentences": starts})
    write_json(target, {"sample_rate": rate, "chapters": chapters})
    metrics: Metrics = {
        "audio_s": round(sum(chapter["samples"] for chapter in chapters) / rate, 3),
        "chapters": len(chapters),
    }
    levels = [chapter["loudness"] for chapter in chapters if chapter["loudness"] is not None]
    if levels:
        metrics |= {"loudness_min": min(levels), "loudness_max": max(levels)}
    return metrics


def _content(scene: Scene, sounds: Sequence[dict[str, Any]], rate: int, settings: Settings) -> str:
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
    plan: dict[str, Any] = {
        "sample_rate": rate,
        "head": head,
        "tail": max(tail, FRAMES_AT_END * FRAME),
        "chunks": chunks,
    }
    plan["tail"] += -_samples(plan) % FRAME
    return json.dumps(plan)


def _pause_after(chunk: Chunk, settings: Settings) -> int:
    """Milliseconds after the last sentence of a chunk."""
    if chunk.ends == "title":
        return settings.title_ms
    if chunk.ends == "paragraph":
        return settings.paragraph_ms
    return settings.sentence_ms if _ended(chunk.sentences[-1]) else settings.clause_ms


def _ended(sentence: str) -> bool:
    """Whether it ends like a sentence, not where a long one or a verse was cut."""
    return sentence.rstrip().rstrip(CLOSING).endswith(END_OF_SENTENCE)


def _samples(plan: dict[str, Any]) -> int:
    spoken = sum(sum(chunk["sentences"]) + sum(chunk["pauses"]) for chunk in plan["chunks"])
    return int(plan["head"] + spoken + plan["tail"])


def _starts(plan: dict[str, Any]) -> list[list[int]]:
    """Where each sentence of each chunk starts, in samples from the start of the chapter."""
    at: int = plan["head"]
    starts: list[list[int]] = []
    for chunk in plan["chunks"]:
        starts.append([])
        for length, pause in zip(chunk["sentences"], chunk["pauses"], strict=True):
            starts[-1].append(at)
            at += length + pause
    return starts


def _sound(plan: dict[str, Any], needed: Needed) -> Iterator["Block"]:
    """The chapter from its head to its tail, a chunk at a time."""
    import numpy as np

    from phases.tools.audio import read_part

    yield np.zeros(plan["head"], np.float32)
    for chunk in plan["chunks"]:
        block = np.zeros(sum(chunk["sentences"]) + sum(chunk["pauses"]), np.float32)
        at = 0
        sentences = read_part(needed[chunk["key"]])
        for samples, pause in zip(sentences, chunk["pauses"], strict=True):
            block[at : at + len(samples)] = samples
            at += len(samples) + pause
        block /= 32_768
        yield block
    yield np.zeros(plan["tail"], np.float32)
