"""Tags and cover of a sound file, by the names that Audiobookshelf and Apple's players read."""

import base64
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Tags:
    """What a file says about itself; what is empty is left out."""

    title: str = ""
    """Of this file: the book, or its chapter."""
    album: str = ""
    """The book."""
    author: str = ""
    narrator: str = ""
    series: str = ""
    series_part: str = ""
    """Its number in the series: ``3``, ``2.5``."""
    track: int = 0
    """Number of this file in the book, from 1; 0: it is the only one."""
    tracks: int = 0
    year: str = ""
    genre: str = ""
    language: str = ""
    """ISO 639-2, three letters."""
    publisher: str = ""
    isbn: str = ""
    description: str = ""

    def by(self, names: dict[str, str]) -> dict[str, str]:
        """The fields that are not empty, under `names` (of the field: in the format)."""
        said = {f.name: getattr(self, f.name) for f in fields(self) if f.name in names}
        return {names[name]: str(value) for name, value in said.items() if value}


VORBIS = {
    "title": "title",
    "album": "album",
    "author": "artist",
    "narrator": "composer",
    "series": "series",
    "series_part": "series-part",
    "track": "tracknumber",
    "tracks": "tracktotal",
    "year": "date",
    "genre": "genre",
    "language": "language",
    "publisher": "publisher",
    "isbn": "isbn",
    "description": "description",
}
"""Vorbis comments: of FLAC and Opus."""
ID3_TEXTS = {
    "title": "TIT2",
    "album": "TALB",
    "author": "TPE1",
    "narrator": "TCOM",
    "series": "GRP1",  # Apple's grouping, beside TXXX:SERIES
    "year": "TDRC",
    "genre": "TCON",
    "language": "TLAN",
    "publisher": "TPUB",
}
ID3_OTHERS = {"series": "SERIES", "series_part": "SERIES-PART", "isbn": "ISBN"}
"""User-defined texts (TXXX)."""


def write(path: Path, tags: Tags, cover: bytes = b"") -> None:
    """Put `tags` and `cover` (JPEG or PNG, or empty) into an MP3, Opus or FLAC file."""
    {".mp3": _id3, ".opus": _opus, ".flac": _flac}[path.suffix](path, tags, cover)


def _id3(path: Path, tags: Tags, cover: bytes) -> None:
    from mutagen import id3 as frames

    id3: Any = frames  # it has no types

    made: Any = id3.ID3()
    for frame, text in tags.by(ID3_TEXTS).items():
        made.add(getattr(id3, frame)(encoding=3, text=[text]))
    made.add(id3.TPE2(encoding=3, text=[tags.author]))
    for name, text in tags.by(ID3_OTHERS).items():
        made.add(id3.TXXX(encoding=3, desc=name, text=[text]))
    if tags.track:
        made.add(id3.TRCK(encoding=3, text=[f"{tags.track}/{tags.tracks}"]))
    if tags.description:
        made.add(id3.COMM(encoding=3, lang=tags.language or "und", desc="", text=[tags.description]))
    if cover:
        made.add(id3.APIC(encoding=0, mime=_mime(cover), type=3, desc="", data=cover))
    made.save(path, v1=0, padding=lambda _: 0)


def _flac(path: Path, tags: Tags, cover: bytes) -> None:
    from mutagen.flac import FLAC

    file: Any = FLAC(path)  # type: ignore[no-untyped-call]
    file.delete()
    file.clear_pictures()
    file.update(tags.by(VORBIS))
    if cover:
        file.add_picture(_picture(cover))
    file.save(padding=lambda _: 0)


def _opus(path: Path, tags: Tags, cover: bytes) -> None:
    from mutagen.oggopus import OggOpus

    file: Any = OggOpus(path)  # type: ignore[no-untyped-call]
    file.update(tags.by(VORBIS))
    if cover:
        file["metadata_block_picture"] = base64.b64encode(_picture(cover).write()).decode("ascii")
    file.save(padding=lambda _: 0)


def _picture(cover: bytes) -> Any:
    from mutagen.flac import Picture

    picture: Any = Picture()  # type: ignore[no-untyped-call]
    picture.type, picture.mime, picture.data = 3, _mime(cover), cover  # 3: the front cover
    return picture


def _mime(cover: bytes) -> str:
    return "image/png" if cover.startswith(b"\x89PNG") else "image/jpeg"
