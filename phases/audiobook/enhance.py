"""Set the pauses of each chapter and its loudness, and encode it once."""

import json
import logging
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from pydantic import Field

from phases.audiobook import sound, timeline
from phases.audiobook.book import read_script
from phases.audiobook.profiles import Sound
from phases.graph.files import read_json, write_json
from phases.graph.model import Check, Made, Metrics, Needed, Part

log = logging.getLogger(__name__)

VERSION = 3
PART_SUFFIX = ".m4a"


class Settings(Sound):
    """How the chapters of the M4B sound."""

    quality: int = Field(130, ge=20, le=500)
    """Of the AAC: 100 is about 54 kb/s of mono at 22,050 Hz, 130 about 67, 180 about 88."""


def identity(settings: Settings) -> str:
    """The encoder's version: another one may give other bytes."""
    return f"av {version('av')}"


def checks(settings: Settings) -> list[Check]:
    """The encoder."""
    from phases.tools import aac

    return aac.checks()


def parts(script: Path, speech: Path, check: Path | None, settings: Settings) -> list[Part]:
    """One part for each chapter."""
    return timeline.chapter_parts(script, check or speech, settings)


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    from phases.tools import aac

    plan = json.loads(part.content)
    measured = sound.master(plan, target, settings, aac.Codec(settings.quality), needed, drawn=True)
    length = timeline.samples(plan) + timeline.FRAME  # and the packet that primes the decoder
    aac.annotate(target, {"samples": length, **measured})


def join(
    script: Path,
    speech: Path,
    check: Path | None,
    made: Sequence[Made],
    target: Path,
    settings: Settings,
) -> Metrics:
    """Write ``audio.json``: for each chapter its file, its measures and its picture, and where its
    sentences start, in samples.
    """
    from phases.tools import aac

    speech = check or speech
    rate = read_json(speech)["sample_rate"]
    by_content = {one.part.content: {"key": one.key, **aac.notes(one.path)} for one in made}
    chapters = []
    for scene, content in zip(
        read_script(script).scenes, timeline.contents(script, speech, settings), strict=True
    ):
        starts = timeline.starts(json.loads(content))
        chapters.append({"title": scene.title, **by_content[content], "sentences": starts})
    write_json(target, {"sample_rate": rate, "profile": settings.profile, "chapters": chapters})
    metrics: Metrics = {
        "audio_s": round(sum(chapter["samples"] for chapter in chapters) / rate, 3),
        "chapters": len(chapters),
    }
    return metrics | sound.extremes(chapters)
