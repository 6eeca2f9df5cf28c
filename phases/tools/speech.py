"""Speech engines: the face that all of them have, and the table of those that there are.

How to add an engine
--------------------
1. Write ``phases/tools/<name>.py`` with ``open_engine(voice: Voice) -> Engine``. Import the heavy
   library at the top of that file: it is loaded in worker processes only.
2. Add one line to :data:`ENGINES`.
3. Where it has no voice for some languages, and speaks them with another: ``doubt(voice, language)``,
   which says so in one line, or nothing. For ``doit doctor``: ``about(voice)``, one line.

The engine promises: the same utterances, voice and take give the same samples, whatever it spoke
before; one that cannot promise it (a server) says so in its docstring.
"""

import importlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from phases.graph.errors import ToolMissing
from phases.tools import voice_files

if TYPE_CHECKING:
    from phases.tools.audio import Pcm


SAMPLE_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Hz that an engine may speak at: those that AAC has."""
USUAL_SPEED = 175
"""Words a minute at which a neural voice speaks as it was trained."""


@dataclass(frozen=True)
class Voice:
    """How to speak; an engine takes from it what it knows."""

    name: str = ""
    """The engine's own name of a voice; empty: the language decides."""
    speed: int = USUAL_SPEED
    """Words a minute."""
    pitch: int = 50
    """0 to 99."""
    command: tuple[str, ...] = ()
    """The program of the engine `command` and its arguments."""
    sample_rate: int = 24_000
    """Hz of what `command` and `openai` speak; the other engines have a rate of their own."""
    time_limit: float = 600.0
    """Seconds that one call of `speak` may take."""
    model: str = ""
    """File or folder of a local voice; a server's name of its model."""
    styles: str = ""
    """File with the voices of `kokoro`; empty: the one beside its model."""
    base_url: str = ""
    """Address of the server, up to ``/audio/speech``."""
    api_key_env: str = ""
    """Environment variable that holds the key for the server."""
    response_format: str = "wav"
    """Sound format that the server is asked for."""
    concurrency: int = 4
    """Requests to the server at a time, by all workers together."""


class Segment(NamedTuple):
    """Some words that are spoken without a change of voice, language or manner of notation."""

    text: str
    """With the spaces around it: an utterance reads as its segments put together."""
    language: str = ""
    """BCP 47."""
    voice: str = ""
    """The engine's name of a voice; empty: the one that is set."""
    ipa: str = ""
    """The sounds of `text` in the International Phonetic Alphabet; empty: as it is written."""


Utterance = Sequence[Segment]
"""What is spoken for one sentence."""


class Word(NamedTuple):
    """A word as the engine took it."""

    text: str
    at: int
    """The sample of the utterance at which it begins."""


class Spoken(NamedTuple):
    """The sound of an utterance."""

    pcm: "Pcm"
    """Mono, 16 bit, without the silence around it."""
    words: tuple[Word, ...] = ()
    """Where the engine says them: in order."""


class Engine(Protocol):
    """What *synthesize* needs of an engine."""

    @property
    def sample_rate(self) -> int:
        """Hz of everything that it speaks."""

    @property
    def varies(self) -> bool:
        """Does another take sound different?"""

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        """The sound of each utterance; no samples where there is nothing to speak.

        `take` chooses among the ways in which an engine that `varies` may say it. Raises
        :class:`ToolError` (or :class:`TryLater`) where the engine failed.
        """


@dataclass(frozen=True)
class Entry:
    """Where an engine stands, and what decides how it sounds."""

    module: str
    package: str = ""
    """The installed package whose version is part of its identity."""
    extra: str = ""
    """The extra of this project that installs it."""
    reads: tuple[str, ...] = ()
    """What it takes from :class:`Voice`, besides the name and the files."""
    files: Callable[[Voice], list[str]] | None = None
    """Digests of its voice files, for :func:`identity`."""
    file: Callable[[Voice, Segment], list[str]] | None = None
    """Digests of the files that speak a segment."""


