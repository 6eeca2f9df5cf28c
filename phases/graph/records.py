"""A record of what was made, beside the targets: the insurance against a lost state database.

``.made.json`` in an item's folder holds the rows that doit's database has for the item's phases. When
the database is new and records are there, they are read back; doit then checks each of them as it
checks its own: same settings, same inputs, the target that was written.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from phases.graph import targets
from phases.graph.item import Item
from phases.graph.state import State

NAME = ".made.json"


def write(item: Item, state: State) -> None:
    """Write down what `state` knows about the phases of `item`."""
    names = [f"{item.id}:{phase.name}" for phase in item.pipeline.phases]
    rows = {name: state.row(name) for name in names if state.in_(name)}
    with targets.writing(f"{item.folder}/{NAME}", durable=False) as temporary:
        temporary.write_text(json.dumps(rows), encoding="utf-8")


def recover(items: Iterable[Item], state: State) -> int:
    """Read the records of `items` into the new database `state`; how many phases were recognised."""
    found = 0
    for item in items:
        record = _read(Path(item.folder) / NAME)
        for phase in item.pipeline.phases if record else ():
            name = f"{item.id}:{phase.name}"
            row = record.get(name)
            if isinstance(row, dict) and _is_target(item.target(phase), row):
                for key, value in row.items():
                    state.set(name, key, value)
                found += 1
    return found


def _read(path: Path) -> dict[str, Any]:
    """The rows in a record; none where it is missing, damaged or somebody else's."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return rows if isinstance(rows, dict) else {}


def _is_target(target: str, row: dict[str, Any]) -> bool:
    """Is this the target that the row speaks of? A copy of it is, too: then the row learns its time."""
    try:
        size, mtime_ns, digest = row["_values_:"]["target"]
        stat = targets.stat(target)
        if stat.st_size != size:
            return False
        if stat.st_mtime_ns != mtime_ns:
            if targets.digest(target)[2] != digest:
                return False
            row["_values_:"]["target"][1] = stat.st_mtime_ns
    except (OSError, KeyError, TypeError, ValueError):
        return False
    return True
