"""Put the finished books on a shelf as Audiobookshelf reads it: Author/Series/Title."""

import os
import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from phases.audiobook import metadata
from phases.audiobook.file_names import file_name
from phases.audiobook.metadata import Described
from phases.graph.files import read_json, write_json
from phases.graph.model import Metrics

VERSION = 1
NOBODY = "Unknown Author"
"""Where the author would stand: Audiobookshelf reads ``Series/Title`` as the book of an author."""
LONGEST = 80
"""Bytes of each folder's name, so that the path fits into the 260 characters of Windows."""


class Settings(Described):
    """What ``metadata.json`` says besides what the book says."""

    make: bool = False
    """Make it."""


def wanted(settings: Settings) -> bool:
    return settings.make


def run(
    validate: Sequence[Path],
    audio: Sequence[Path],
    package: Sequence[Path],
    readalong: Sequence[Path] | None = None,
    *,
    target: Path,
    settings: Settings,
) -> Metrics:
    """Fill the folder `target`: for each book a folder of its own, which holds hard links to what was made.

    Copies stand there where the file system has no links. Of books with the same name all but the
    first have the name of their file behind it.
    """
    said = [{key: value for key, value in read_json(path).items() if key != "cover"} for path in validate]
    # A book may be called like a series: what lay inside its folder would be part of it.
    taken = {_same(_shelf(facts)) for facts in said if facts["series"]}
    copied = 0
    texts: Sequence[Path | None] = readalong or [None] * len(package)
    for facts, path, sound, book, text in zip(said, validate, audio, package, texts, strict=True):
        folder = target / _place(facts, book.stem, taken)
        folder.mkdir(parents=True)
        name = file_name(facts["title"], LONGEST)
        copied += not _link(book, folder / f"{name}{book.suffix}")
        if text is not None:
            copied += not _link(text, folder / f"{name}{text.suffix}")
        if cover := metadata.cover(read_json(path)):
            (folder / metadata.cover_file(cover)).write_bytes(cover)
        write_json(folder / "metadata.json", _record(facts, read_json(sound), settings))
    return {"books": len(package), "copied": copied}


def _shelf(facts: Mapping[str, Any]) -> Path:
    """The folder below the library in which the book's folder stands."""
    author = file_name(facts["author"] or NOBODY, LONGEST)
    return Path(author, file_name(facts["series"], LONGEST)) if facts["series"] else Path(author)


def _place(facts: Mapping[str, Any], stem: str, taken: set[str]) -> Path:
    """The book's folder below the library, another one than those `taken`, to which it is added."""
    title = file_name(facts["title"], LONGEST)
    names = [title, own := f"{title} ({file_name(stem, LONGEST)})"]
    names += [f"{own} {number}" for number in range(2, len(taken) + 2)]
    place = next(place for name in names if _same(place := _shelf(facts) / name) not in taken)
    taken.add(_same(place))
    return place


def _same(path: Path) -> str:
    """The path as systems compare it that do not tell case or composed letters apart."""
    return unicodedata.normalize("NFC", path.as_posix().casefold())


def _link(file: Path, place: Path) -> bool:
    """Put `file` in `place` without taking room on the disk; False where it had to be copied."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)
        return False
    return True


def _record(facts: Mapping[str, Any], sound: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """What Audiobookshelf keeps in ``metadata.json``, by its names and in its order."""
    part = f" #{facts['series_part']}" if facts["series_part"] else ""
    return {
        "tags": [],
        "chapters": _chapters(sound),
        "title": facts["title"],
        "subtitle": None,
        "authors": facts["authors"] or [name for name in [facts["author"]] if name],
        "narrators": [name for name in [settings.narrator] if name],
        "series": [f"{facts['series']}{part}"] if facts["series"] else [],
        "genres": [name for name in [settings.genre] if name],
        "publishedYear": facts["year"] or None,
        "publishedDate": None,
        "publisher": facts["publisher"] or None,
        "description": facts["description"] or None,
        "isbn": facts["isbn"] or None,
        "asin": None,
        "language": facts["language"] or None,
        "explicit": False,
        "abridged": False,
    }


def _chapters(sound: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The marks of the M4B, in seconds."""
    found, start, rate = [], 0, sound["sample_rate"]
    for number, chapter in enumerate(sound["chapters"]):
        end = start + chapter["samples"]
        title = " ".join(chapter["title"].split()) or str(number + 1)
        found.append(
            {"id": number, "start": round(start / rate, 3), "end": round(end / rate, 3), "title": title}
        )
        start = end
    return found
