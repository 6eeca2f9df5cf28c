"""Read the text of a book: chapters in reading order, every word accounted for."""

import difflib
import logging
from pathlib import Path

from pydantic import field_validator

from phases.audiobook import book, readers
from phases.audiobook.readers.matter import DEFAULT, RULES, Policy
from phases.graph.model import Metrics, PhaseSettings

log = logging.getLogger(__name__)

VERSION = 7


class Settings(PhaseSettings):
    """What may be left out."""

    skip: tuple[str, ...] = DEFAULT
    """Names of the rules that leave text out: the keys of `readers.matter.RULES`."""
    notes: Policy = "skip"
    """Where notes are spoken."""

    @field_validator("skip")
    @classmethod
    def known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """`names` in a fixed order, each once; an unknown one is an error with a suggestion."""
        for name in names:
            if name not in RULES:
                close = difflib.get_close_matches(name, RULES, n=1, cutoff=0.5)
                hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(RULES)}"
                raise ValueError(f"unknown rule {name!r}, {hint}")
        return tuple(sorted(set(names)))


def run(source: Path, scanned: Path | None, target: Path, settings: Settings) -> Metrics:
    """Write the text of `source` to `target` as a `book.Book`; `scanned` is what *ocr* found.

    Raises InputError for what cannot be read, and when a word of the source would be lost.
    """
    reader = readers.reader(source)
    more = reader.recognised(scanned) if scanned and hasattr(reader, "recognised") else ()
    found = reader.read(source, settings.skip, settings.notes, *more)
    for warning in found.warnings:
        log.warning("%s: %s", source.name, warning)
    book.write(target, found)
    return {
        "title": found.title,
        "chapters": len(found.chapters),
        "words": found.ledger.source,
        "spoken": found.ledger.spoken,
        "skipped": sum(found.ledger.skipped.values()),
        "lost": found.ledger.lost,
        **readers.shown(found.warnings),
    }
