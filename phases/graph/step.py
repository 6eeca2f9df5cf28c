"""A phase of an item as a worker needs to know it: plain values that cross the process border."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.graph.model import PhaseSettings

Input = str | tuple[str, ...] | None
"""What a phase reads in one place: a path; of a collection the paths of all items; None where what it
would read is not wanted."""


@dataclass(frozen=True)
class Step:
    """What to do with which files."""

    module: str
    version: int
    identity: str
    inputs: tuple[Input, ...]
    settings: PhaseSettings
    source: str = ""
    """The item's own file, where the phase reads it."""
    task: str = ""
    """``item:phase``, for the log."""
    beside: tuple[str, ...] | None = None
    """Its companions; None for a phase that has none by its nature."""
    folder: str = ""
    """Where the target stands until it is whole; empty: beside its place."""

    @property
    def files(self) -> list[str]:
        """All that it reads, each path once."""
        return list(dict.fromkeys([*paths(self.inputs), *(self.beside or ())]))

    def arguments(self) -> list[Path | list[Path] | None]:
        """Its inputs as the phase gets them."""
        return [
            [Path(path) for path in one] if isinstance(one, tuple) else Path(one) if one else None
            for one in self.inputs
        ]

    def keywords(self) -> dict[str, Any]:
        """What the phase gets by name besides."""
        if self.beside is None:
            return {"settings": self.settings}
        return {"settings": self.settings, "beside": [Path(path) for path in self.beside]}


def paths(inputs: tuple[Input, ...]) -> Iterator[str]:
    """All paths in `inputs`."""
    for one in inputs:
        if isinstance(one, str):
            yield one
        elif one:
            yield from one
