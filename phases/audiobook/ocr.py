"""Read the pages of a PDF that are pictures, by text recognition."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from phases.graph.files import write_json
from phases.graph.model import Check, Made, Metrics, Needed, Part, PhaseSettings
from phases.tools import ocr

VERSION = 1
PART_SUFFIX = ".json"


class Settings(PhaseSettings):
    """Whether, and how fine."""

    enabled: bool = False
    dpi: int = Field(300, ge=72, le=400)
    """Dots per inch at which a page is looked at."""


def wanted(settings: Settings) -> bool:
    return settings.enabled


def identity(settings: Settings) -> str:
    return ocr.identity() or "not installed"


def checks(settings: Settings) -> list[Check]:
    """Whether the extra is there."""
    found = ocr.identity()
    hint = "" if found else ocr.INSTALL
    return [Check("text recognition", bool(found), found or "not installed", hint, wanted(settings))]


def parts(source: Path, settings: Settings) -> list[Part]:
    """One part for each page that is a scan; none for books of other formats."""
    from phases.audiobook.readers.pdf import scans

    pages = scans.scanned(source)
    if not pages:
        return []
    with source.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    found = {"file": str(source), "sha256": checksum}
    return [Part(json.dumps(found | {"page": page}), f"page {page}") for page in pages]


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    """Write the text of one page; raises ToolMissing without the extra."""
    from phases.audiobook.readers.pdf import scans
    from phases.tools.pdf import open_pdf

    wish = json.loads(part.content)
    with open_pdf(Path(wish["file"])) as document:
        picture = document.pixels(wish["page"], settings.dpi)
    scans.write(target, ocr.read(picture), settings.dpi)


def join(source: Path, made: Sequence[Made], target: Path, settings: Settings) -> Metrics:
    """Write ``scans.json``: number of a page to its lines."""
    pages = {json.loads(one.part.content)["page"]: json.loads(one.path.read_bytes()) for one in made}
    write_json(target, {str(page): lines for page, lines in pages.items()})
    return {"scans": len(pages), "lines": sum(map(len, pages.values()))}
