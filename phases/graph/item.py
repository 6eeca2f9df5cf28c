"""An item: one input, or all inputs of a pipeline as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from phases.graph.model import SOURCE, Phase, Pipeline


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
    path: str = ""
    """Of the source below the input folder, with forward slashes."""
    companions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Companion files by their name, outermost first."""
    whole: bool = False
    """It stands for all items of its pipeline: its phases are those of the collection, its source is
    the input folder."""

    @property
    def name(self) -> str:
        """The source's file name, printable on any terminal."""
        return self.source.name.encode(errors="backslashreplace").decode()

    @property
    def folder(self) -> str:
        pipeline = self.pipeline
        return f"build/{pipeline.name}/{pipeline.work}{'/' * bool(pipeline.work)}{self.id}"

    def target(self, phase: Phase) -> str:
        """The path of a phase's target, as doit names it: relative, with forward slashes.

        That of a folder ends with a slash.
        """
        name = phase.target
        if "{" in name:
            name = name.format(id=self.id.rpartition("/")[2], path=self.path, stem=self._stem())
        return f"build/{self.pipeline.name}{name}" if name.startswith("/") else f"{self.folder}/{name}"

    def inputs(self, phase: Phase) -> list[str | None]:
        """The paths of what a phase reads, in the order of ``Phase.reads``; None for what is not wanted."""
        return [self._input(name) for name in phase.reads.split()]

    def beside(self, phase: Phase) -> tuple[str, ...]:
        """The paths of a phase's companion files, outermost first."""
        return self.companions.get(phase.beside, ())

    def _input(self, name: str) -> str | None:
        if name == SOURCE:
            return self.source.as_posix()
        phase = self.pipeline.by_name.get(name.removesuffix("?"))
        return self.target(phase) if phase else None

    def _stem(self) -> str:
        folder, slash, name = self.path.rpartition("/")
        return f"{folder}{slash}{name.rpartition('.')[0] or name}"
