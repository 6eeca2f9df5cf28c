"""The words of the project as values: Pipeline, Phase, Item, Part.

How to write a phase
--------------------
A phase is a module with a one-sentence docstring and, in this order:

1. ``VERSION``, raised by one whenever the code makes something else of the same input;
2. ``Settings``, a :class:`PhaseSettings` with what ``config.yaml`` may say about it;
3. ``run(*inputs, target, settings) -> Metrics``: reads the files `inputs` (one for each name in
   ``Phase.reads``, in that order) and writes the one file `target`.

A phase with many independent pieces is *divided*. Instead of ``run`` it has

* ``parts(*inputs, settings) -> Sequence[Part]``: what pieces there are, in order;
* ``make(part, target, settings, needed) -> None``: makes the one file of one piece;
* ``join(*inputs, made, target, settings) -> Metrics``: joins the made files into the target,

and ``PART_SUFFIX``, the file name suffix of its parts. A made part lives in the bounded part
cache under its *key*, which every later phase may ask for by that name: in ``Part.needs``, or
from a phase that is not divided by ``needs(*inputs, settings) -> Sequence[str]``; `needed` then
maps each key to its file. A key whose file was dropped is made again before it is handed out.

``identity(settings) -> str`` (optional) names what else decides the output: the engine, its
version, the voice. It runs in the main process, so it must not import an engine.

``checks(settings) -> Sequence[Check]`` (optional) says for ``doit doctor`` whether all is there that
the phase needs.

``adopt(file) -> Metrics`` (optional, of the last phase, with ``ADOPTS``, the suffixes that it knows)
checks a finished file that another program made, for ``doit adopt``; raises InputError.

Phases run in worker processes, log and never print, and import heavy libraries inside functions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

Metrics = dict[str, int | float | str]
"""Numbers for the report: ``words``, ``chunks``, ``audio_s``; and strings, of which ``title`` names
the item in lists and ``warnings`` is shown to the user."""

Needed = Mapping[str, Path]
"""Key of a made part to the file that holds it."""

SOURCE = "source"
"""The name under which a phase reads the item's own file."""


class PhaseSettings(BaseModel):
    """Base of every phase's ``Settings``.

    A field with ``exclude=True`` does not decide what is made (a time limit, a number of
    connections): changing it never makes a target again.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    timeout_s: float = Field(600.0, gt=0, exclude=True)
    """Seconds that one call in a worker may take before the worker is ended."""
    memory_mb: float = Field(4000.0, gt=0, exclude=True)
    """Memory in MB (10^6 bytes) that the worker and its programs may hold before it is ended."""


@dataclass(frozen=True)
class Part:
    """One independent piece of a divided phase."""

    content: str
    """All that decides the made file besides the phase, its settings and identity (JSON or text)."""
    label: str = ""
    """Where the piece is, for messages: ``chapter 3, chunk 12``."""
    weight: float = 1.0
    """Expected cost beside the other parts of the phase (characters, seconds of audio)."""
    needs: tuple[str, ...] = ()
    """Keys of made parts of earlier phases that ``make`` reads."""


class Made(NamedTuple):
    """A part whose file stands in the cache."""

    part: Part
    key: str
    """File name in the cache: SHA-256 of everything that decides the file, and its suffix."""
    path: Path


@dataclass(frozen=True, eq=False)
class Phase:
    """One step of a pipeline: the module that does it, what it reads, what it writes."""

    module: ModuleType
    reads: str
    """Names of what it reads, separated by spaces: ``source`` or earlier phases."""
    target: str
    """File name of the target in the item's folder; ``{id}`` is the item's id."""

    @cached_property
    def name(self) -> str:
        return self.module.__name__.rpartition(".")[2]

    @cached_property
    def doc(self) -> str:
        return (self.module.__doc__ or self.name).strip().splitlines()[0]

    @property
    def version(self) -> int:
        return int(getattr(self.module, "VERSION", 1))

    @property
    def settings(self) -> type[PhaseSettings]:
        return self.module.Settings  # type: ignore[no-any-return]

    @property
    def divided(self) -> bool:
        return hasattr(self.module, "parts")


@dataclass(frozen=True)
class Check:
    """What ``doit doctor`` found out about one thing."""

    name: str
    ok: bool
    detail: str = ""
    """What was found."""
    hint: str = ""
    """What to do where it is not ok."""
    needed: bool = True
    """False: all works without it."""


@dataclass(frozen=True, eq=False)
class Pipeline:
    """What an item of one kind goes through."""

    name: str
    patterns: tuple[str, ...]
    """File name patterns of its inputs; an id names the suffix for all but the first."""
    phases: tuple[Phase, ...]
    preload: tuple[str, ...] = ()
    """Modules with heavy libraries that the workers share: imported once, before they are started."""
    summary: tuple[tuple[str, str], ...] = ()
    """Metrics that the summary of a run shows, and their headings; ``..._s`` is shown as a time."""
    formerly: tuple[tuple[str, str], ...] = ()
    """Settings as other programs call them, and their names here, for ``doit adopt``."""

    @cached_property
    def by_name(self) -> dict[str, Phase]:
        return {phase.name: phase for phase in self.phases}


@dataclass(frozen=True, eq=False)
class Item:
    """One input: its id names its tasks and its folder."""

    id: str
    pipeline: Pipeline
    source: Path
    size: int
    """Bytes of the source."""
    mtime: float = 0.0
    """When the source was modified, in seconds since 1970."""

    @property
    def name(self) -> str:
        """The source's file name, printable on any terminal."""
        return self.source.name.encode(errors="backslashreplace").decode()

    @property
    def folder(self) -> str:
        return f"build/{self.pipeline.name}/{self.id}"

    def target(self, phase: Phase) -> str:
        """The path of a phase's target, as doit names it: relative, with forward slashes."""
        return f"{self.folder}/{phase.target.format(id=self.id.rpartition('/')[2])}"

    def inputs(self, phase: Phase) -> list[str]:
        """The paths of what a phase reads, in the order of ``Phase.reads``."""
        return [
            self.source.as_posix() if name == SOURCE else self.target(self.pipeline.by_name[name])
            for name in phase.reads.split()
        ]
