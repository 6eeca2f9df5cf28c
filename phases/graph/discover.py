"""Find the inputs and give each a stable, readable id.

An id is made from the path below the input folder: lower case, letters and digits of any script,
words joined by ``-``; sub-folders stay folders (``Dickens/Hard Times.epub`` -> ``dickens/hard-times``).
Names of other kinds than the pipeline's first pattern keep their suffix (``hard-times-pdf``), so a
book in two formats is two items with two names, whichever came first.

Where a path of another kind has the plain id already (``x.epub`` of one pipeline, ``x.srt`` of another),
the suffix tells them apart as well (``x-srt``); two paths that would still share an id (``A B.epub`` and
``a-b.epub``) get a short digest of the path. Which of them keeps the plain id is remembered in the state
database, so that adding or removing a file never renames another item.

The walk that finds the inputs also finds the companion files that phases read beside them.
"""

import fnmatch
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path

from phases.graph.errors import ConfigError
from phases.graph.item import Item
from phases.graph.model import Pipeline

BUILD = Path("build")
"""Where all targets are: what lies there is no input."""
LONGEST_NAME = 200
"""Bytes of one folder or file name of an id: leaves room for digests and suffixes below the 255 bytes
that most file systems allow."""

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")
"""Names that Windows keeps for devices."""


def items(
    folder: Path,
    pipelines: Iterable[Pipeline],
    patterns: tuple[str, ...],
    recursive: bool,
    known: MutableMapping[str, str],
    taken: Iterable[str],
) -> list[Item]:
    """Every input below `folder` as an item, sorted by id.

    `patterns` narrows what the pipelines take. `known` maps paths (below `folder`) to the ids they got
    in earlier runs; new ones are added to it. `taken` holds names that no item may have (commands of
    doit). Raises ConfigError where there is no such folder, or one of targets.
    """
    _check(folder)
    pipelines = tuple(pipelines)
    asked = {phase.beside for pipeline in pipelines for phase in pipeline.phases if phase.beside}
    found, companions = [], Companions(folder)
    for path, file in _files(folder, recursive):
        if path.rpartition("/")[2] in asked:
            companions.add(path)
            continue
        pipeline = _pipeline(path, pipelines, patterns)
        if pipeline:
            found.append((path, file, pipeline))
    _give_ids([(path, pipeline) for path, _, pipeline in found], known, set(taken))
    made = [
        Item(
            known[path],
            pipeline,
            folder / path,
            file.st_size,
            file.st_mtime,
            path,
            companions.of(path.rpartition("/")[0]),
        )
        for path, file, pipeline in found
    ]
    return sorted(made, key=lambda item: item.id)


def _check(folder: Path) -> None:
    """Raise ConfigError where `folder` cannot be the one of the inputs."""
    if not folder.is_dir():
        raise ConfigError(f"input_dir: there is no folder {folder}")
    if BUILD.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise ConfigError(f"input_dir: {folder} is where Bindery writes", "give your own files' folder")


class Companions:
    """The companion files below an input folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._here: dict[str, dict[str, str]] = {}
        """By folder: name and path of those that lie in it."""
        self._of: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def add(self, path: str) -> None:
        """There is a companion file at `path` below the input folder."""
        folder, _, name = path.rpartition("/")
        self._here.setdefault(folder, {})[name] = (self._folder / path).as_posix()

    def of(self, folder: str) -> Mapping[str, tuple[str, ...]]:
        """By name: the companions in `folder` and in those above it, outermost first."""
        if folder not in self._of:
            above = dict(self.of(folder.rpartition("/")[0])) if folder else {}
            here = self._here.get(folder, {})
            self._of[folder] = above | {name: (*above.get(name, ()), path) for name, path in here.items()}
        return self._of[folder]


def _files(folder: Path, recursive: bool) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below `folder` but hidden ones and targets, sorted by its path there (forward slashes)."""
    targets = BUILD.stat() if BUILD.is_dir() else None
    folders = [""]
    found = []
    while folders:
        inside = folders.pop()
        for entry, there in _entries(folder / inside):
            path = f"{inside}{entry.name}"
            if stat.S_ISREG(there.st_mode):
                found.append((path, there))
            # A link to a folder could lead round in a circle.
            elif recursive and entry.is_dir(follow_symlinks=False) and not _same(there, targets):
                folders.append(f"{path}/")
    return iter(sorted(found, key=lambda one: one[0]))


