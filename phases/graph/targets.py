"""What a phase writes, on the disk: one file, or a folder with all that is in it.

The path of a folder ends with a slash. Its size is that of all files in it; its time and its digest
stand for the names, times and contents of all of them, so that one that was added, edited or deleted
shows as it does with a file.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

PIECE = 1 << 18
"""Bytes of a file that are read at once."""
LEFTOVER = re.compile(r"\.\d+-(.+)", re.DOTALL)
"""What `writing` calls a target that is not whole yet."""
LONGEST_NAME = 240
"""Bytes of a target's name that leave room for what `writing` puts before it."""
OF_SYSTEM = re.compile(r"\.DS_Store|\._.*|Thumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL)
"""What macOS and Windows put into a folder when somebody looks at it: no part of a target."""


class FolderStat(NamedTuple):
    """Of a folder what `os.stat` tells of a file."""

    st_size: int
    """Bytes of all files."""
    st_mtime_ns: int
    """No time, but a number that is another one when the name, size or time of any file is."""

    @property
    def st_mtime(self) -> float:
        return float(self.st_mtime_ns)


def stat(path: str) -> os.stat_result | FolderStat:
    """Size and time of the file or folder at `path`. Raises OSError where it is not there."""
    if not path.endswith("/"):
        return os.stat(path)
    size, seen = 0, hashlib.sha256()
    for name, file in _files(path):
        found = os.stat(file)
        size += found.st_size
        seen.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode(errors="surrogateescape"))
    return FolderStat(size, int.from_bytes(seen.digest()[:6]))  # six bytes: exact in a float, too


def digest(path: str) -> tuple[float, int, str]:
    """Time, size and MD5 of the file or folder at `path`. Raises OSError where it is not there."""
    found = stat(path)
    if not path.endswith("/"):
        return found.st_mtime, found.st_size, _md5(path)
    together = hashlib.md5()
    for name, file in _files(path):
        together.update(f"{name}\0{_md5(file)}\0".encode(errors="surrogateescape"))
    return found.st_mtime, found.st_size, together.hexdigest()


@contextmanager
def writing(target: str, folder: str = "", durable: bool = True) -> Iterator[Path]:
    """Give a place to write `target`, which takes the place of the old one when the block succeeds.

    It lies in `folder`, on the same disk, or beside the target, and keeps the suffix, because muxers
    choose their format by it. For the path of a folder it is a new, empty folder. What is `durable` is
    on the disk before it is renamed, so that a power cut leaves no half of it; an old folder is gone
    for an instant. On an error nothing is left behind.
    """
    # Paths as text: each phase of each item comes by here, and those of pathlib take half of the time.
    place = target.rstrip("/")
    parent, name = os.path.split(place)
    for one in {parent or ".", folder or parent or "."}:
        if not os.path.isdir(one):  # to look is quicker than to fail
            os.makedirs(one, exist_ok=True)
    temporary, old = (
        os.path.join(folder or parent, f".{os.getpid()}-{kind}{_short(name)}") for kind in ("", "old-")
    )
    try:
        if target.endswith("/"):
            os.mkdir(temporary)
        yield Path(temporary)
        for file in _written(temporary) if durable else ():
            _sync(file)
        if target.endswith("/") and os.path.lexists(place):
            os.rename(place, old)
        os.replace(temporary, place)
    except BaseException:
        remove(Path(temporary))
        raise
    finally:
        if target.endswith("/"):
            remove(Path(old))


def clear(target: str, folder: str = "") -> None:
    """Remove what a run that was killed has left of `target`, as `writing` calls it."""
    parent, name = os.path.split(target.rstrip("/"))
    parent = folder or parent or "."
    with suppress(FileNotFoundError):
        for one in os.listdir(parent):
            left = LEFTOVER.fullmatch(one)
            if left and left[1] in (_short(name), f"old-{_short(name)}"):
                remove(Path(parent, one))


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; it need not be there."""
    try:
        path.unlink()
    except FileNotFoundError:
        pass
    except OSError:
        if not path.is_dir():
            raise
        shutil.rmtree(path)


def _short(name: str) -> str:
    """`name`, or a short one in its place with the same suffix."""
    if len(name) <= LONGEST_NAME // 4 or len(os.fsencode(name)) <= LONGEST_NAME:
        return name
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:16] + os.path.splitext(name)[1][-16:]


def _files(folder: str) -> list[tuple[str, str]]:
    """Name below `folder` and path of every file in it but those `OF_SYSTEM`, sorted."""
    found: list[tuple[str, str]] = []
    folders = [""]
    while folders:
        inside = folders.pop()
        with os.scandir(f"{folder}{inside}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{inside}{entry.name}/")
                elif not OF_SYSTEM.fullmatch(entry.name):
                    found.append((f"{inside}{entry.name}", f"{folder}{inside}{entry.name}"))
    return sorted(found)


def _written(temporary: str) -> list[str]:
    if os.path.isdir(temporary):
        return [file for _, file in _files(f"{temporary}/")]
    return [temporary]


def _md5(path: str) -> str:
    found = hashlib.md5()
    with open(path, "rb", buffering=0) as file:
        while piece := file.read(PIECE):  # hashlib.file_digest fills a buffer of this size with zeros first
            found.update(piece)
    return found.hexdigest()


def _sync(file: str) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
