"""Write a note in capitals, if that is wanted."""

from pathlib import Path

from phases.graph.files import read_json, write_json
from phases.graph.model import Metrics, PhaseSettings


class Settings(PhaseSettings):
    make: bool = False


def wanted(settings: Settings) -> bool:
    return settings.make


def run(read: Path, target: Path, settings: Settings) -> Metrics:
    write_json(target, [line.upper() for line in read_json(read)])
    return {}
