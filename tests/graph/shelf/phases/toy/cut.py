"""Cut the text into lines, one part each."""

from pathlib import Path

from phases.graph.files import write_json
from phases.graph.model import Metrics, PhaseSettings

VERSION = 1


class Settings(PhaseSettings):
    upper: bool = False


def run(source: Path, target: Path, settings: Settings) -> Metrics:
    text = source.read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    write_json(target, [line.upper() if settings.upper else line for line in lines])
    return {"lines": len(lines)}
