"""Join the chapters into one M4B file with marks, cover and tags."""

import base64
import binascii
import logging
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from phases.audiobook.book import Script, read_script
from phases.graph.errors import InputError
from phases.graph.files import read_json
from phases.graph.model import Metrics, Needed, PhaseSettings

log = logging.getLogger(__name__)

VERSION = 1
ADOPTS = (".m4b", ".m4a", ".mp3", ".opus", ".ogg", ".flac", ".aac", ".wav")


class Settings(PhaseSettings):
    """What the file says about itself."""

    genre: str = "Audiobook"
    """Tag by which players sort it; empty: none."""


def identity(settings: Settings) -> str:
    """The muxer's version: another one may give other bytes."""
    return f"av {version('av')}"


def needs(validate: Path, script: Path, audio: Path, settings: Settings) -> list[str]:
    """The files of the chapters."""
    return list(dict.fromkeys(chapter["key"] for chapter in read_json(audio)["chapters"]))


def run(
    validate: Path, script: Path, audio: Path, target: Path, settings: Settings, needed: Needed
) -> Metrics:
    """Write the M4B file `target`."""
    from phases.tools import iso639, m4b

    facts, book, sound = read_json(validate), read_script(script), read_json(audio)
    marks = [m4b.Mark(needed[c["key"]], c["title"], c["samples"]) for c in sound["chapters"]]
    if not marks:
        raise InputError("the book has no chapter with sound", "look at what extract left of it")
    m4b.write(
        target,
        marks,
        sound["sample_rate"],
        _tags(facts, book, settings),
        iso639.three_letters(book.language),
        _cover(facts),
    )
    return {
        "audio_s": round(sum(mark.samples for mark in marks) / sound["sample_rate"], 3),
        "chapters": len(marks),
        "bytes": target.stat().st_size,
    }


def adopt(file: Path) -> Metrics:
    """What a finished audiobook of another program is; it is decoded from its first to its last second."""
    from phases.tools import recording

    heard = recording.listen(file)
    return {"audio_s": round(heard.seconds, 3), "bytes": file.stat().st_size, "codec": heard.codec}


def _tags(facts: Mapping[str, str], book: Script, settings: Settings) -> dict[str, str]:
    """Tags by FFmpeg's names; players file an audiobook under album and album artist."""
    title = book.title or facts["title"]
    author = book.author or facts["author"]
    return {
        "title": title,
        "album": title,
        "artist": author,
        "album_artist": author,
        "date": book.year or facts["year"],
        "genre": settings.genre,
        "media_type": "2",  # audiobook
    }


def _cover(facts: Mapping[str, str]) -> bytes:
    try:
        return base64.b64decode(facts["cover"], validate=True)
    except (binascii.Error, ValueError) as error:
        log.warning("the cover is left out: %s", error)
        return b""
