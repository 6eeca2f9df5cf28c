"""The words of the project as values: Pipeline, Phase, Item, Part.

How to write a phase
--------------------
A phase is a module with a one-sentence docstring and, in this order:

1. ``VERSION``, raised by one whenever the code makes something else of the same input;
2. ``Settings``, a :class:`PhaseSettings` with what ``config.yaml`` may say about it. A field that
   several phases of a pipeline share stands in a plain base class beside their noun, and may be set
   for all of them at once, directly below the pipeline's name;
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

A phase with *companions* (``beside="lexicon.yaml"``) also reads the files of that name in the
source's folder and in the folders above it, up to the input folder. ``run``, ``parts`` and ``join``
get them as ``beside``, a sequence of paths, outermost first and maybe empty; what of them matters to
a part must be in its content. ``refuse(path) -> Sequence[str]`` (optional) gives the reasons, a line
each that begins with the path, why such a file must not be used; with any, a run ends before it begins.

A phase with ``wanted(settings) -> bool`` is *optional*: where that is False, the pipeline does
without it. Who reads it says so with a question mark, ``reads="cut trim?"``, and then gets None.

A phase whose target ends with ``/`` writes a *folder*: `target` is a new, empty one, and takes the
place of the old one as a whole. One whose target begins with ``/`` stands beside the items' folders,
where users look for it, as ``"/{path}"``, which mirrors the input folder.

A phase in ``Pipeline.collection`` runs once for all items, when they have ended, over what stands.
For each phase that it reads, and for ``source``, it gets a sequence of paths, sorted by id: one for
each item of which all stand that it reads, so that they may be zipped. For another phase of the
collection it gets that one's target. It is neither divided nor has it companions or ``needs``.

With ``PARTS_SAY_ALL = True`` the content of a part names by itself all that decides it, engine and
settings included, so that a setting which it does not hear leaves it as it is. ``JOIN_ONLY``
(optional) names settings that ``join`` alone reads: another value leaves all parts as they are.

``identity(settings) -> str`` (optional) names what else decides the output: the engine, its
version, the voice. It runs in the main process, so it must not import an engine.

``price(parts, settings) -> str`` (optional, of a divided phase) says what it costs to make these
parts, for ``doit plan``; empty where it costs nothing.

``checks(settings) -> Sequence[Check]`` (optional) says for ``doit doctor`` whether all is there that
the phase needs.

``adopt(file) -> Metrics`` (optional, of the last phase, with ``ADOPTS``, the suffixes that it knows)
checks a finished file that another program made, for ``doit adopt``; raises InputError.

Phases run in worker processes, log and never print, and import heavy libraries inside functions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

Metrics = dict[str, int | float | str]
"""Numbers for the report: ``words``, ``chunks``, ``audio_s``; and strings, of which ``title`` names
the item in lists and ``warnings`` is shown to the user. A key with a colon is a *tally*: it counts the
hits of one rule or term (``rule:spaces``), which ``doit report --compare`` watches."""

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
    """Names of what it reads, with spaces between: ``source``, earlier phases, optional ones with ``?``."""
    target: str
    """Name of the target in the item's folder, or with ``/`` in front in the pipeline's; with ``/`` at
    its end it is a folder. ``{id}`` is the item's id, ``{path}`` the path of its source below the input
    folder, ``{stem}`` that path without its suffix."""
    beside: str = ""
    """File name of its companions."""

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

    @cached_property
    def divided(self) -> bool:
        return hasattr(self.module, "parts")

    @property
    def optional(self) -> bool:
        return hasattr(self.module, "wanted")


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
    collection: tuple[Phase, ...] = ()
    """Phases that run once for all items, as the tasks ``<pipeline>:<phase>``."""
    work: str = ""
    """Folder below ``build/<pipeline>/`` for the items' folders, so that targets with ``/`` in front
    have the place above for themselves."""
    preload: tuple[str, ...] = ()
    """Modules with heavy libraries that the workers share: imported once, before they are started."""
    summary: tuple[tuple[str, str], ...] = ()
    """Metrics that the summary of a run shows, and their headings; ``..._s`` is shown as a time."""
    rate: str = ""
    """Metric whose sum for each second tells how fast a run is; with it, items a minute are shown."""
    better: tuple[tuple[str, str], ...] = ()
    """Metrics that say how good an item is, and where better is: ``up`` or ``down``."""
    milestones: tuple[str, ...] = ()
    """Phases that ``phase1``, ``phase2`` ... of a ``pipeline.json`` stand for; empty: all in their order.
    The last one leaves the finished file."""
    formerly: tuple[tuple[str, str], ...] = ()
    """Settings as other programs call them, and their names here, for ``doit adopt``."""
    declared: tuple[Phase, ...] = ()
    """All phases, also those that are not wanted, as their numbers go; filled in here."""

    def __post_init__(self) -> None:
        if not self.declared:
            object.__setattr__(self, "declared", self.phases + self.collection)
            self._check()

    def _check(self) -> None:
        """Each phase reads what comes before it, and says of what is optional that it is."""
        before = {SOURCE: False}
        for phase in self.declared:
            for name in phase.reads.split():
                assert name.rstrip("?") in before, f"{self.name}.{phase.name} reads {name} too early"
                sure = name.endswith("?") or not before[name]
                assert sure, f"{self.name}.{phase.name}: {name} is optional, write {name}?"
            assert phase.name not in before, f"{self.name} has two phases {phase.name}"
            before[phase.name] = phase.optional
        assert not self.phases[0].optional, f"{self.name}: the first phase cannot be optional"

    def wanted(self, settings: Callable[[str], PhaseSettings]) -> "Pipeline":
        """The pipeline with the phases that are wanted by the `settings` of each phase."""

        def chosen(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
            return tuple(one for one in phases if not one.optional or one.module.wanted(settings(one.name)))

        return replace(self, phases=chosen(self.phases), collection=chosen(self.collection))

    @cached_property
    def by_name(self) -> dict[str, Phase]:
        return {phase.name: phase for phase in self.phases}

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The names of the phases as ``pipeline.json`` counts them."""
        return self.milestones or tuple(one.name for one in self.declared if one not in self.collection)

    @cached_property
    def finished(self) -> Phase:
        """The phase that leaves the finished file."""
        return self.by_name.get(self.counted[-1], self.phases[-1])

    @cached_property
    def whole(self) -> "Pipeline":
        """The collection as a pipeline of its own, whose one item stands for all."""
        return replace(self, phases=self.collection, collection=())

    @cached_property
    def mirrors(self) -> bool:
        """Does every item have a target of its own name in the pipeline's folder?"""
        return any(phase.target.startswith("/") for phase in self.phases)
