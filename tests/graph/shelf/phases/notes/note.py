"""What the phases of notes share."""

from collections.abc import Sequence
from pathlib import Path

from phases.graph.model import PhaseSettings


class Shared(PhaseSettings):
    mark: str = "-"
    """Stands in front of each line."""


def words(beside: Sequence[Path]) -> dict[str, str]:
    """Words to replace, the inner file winning over the outer."""
    pairs = [line.split() for path in beside for line in path.read_text(encoding="utf-8").splitlines()]
    return dict(pairs)
