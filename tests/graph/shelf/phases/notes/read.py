"""Read a note and replace the words of its companions."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from phases.graph.errors import InputError
from phases.graph.files import write_json
from phases.graph.model import Metrics
from phases.notes import note


class Settings(note.Shared):
    pass


def refuse(path: Path) -> list[str]:
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [f"{path}:{number}: two words are needed" for number, line in lines if len(line.split()) != 2]


def run(source: Path, target: Path, settings: Settings, beside: Sequence[Path]) -> Metrics:
    text = source.read_text(encoding="utf-8")
    if "BROKEN" in text:
        raise InputError("the note is broken", "mend it")
    if "DEADLY" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    words, tallies = note.words(beside), {}
    lines = []
    for line in text.splitlines():
        for word in set(line.split()) & words.keys():
            tallies[f"word:{word}"] = tallies.get(f"word:{word}", 0) + line.split().count(word)
        lines.append(settings.mark + " ".join(words.get(word, word) for word in line.split()))
    write_json(target, lines)
    return {"title": lines[0] if lines else "", "lines": len(lines), "length": len(text), **tallies}
