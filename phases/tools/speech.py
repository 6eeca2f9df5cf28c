"""Speech engines: the face that all of them have, and the table of those that there are.

How to add an engine
--------------------
1. Write ``phases/tools/<name>.py`` with ``open_engine(voice: Voice) -> Engine``. Import the heavy
   library at the top of that file: it is loaded in worker processes only.
2. Add one line to :data:`ENGINES`.
3. Where it has no voice for some languages, and speaks them with another: ``doubt(voice, language)``,
   which says so in one line, or nothing.

The engine promises: the same sentences and voice give the same samples, whatever it spoke before.
"""

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from phases.tools.audio import Pcm


SAMPLE_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Hz that an engine may speak at: those that AAC has."""


@dataclass(frozen=True)
class Voice:
    """How to speak; an engine takes from it what it knows."""

    name: str = ""
    """The engine's own name of a voice; empty: the language decides."""
    speed: int = 175
    """Words a minute."""
    pitch: int = 50
    """0 to 99."""
    command: tuple[str, ...] = ()
    """The program of the engine `command` and its arguments."""
    sample_rate: int = 24_000
    """Hz of what `command` speaks; the other engines have a rate of their own."""
    time_limit: float = 600.0
    """Seconds that one call of `speak` may take."""


class Engine(Protocol):
    """What *synthesize* needs of an engine."""

    @property
    def sample_rate(self) -> int:
        """Hz of everything that it speaks."""

    def speak(self, sentences: Sequence[str], language: str) -> list["Pcm"]:
        """The sound of each sentence: mono, 16 bit, without the silence around it.

        A sentence with nothing to speak gives no samples. `language` is a BCP 47 tag.
        Raises :class:`ToolError` (or :class:`TryLater`) where the engine failed.
        """


@dataclass(frozen=True)
class Entry:
    """Where an engine stands, and the installed package whose version is part of its identity."""

    module: str
    package: str = ""


ENGINES: Mapping[str, Entry] = {
    "espeak": Entry("phases.tools.espeak", package="espeakng-loader"),
    "silent": Entry("phases.tools.silent"),
    "command": Entry("phases.tools.command"),
}


@lru_cache(maxsize=1)
def open_engine(name: str, voice: Voice) -> Engine:
    """Load the engine `name`, a key of :data:`ENGINES`; the last one is kept for the next part."""
    engine: Engine = importlib.import_module(ENGINES[name].module).open_engine(voice)
    return engine


def doubt(name: str, voice: Voice, language: str) -> str:
    """What to tell the user of how the engine `name` speaks `language`; empty: all is well. Loads it."""
    say = getattr(importlib.import_module(ENGINES[name].module), "doubt", None)
    return str(say(voice, language)) if say else ""


def identity(name: str, voice: Voice) -> str:
    """What decides the sound besides the text, as one line; loads no engine."""
    package = ENGINES[name].package
    try:
        version = metadata.version(package) if package else "1"
    except metadata.PackageNotFoundError:
        version = "not installed"
    words = [name, version, voice.name or "by language", *(voice.command if name == "command" else ())]
    return json.dumps(words, ensure_ascii=False)
