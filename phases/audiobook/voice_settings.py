"""The settings of a voice, which *synthesize* and *check* share, and what is handed to its engine."""

import json
import shlex
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, field_validator, model_validator

from phases.audiobook.book import Utterance
from phases.tools import speech

FORMATS = ("wav", "pcm", "mp3", "flac")
SHARE = 0.9
"""Of the time of a call, that an engine may take: it ends by itself before the worker is ended."""
Utterances = list[list[speech.Segment]]
"""What the voice gets of a chunk: for each sentence its segments."""


class VoiceSettings(BaseModel):
    """Which voice speaks, and how."""

    engine: str = "espeak"
    """``espeak`` (embedded), ``piper``, ``kokoro`` (local, neural), ``openai`` (a server), ``command``
    (any program), ``silent`` (for tests)."""
    voice: str = ""
    """The engine's name of a voice, or a language tag; empty: the book's language decides."""
    speed: int = Field(175, ge=80, le=450)
    """Words a minute; 175 is a neural voice's own speed."""
    pitch: int = Field(50, ge=0, le=99)
    """50 is the voice's own; of `espeak` alone."""
    model: str = ""
    """`piper`: a voice file (``.onnx``) or a folder of them; `kokoro`: its model file; `openai`: a name."""
    styles: str = ""
    """`kokoro`: the file of its voices; empty: ``voices*.bin`` beside the model."""
    command: tuple[str, ...] = ()
    """Program and arguments of the engine `command`: a sentence on stdin, a WAV file on stdout."""
    sample_rate: int = 24_000
    """Hz of what `command` and `openai` speak; another rate is converted. `espeak` has 22,050."""
    base_url: str = "https://api.openai.com/v1"
    """`openai`: address of the server, without ``/audio/speech``."""
    api_key_env: str = Field("OPENAI_API_KEY", exclude=True)
    """`openai`: the environment variable that holds the key; not set: none is sent."""
    response_format: str = "wav"
    """`openai`: ``wav``, ``pcm`` (24,000 Hz), ``mp3`` or ``flac``."""
    concurrency: int = Field(4, ge=1, le=64, exclude=True)
    """`openai`: requests at a time, by all workers together."""
    price_per_million: float = Field(0.0, ge=0, exclude=True)
    """What a million characters cost, in any currency, for ``doit plan``; 0: nothing."""

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

    @field_validator("response_format")
    @classmethod
    def _readable(cls, name: str) -> str:
        if name not in FORMATS:
            raise ValueError(f"must be one of {', '.join(FORMATS)}")
        return name

    @field_validator("base_url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable():
            raise ValueError("must be an address that begins with http:// or https://")
        return url

    @field_validator("command", mode="before")
    @classmethod
    def _split(cls, command: Any) -> Any:
        # On the command line `command=false` is a boolean of YAML, and meant is the program of that name.
        if isinstance(command, bool):
            command = str(command).lower()
        return tuple(shlex.split(command)) if isinstance(command, str) else command

    @model_validator(mode="after")
    def _complete(self) -> "VoiceSettings":
        if self.engine == "command" and not self.command:
            raise ValueError("the engine `command` needs a command")
        if self.engine in ("piper", "kokoro", "openai") and not self.model:
            raise ValueError(f"the engine `{self.engine}` needs a model")
        return self


def voice(settings: VoiceSettings, timeout_s: float) -> speech.Voice:
    """The voice of `settings` for an engine whose calls may take `timeout_s` seconds."""
    return speech.Voice(
        name=settings.voice,
        speed=settings.speed,
        pitch=settings.pitch,
        command=settings.command,
        sample_rate=settings.sample_rate,
        time_limit=SHARE * timeout_s,
        model=settings.model,
        styles=settings.styles,
        base_url=settings.base_url,
        api_key_env=settings.api_key_env,
        response_format=settings.response_format,
        concurrency=settings.concurrency,
    )


def heard(settings: VoiceSettings) -> dict[str, Any]:
    """The settings that its engine hears, and those that it needs to speak again: for ``speech.json``."""
    entry = speech.ENGINES[settings.engine]
    names = {"engine", "voice", *entry.reads}
    if entry.files:
        names |= {"model", "styles"}
    if "base_url" in entry.reads:
        names |= {"api_key_env", "concurrency"}
    return {name: value for name, value in settings if name in names}


def segments(chunk: Sequence[Utterance]) -> Utterances:
    """A chunk of ``say.json`` as the engines read it."""
    return [[speech.Segment(one.text, one.language, one.voice, one.ipa) for one in said] for said in chunk]


def utterances(content: dict[str, Any]) -> Utterances:
    """The same from the content of a part, which keeps it as lists of lists."""
    return [[speech.Segment(*fields) for fields in said] for said in content["utterances"]]


def noted(spoken: Sequence[speech.Spoken]) -> str:
    """Where the words of a part begin, as its notes: for each sentence its words and their samples."""
    if not any(one.words for one in spoken):
        return ""
    return json.dumps({"words": [one.words for one in spoken]}, ensure_ascii=False, separators=(",", ":"))