def _entries(folder: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """What is in `folder` but hidden. Raises ConfigError where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith((".", "~$")):
                    with suppress(FileNotFoundError):  # a link that leads nowhere, or it has just gone
                        yield entry, os.stat(entry)
    except OSError as error:
        place = error.filename or folder
        raise ConfigError(f"{place}: cannot be read: {error.strerror}", "mend it or take it away") from None


def _same(one: os.stat_result, other: os.stat_result | None) -> bool:
    return other is not None and os.path.samestat(one, other)


def _pipeline(path: str, pipelines: Iterable[Pipeline], patterns: tuple[str, ...]) -> Pipeline | None:
    """The pipeline that takes the file at `path`."""
    name = path.rpartition("/")[2].lower()
    if patterns and not any(fnmatch.fnmatch(name, pattern.lower()) for pattern in patterns):
        return None
    for pipeline in pipelines:
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in pipeline.patterns):
            return pipeline
    return None


def _give_ids(
    found: Iterable[tuple[str, Pipeline]], known: MutableMapping[str, str], taken: set[str]
) -> None:
    """Add an id to `known` for each path that has none, or one that is `taken` by now."""
    new = [one for one in found if one[0] not in known or known[one[0]] in taken]
    suffixes = {id: _suffix(path) for path, id in known.items()} if new else {}
    for path, pipeline in new:
        known[path] = _free_id(path, pipeline, suffixes, taken)
        suffixes[known[path]] = _suffix(path)


def _free_id(path: str, pipeline: Pipeline, suffixes: Mapping[str, str], taken: set[str]) -> str:
    """The id of a new path: its plain id; with its suffix or a digest where that is taken.

    `suffixes` holds those of the paths that have an id.
    """
    plain = plain_id(path, pipeline)
    if plain not in suffixes and plain not in taken:
        return plain
    longer = f"{plain}-{_suffix(path)}"
    if suffixes.get(plain, "") not in ("", _suffix(path)) and longer not in suffixes.keys() | taken:
        return longer
    return f"{plain}-{_digest(path)}"


def _suffix(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()


def plain_id(path: str, pipeline: Pipeline) -> str:
    """The id that a path gets when no other path has it.

    >>> from phases.audiobook import PIPELINE
    >>> plain_id("Wells/The Time Machine.epub", PIPELINE)
    'wells/the-time-machine'
    """
    *folders, name = path.split("/")
    stem, _, suffix = name.rpartition(".")
    parts = [_slug(folder) for folder in folders] + [_slug(stem)]
    if not fnmatch.fnmatchcase(name.lower(), pipeline.patterns[0]):
        parts[-1] += f"-{suffix.lower()}"
    # An item's folder has folders of its own, which are replaced as a whole.
    theirs = {phase.target.removesuffix("/") for phase in pipeline.declared if phase.target.endswith("/")}
    parts[1:] = [f"{part}-{_digest(part)}" if part in theirs else part for part in parts[1:]]
    return "/".join(parts)


def _slug(name: str) -> str:
    """`name` in lower case, its words joined by ``-``; letters of every script stay as they are."""
    slug = ""
    for character in unicodedata.normalize("NFC", name).lower():
        category = unicodedata.category(character)[0]
        # A mark belongs to the letter before it (Indic vowel signs); after anything else it is noise.
        kept = category in "LN" or character == "_" or (category == "M" and slug[-1:] not in ("", "-"))
        slug += character if kept else "-" * (slug[-1:] != "-")
    slug = slug.strip("-_")
    short = slug.encode()[:LONGEST_NAME].decode(errors="ignore").rstrip("-_")
    if not slug or RESERVED.match(slug) or short != slug:
        return f"{short or 'item'}-{_digest(name)}"
    return slug


def _digest(text: str) -> str:
    # Names on Linux may hold bytes that are no UTF-8; Python shows them as lone surrogates.
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:6]
