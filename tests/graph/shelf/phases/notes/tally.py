"""Count the cards of all notes."""

from collections.abc import Sequence
from pathlib import Path

from phases.graph.errors import InputError
from phases.graph.files import read_json, write_json
from phases.graph.model import Metrics, PhaseSettings


class Settings(PhaseSettings):
    most: int = 1000


def run(
    index: Sequence[Path],
    shout: Sequence[Path] | None,
    write: Sequence[Path],
    target: Path,
    settings: Settings,
) -> Metrics:
    counts = {}
    for cards, written in zip(index, write, strict=True):
        counts[written.as_posix().encode(errors="replace").decode()] = len(read_json(cards)["cards"])
    if sum(counts.values()) > settings.most:
        raise InputError("too many cards")
    write_json(target, {"cards": counts, "shouted": shout and len(shout)})
    return {"notes": len(counts), "all_cards": sum(counts.values())}
