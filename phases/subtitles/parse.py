"""Read a subtitle file: every cue, and every defect with its line and what was made of it."""

import codecs
import logging
from pathlib import Path

from pydantic import Field, field_validator

from phases.graph.errors import InputError
from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import cues, encodings, source
from phases.subtitles.defects import DOUBTFUL

log = logging.getLogger(__name__)

VERSION = 1

LOGGED = 20
"""Defects of a file in the log; all of them stand in the ledger."""


class Settings(PhaseSettings):
    """How a file is read that does not say it."""

    fallback: str = source.FALLBACK
    """Of files that are not Unicode, by Python's name: ``cp1252``, ``cp1251``, ``gb18030``."""
    frame_rate: float = Field(23.976, ge=1, le=1000)
    """Frames a second, for files whose times count frames."""
    max_mb: float = Field(20.0, gt=0)
    """Larger files are refused before they are opened, in MB (10^6 bytes)."""
    max_cues: int = Field(source.MOST, ge=1)
    """Files with more cues are refused."""

    @field_validator("fallback")
    @classmethod
    def known(cls, name: str) -> str:
        """`name` if Python can read text by it."""
        try:
            b"text".decode(name)
            return codecs.lookup(name).name
        except (LookupError, UnicodeError):
            raise ValueError(f"unknown encoding {name!r}, use a name such as cp1252 or cp1251") from None


def run(subtitles: Path, target: Path, settings: Settings) -> Metrics:
    """Write what stands in `subtitles` to `target` as a `cues.Track`.

    Raises InputError, with a line, for what is no subtitle file.
    """
    size = subtitles.stat().st_size
    if size > settings.max_mb * 1e6:
        raise InputError(
            f"the file has {size / 1e6:.0f} MB, more than {settings.max_mb:g}",
            "raise subtitles.parse.max_mb",
        )
    track, _ = source.read(subtitles, settings.fallback, settings.frame_rate, settings.max_cues)
    cues.whole(track)
    cues.write(target, track)
    for one in track.defects[:LOGGED]:
        log.info("%s:%d:%d: %s; %s", subtitles.name, one.line, one.column, one.reason, one.recovery)
    warnings = [f"line {d.line}: {d.reason}: {d.recovery}" for d in track.defects if d.code in DOUBTFUL]
    if any(one.code == "encoding" for one in track.defects):
        # Only advice, and only here: what is written must not depend on a detector being installed.
        other = encodings.advice(subtitles.read_bytes(), track.encoding)
        warnings += [f"subtitles.parse.fallback might be {other}"] if other else []
    return {
        "title": subtitles.name,
        "cues": len(track.cues),
        "defects": len(track.defects),
        "removed": len(track.removed),
        "encoding": track.encoding,
        **cues.shown(warnings),
    }
