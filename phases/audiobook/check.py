"""Listen to what was spoken, and have it spoken again where it sounds wrong."""

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator, model_validator

from phases.audiobook import voice_settings as voices
from phases.audiobook.book import read_say
from phases.audiobook.voice_settings import VoiceSettings
from phases.graph.errors import ToolError
from phases.graph.files import read_json, write_json
from phases.graph.model import Check, Made, Metrics, Needed, Part, PhaseSettings
from phases.tools import speech

if TYPE_CHECKING:
    from phases.audiobook.judgement import Ear, Faults
    from phases.tools.audio import Pcm

log = logging.getLogger(__name__)

VERSION = 1
PART_SUFFIX = ".wav"
PARTS_SAY_ALL = True

PACKAGES = {"none": "", "pocketsphinx": "pocketsphinx", "whisper": "faster-whisper"}
MOST_NAMED = 5
"""Places that a warning names; the report has the number of all."""


class Settings(PhaseSettings):
    """How closely is listened."""

    mode: Literal["off", "sample", "all"] = "off"
    """``off``: not at all; ``sample``: to some chunks; ``all``: to every one."""
    sample: float = Field(0.05, gt=0, le=1)
    """Share of the chunks that `sample` takes, always the same ones."""
    retries: int = Field(2, ge=0, le=10)
    """How often a chunk that sounds wrong is spoken again, by engines that can say it otherwise."""
    recogniser: Literal["pocketsphinx", "whisper", "none"] = "pocketsphinx"
    """Who listens for words: ``pocketsphinx`` (English), ``whisper``; ``none``: nobody does."""
    model: str = ""
    """`whisper`: the folder of a model, or the name of one that it may load."""
    silence_s: float = Field(1.5, gt=0)
    """Seconds of silence inside a sentence, at most."""
    length: float = Field(0.35, gt=0)
    """Share by which a chunk may be longer or shorter than expected."""
    words: float = Field(0.4, gt=0, le=1)
    """Share of words that may not be heard, above what is not heard of clean text in the same voice."""

    @field_validator("mode", mode="before")
    @classmethod
    def _word(cls, mode: Any) -> Any:
        return "off" if mode is False else mode  # what YAML reads in `mode: off`

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        if self.recogniser == "whisper" and not self.model:
            raise ValueError("the recogniser `whisper` needs a model")
        return self


def wanted(settings: Settings) -> bool:
    return settings.mode != "off"


def identity(settings: Settings) -> str:
    """The recogniser's version; that of the voice stands in ``speech.json``."""
    package = PACKAGES[settings.recogniser]
    try:
        return f"{package} {version(package)}" if package else ""
    except PackageNotFoundError:
        return f"{package} not installed"


def checks(settings: Settings) -> list[Check]:
    """Whether the recogniser is there."""
    from phases.tools.listener import open_listener

    try:
        open_listener(settings.recogniser, settings.model)
    except ToolError as error:
        return [
            Check(f"recogniser {settings.recogniser}", False, error.message, error.hint, wanted(settings))
        ]
    return [Check(f"recogniser {settings.recogniser}", True, "there", needed=wanted(settings))]


def parts(say: Path, speech: Path, settings: Settings) -> list[Part]:
    """One part for each different chunk that is listened to."""
    spoken = read_json(speech)
    found: dict[str, Part] = {}
    for number, scene in enumerate(_contents(say, spoken, settings), 1):
        for index, (content, sound) in enumerate(scene, 1):
            if content:
                weight = 1.0 + sum(sound["sentences"]) / spoken["sample_rate"]
                part = Part(content, f"chapter {number}, chunk {index}", weight, (sound["key"],))
                found.setdefault(content, part)
    return list(found.values())


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    """Write the sound that is to be taken, if it is another one, and what was found, as its notes."""
    from phases.tools.audio import read_lengths, read_part, write_part

    content = json.loads(part.content)
    file = needed[part.needs[0]]
    rate = read_lengths(file).sample_rate
    sounds, take, first, best = _chosen(content, read_part(file), rate, settings)
    notes = json.dumps({"take": take, "first": first, "faults": best})
    write_part(target, sounds if take else [], rate, notes)


