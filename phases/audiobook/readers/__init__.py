"""Readers: one module for each format (for PDF a package), all with the same face.

``inspect(source) -> Facts``           opens the file, checks it, says what it is (for *validate*)
``read(source, skip, policy) -> Book`` reads its text (for *extract*); `skip` holds the names of the
                                       rules that may leave text out, `policy` says
                                       where notes are spoken

Both raise :class:`InputError` with one line for what cannot be used, and never write to the source.
Both warn of what they had to do without: ``inspect`` of the file and its metadata, ``read`` of the
text alone, so that nothing is said twice.
"""

import codecs
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from phases.graph.errors import InputError
from phases.graph.model import Metrics

TEXT_SUFFIXES = (".txt", ".text", ".md", ".markdown")
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
READABLE = "EPUB, PDF, DOCX, HTML, FB2, TXT and Markdown"
OLE = b"\xd0\xcf\x11\xe0"
HEAD = 1024
"""Bytes at the beginning of a file that tell what it is."""
MOST_WARNINGS = 3
"""Warnings of a book that are shown; all of them stand in the log and in the target."""
DIRECTORY = 1 << 20
"""Bytes at the end of a ZIP in which its list of files is looked for."""


def legible(name: str) -> str:
    """A file's name, or a part of it, as a title; what in it is no Unicode becomes U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


@dataclass(frozen=True)
class Facts:
    """What a book says about itself."""

    format: str
    """``EPUB 3.0``, ``PDF 1.7``, ``Word``, ``HTML``, ``FB2``, ``text``, ``Markdown``."""
    title: str
    author: str
    language: str
    year: str = ""
    cover: bytes = b""
    """JPEG or PNG, or empty."""
    cover_name: str = ""
    """Name of the cover inside the source, or empty."""
    warnings: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    """Each by itself, where the source tells them apart."""
    series: str = ""
    series_part: str = ""
    """Its number in the series: ``3``, ``2.5``."""
    publisher: str = ""
    isbn: str = ""
    """10 or 13 digits with a right check digit."""
    description: str = ""
    """Plain text, a line for each paragraph."""


def reader(source: Path) -> ModuleType:
    """The reader module for `source`, chosen by its content first and its suffix second.

    Raises InputError for an empty file and for what is no book.
    """
    with source.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise InputError("the file is empty", "copy it again from where you have it")
    return import_module(f"{__name__}.{_kind(source, head)}")


def shown(warnings: Sequence[str]) -> Metrics:
    """The metric ``warnings`` for the user's eyes; none where there is nothing to warn of."""
    if not warnings:
        return {}
    more = len(warnings) - MOST_WARNINGS
    return {"warnings": "; ".join([*warnings[:MOST_WARNINGS], *([f"and {more} more"] if more > 0 else [])])}


def _kind(source: Path, head: bytes) -> str:
    suffix = source.suffix.lower()
    if head.startswith(b"PK"):
        return _zipped(source, suffix)
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(OLE):
        raise InputError(
            "a file of an old Word, or one with a password", "save it as DOCX without a password"
        )
    if suffix in (".epub", ".pdf", ".docx"):
        raise InputError(f"the file is no {suffix[1:].upper()} inside", "it is damaged; get it again")
    start = _as_text(head)
    if "<fictionbook" in start or suffix == ".fb2":
        return "fb2"
    if suffix in HTML_SUFFIXES and _is_text(head):
        return "html"
    if suffix in TEXT_SUFFIXES and _is_text(head):
        return "text"
    if re.match(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)\b", start):
        return "html"
    raise InputError("not a book that can be read", f"{READABLE} can")


def _zipped(source: Path, suffix: str) -> str:
    """The reader for a ZIP archive, by the names in its list of files."""
    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - DIRECTORY))
        listed = file.read()
    if suffix == ".epub" or b"META-INF/container.xml" in listed:
        return "epub"
    if suffix == ".docx" or b"word/document.xml" in listed:
        return "docx"
    if b".fb2" in listed.lower():
        return "fb2"
    raise InputError(
        "a ZIP archive, but not an EPUB, Word or FB2 book",
        "unpack it and put the books themselves in the folder",
    )


def _as_text(head: bytes) -> str:
    """The beginning of a file for comparisons: lower case, without the zeros of UTF-16."""
    return head.replace(b"\0", b"").decode("latin-1").lower().lstrip("\xef\xbb\xbf\xff\xfe")


def _is_text(head: bytes) -> bool:
    """Whether `head` begins a text: a byte order mark, or no bytes that no text has."""
    if head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) > len(head) // 4 and min(odd, even) == 0:
        return True  # UTF-16 without a mark
    control = sum(byte < 32 and byte not in b"\t\n\v\f\r\x1b\x1a" for byte in head)
    return control == 0
