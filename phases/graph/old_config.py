"""What the keys of an old script's config.yaml are called here."""

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from phases.graph.config import Config
from phases.graph.model import Pipeline

NOTES = {
    "pipeline_json": "not needed: the state is in build/state.db; a run still writes build/pipeline.json",
    "pipeline_path": "not needed: the state is in build/state.db; a run still writes build/pipeline.json",
    "phase_timeout": "timeout_s, in the section of each phase",
    "timeout": "timeout_s, in the section of each phase",
    "resume": "resume_enabled",
    "resume_on_failure": "not needed: a run goes on where the last one ended",
    "max_retries": "retries",
    "retry_attempts": "retries",
    "workers": "max_workers",
    "num_workers": "max_workers",
    "max_parallel": "max_workers",
    "input_folder": "input_dir",
    "input_path": "input_dir",
    "output_dir": "not needed: finished files are in build/",
    "cpu_limit": "cpu_threshold",
    "memory_limit": "memory_mb, in the section of each phase",
    "memory_limit_mb": "memory_mb, in the section of each phase",
    "logging_level": "log_level",
    "log_path": "log_file",
    "continue_on_error": "stop_on_error: never",
}
"""Old key to its name here, or to why there is none."""


class Note(NamedTuple):
    """What became of one old key."""

    key: str
    value: str
    now: str
    """Its name here, or a sentence."""


def read(file: Path, pipeline: Pipeline) -> list[Note]:
    """A note for each top-level key of an old config.yaml; none where there is no such file."""
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        return [Note(file.name, "", f"cannot be read: {' '.join(str(error).split())[:100]}")]
    if not isinstance(data, dict):
        return []
    return [Note(str(key), _shown(value), _now(str(key), value, pipeline)) for key, value in data.items()]


def _now(key: str, value: Any, pipeline: Pipeline) -> str:
    formerly = dict(pipeline.formerly)
    if key == "phases_to_run" and isinstance(value, list):
        return f"phases_to_run: [{', '.join(_phase(number, pipeline) for number in value)}]"
    if key in Config.model_fields:
        return f"{key}, as before"
    if key in formerly:
        return f"{pipeline.name}.{formerly[key]}"
    return NOTES.get(key, "not known here")


def _phase(number: Any, pipeline: Pipeline) -> str:
    """The phase that does here what phase `number` did."""
    known = isinstance(number, int) and 1 <= number <= len(pipeline.counted)
    return pipeline.counted[number - 1] if known else str(number)


def _shown(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:37] + "..."
