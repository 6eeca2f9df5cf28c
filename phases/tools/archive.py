"""Read the files of a ZIP that a stranger packed: bounded in number, size and compression ratio."""

import logging
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import unquote

from phases.graph.errors import InputError

log = logging.getLogger(__name__)

MAX_ENTRIES = 20_000
"""Files in one archive; the largest real books hold a few thousand."""
MAX_DIRECTORY = 8 << 20
"""Bytes of the list of files, checked before it is read: 20,000 entries take about 2 MB."""
MAX_ENTRY = 64 << 20
"""Unpacked bytes of one file; the Bible as one XHTML file is 6 MB."""
MAX_TOTAL = 512 << 20
"""Unpacked bytes of everything that is read from one archive."""
MAX_RATIO = 200
"""Unpacked to packed bytes; prose reaches 4, markup 20, the worst of DEFLATE is 1,032."""
RATIO_FROM = 1 << 20
"""Unpacked bytes from which on the ratio counts: small files may be as regular as they like."""

_BLOCK = 64 << 10
_UTF8 = 0x800
"""The flag of a file whose name is UTF-8."""
_END, _END64_LOCATOR = b"PK\5\6", b"PK\6\7"
_AGAIN = "get the file again from where you have it"


class Archive:
    """A ZIP opened for reading by name; nothing of it is ever written to disk.

    The sizes in its headers are the packer's word, so every limit counts the bytes that really
    come out. Names that point outside (``../x``, ``/x``, ``C:x``) are as good as not there.
    Raises :class:`InputError` for what is damaged, encrypted or too large.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        self._file: BinaryIO = path.open("rb")
        try:
            _check_directory(self._file)
            self._zip = zipfile.ZipFile(self._file)
        except (
            zipfile.BadZipFile,
            struct.error,
            ValueError,
            NotImplementedError,
            EOFError,
            OSError,
        ) as error:
            self._file.close()
            log.debug("%s: %s", path, error)
            raise InputError("the ZIP archive is damaged or incomplete", _AGAIN) from error
        except BaseException:
            self._file.close()
            raise
        infos = self._zip.infolist()
        if len(infos) > MAX_ENTRIES:
            self.close()
            raise InputError(f"the archive holds {len(infos)} files, more than {MAX_ENTRIES}", _AGAIN)
        named = {_name(info): info for info in infos if not info.is_dir()}
        self._infos = {name: info for name, info in named.items() if inside(name)}
        self._folded = {_folded(name): name for name in self._infos}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> list[str]:
        """Names of its files, in the order of the archive."""
        return list(self._infos)

    def find(self, name: str) -> str | None:
        """The file called `name`; where none is, the one that is only written in another way.

        That is in upper or lower case, with accents apart, or with escapes (``%20``).
        """
        return name if name in self._infos else self._folded.get(_folded(name))

    def read(self, name: str, limit: int = MAX_ENTRY) -> bytes:
        """The bytes of the file `name`, at most `limit` of them.

        Raises KeyError when it is not there, InputError when it is damaged, encrypted or too large.
        """
        info = self._infos[name]
        if info.flag_bits & 0x1:
            raise InputError(f"{name} is encrypted", "unlock the book first")
        try:
            return self._unpack(info, limit)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            NotImplementedError,
            OSError,
        ) as error:
            raise InputError(f"{name} is damaged inside the archive ({error})", _AGAIN) from error

    def _unpack(self, info: zipfile.ZipInfo, limit: int) -> bytes:
        blocks: list[bytes] = []
        size = 0
        packed = max(1, min(info.compress_size, self.path.stat().st_size))
        with self._zip.open(info) as stream:
            while block := stream.read(_BLOCK):
                blocks.append(block)
                size += len(block)
                self._read += len(block)
                if size > limit or self._read > MAX_TOTAL:
                    raise InputError(f"{info.filename} unpacks to more than {size >> 20} MB", _AGAIN)
                if size > RATIO_FROM and size > MAX_RATIO * packed:
                    raise InputError(
                        f"{info.filename} unpacks to more than {MAX_RATIO} times its size, as ZIP bombs do",
                        _AGAIN,
                    )
        return b"".join(blocks)


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a file; there are packers that write backslashes, or UTF-8 without saying so."""
    name = info.filename.replace("\\", "/")
    try:
        return name if info.flag_bits & _UTF8 else name.encode("cp437").decode()
    except UnicodeError:
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unquote(name).casefold())


def inside(name: str) -> bool:
    """Whether `name` is a plain path below the root of its archive."""
    return (
        bool(name)
        and not name.startswith("/")
        and ":" not in name.split("/")[0]
        and ".." not in (name.replace("\\", "/").split("/"))
    )


def _check_directory(file: BinaryIO) -> None:
    """Refuse an oversized list of files before `zipfile` reads all of it into memory."""
    size = file.seek(0, 2)
    start = max(0, size - (64 << 10) - 22)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0:
        raise zipfile.BadZipFile("no end of central directory")
    length: int = struct.unpack_from("<L", tail, end + 12)[0]
    if tail[max(0, end - 20) : end].startswith(_END64_LOCATOR):
        file.seek(struct.unpack_from("<Q", tail, end - 12)[0])
        length = struct.unpack_from("<Q", file.read(56), 40)[0]
    file.seek(0)
    if length > MAX_DIRECTORY:
        raise InputError(f"the archive's list of files takes {length >> 20} MB", _AGAIN)
