"""Finished files from elsewhere that stand for an item, until its source or its settings change.

What was adopted stands in the state database, in the row of the item's group task, so that
``doit forget ITEM`` forgets it as it forgets what was made. It holds while three things are as they
were: the adopted copy, the source, and every setting of the item's phases. Versions of Bindery and
of its engines do not count: they had no part in the file.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from phases.graph.item import Item
from phases.graph.model import Metrics, PhaseSettings
from phases.graph.state import State

KEY = "adopted:"
"""Below this key the row of an item's group task holds its adoption."""


@dataclass(frozen=True)
class Adoption:
    """A file that was taken over."""

    file: str
    """The copy in the item's folder."""
    size: int
    mtime_ns: int
    found: str
    """Where it was copied from."""
    told_by: str
    """The state file of the script that made it."""
    source: tuple[float, int, str]
    """Modification time, size and MD5 of the item's source at that time."""
    settings: str
    """Digest of the settings of its phases, whose text `State.recipe` has."""
    metrics: Metrics = field(default_factory=dict)


def target(item: Item, found: Path) -> Path:
    """Where the copy of `found` stands: as the item's finished file, with a suffix of its own."""
    return Path(item.target(item.pipeline.finished)).with_suffix(found.suffix.lower())


def enter(item: Item, adoption: Adoption, settings: Mapping[str, PhaseSettings], state: State) -> None:
    """Put an adoption into the state; it is on the disk after the next commit."""
    state.keep_recipe(adoption.settings, _text(settings))
    state.set(item.id, KEY, asdict(adoption))


def of(item: str, state: State) -> Adoption | None:
    """What was adopted for an item, whether it holds or not."""
    row = state.get(item, KEY)
    return Adoption(**{**row, "source": tuple(row["source"])}) if row else None


def all_of(state: State) -> dict[str, Adoption]:
    """Every adoption by item, also of items that are gone."""
    found = {item: of(item, state) for item in state.having(KEY)}
    return {item: adoption for item, adoption in found.items() if adoption}


def why_not(item: Item, adoption: Adoption, settings: Mapping[str, PhaseSettings], state: State) -> str:
    """Why an adoption does not hold any more, in words; empty while it does."""
    if not _unchanged(adoption):
        return f"{adoption.file} was changed or removed"
    if (item.mtime, item.size) != adoption.source[:2] and md5(item.source) != adoption.source[2]:
        return f"{item.name} changed"
    if digest(settings) != adoption.settings:
        then = state.recipe(adoption.settings)
        now = json.loads(_text(settings))
        # A setting that a later version brought decided nothing then.
        changed = [
            f"{phase}.{key}"
            for phase, values in then.items()
            for key, value in values.items()
            if now.get(phase, {}).get(key, value) != value
        ]
        return f"changed: {', '.join(changed)}" if changed else ""
    return ""


def undo(item: str, adoption: Adoption, state: State) -> bool:
    """Forget an adoption and remove its copy, unless somebody has changed that; was it removed?"""
    unchanged = _unchanged(adoption)
    if unchanged:
        Path(adoption.file).unlink()
        remove_empty(Path(adoption.file).parent)
    state.drop(item, KEY)
    return unchanged


def remove_empty(folder: Path) -> None:
    """Remove the folder of an item, and those above it in ``build/``, as far as nothing is in them."""
    with suppress(OSError):
        while folder != Path("build"):
            folder.rmdir()
            folder = folder.parent


def digest(settings: Mapping[str, PhaseSettings]) -> str:
    """What tells one set of settings from another."""
    return hashlib.sha256(_text(settings).encode()).hexdigest()[:16]


def md5(file: Path) -> str:
    """The MD5 of a file, as the state has it of sources; empty when it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "md5").hexdigest()
    except OSError:
        return ""


def _text(settings: Mapping[str, PhaseSettings]) -> str:
    values: dict[str, Any] = {phase: one.model_dump(mode="json") for phase, one in settings.items()}
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


def _unchanged(adoption: Adoption) -> bool:
    try:
        stat = os.stat(adoption.file)
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (adoption.size, adoption.mtime_ns)
