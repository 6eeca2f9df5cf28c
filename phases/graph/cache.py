"""The part cache: made parts by key in ``build/cache/``, bounded, least recently used out first.

The file name of a part is the digest of all that decides its bytes, so a file that is there is right,
and losing any of them loses only time. A file's modification time says when it was used last.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOM = 0.9
"""Clear the cache down to this share of its bound, so that it is not cleared at every part."""


class Cache:
    """The made parts of all items. Only the main process uses it; workers write the files."""

    def __init__(self, folder: Path, limit: float) -> None:
        self.folder = folder
        self.limit = limit
        """Bytes."""
        self._pinned: Counter[str] = Counter()
        self._bytes = 0

    def open(self) -> None:
        """Count what is there, and remove what killed workers left; call it before workers start."""
        self._bytes = 0
        for _, size, path in self._files():
            if Path(path).name.startswith("."):
                with suppress(OSError):  # another user's
                    os.unlink(path)
            else:
                self._bytes += size
        if self._bytes > self.limit:
            self._evict()

    def path(self, key: str) -> Path:
        """Where the part with `key` stands or will stand."""
        return self.folder / key[:2] / key

    def holds(self, key: str) -> bool:
        """Is the part made? Marks it as used now."""
        try:
            os.utime(self.path(key))
        except PermissionError:  # another user's, which may be used all the same
            return os.access(self.path(key), os.R_OK)
        except OSError:
            return False
        return True

    def added(self, size: int) -> None:
        """A worker wrote a part of `size` bytes: keep the cache within its bound."""
        self._bytes += size
        if self._bytes > self.limit:
            self._evict()

    @contextmanager
    def pinned(self, keys: Iterable[str]) -> Iterator[None]:
        """Keep these parts, whatever the bound, while a phase that uses them is being made."""
        keys = list(keys)
        self._pinned.update(keys)
        try:
            yield
        finally:
            self._pinned.subtract(keys)

    def measured(self) -> int:
        """Bytes of all parts that are there."""
        return sum(size for _, size, _ in self._files())

    def _evict(self) -> None:
        files = sorted(file for file in self._files() if not Path(file[2]).name.startswith("."))
        self._bytes = sum(size for _, size, _ in files)
        for _, size, path in files:
            if self._bytes <= self.limit * ROOM:
                break
            if self._pinned[Path(path).name] <= 0:
                with suppress(OSError):  # it has gone, or is another user's
                    os.unlink(path)
                    self._bytes -= size

    def _files(self) -> Iterator[tuple[float, int, str]]:
        """Time of last use, size and path of every file."""
        for folder in _entries(self.folder):
            for entry in _entries(folder.path):
                with suppress(OSError):
                    stat = entry.stat()
                    yield stat.st_mtime, stat.st_size, entry.path


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    """What is in `folder`; nothing where it is none (macOS leaves files everywhere) or another user's."""
    try:
        return list(os.scandir(folder))
    except OSError:
        return []
