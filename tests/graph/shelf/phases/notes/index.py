"""List the cards of a note."""

from pathlib import Path

from phases.graph.files import read_json, write_json
from phases.graph.model import Metrics, PhaseSettings


class Settings(PhaseSettings):
    pass


def run(cards: Path, shout: Path | None, target: Path, settings: Settings) -> Metrics:
    found = [path.read_text(encoding="utf-8") for path in sorted(cards.rglob("*.txt"))]
    write_json(target, {"cards": sorted(found), "shout": read_json(shout) if shout else None})
    return {}
