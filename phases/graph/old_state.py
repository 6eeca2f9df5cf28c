"""Read what a script left behind that kept its state in one JSON file.

The usual shape is ``{"phase1": {"status": ..., "files": {"book_stem": {"status": ..., ...}}}, ...,
"phase5": {...}, "batch": {...}}`` with the phases validate, extract, chunk, speak, enhance. Scripts
differ, so nothing is taken for granted but the phases' names: an entry may be anything, a path may be
relative to the file, or of a folder that was moved since. Nothing is written.
"""

import filecmp
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phases.graph.errors import ConfigError
from phases.graph.item import Item

MOST_BYTES = 500_000_000
"""Size of a state file; one with embeddings of its chunks may have 100 MB."""
PHASE = re.compile(r"phase[ _-]?(\d+)(?:[ _.-].*)?", re.IGNORECASE)
FINISHED_FROM = 5
"""Number of the first phase whose files are finished; earlier ones leave pieces."""
SOURCES = ("source", "source_file", "source_path", "input_file", "input_path", "input", "original_file")
STATUSES = ("status", "repair_status")
SHA256 = re.compile(r"[0-9a-fA-F]{64}")
DEEPEST = 12
"""Levels of an entry that are searched for paths."""


@dataclass
class OldBook:
    """What the old state says about one input."""

    key: str
    statuses: dict[int, str] = field(default_factory=dict)
    """By the number of the phase."""
    sources: list[str] = field(default_factory=list)
    """Paths as they are written."""
    sha256: str = ""
    """Of the source, where the script noted it."""
    results: list[str] = field(default_factory=list)
    """Paths of what may be finished, as they are written, the last phase's first."""

    def __str__(self) -> str:
        return ", ".join(f"{number} {status}" for number, status in sorted(self.statuses.items()))


def read(file: Path, suffixes: Iterable[str]) -> list[OldBook]:
    """The books of an old state file; `suffixes` are those of finished files. Raises ConfigError."""
    data = _load(file)
    sections = {
        int(match[1]): section
        for name, section in data.items()
        if (match := PHASE.fullmatch(name)) and isinstance(section, dict)
    }
    if not sections:
        raise ConfigError(f"{file}: is no state file: it has no phase1, phase2 ...")
    books: dict[str, OldBook] = {}
    for number, section in sorted(sections.items()):
        for key, entry in _files(section):
            book = books.setdefault(key, OldBook(key))
            _note(book, number, entry, section)
    if not books and (name := data.get("file_id") or _name(data.get("input_file"))):
        books[str(name)] = OldBook(str(name))
    wanted = tuple(suffix.lower() for suffix in suffixes)
    for number, section in sorted(sections.items(), reverse=True):
        if number >= FINISHED_FROM:
            for key, entry in _files(section):
                books[key].results += _paths(entry, wanted)
    if len(books) == 1:  # what is said of the whole phase is said of the one book
        [book] = books.values()
        book.sources += [data["input_file"]] if isinstance(data.get("input_file"), str) else []
        for number, section in sorted(sections.items(), reverse=True):
            rest = {key: value for key, value in section.items() if key != "files"}
            book.statuses.setdefault(number, str(section.get("status", "unknown")))
            book.results += _paths(rest, wanted) if number >= FINISHED_FROM else []
    for book in books.values():
        book.results = list(dict.fromkeys(book.results))
    return list(books.values())


def locate(path: str, beside: Path) -> Path | None:
    """The file that an old path means: as it is, from the folder `beside`, or in it after a move."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    moved = [beside.joinpath(*parts[start:]) for start in range(len(parts))]
    for candidate in (Path(path), beside / path, *moved):
        try:
            if (candidate.is_absolute() or beside in candidate.parents) and candidate.is_file():
                return candidate
        except (OSError, ValueError):  # a name that no file can have
            continue
    return None


def match(book: OldBook, items: Iterable[Item], folder: Path) -> tuple[Item | None, str]:
    """The item whose source the old book is, or None and why; `folder` is that of the state file."""
    names = {_file_name(path) for path in book.sources}
    items = list(items)
    found = [item for item in items if item.source.name.casefold() in names] or [
        item for item in items if _plain(book.key) in (_plain(item.source.stem), _plain(item.source.name))
    ]
    if not found:
        return None, "no input has its name"
    same = [item for item in found if _same(item, book, folder)]
    if len(same) == 1:
        return same[0], ""
    ids = ", ".join(item.id for item in same or found)
    return (
        None,
        f"may be any of {ids}" if same else f"{ids}: the input has another content than it had then",
    )


def _same(item: Item, book: OldBook, folder: Path) -> bool:
    """Is the item's source what the old script read? As far as that can still be known."""
    if book.sha256:
        with item.source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == book.sha256
    kept = [
        locate(path, folder) for path in book.sources if _file_name(path) == item.source.name.casefold()
    ]
    there = [one for one in kept if one]
    return not there or any(filecmp.cmp(item.source, one, shallow=False) for one in there)


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].casefold()


def _plain(name: str) -> str:
    """A name with its letters and digits only, for comparison."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def _load(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{file}: is larger than {MOST_BYTES // 1_000_000} MB")
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or f"not valid JSON: {error}"
        raise ConfigError(f"{file}: cannot be read: {reason}") from None
    if not isinstance(data, dict):
        raise ConfigError(f"{file}: is no state file: it must hold phase1, phase2 ...")
    return data


def _files(section: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a phase by the key of their book."""
    files = section.get("files")
    if isinstance(files, dict):
        yield from (
            (key, entry if isinstance(entry, dict) else {"": entry}) for key, entry in files.items()
        )
    elif isinstance(files, list):
        for entry in files:
            if isinstance(entry, dict):
                named = [entry.get(name) for name in ("file_id", "id", "name", *SOURCES)]
                key = next((_name(name) for name in named if name), "")
                if key:
                    yield key, entry


def _name(path: Any) -> str:
    """The name of a file without folders and suffix."""
    return Path(str(path or "").replace("\\", "/")).stem


def _note(book: OldBook, number: int, entry: dict[str, Any], section: dict[str, Any]) -> None:
    statuses = [where.get(name) for where in (entry, section) for name in STATUSES]
    book.statuses[number] = next((status for status in statuses if isinstance(status, str)), "unknown")
    book.sources += [entry[name] for name in SOURCES if isinstance(entry.get(name), str)]
    for name in ("sha256", "hash"):
        if isinstance(entry.get(name), str) and SHA256.fullmatch(entry[name]):
            book.sha256 = entry[name].lower()


def _paths(value: Any, suffixes: tuple[str, ...], depth: int = 0) -> list[str]:
    """Every string in `value` that ends like a finished file, but for lists of pieces."""
    if isinstance(value, str):
        return [value] if value.lower().endswith(suffixes) else []
    if depth > DEEPEST:
        return []
    if isinstance(value, list):
        found = [path for one in value for path in _paths(one, suffixes, depth + 1)]
        return found if len(found) == 1 else []
    if isinstance(value, dict):
        whole = [one for key, one in value.items() if "chunk" not in str(key).lower()]
        return [path for one in whole for path in _paths(one, suffixes, depth + 1)]
    return []
