"""Lexicons for tests, written and read."""

from pathlib import Path

from phases.tools.lexicon import Entry, load


def write(folder: Path, text: str, name: str = "lexicon.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str) -> tuple[Entry, ...]:
    return load(write(folder, text))
