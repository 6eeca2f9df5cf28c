"""Which settings several phases of a pipeline share, and which are a phase's own."""

from collections import Counter

from pydantic.fields import FieldInfo

from phases.graph.model import Phase, PhaseSettings, Pipeline

LIMITS = set(PhaseSettings.model_fields)
"""What every phase has."""


def shared(pipeline: Pipeline) -> dict[str, FieldInfo]:
    """The fields that two phases or more inherit from a base class of the pipeline."""
    fields = [(name, field) for phase in pipeline.declared for name, field in _inherited(phase).items()]
    counts = Counter(name for name, _ in fields)
    return {name: field for name, field in fields if counts[name] > 1}


def own(pipeline: Pipeline, phase: Phase) -> list[str]:
    """The fields of a phase that stand in its own section, limits included."""
    return [name for name in phase.settings.model_fields if name not in shared(pipeline)]


def _inherited(phase: Phase) -> dict[str, FieldInfo]:
    overridden = set(phase.settings.__annotations__) | LIMITS
    return {name: field for name, field in phase.settings.model_fields.items() if name not in overridden}
