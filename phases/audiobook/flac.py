"""Write a FLAC file for each chapter."""

from importlib.metadata import version
from pathlib import Path

from phases.audiobook import chapter_files
from phases.audiobook.chapter_files import FileSettings
from phases.graph.model import Needed, Part

VERSION = 2
PART_SUFFIX = ".flac"
JOIN_ONLY = chapter_files.TAGS

parts, join = chapter_files.file_parts, chapter_files.fill


class Settings(FileSettings):
    """How the files are encoded."""

    make: bool = False
    """Write them."""


def wanted(settings: Settings) -> bool:
    return settings.make


def identity(settings: Settings) -> str:
    """The encoder's version: another one may give other bytes."""
    return f"av {version('av')}"


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    from phases.tools import flac

    chapter_files.encode(part, target, settings, needed, flac.Codec())