def join(say: Path, speech: Path, made: Sequence[Made], target: Path, settings: Settings) -> Metrics:
    """Write ``check.json``: ``speech.json`` with the parts that are to be taken."""
    from phases.tools.audio import read_lengths

    spoken = read_json(speech)
    heard = {one.part.content: (one, read_lengths(one.path)) for one in made}
    verdicts: dict[str, dict[str, Any]] = {}
    scenes: list[list[dict[str, Any]]] = []
    for scene in _contents(say, spoken, settings):
        scenes.append([])
        for content, sound in scene:
            if content:
                one, lengths = heard[content]
                verdict = verdicts.setdefault(one.part.label, json.loads(lengths.notes))
                if verdict["take"]:
                    sound = {"key": one.key, "sentences": lengths.sentences}
            scenes[-1].append(sound)
    write_json(target, {**spoken, "scenes": scenes, "heard": verdicts})
    return _metrics(verdicts)


def _metrics(verdicts: dict[str, dict[str, Any]]) -> Metrics:
    """What the report shows of them."""
    bad = {place: one["faults"] for place, one in verdicts.items() if one["faults"]}
    metrics: Metrics = {
        "heard": len(verdicts),
        "respoken": sum(bool(one["take"]) for one in verdicts.values()),
        "doubtful": len(bad),
    }
    for one in verdicts.values():
        for name in one["first"]:
            metrics[f"fault:{name}"] = int(metrics.get(f"fault:{name}", 0)) + 1
    if bad:
        named = [f"{place} ({', '.join(found)})" for place, found in list(bad.items())[:MOST_NAMED]]
        more = f" and {len(bad) - MOST_NAMED} more" if len(bad) > MOST_NAMED else ""
        metrics["warnings"] = f"these chunks sound wrong: {'; '.join(named)}{more}"
    return metrics


def _chosen(
    content: dict[str, Any], sounds: "list[Pcm]", rate: int, settings: Settings
) -> "tuple[list[Pcm], int, Faults, Faults]":
    """The best sounds of a chunk, which take they are, the faults of the first take and theirs."""
    from phases.audiobook.judgement import Limits, ear, faults

    utterances = voices.utterances(content)
    given = VoiceSettings(**content["voice"])
    voice = voices.voice(given, settings.timeout_s)
    language = content["language"]
    own: Ear = ear(given.engine, voice, language, settings.recogniser, settings.model)
    limits = Limits(settings.silence_s, settings.length, settings.words)
    first = best = faults(utterances, sounds, rate, own, limits)
    take = 0
    engine = speech.open_engine(given.engine, voice)
    for again in range(1, settings.retries + 1) if engine.varies else ():
        if not best:
            break
        try:
            other = [one.pcm for one in engine.speak(utterances, again)]
        except ToolError as error:
            log.info("no take %d: %s", again, error)
            continue  # the first take stays, and is reported
        found = faults(utterances, other, rate, own, limits)
        if sum(found.values()) < sum(best.values()):
            sounds, take, best = other, again, found
    return sounds, take, first, best


def _contents(
    say: Path, spoken: dict[str, Any], settings: Settings
) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """For each scene the content of each chunk's part, empty where nobody listens, and its sound."""
    book = read_say(say)
    decides = settings.model_dump(mode="json", exclude={"mode", "sample"}) | {"by": identity(settings)}
    for scene, sounds in zip(book.scenes, spoken["scenes"], strict=True):
        found = []
        for chunk, sound in zip(scene, sounds, strict=True):
            value = {
                "check": decides,
                "language": book.language,
                "voice": spoken["voice"],
                "utterances": voices.segments(chunk),
            }
            text = json.dumps(value, ensure_ascii=False)
            listens = spoken["engine"] != "silent" and _taken(sound["key"], settings)
            found.append((text if listens else "", sound))
        yield found


def _taken(key: str, settings: Settings) -> bool:
    """Is the part with this key one that is listened to?"""
    if settings.mode == "all":
        return True
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")
    return number < settings.sample * 2**32
