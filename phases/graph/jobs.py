"""How a phase of an item is made: the calls into workers that it takes, in order.

A job is a generator. It yields calls that may run side by side, is sent their results when all of
them have ended, and returns :class:`Built`. It knows nothing of processes, so that a test can play
the workers.
"""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from typing import Any

from phases.graph.cache import Cache
from phases.graph.errors import InputError
from phases.graph.item import Item
from phases.graph.model import Part, Phase
from phases.graph.phase_task import PhaseTask
from phases.graph.step import Step
from phases.graph.work import Digest, Target


@dataclass(frozen=True)
class Limits:
    """What one call may take before its worker is ended."""

    timeout_s: float
    memory_mb: float


@dataclass(frozen=True)
class Call:
    """A function of :mod:`phases.graph.work` to be called in a worker."""

    function: str
    arguments: tuple[Any, ...]
    limits: Limits
    label: str = ""
    """What is made, for messages: ``chapter 3, chunk 12``."""
    key: str = ""
    """Of the part that is made; two jobs that want the same part share one call."""
    weight: float = 0.0


@dataclass
class Built:
    """A phase that was made."""

    target: Target
    read: dict[str, Digest]
    """Digests of its inputs, as they were when they were read."""
    parts: int = 0
    reused: int = 0
    """How many of the parts were in the cache."""


@dataclass
class PartCounts:
    """What a job found out about its parts, for the progress display."""

    parts: int = 0
    reused: int = 0
    done: int = 0


Job = Generator[list[Call], list[Any], Built | None]
Calls = Generator[list[Call], list[Any], None]
"""Part of a job."""


class Jobs:
    """Makes jobs that share one part cache."""

    def __init__(self, tasks: dict[str, PhaseTask], cache: Cache, reuse: bool = True) -> None:
        self._tasks = tasks
        self._cache = cache
        self._reuse = reuse
        """Take parts from the cache; without it all are made again."""
        self._made: set[str] = set()
        """Keys of the parts that this run made."""

    def part_made(self, key: str, size: int) -> None:
        """A worker has written the part `key` of `size` bytes into the cache."""
        self._made.add(key)
        self._cache.added(size)

    def job(self, task: PhaseTask, counts: PartCounts, single: Call | None = None) -> Job:
        """The calls that make the target of `task`; `counts` is kept up to date on the way.

        When one call makes it, that may be given.
        """
        if task.phase.divided:
            return self._divided(task, counts)
        return self._simple(task, single)

    def single(self, task: PhaseTask) -> Call | None:
        """The call that makes the target of `task`; None where it takes more than one."""
        return self._one_call(task, self._step(task), task.targets[0])

    def trial(self, task: PhaseTask, target: str) -> Call | None:
        """The call that makes the target of `task` elsewhere; None where it takes more than one."""
        return self._one_call(task, replace(self._step(task), folder=""), target)

    def listing(self, task: PhaseTask) -> Call:
        """The call that finds the parts of `task`, the phase of which is divided."""
        return Call("listing", (self._step(task),), _limits(task))

    def _simple(self, task: PhaseTask, single: Call | None) -> Job:
        single = single or self.single(task)
        if single:
            [(written, read)] = yield [single]
            return Built(written, read)
        step, target, limits = self._step(task), task.targets[0], _limits(task)
        [(listing, _)] = yield [Call("listing", (step,), limits)]
        with self._cache.pinned(listing.needs):
            yield from self._fetch(task, listing.needs)
            [(written, read)] = yield [Call("run", (step, target, self._files(listing.needs)), limits)]
        return Built(written, read)

    def _divided(self, task: PhaseTask, counts: PartCounts) -> Job:
        step, limits = self._step(task), _limits(task)
        [(listing, read)] = yield [Call("listing", (step,), limits)]
        parts: dict[str, Part] = dict(listing.parts)
        counts.parts = len(parts)
        with self._cache.pinned(parts):
            missing = {key: part for key, part in parts.items() if not self._has(key)}
            counts.reused = counts.parts - len(missing)
            yield from self._make(task, missing)
            made = [(part, key, str(self._cache.path(key))) for key, part in listing.parts]
            [written] = yield [Call("join", (step, made, task.targets[0]), limits)]
        return Built(written, read, counts.parts, counts.reused)

    def _make(self, task: PhaseTask, parts: dict[str, Part]) -> Calls:
        """Make parts of `task`'s phase: all at once, but first those that have what they need."""
        with self._cache.pinned(key for part in parts.values() for key in part.needs):
            lacking = {
                key: part for key, part in parts.items() if not all(map(self._cache.holds, part.needs))
            }
            ready = {key: part for key, part in parts.items() if key not in lacking}
            if ready:
                yield [self._part_call(task, key, part) for key, part in ready.items()]
        # What was dropped from the cache is made again for one part at a time: the cache is bounded
        # because the disk is.
        for key, part in lacking.items():
            with self._cache.pinned(part.needs):
                yield from self._fetch(task, part.needs)
                yield [self._part_call(task, key, part)]

    def _fetch(self, task: PhaseTask, keys: Iterable[str]) -> Calls:
        """Make again what an earlier phase of the item made and the cache has dropped since."""
        missing = {key for key in keys if not self._cache.holds(key)}
        for phase in _before(task.item, task.phase):
            if not missing:
                return
            if phase.divided:
                earlier = self._tasks[f"{task.item.id}:{phase.name}"]
                step = self._step(earlier)
                [(listing, _)] = yield [Call("listing", (step,), _limits(earlier))]
                parts = {key: part for key, part in listing.parts if key in missing}
                missing -= parts.keys()
                yield from self._make(earlier, parts)
        if missing:
            raise InputError(
                "parts of an earlier phase are neither in the cache nor can they be made",
                f"run `doit forget {task.item.id}` and `doit {task.item.id}`",
            )

    def _one_call(self, task: PhaseTask, step: Step, target: str) -> Call | None:
        if task.phase.divided or hasattr(task.phase.module, "needs"):
            return None
        return Call("run", (step, target, None), _limits(task))

    def _part_call(self, task: PhaseTask, key: str, part: Part) -> Call:
        step = self._step(task)
        arguments = (step, part, str(self._cache.path(key)), self._files(part.needs))
        return Call("make", arguments, _limits(task), part.label, key, part.weight)

    def _has(self, key: str) -> bool:
        return (self._reuse or key in self._made) and self._cache.holds(key)

    def _files(self, keys: Iterable[str]) -> dict[str, str]:
        return {key: str(self._cache.path(key)) for key in keys}

    def _step(self, task: PhaseTask) -> Step:
        phase, settings = task.phase, task.recipe.settings
        source = task.item.source.as_posix()
        return Step(
            phase.module.__name__,
            phase.version,
            task.recipe.identity,
            task.inputs,
            settings,
            source=source if source in task.inputs else "",
            task=task.name,
            beside=task.item.beside(phase) if phase.beside else None,
            folder=task.item.folder,
        )


def _limits(task: PhaseTask) -> Limits:
    return Limits(task.recipe.settings.timeout_s, task.recipe.settings.memory_mb)


def _before(item: Item, phase: Phase) -> list[Phase]:
    """The phases before `phase`, last first."""
    phases = list(item.pipeline.phases)
    return phases[: phases.index(phase)][::-1]
