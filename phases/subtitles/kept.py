"""The last files that this process wrote or read, decoded: the phases of an item often run in one process.

Decoding would be a third of what they do. A file is known by its folder, inode, time and size, so that one
that was written again is read again, and one that was only renamed is not.
"""

import os
from pathlib import Path
from typing import Any

MOST, MOST_CUES = 4, 5_000
"""Files that are kept, of up to so many cues: a few MB."""

Identity = tuple[str, int, int, int]
_kept: dict[Identity, Any] = {}


def identity(path: Path) -> Identity:
    """What is another for a file that was written again, and the same when it was renamed."""
    stat = os.stat(path)
    return os.path.dirname(path), stat.st_ino, stat.st_mtime_ns, stat.st_size


def found(identity: Identity) -> Any:
    """What is kept of the file; None where nothing is."""
    return _kept.get(identity)


def keep(identity: Identity, contents: Any, cues: int) -> None:
    """Keep the `contents` of a file of so many `cues`, which nobody may change."""
    if cues <= MOST_CUES:
        _kept[identity] = contents
        if len(_kept) > MOST:
            del _kept[next(iter(_kept))]


def forget() -> None:
    """Keep nothing any more."""
    _kept.clear()
