"""Say what the voice gets for each sentence: its language and voice, the lexicon, numbers in words."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from phases.audiobook.book import Chunk, Say, Scene, Span, Utterance, read_script, write
from phases.audiobook.casting import speech, voice
from phases.audiobook.credits import KIND as CREDITS
from phases.graph.errors import InputError
from phases.graph.model import Metrics, PhaseSettings

if TYPE_CHECKING:
    from phases.audiobook.utterances import Speaker

VERSION = 5

Pieces = Sequence[tuple[int, int]]
"""Where something stands in a sentence."""


class Settings(PhaseSettings):
    """What is said otherwise than it is written."""

    normalise: bool = True
    """Numbers, abbreviations and signs are spoken in words; false: the voice gets them as they are."""
    off: tuple[str, ...] = ()
    """Names of rules of normalisation that are not used."""
    dates: Literal["", "dmy", "mdy"] = ""
    """What 5/12/1818 is: 5 December or May 12; empty: by the language's country, else left alone."""
    voices: dict[str, str] = Field({})
    """Voice for each speaker (a mark, an ``epub:type``), or title or number (from 1) of a chapter."""
    dialogue_voice: str = ""
    """Voice for what stands between quotation marks; empty: as the text around it."""
    language: str = ""
    """BCP 47; takes the place of the language that the book says it has."""
    languages: dict[str, str] = Field({})
    """A passage marked as one language is read as another: ``{la: en}``."""

    @field_validator("off")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        from phases.audiobook import normalise

        known = normalise.names() if names else ()
        for name in names:
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
                hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
                raise ValueError(f"unknown rule {name!r}, {hint}")
        return tuple(sorted(set(names)))

    @field_validator("voices", mode="before")
    @classmethod
    def _by_text(cls, voices: object) -> object:
        # A chapter's number is a number in YAML.
        return (
            {str(key).casefold(): name for key, name in voices.items()}
            if isinstance(voices, dict)
            else voices
        )


def identity(settings: Settings) -> str:
    """The library that has the words for numbers."""
    return f"unicode-rbnf {version('unicode-rbnf')}"


def refuse(path: Path) -> Sequence[str]:
    """Why the lexicon `path` cannot be read."""
    from phases.tools import lexicon

    try:
        lexicon.load(path)
    except InputError as error:
        return [str(error)]
    return []


def run(script: Path, target: Path, settings: Settings, beside: Sequence[Path] = ()) -> Metrics:
    """Read ``chunks.json``, write ``say.json``: an utterance for each sentence of each chunk."""
    from phases.audiobook.utterances import LEXICON, Speaker

    book = read_script(script)
    book = replace(book, language=settings.language or book.language)
    speaker = Speaker(beside, settings.dates, settings.off if settings.normalise else None)
    scenes = []
    chapters = count(1)
    for scene in book.scenes:
        # Credits are no chapter that the author counts.
        number = 0 if scene.chunks[0].kind == CREDITS else next(chapters)
        voices = [voice(chunk, scene.title, number, settings.voices) for chunk in scene.chunks]
        said = zip(scene.chunks, voices, _quoted(scene, settings), strict=True)
        scenes.append(tuple(_utterances(book.language, *each, settings, speaker) for each in said))
    write(target, Say(book.language, tuple(scenes)))
    tallies = {f"rule:{name}": count for name, count in sorted(speaker.counts.items()) if name != LEXICON}
    return {"respelled": speaker.counts.get(LEXICON, 0), "normalised": sum(tallies.values()), **tallies}


def _utterances(
    language: str,
    chunk: Chunk,
    voice: str,
    quoted: Sequence[Pieces],
    settings: Settings,
    speaker: "Speaker",
) -> tuple[Utterance, ...]:
    """One for each sentence of `chunk`."""
    language = _read_as(chunk.language, settings) or language
    title = chunk.kind in ("title", "heading")
    return tuple(
        speaker.utterance(
            text,
            language,
            title,
            voice,
            _foreign(spans, language, settings),
            inside,
            settings.dialogue_voice,
        )
        for text, spans, inside in zip(
            chunk.sentences, chunk.spans or [()] * len(chunk.sentences), quoted, strict=True
        )
    )


def _foreign(spans: Sequence[Span], language: str, settings: Settings) -> list[Span]:
    """`spans` with the languages that they are read in; none for what is read like its surroundings."""
    read = [replace(span, language=_read_as(span.language, settings)) for span in spans]
    return [replace(span, language="") if span.language == language else span for span in read]


def _read_as(language: str, settings: Settings) -> str:
    """What a passage marked as `language` is read as."""
    return settings.languages.get(language, settings.languages.get(language.partition("-")[0], language))


def _quoted(scene: Scene, settings: Settings) -> Iterator[Sequence[Pieces]]:
    """For each chunk, what is quoted in each sentence; which may go on from chunk to chunk."""
    paragraph: list[Chunk] = []
    for chunk in scene.chunks:
        paragraph.append(chunk)
        if chunk.ends == "chunk" and chunk is not scene.chunks[-1]:
            continue
        sentences = [text for each in paragraph for text in each.sentences]
        found = iter(speech(sentences) if settings.dialogue_voice else [[]] * len(sentences))
        yield from ([next(found) for _ in each.sentences] for each in paragraph)
        paragraph = []
