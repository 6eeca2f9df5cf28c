"""Make a book to read along: the EPUB itself, each sentence marked while it is heard.

The EPUB stays as its publisher made it, but for a ``span`` around each spoken sentence; of a book in
another form, and of an EPUB that cannot be kept, one is made.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phases.audiobook import credits
from phases.audiobook.book import Script, read_book, read_script
from phases.audiobook.metadata import Narrated
from phases.graph.errors import InputError
from phases.graph.files import read_json
from phases.graph.model import Metrics, Needed

if TYPE_CHECKING:
    from phases.audiobook.overlay.edition import Edition
    from phases.audiobook.overlay.times import Place

log = logging.getLogger(__name__)

VERSION = 4


class Settings(Narrated):
    make: bool = True
    """Write it."""


def wanted(settings: Settings) -> bool:
    return settings.make


def needs(
    validate: Path, extract: Path, script: Path, audio: Path, source: Path, settings: Settings
) -> list[str]:
    """The files of the chapters."""
    return list(dict.fromkeys(chapter["key"] for chapter in read_json(audio)["chapters"]))


def run(
    validate: Path,
    extract: Path,
    script: Path,
    audio: Path,
    source: Path,
    target: Path,
    settings: Settings,
    needed: Needed,
) -> Metrics:
    """Write the EPUB `target` with the sound of the chapters in it."""
    from phases.audiobook.overlay import newbook
    from phases.audiobook.overlay.pages import Unfit
    from phases.audiobook.overlay.times import paragraphs

    facts, book = read_json(validate), read_script(script)
    warnings: list[str] = []
    if facts["format"].startswith("EPUB"):
        try:
            return _keep(source, facts, book, audio, target, settings, needed)
        except (InputError, Unfit) as error:
            warnings.append(f"the read-along does not have the pages of the EPUB: {error.args[0]}")
    edition, found = newbook.edition(read_book(extract), facts)
    chapters = iter(found)
    places = [
        [None for _ in paragraphs(scene.chunks)] if scene.chunks[0].kind == credits.KIND else next(chapters)
        for scene in book.scenes
    ]
    return _write(edition, places, book, audio, target, settings, needed, warnings)


def _keep(
    source: Path,
    facts: dict[str, Any],
    book: Script,
    audio: Path,
    target: Path,
    settings: Settings,
    needed: Needed,
) -> Metrics:
    """Write the EPUB from the pages of the EPUB `source`."""
    from phases.audiobook.overlay import original
    from phases.audiobook.overlay.times import Place, paragraphs
    from phases.tools.archive import Archive

    with Archive(source) as archive:
        edition = original.edition(archive, facts)
        places: list[list[Place | None]] = []
        for scene in book.scenes:
            found = [chunks[0].source.rpartition("#") for chunks in paragraphs(scene.chunks)]
            places.append(
                [
                    Place(name, int(number) - 1) if number.isdecimal() and name in edition.pages else None
                    for name, number in ((archive.find(path) or path, number) for path, _, number in found)
                ]
            )
        return _write(edition, places, book, audio, target, settings, needed, [])


def _write(
    edition: "Edition",
    places: "Sequence[Sequence[Place | None]]",
    book: Script,
    audio: Path,
    target: Path,
    settings: Settings,
    needed: Needed,
    warnings: list[str],
) -> Metrics:
    from phases.audiobook.overlay import container, times
    from phases.audiobook.overlay.bind import Bound

    heard = times.chapters(audio)
    bound = Bound(edition, book, places, heard, settings.narrator)
    container.write(target, bound.files(needed))
    if missing := len(bound.unplaced):
        warnings.append(f"{missing} sentences have no place on a page of the read-along")
    for warning in warnings:
        log.warning("%s: %s", target.name, warning)
    metrics: Metrics = {
        "pages": len(bound.clips),
        "sentences": bound.placed,
        "overlay_s": round(bound.milliseconds / 1000, 3),
        "bytes": target.stat().st_size,
    }
    return metrics | ({"warnings": "; ".join(warnings)} if warnings else {})
