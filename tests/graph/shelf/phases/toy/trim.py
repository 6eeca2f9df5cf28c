"""Join what was spoken, four lines to a part."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from phases.graph.files import read_json, write_json
from phases.graph.model import Made, Metrics, Needed, Part, PhaseSettings

PART_SUFFIX = ".txt"


class Settings(PhaseSettings):
    loud: int = 1


def parts(speak: Path, settings: Settings) -> list[Part]:
    keys = read_json(speak)
    groups = [keys[start : start + 4] for start in range(0, len(keys), 4)]
    found = {
        json.dumps(group): Part(json.dumps(group), f"group {number}", needs=tuple(dict.fromkeys(group)))
        for number, group in enumerate(groups, 1)
    }
    return list(found.values())


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    text = "".join(needed[key].read_text(encoding="utf-8") for key in json.loads(part.content))
    target.write_text(text * settings.loud, encoding="utf-8")
    if "TOY_LOG" in os.environ:
        with open(os.environ["TOY_LOG"], "a", encoding="utf-8") as log:
            log.write(f"group of {len(json.loads(part.content))}\n")


def join(speak: Path, made: Sequence[Made], target: Path, settings: Settings) -> Metrics:
    write_json(target, [one.key for one in made])
    return {"groups": len(made)}
