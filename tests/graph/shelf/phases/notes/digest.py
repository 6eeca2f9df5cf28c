"""Put the sizes of all notes into a folder."""

from collections.abc import Sequence
from pathlib import Path

from phases.graph.files import read_json
from phases.graph.model import Metrics, PhaseSettings


class Settings(PhaseSettings):
    pass


def run(source: Sequence[Path], tally: Path, target: Path, settings: Settings) -> Metrics:
    for number, path in enumerate(source):
        (target / f"{number}.txt").write_text(f"{path.name!a} {path.stat().st_size}", encoding="utf-8")
    (target / "tally.txt").write_text(str(len(read_json(tally)["cards"])), encoding="utf-8")
    return {}
