"""Bind all groups into one file."""

from pathlib import Path

from phases.graph.files import read_json
from phases.graph.model import Metrics, Needed, PhaseSettings


class Settings(PhaseSettings):
    footer: str = ""


def needs(check: Path, trim: Path, settings: Settings) -> list[str]:
    return list(dict.fromkeys(read_json(trim)))


def run(check: Path, trim: Path, target: Path, settings: Settings, needed: Needed) -> Metrics:
    text = "".join(needed[key].read_text(encoding="utf-8") for key in read_json(trim))
    target.write_text(text + settings.footer, encoding="utf-8")
    return {"letters": len(text)}
