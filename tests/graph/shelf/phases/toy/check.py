"""Refuse what is broken."""

from pathlib import Path

from phases.graph.errors import InputError
from phases.graph.files import write_json
from phases.graph.model import Metrics, PhaseSettings


class Settings(PhaseSettings):
    strict: bool = True


def run(source: Path, target: Path, settings: Settings) -> Metrics:
    text = source.read_text(encoding="utf-8")
    if not text.strip():
        raise InputError("the file is empty", "put some lines into it")
    title = text.splitlines()[0]
    write_json(target, {"title": title})
    return {"title": title}
