"""Read ``config.yaml`` and ``name=value`` into checked settings.

The global keys are the fields of :class:`Config`. Below them stands one section for each pipeline
with one sub-section for each phase, checked by the ``Settings`` of that phase's file. A key directly in
a pipeline's section is set for all of its phases that have it, as far as their own sections do not. A
key that nobody reads is an error, so that a misspelt one cannot be ignored in silence.
"""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

import phases
from phases.graph import config_file
from phases.graph.errors import ConfigError
from phases.graph.model import Phase, PhaseSettings, Pipeline
from phases.graph.notify import Notification

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

Model = TypeVar("Model", bound=BaseModel)

NOT_PIPELINES = {"graph", "tools"}
LISTS = {"patterns", "phases_to_run"}
"""Keys that take a list, or one value for short."""
MOST_WORKERS = 256


class Config(BaseModel):
    """The global keys of ``config.yaml``, each of which ``name=value`` on the command line overrides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input_dir: Path = Path("input")
    """Folder with the inputs. While the default does not exist, the bundled sample is built."""
    patterns: tuple[str, ...] = ()
    """File name patterns to take, as ``*.epub``; empty: all that a pipeline can read."""
    recursive: bool = True
    """Look into sub-folders too; their names become part of the id."""
    batch_size: int | None = Field(None, ge=1)
    """At most so many items that need work in one run, the rest in the next; null: all."""
    confirm: bool = False
    """Show the plan and ask at the terminal before anything is made."""
    max_workers: int = Field(2, ge=1, le=MOST_WORKERS)
    """Worker processes; ``-n`` wins."""
    phases_to_run: tuple[str | int, ...] = ()
    """Names or numbers (from 1) of the phases to run, with what they depend on; empty: all."""
    cpu_threshold: float = Field(85.0, gt=0, le=100)
    """Hold back new parts while *other* programs use more than so many per cent of the CPU."""
    throttle_delay: float = Field(1.0, ge=0)
    """Seconds that the CPU must be over the threshold before parts are held back."""
    min_free_memory_mb: float = Field(500.0, ge=0)
    """Hold back new parts while less memory is free, and work with fewer workers if that goes on."""
    min_free_disk_mb: float = Field(500.0, ge=0)
    """Start nothing new while less is free on the disk of ``build/``."""
    max_parts_per_worker: int = Field(500, ge=0)
    """Replace a worker process after so many calls, against leaks in libraries; 0: never."""
    nice: int = Field(10, ge=0, le=19)
    """Priority of the workers: 0 as any program, 19 last."""
    retries: int = Field(2, ge=0, le=20)
    """How often what may go away by itself (a quota, a killed worker) is tried again."""
    max_lock_wait: float = Field(30.0, ge=0)
    """Seconds to wait for an input that another program holds."""
    stop_grace: float = Field(10.0, ge=0)
    """Seconds that calls in flight get to end after Ctrl+C or SIGTERM."""
    stop_on_error: Literal["rate", "first", "never"] = "rate"
    """When failures end a run: by their share, at the first, or never."""
    stop_on_error_rate: float = Field(0.5, gt=0, le=1)
    """Share of the items finished in this run that may fail before it starts nothing new."""
    stop_on_error_min: int = Field(10, ge=1)
    """Items that must have finished before that share is looked at."""
    resume_enabled: bool = True
    """false: make all again without the part cache, as ``doit -a``."""
    cache_gb: float = Field(10.0, gt=0)
    """Bound of the part cache in GB (10^9 bytes); what was not used for longest goes first."""
    log_level: LogLevel = "INFO"
    log_file: Path = Path("build/bindery.log")
    notify: tuple[Notification, ...] = ()
    """Who is told when a run has ended, and how."""

    @field_validator("notify", mode="before")
    @classmethod
    def _one(cls, notify: Any) -> Any:
        return [notify] if isinstance(notify, dict) else notify


class Settings:
    """All that ``config.yaml`` says: the global keys, and the settings of each phase."""

    def __init__(
        self,
        config: Config,
        phases: Mapping[str, Mapping[str, PhaseSettings]],
        pipelines: Iterable[Pipeline] = (),
    ) -> None:
        self.config = config
        self._phases = phases
        self.pipelines = tuple(one.wanted(phases[one.name].__getitem__) for one in pipelines)
        """The pipelines, with the phases that are wanted."""

    def phase(self, pipeline: str, phase: str) -> PhaseSettings:
        """The settings of one phase."""
        return self._phases[pipeline][phase]


def pipelines() -> tuple[Pipeline, ...]:
    """Every pipeline there is: the folders of ``phases/`` but graph and tools."""
    found = [
        importlib.import_module(f"phases.{module.name}")
        for module in pkgutil.iter_modules(phases.__path__)
        if module.ispkg and module.name not in NOT_PIPELINES
    ]
    return tuple(module.PIPELINE for module in found)


def load(variables: Mapping[str, str], pipelines: Iterable[Pipeline]) -> Settings:
    """Read the file named by ``variables["config"]`` (``config.yaml``), then apply `variables`.

    A variable names a global key (``batch_size=10``) or, with dots, a key of a phase
    (``audiobook.synthesize.speed=200``); its value is read as YAML.

    Raises ConfigError: the file is not there or not YAML, a key is unknown, a value is wrong.
    """
    file = _home("config", Path(variables.get("config", "config.yaml")))
    data = config_file.read(file, variables, LISTS)
    by_name = {pipeline.name: pipeline for pipeline in pipelines}
    known_globals = set(Config.model_fields)
    for key in data:
        if key not in known_globals and key not in by_name:
            raise _unknown(file, [key], known_globals | by_name.keys() | {"config"}, variables)
    given = {
        key: [value] if key in LISTS and isinstance(value, str | int) else value
        for key, value in data.items()
        if key in known_globals and value is not None
    }
    config = _check(Config, given, file, [])
    phases = {
        name: _phases(pipeline, data.get(name), file, variables) for name, pipeline in by_name.items()
    }
    _check_phase_names(config, by_name.values(), file)
    return Settings(_expanded(config), phases, by_name.values())


def chosen_phases(config: Config, pipeline: Pipeline) -> list[str]:
    """The names of the pipeline's phases that ``phases_to_run`` asks for, in order."""
    wanted = set(config.phases_to_run)
    if not wanted:
        return list(pipeline.by_name)
    return [
        phase.name
        for number, phase in enumerate(pipeline.declared, 1)
        if phase in pipeline.phases and {phase.name, number, str(number)} & wanted
    ]


