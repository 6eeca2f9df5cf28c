"""Join the chapters into one M4B file with marks, cover and tags."""

import logging
from importlib.metadata import version
from pathlib import Path

from phases.audiobook import metadata
from phases.audiobook.book import read_script
from phases.audiobook.metadata import Described
from phases.graph.errors import InputError
from phases.graph.files import read_json
from phases.graph.model import Metrics, Needed

log = logging.getLogger(__name__)

VERSION = 2
ADOPTS = (".m4b", ".m4a", ".mp3", ".opus", ".ogg", ".flac", ".aac", ".wav")


class Settings(Described):
    """What the file says about itself."""


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
    from phases.tools import m4b

    facts, book, sound = read_json(validate), read_script(script), read_json(audio)
    marks = [m4b.Mark(needed[c["key"]], c["title"], c["samples"]) for c in sound["chapters"]]
    if not marks:
        raise InputError("the book has no chapter with sound", "look at what extract left of it")
    m4b.write(
        target,
        marks,
        sound["sample_rate"],
        metadata.tags(facts, book, settings),
        metadata.cover(facts),
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
