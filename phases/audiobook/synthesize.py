"""Speak each chunk; its sentences stand in one sound file, without the pauses between them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from phases.audiobook import voice_settings as voices
from phases.audiobook.book import read_say
from phases.audiobook.voice_settings import Utterances
from phases.graph.errors import InputError
from phases.graph.files import write_json
from phases.graph.model import Check, Made, Metrics, Needed, Part, PhaseSettings
from phases.tools import speech

VERSION = 3
PART_SUFFIX = ".wav"
PARTS_SAY_ALL = True
"""The content of a part names engine, version, voice and whatever else of the settings it hears."""


class Settings(voices.VoiceSettings, PhaseSettings):
    """How the book is spoken."""


def identity(settings: Settings) -> str:
    voice = voices.voice(settings, settings.timeout_s)
    return json.dumps(speech.identity(settings.engine, voice), ensure_ascii=False)


def checks(settings: Settings) -> list[Check]:
    """The engines that there are, and a second of speech by the one that is set."""
    from phases.tools import engine_check

    return engine_check.checks(settings.engine, voices.voice(settings, settings.timeout_s))


def price(parts: Sequence[Part], settings: Settings) -> str:
    """What it costs to speak `parts`, for ``doit plan``; empty where it costs nothing."""
    if not settings.price_per_million:
        return ""
    characters = sum(
        len("".join(text for text, *_ in utterance))
        for part in parts
        for utterance in json.loads(part.content)["utterances"]
    )
    return f"{characters:,} characters to speak, about {characters * settings.price_per_million / 1e6:,.2f}"


def parts(say: Path, settings: Settings) -> list[Part]:
    """One part for each different chunk of ``say.json``: equal text is spoken once."""
    found: dict[str, Part] = {}
    for number, scene in enumerate(_contents(say, settings), 1):
        for index, (content, weight) in enumerate(scene, 1):
            found.setdefault(content, Part(content, f"chapter {number}, chunk {index}", weight))
    return list(found.values())


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    from phases.tools.audio import write_part

    engine = speech.open_engine(settings.engine, voices.voice(settings, settings.timeout_s))
    spoken = engine.speak(voices.utterances(json.loads(part.content)))
    write_part(target, [one.pcm for one in spoken], engine.sample_rate, voices.noted(spoken))


def join(say: Path, made: Sequence[Made], target: Path, settings: Settings) -> Metrics:
    """Write ``speech.json``: for each chunk of each chapter its part and its sentences' samples."""
    from phases.tools.audio import read_lengths

    by_content: dict[str, dict[str, Any]] = {
        one.part.content: {"key": one.key, "sentences": read_lengths(one.path).sentences} for one in made
    }
    rates = {read_lengths(one.path).sample_rate for one in made[:1]}
    scenes = [[by_content[content] for content, _ in scene] for scene in _contents(say, settings)]
    samples = sum(sum(chunk["sentences"]) for scene in scenes for chunk in scene)
    if not samples and settings.engine != "silent":
        raise InputError("there is nothing to speak in this book")
    rate = rates.pop() if rates else 22_050
    heard = voices.heard(settings)
    write_json(target, {"engine": settings.engine, "sample_rate": rate, "voice": heard, "scenes": scenes})
    metrics: Metrics = {"audio_s": round(samples / rate, 3), "chunks": sum(map(len, scenes))}
    voice = voices.voice(settings, settings.timeout_s)
    if doubt := speech.doubt(settings.engine, voice, read_say(say).language):
        metrics["warnings"] = doubt
    return metrics


def _contents(say: Path, settings: Settings) -> Iterator[list[tuple[str, float]]]:
    """For each scene the contents and weights of its chunks' parts."""
    voice = voices.voice(settings, settings.timeout_s)
    decided: dict[tuple[tuple[str, str], ...], Any] = {}

    def content(chunk: Utterances) -> tuple[str, float]:
        used = tuple(sorted({(one.language, one.voice) for said in chunk for one in said}))
        if used not in decided:
            decided[used] = speech.decides(settings.engine, voice, chunk)
        value = {"engine": decided[used], "utterances": chunk}
        weight = 1.0 + sum(len(one.text) for said in chunk for one in said)
        return json.dumps(value, ensure_ascii=False), weight

    for scene in read_say(say).scenes:
        yield [content(voices.segments(chunk)) for chunk in scene]