def _phases(
    pipeline: Pipeline, section: Any, file: Path, variables: Mapping[str, str]
) -> dict[str, PhaseSettings]:
    """The checked settings of every phase of `pipeline`."""
    section = {} if section is None else section
    if not isinstance(section, dict):
        raise ConfigError(f"{file}: {pipeline.name}: must hold one section for each phase")
    names = [phase.name for phase in pipeline.declared]
    shared = {key: value for key, value in section.items() if key not in names}
    fields = {field for phase in pipeline.declared for field in phase.settings.model_fields}
    for key in shared:
        if key not in fields:
            raise _unknown(file, [pipeline.name, str(key)], [*names, *fields], variables)
    return {
        phase.name: _phase(phase, section.get(phase.name) or {}, shared, file, pipeline.name)
        for phase in pipeline.declared
    }


def _phase(phase: Phase, own: Any, shared: Mapping[str, Any], file: Path, pipeline: str) -> PhaseSettings:
    """The settings of a phase from its `own` section, and what is set for all phases that have it."""
    if not isinstance(own, dict):
        return _check(phase.settings, own, file, [pipeline, phase.name])
    fields = phase.settings.model_fields
    given = {key: value for key, value in shared.items() if key in fields and key not in own}
    return _check(phase.settings, own | given, file, [pipeline, phase.name], given)


def _check(model: type[Model], data: Any, file: Path, path: list[str], shared: Iterable[str] = ()) -> Model:
    """`data` as a `model`; the first thing that is wrong with it as a ConfigError.

    It stands at `path` in the file, what is `shared` one step above.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        steps = [str(step) for step in first["loc"]]
        where = [*(path[:-1] if steps[:1] and steps[0] in shared else path), *steps]
        if first["type"] == "extra_forbidden":
            raise _unknown(file, where, model.model_fields, {}) from None
        # What is given in notify may be a secret.
        shown = first["type"] != "model_type" and where[:1] != ["notify"]
        given = f" (it is {first['input']!r})" if shown else ""
        message = first["msg"].removeprefix("Value error, ")
        key, message = ".".join(where), message[:1].lower() + message[1:]
        raise ConfigError(f"{file}: {key}: {message}{given}") from None


def _check_phase_names(config: Config, pipelines: Iterable[Pipeline], file: Path) -> None:
    known = {phase.name for pipeline in pipelines for phase in pipeline.declared}
    longest = max(len(pipeline.declared) for pipeline in pipelines)
    for name in config.phases_to_run:
        number = int(name) if str(name).isdecimal() else None
        if (number is None and name not in known) or (number is not None and not 1 <= number <= longest):
            raise ConfigError(
                f"{file}: phases_to_run: there is no phase {name!r}{_did_you_mean(str(name), known)}",
                f"phases are named {', '.join(sorted(known))} or numbered from 1 to {longest}",
            )


def _unknown(
    file: Path, path: list[str], known: Iterable[str], variables: Mapping[str, str]
) -> ConfigError:
    where = "" if ".".join(path) in variables else f"{file}: "
    return ConfigError(f"{where}{'.'.join(path)}: unknown key{_did_you_mean(path[-1], known)}")


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f", did you mean {close[0]}?" if close else ""


def _expanded(config: Config) -> Config:
    """`config` with ``~`` resolved in its paths."""
    paths = {key: _home(key, getattr(config, key)) for key in ("input_dir", "log_file")}
    return config.model_copy(update=paths)


def _home(key: str, path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ConfigError(f"{key}: nobody has the home folder {path.parts[0]}") from None
