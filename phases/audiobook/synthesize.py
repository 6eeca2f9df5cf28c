"""Speak each chunk; its sentences stand in one sound file, without the pauses between them."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from phases.audiobook.book import Chunk, read_script
from phases.graph.errors import InputError
from phases.graph.files import write_json
from phases.graph.model import Check, Made, Metrics, Needed, Part, PhaseSettings
from phases.tools import speech

VERSION = 1
PART_SUFFIX = ".wav"


class Settings(PhaseSettings):
    """How the book is spoken."""

    engine: str = "espeak"
    """``espeak`` (embedded), ``command`` (any program), ``silent`` (for tests)."""
    voice: str = ""
    """The engine's name of a voice, or a language tag; empty: the book's language decides."""
    speed: int = Field(175, ge=80, le=450)
    """Words a minute."""
    pitch: int = Field(50, ge=0, le=99)
    """50 is the voice's own."""
    command: tuple[str, ...] = ()
    """Program and arguments of the engine `command`: a sentence on stdin, a WAV file on stdout."""
    sample_rate: int = 24_000
    """Hz of what `command` speaks; another rate is converted. `espeak` has 22,050."""

    @field_validator("engine")
    @classmethod
    def _known(cls, engine: str) -> str:
        if engine not in speech.ENGINES:
            raise ValueError(f"must be one of {', '.join(speech.ENGINES)}")
        return engine

    @field_validator("sample_rate")
    @classmethod
    def _for_aac(cls, rate: int) -> int:
        if rate not in speech.SAMPLE_RATES:
            raise ValueError(f"must be one of {', '.join(map(str, speech.SAMPLE_RATES))}")
        return rate

    @field_validator("command", mode="before")
    @classmethod
    def _split(cls, command: Any) -> Any:
        # On the command line `command=false` is a boolean of YAML, and meant is the program of that name.
        if isinstance(command, bool):
            command = str(command).lower()
        return tuple(shlex.split(command)) if isinstance(command, str) else command

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        if self.engine == "command" and not self.command:
            raise ValueError("the engine `command` needs a command")
        return self


def identity(settings: Settings) -> str:
    return speech.identity(settings.engine, _voice(settings))


def checks(settings: Settings) -> list[Check]:
    """The engines that there are, and a second of speech by the one that is set."""
    from phases.tools import engine_check

    return engine_check.checks(settings.engine, _voice(settings))


def parts(script: Path, settings: Settings) -> list[Part]:
    """One part for each different text: equal text is spoken once."""
    book = read_script(script)
    found: dict[str, Part] = {}
    for number, scene in enumerate(book.scenes, 1):
        for index, chunk in enumerate(scene.chunks, 1):
            content = _content(book.language, chunk)
            weight = 1.0 + sum(map(len, chunk.sentences))
            found.setdefault(content, Part(content, f"chapter {number}, chunk {index}", weight))
    return list(found.values())


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    from phases.tools.audio import write_part

    content = json.loads(part.content)
    engine = speech.open_engine(settings.engine, _voice(settings))
    write_part(target, engine.speak(content["sentences"], content["language"]), engine.sample_rate)


def join(script: Path, made: Sequence[Made], target: Path, settings: Settings) -> Metrics:
    """Write ``speech.json``: for each chunk of each chapter its part and its sentences' samples."""
    from phases.tools.audio import read_lengths

    book = read_script(script)
    by_content: dict[str, dict[str, Any]] = {
        one.part.content: {"key": one.key, "sentences": read_lengths(one.path).sentences} for one in made
    }
    rates = {read_lengths(one.path).sample_rate for one in made[:1]}
    scenes = [
        [by_content[_content(book.language, chunk)] for chunk in scene.chunks] for scene in book.scenes
    ]
    samples = sum(sum(chunk["sentences"]) for scene in scenes for chunk in scene)
    if not samples and settings.engine != "silent":
        raise InputError("there is nothing to speak in this book")
    rate = rates.pop() if rates else 22_050
    write_json(target, {"engine": settings.engine, "sample_rate": rate, "scenes": scenes})
    metrics: Metrics = {"audio_s": round(samples / rate, 3), "chunks": sum(map(len, scenes))}
    if doubt := speech.doubt(settings.engine, _voice(settings), book.language):
        metrics["warnings"] = doubt
    return metrics


def _content(language: str, chunk: Chunk) -> str:
    return json.dumps({"language": language, "sentences": chunk.sentences}, ensure_ascii=False)


def _voice(settings: Settings) -> speech.Voice:
    return speech.Voice(
        name=settings.voice,
        speed=settings.speed,
        pitch=settings.pitch,
        command=settings.command,
        sample_rate=settings.sample_rate,
        time_limit=0.9 * settings.timeout_s,  # so that the program is ended before the worker is
    )
