"""What a worker process does: calls into phases, each with a whole file as result.

Functions here are called in worker processes only, by name, with plain values, through
:mod:`phases.graph.worker`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from phases.graph import targets
from phases.graph.files import writing
from phases.graph.model import Check, Made, Metrics, Part, PhaseSettings
from phases.graph.step import Step

CHAINS = "chains"
"""Name of the way into a worker for several calls."""
Digest = tuple[float, int, str]
"""Modification time, size and MD5 of a file: the form in which doit keeps its file dependencies."""

Identity = tuple[int, int, int]
MOST_KNOWN = 32
_KNOWN: dict[str, tuple[Identity, Digest]] = {}
"""Digests of the files that this process wrote or read last, the last one at the end: the next phase of a
chain reads what was written, and many items have the same companions."""


@dataclass(frozen=True)
class Target:
    """A target that was written."""

    size: int
    mtime_ns: int
    digest: str
    """MD5."""
    metrics: Metrics


@dataclass(frozen=True)
class Done:
    """A call that succeeded."""

    value: Any
    seconds: float
    cpu_s: float
    """CPU seconds of the worker in this call."""
    peak_mb: float = 0.0
    """Most memory that the worker held in this call, in MB (10^6 bytes)."""


@dataclass(frozen=True)
class Failed:
    """A call that failed: `message` is the one line for the user."""

    message: str
    retry_after: float | None = None
    """Seconds; set when another try may help."""
    held: bool = False
    """Another program holds the input."""
    stop: bool = False
    """Nothing else can succeed either: the disk is full or read-only."""
    details: str = ""
    """For the log: a traceback, or the last lines of a program that failed."""
    cpu_s: float = field(default=0.0, compare=False)
    """CPU seconds of the worker in this call, where it lives to tell."""
    peak_mb: float = field(default=0.0, compare=False)
    """Most memory that the worker held in this call, in MB (10^6 bytes)."""

    def at(self, label: str) -> "Failed":
        """The same failure, with the place where it happened."""
        return replace(self, message=f"{label}: {self.message}") if label else self


@dataclass(frozen=True)
class Listing:
    """The parts of a divided phase, or what a phase that is not divided needs."""

    parts: list[tuple[str, Part]] = field(default_factory=list)
    """With their keys, in order."""
    needs: tuple[str, ...] = ()


def digests(paths: Sequence[str]) -> dict[str, Digest]:
    """The digest of every file or folder in `paths`; what is not there is left out."""
    found = {}
    for path in paths:
        with suppress(FileNotFoundError):
            found[path] = _digest(path)
    return found


def listing(step: Step) -> tuple[Listing, dict[str, Digest]]:
    """What a phase is divided into or needs, and the digests of what it read."""
    module = import_module(step.module)
    read = digests(step.files)
    inputs = step.arguments()
    if hasattr(module, "parts"):
        parts = module.parts(*inputs, **step.keywords())
        return Listing([(_key(step, module.PART_SUFFIX, part), part) for part in parts]), read
    if hasattr(module, "needs"):
        return Listing(needs=tuple(module.needs(*inputs, settings=step.settings))), read
    return Listing(), read


def make(step: Step, part: Part, target: str, needed: Mapping[str, str]) -> int:
    """Make one part into the file `target`; the size of the file in bytes."""
    module = import_module(step.module)
    files = {key: Path(path) for key, path in needed.items()}
    with writing(Path(target)) as temporary:
        module.make(part, target=temporary, settings=step.settings, needed=files)
    return Path(target).stat().st_size


def join(step: Step, made: Sequence[tuple[Part, str, str]], target: str) -> Target:
    """Join made parts into the target of a divided phase."""
    files = [Made(part, key, Path(path)) for part, key, path in made]
    return _write(step, target, import_module(step.module).join, made=files)


def run(step: Step, target: str, needed: Mapping[str, str] | None) -> tuple[Target, dict[str, Digest]]:
    """Make the target of a phase that is not divided, and the digests of what it read."""
    module = import_module(step.module)
    read = digests(step.files)
    extra = {} if needed is None else {"needed": {key: Path(path) for key, path in needed.items()}}
    return _write(step, target, module.run, **extra), read


def checks(module: str, settings: PhaseSettings) -> list[Check]:
    """What a phase says about the things that it needs."""
    return list(import_module(module).checks(settings))


def adopt(module: str, found: str, target: str) -> tuple[int, int, Metrics]:
    """Copy a finished file to `target`, if the phase finds that it is whole: size, time, metrics."""
    with writing(Path(target)) as temporary:
        shutil.copyfile(found, temporary)
        metrics: Metrics = import_module(module).adopt(temporary)
    stat = os.stat(target)
    return stat.st_size, stat.st_mtime_ns, metrics


def refuse(module: str, path: str) -> list[str]:
    """Why a phase must not use the companion file at `path`, a line each."""
    return list(import_module(module).refuse(Path(path)))


def _write(step: Step, target: str, write: Callable[..., Metrics], **arguments: Any) -> Target:
    targets.clear(target, step.folder)
    with targets.writing(target, step.folder) as temporary:
        metrics = write(*step.arguments(), target=temporary, **step.keywords(), **arguments)
    stat = targets.stat(target)
    return Target(stat.st_size, stat.st_mtime_ns, _digest(target)[2], metrics)


def _digest(path: str) -> Digest:
    """The digest of a file or folder. Raises OSError where it is not there."""
    if path.endswith("/"):
        return targets.digest(path)
    stat = os.stat(path)
    identity = stat.st_mtime_ns, stat.st_size, stat.st_ino
    known = _KNOWN.pop(path, None)
    if known is None or known[0] != identity:
        known = identity, targets.digest(path)
    _KNOWN[path] = known
    if len(_KNOWN) > MOST_KNOWN:
        del _KNOWN[next(iter(_KNOWN))]
    return known[1]


def _key(step: Step, suffix: str, part: Part) -> str:
    """The name of a part's file: the digest of everything that decides its bytes."""
    module = import_module(step.module)
    unheard = set(getattr(module, "JOIN_ONLY", ()))
    recipe = [step.identity, step.settings.model_dump(mode="json", exclude=unheard)]
    if getattr(module, "PARTS_SAY_ALL", False):
        recipe = []
    decides = [step.module, step.version, *recipe, part.content, part.needs]
    text = json.dumps(decides, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest() + suffix
