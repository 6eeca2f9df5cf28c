"""Check that a book opens and note what it says about itself: title, author, language, cover."""

import base64
import hashlib
import logging
from importlib.metadata import version
from pathlib import Path

from pydantic import Field

from phases.audiobook import readers
from phases.graph.errors import InputError
from phases.graph.files import write_json
from phases.graph.model import Metrics, PhaseSettings

log = logging.getLogger(__name__)

VERSION = 4


class Settings(PhaseSettings):
    """What is refused."""

    max_mb: float = Field(2000.0, gt=0)
    """Largest source in megabytes (10^6 bytes); larger ones are refused before they are opened."""
    draw_cover: bool = True
    """Draw one where the book has none that can be read."""


def identity(settings: Settings) -> str:
    """What draws covers: another version may give other pixels."""
    return f"resvg {version('resvg-py')}"


def run(source: Path, target: Path, settings: Settings) -> Metrics:
    """Write what `source` says about itself to `target`, as JSON.

    Its keys are the fields of `readers.Facts` (``cover`` in base64; ``cover_name`` is empty where it
    was drawn), and ``sha256`` and ``bytes`` of the source. Raises InputError for what is no readable
    book; never writes to the source.
    """
    size = source.stat().st_size
    if size > settings.max_mb * 1e6:
        raise InputError(
            f"the file has {size / 1e6:.0f} MB, more than {settings.max_mb:g}",
            "raise audiobook.validate.max_mb",
        )
    facts = readers.reader(source).inspect(source)
    for warning in facts.warnings:
        log.warning("%s: %s", source.name, warning)
    with source.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    picture = facts.cover
    if not picture and settings.draw_cover:
        from phases.tools import cover

        picture = cover.draw(facts.title, facts.author)
    record = vars(facts) | {"cover": base64.b64encode(picture).decode("ascii")}
    write_json(target, record | {"sha256": checksum, "bytes": size})
    return {
        "title": facts.title,
        "author": facts.author,
        "language": facts.language,
        "format": facts.format,
        "cover": int(bool(facts.cover)),
        **readers.shown(facts.warnings),
    }
