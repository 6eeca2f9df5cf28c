"""Make the parts of a divided phase as the runner does, without the runner."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phases.audiobook import book, enhance, package, synthesize
from phases.graph.files import read_json, write_json
from phases.graph.model import Made, Needed, Part, PhaseSettings
from phases.tools.audio import write_part

RATE = 22_050
"""Samples a second of the silent voice, and of espeak."""


def make_all(
    phase: ModuleType, parts: Sequence[Part], settings: PhaseSettings, folder: Path, needed: Needed
) -> list[Made]:
    """The made parts, in `folder`, each by a key of its content and settings."""
    made = []
    for part in parts:
        text = f"{phase.__name__} {settings!r} {part.content}"
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() + phase.PART_SUFFIX
        if not (folder / key).exists():
            phase.make(part, target=folder / key, settings=settings, needed=needed)
        made.append(Made(part, key, folder / key))
    return made


def script(*scenes: book.Scene, language: str = "en") -> book.Script:
    return book.Script("The Sea", "Ann Ó Dálaigh", language, "1901", scenes, book.Ledger(1, 1))


def scene(title: str, *chunks: tuple[str, ...] | book.Chunk) -> book.Scene:
    return book.Scene(title, tuple(c if isinstance(c, book.Chunk) else book.Chunk(c) for c in chunks))


def as_written(value: book.Script) -> book.Say:
    """What the voice gets where nothing is respelled."""
    return book.Say(
        value.language,
        tuple(
            tuple(
                tuple((book.Segment(text, chunk.language or value.language),) for text in chunk.sentences)
                for chunk in one.chunks
            )
            for one in value.scenes
        ),
    )


class Studio:
    """The three phases of the sound, from a script to the M4B file, in one folder."""

    def __init__(self, folder: Path, **synth: Any) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.synthesize = synthesize.Settings(**{"engine": "silent", **synth})
        self.chunks, self.speech = folder / "chunks.json", folder / "speech.json"
        self.say = folder / "say.json"
        self.audio, self.m4b = folder / "audio.json", folder / "book.m4b"
        self.validate = folder / "validate.json"
        self.metrics: dict[str, Any] = {}

    def speak(self, value: book.Script) -> Any:
        book.write(self.chunks, value)
        book.write(self.say, as_written(value))
        parts = synthesize.parts(self.say, settings=self.synthesize)
        self.spoken = make_all(synthesize, parts, self.synthesize, self.folder, {})
        self.metrics["synthesize"] = synthesize.join(
            self.say, made=self.spoken, target=self.speech, settings=self.synthesize
        )
        return read_json(self.speech)

    def place(self, sounds: dict[str, list[NDArray[np.float32]]]) -> None:
        """Put `sounds`, by the first sentence of their chunk, in the place of what was spoken."""
        speech = read_json(self.speech)
        spoken = {json.loads(one.part.content)["utterances"][0][0][0]: one for one in self.spoken}
        for text, sentences in sounds.items():
            one = spoken[text]
            write_part(one.path, [(s * 32_767).astype(np.int16) for s in sentences], RATE)
            for chunk in (chunk for chunks in speech["scenes"] for chunk in chunks):
                if chunk["key"] == one.key:
                    chunk["sentences"] = [len(s) for s in sentences]
        write_json(self.speech, speech)

    def master(self, settings: enhance.Settings | None = None) -> Any:
        settings = settings or enhance.Settings()
        parts = enhance.parts(self.chunks, self.speech, None, settings=settings)
        files = {one.key: one.path for one in self.spoken}
        self.mastered = make_all(enhance, parts, settings, self.folder, files)
        self.metrics["enhance"] = enhance.join(
            self.chunks, self.speech, None, made=self.mastered, target=self.audio, settings=settings
        )
        return read_json(self.audio)

    def pack(self, settings: package.Settings | None = None, **facts: str) -> Path:
        settings = settings or package.Settings()
        said = {"title": "", "author": "", "language": "en", "year": "", "cover": ""} | facts
        write_json(self.validate, said)
        files = {one.key: one.path for one in self.mastered}
        keys = package.needs(self.validate, self.chunks, self.audio, settings=settings)
        self.metrics["package"] = package.run(
            self.validate,
            self.chunks,
            self.audio,
            target=self.m4b,
            settings=settings,
            needed={key: files[key] for key in keys},
        )
        return self.m4b
