"""So many at a time, counted over all processes of this machine: the connections to one server."""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from phases.graph.errors import ToolTimeout

LOOK_S = 0.02
"""Seconds between two looks for a free slot."""


@contextmanager
def slot(name: str, number: int, deadline: float) -> Iterator[None]:
    """Hold one of the `number` slots called `name`, which a killed process gives back.

    `deadline` is a time of ``time.monotonic()``. Raises ToolTimeout where all are taken until then.
    """
    stem = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:16]
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir(), f"bindery-slots-{owner}")
    folder.mkdir(mode=0o700, exist_ok=True)
    while True:
        for index in range(number):
            file = os.open(folder / f"{stem}-{index}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                if _locked(file):
                    yield
                    return
            finally:
                os.close(file)  # which unlocks it
        if time.monotonic() > deadline:
            raise ToolTimeout(
                f"no connection to {name} became free in time", "raise timeout_s or concurrency"
            )
        time.sleep(LOOK_S)


def _locked(file: int) -> bool:
    """Lock an open file, unless somebody else holds it."""
    with suppress(OSError):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
