"""Write an MP3 file for each chapter."""

from importlib.metadata import version
from pathlib import Path

from pydantic import Field

from phases.audiobook import chapter_files
from phases.audiobook.chapter_files import FileSettings
from phases.graph.model import Needed, Part

VERSION = 2
PART_SUFFIX = ".mp3"
JOIN_ONLY = chapter_files.TAGS

parts, join = chapter_files.file_parts, chapter_files.fill


class Settings(FileSettings):
    """How the files are encoded."""

    make: bool = False
    """Write them."""

    bit_rate: int = Field(64_000, ge=32_000, le=320_000)
    """Bits a second, a constant rate; the profile acx takes 192,000 at 44.1 kHz, whatever stands here."""


def wanted(settings: Settings) -> bool:
    return settings.make


def identity(settings: Settings) -> str:
    """The encoder's version: another one may give other bytes."""
    return f"lameenc {version('lameenc')}"


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    from phases.tools import mp3

    codec = mp3.Codec(192_000, 44_100) if settings.profile == "acx" else mp3.Codec(settings.bit_rate, 0)
    chapter_files.encode(part, target, settings, needed, codec)
