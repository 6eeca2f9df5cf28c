"""Write an Opus file for each chapter."""

from importlib.metadata import version
from pathlib import Path

from pydantic import Field

from phases.audiobook import chapter_files
from phases.audiobook.chapter_files import FileSettings
from phases.graph.model import Needed, Part

VERSION = 2
PART_SUFFIX = ".opus"
JOIN_ONLY = chapter_files.TAGS

parts, join = chapter_files.file_parts, chapter_files.fill


class Settings(FileSettings):
    """How the files are encoded."""

    make: bool = False
    """Write them."""

    bit_rate: int = Field(32_000, ge=8_000, le=256_000)
    """Bits a second, on average."""


def wanted(settings: Settings) -> bool:
    return settings.make


def identity(settings: Settings) -> str:
    """The encoder's version: another one may give other bytes."""
    return f"av {version('av')}"


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    from phases.tools import opus

    chapter_files.encode(part, target, settings, needed, opus.Codec(settings.bit_rate))