ENGINES: Mapping[str, Entry] = {
    "espeak": Entry("phases.tools.espeak", package="espeakng-loader", reads=("speed", "pitch")),
    "piper": Entry(
        "phases.tools.piper",
        package="piper-tts",
        extra="piper",
        reads=("speed",),
        files=lambda voice: voice_files.piper_digests(voice.model),
        file=lambda voice, one: voice_files.piper_digest(
            voice.model, one.voice or voice.name, one.language
        ),
    ),
    "kokoro": Entry(
        "phases.tools.kokoro",
        package="kokoro-onnx",
        extra="kokoro",
        reads=("speed",),
        files=lambda voice: voice_files.kokoro_digests(voice.model, voice.styles),
        file=lambda voice, one: voice_files.kokoro_digests(voice.model, voice.styles),
    ),
    "openai": Entry(
        "phases.tools.openai", reads=("speed", "model", "base_url", "response_format", "sample_rate")
    ),
    "command": Entry("phases.tools.command", reads=("command", "sample_rate")),
    "silent": Entry("phases.tools.silent", reads=("speed",)),
}


@lru_cache(maxsize=1)
def open_engine(name: str, voice: Voice) -> Engine:
    """Load the engine `name`, a key of :data:`ENGINES`; the last one is kept for the next part.

    Raises :class:`ToolMissing` where it is not installed.
    """
    engine: Engine = _module(name).open_engine(voice)
    return engine


def _module(name: str) -> Any:
    entry = ENGINES[name]
    try:
        return importlib.import_module(entry.module)
    except ModuleNotFoundError as error:
        if not entry.extra:
            raise
        hint = f"pip install '.[{entry.extra}]'"
        raise ToolMissing(f"the engine {name} is not installed ({error})", hint) from error


def doubt(name: str, voice: Voice, language: str) -> str:
    """What to tell the user of how the engine `name` speaks `language`; empty: all is well. Loads it."""
    say = getattr(_module(name), "doubt", None)
    return str(say(voice, language)) if say else ""


def identity(name: str, voice: Voice) -> list[Any]:
    """What decides the sound besides the text: engine, version, settings, voice files; loads no engine."""
    files = ENGINES[name].files
    return [*_engine(name, voice), voice.name, files(voice) if files else []]


def decides(name: str, voice: Voice, utterances: Sequence[Utterance]) -> list[Any]:
    """The same for these utterances alone: only the voices and files that they are spoken with."""
    file = ENGINES[name].file
    used = {(one.language, one.voice or voice.name): one for said in utterances for one in said}
    files = {digest for one in used.values() for digest in file(voice, one)} if file else ()
    return [*_engine(name, voice), sorted({name for _, name in used}), sorted(files)]


def _engine(name: str, voice: Voice) -> list[Any]:
    entry = ENGINES[name]
    try:
        version = metadata.version(entry.package) if entry.package else "1"
    except metadata.PackageNotFoundError:
        version = "not installed"
    return [name, version, {field: getattr(voice, field) for field in entry.reads}]


def plain(text: str) -> str:
    """`text` without what is no writing: control and format characters, lone surrogates.

    Empty where there is no letter or digit: nobody wants to hear "asterisk asterisk asterisk".
    """
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or _is_writing(c))
    return text.strip() if any(c.isalnum() for c in text) else ""


def _is_writing(character: str) -> bool:
    # Zero-width joiners are part of the spelling in Persian and the scripts of India.
    return unicodedata.category(character)[0] != "C" or character in "\u200c\u200d"


def runs(utterance: Utterance, voice_of: Callable[[Segment], Any]) -> list[tuple[Any, list[Segment]]]:
    """The segments that one voice speaks in one go, with that voice.

    Marks between two of them stay with the words before, whose melody they decide.
    """
    found: list[tuple[Any, list[Segment]]] = []
    for voice, group in groupby(utterance, voice_of):
        segments = list(group)
        if found and (found[-1][0] == voice or not _speakable(segments)):
            found[-1][1].extend(segments)
        elif len(found) == 1 and not _speakable(found[0][1]):
            found = [(voice, found[0][1] + segments)]
        else:
            found.append((voice, segments))
    return found


def _speakable(segments: Sequence[Segment]) -> bool:
    return any(plain(one.text) for one in segments)
