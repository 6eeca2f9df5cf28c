"""Make a card of each line, in a folder."""

import time
from collections.abc import Sequence
from pathlib import Path

from phases.graph.files import read_json
from phases.graph.model import Made, Metrics, Needed, Part, PhaseSettings
from phases.notes import note

PART_SUFFIX = ".txt"


class Settings(PhaseSettings):
    seconds: float = 0.0
    """How long each file of the folder takes."""


def parts(read: Path, settings: Settings, beside: Sequence[Path]) -> list[Part]:
    known = ",".join(note.words(beside))
    return [Part(line if line.split()[-1:] != ["?"] else line + known) for line in set(read_json(read))]


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    target.write_text(part.content, encoding="utf-8")


def join(
    read: Path, made: Sequence[Made], target: Path, settings: Settings, beside: Sequence[Path]
) -> Metrics:
    (target / "inner").mkdir()
    for number, one in enumerate(sorted(made, key=lambda one: one.part.content)):
        folder = target / "inner" if number % 2 else target
        folder.joinpath(f"{number}.txt").write_bytes(one.path.read_bytes())
        time.sleep(settings.seconds)
    return {"cards": len(made), "companions": len(beside)}
