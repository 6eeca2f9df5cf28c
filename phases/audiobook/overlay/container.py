"""Write an EPUB's ZIP so that the same content gives the same bytes."""

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

_TIME = (1980, 1, 1, 0, 0, 0)
"""The first one that ZIP knows."""
_PACKED = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".m4a", ".mp3", ".mp4", ".woff", ".woff2", ".ogg")
"""Files that are packed already."""
MIMETYPE = "application/epub+zip"
_LARGE = 1 << 31
"""Bytes from which on a file gets the long form of its sizes."""


def write(target: Path, files: Iterable[tuple[str, bytes | Path]]) -> None:
    """Write `files` (name, content or the file that holds it) to the EPUB `target`, in their order."""
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(_info("mimetype", packed=True), MIMETYPE)
        for name, content in files:
            info = _info(name, name.lower().endswith(_PACKED))
            if isinstance(content, bytes):
                archive.writestr(info, content)
                continue
            info.file_size = content.stat().st_size
            with (
                content.open("rb") as source,
                archive.open(info, "w", force_zip64=info.file_size > _LARGE) as out,
            ):
                shutil.copyfileobj(source, out, 1 << 20)


def _info(name: str, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.create_system = 3  # the same on every system
    info.external_attr = 0o644 << 16
    return info
