"""Write files that are whole or not there, and read and write JSON the same way every time."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def writing(target: Path, durable: bool = True) -> Iterator[Path]:
    """Give a temporary name beside `target`; rename it to `target` when the block succeeds.

    The data is on the disk before the rename (fsync), so that a power cut leaves the old file,
    the new file or none, never half of one. The temporary name keeps the suffix, because
    muxers choose their format by it. On an error the temporary file is removed. A file that is not
    `durable` spares the fsync: after a power cut it may be empty.
    """
    if not target.parent.is_dir():  # to look is quicker than to fail
        target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{os.getpid()}-{target.name}")
    try:
        yield temporary
        if durable:
            descriptor = os.open(temporary, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> Any:
    """The value in the UTF-8 JSON file `path`."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, value: Any, depth: int | None = None) -> None:
    """Write `value` as UTF-8 JSON, one byte sequence for one value (keys in their given order).

    What lies `depth` levels below it stands on one line, which is ten times as fast; without it every
    value has a line of its own.
    """
    # A file name that is no Unicode has surrogates, whose \udce9 is what JSON writes for them, too.
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        # Piece by piece: all pieces of a large value take ten times the memory of their text.
        file.writelines(_SPREAD.iterencode(value) if depth is None else _pieces(value, depth))
        file.write("\n")


_SPREAD = json.JSONEncoder(ensure_ascii=False, indent=1)
_LINE = json.JSONEncoder(ensure_ascii=False)


def _pieces(value: Any, depth: int, margin: str = "\n") -> Iterator[str]:
    """`value` as JSON, what lies `depth` levels below it on one line each, as far in as `indent=1`."""
    if not depth or not value or not isinstance(value, dict | list | Iterator):
        yield _LINE.encode(value)
        return
    pairs = value.items() if isinstance(value, dict) else ((None, one) for one in value)
    before, after = "{}" if isinstance(value, dict) else "[]"
    for name, one in pairs:
        yield f"{before}{margin} " if name is None else f"{before}{margin} {_LINE.encode(name)}: "
        if depth > 1:
            yield from _pieces(one, depth - 1, f"{margin} ")
        else:
            yield _LINE.encode(one)
        before = ","
    yield f"{margin}{after}" if before == "," else before + after
