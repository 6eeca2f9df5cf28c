"""Plain text and Markdown: decoding, and the face of a reader for both."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from phases.audiobook.book import Book
from phases.audiobook.readers import READABLE, Facts, ledger, legible, markdown, plain, voices
from phases.audiobook.readers.assembly import Said, Wishes, bind
from phases.audiobook.readers.language import language
from phases.audiobook.readers.matter import Policy
from phases.graph.errors import InputError
from phases.tools import markup

MAX_BYTES = 64 << 20
"""Bytes of a text: ten million words."""
MARKDOWN = (".md", ".markdown")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")


def inspect(source: Path) -> Facts:
    """What the text `source` says about itself. Raises InputError when it is no text."""
    text, said, faults = _open(source)
    code, guessed = language(said.language, text, usual=False)
    kind = "Markdown" if _is_markdown(source) else "text"
    warnings = tuple(filter(None, (faults, guessed)))
    about = vars(markdown.publication(text)) if _is_markdown(source) else {}
    return Facts(kind, said.title, said.author, code, said.year, warnings=warnings, **about)


def read(source: Path, skip: Sequence[str], policy: Policy = "skip") -> Book:
    """The text of `source`, without what the rules named in `skip` leave out."""
    text, said, _ = _open(source)
    reader = markdown if _is_markdown(source) else plain
    blocks, starts = reader.blocks(text, frozenset(skip), source.name)
    blocks = voices.apply(blocks, frozenset(skip))
    said = replace(said, language=language(said.language, text)[0])
    return bind(said, blocks, starts, Wishes(frozenset(skip), policy))


def decode(data: bytes) -> tuple[str, str]:
    """(text, warning) of a text file: byte order mark, UTF-8, UTF-16 by its zeros, Windows-1252.

    Raises InputError when the result has control characters that no text has.
    """
    warning = ""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data[len(bom) :].decode(encoding, "replace")
            break
    else:
        text, warning = _without_mark(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\x1a", "")
    if _CONTROL.search(text):
        raise InputError("the file is not a text (it has control characters)", f"{READABLE} can be read")
    return text, warning


def _without_mark(data: bytes) -> tuple[str, str]:
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 4 and min(even, odd) <= len(head) // 64:
        return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace"), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return markup.unlike_utf8(data), "the text is not UTF-8; read as Windows-1252"


def _is_markdown(source: Path) -> bool:
    return source.suffix.lower() in MARKDOWN


def _open(source: Path) -> tuple[str, Said, str]:
    """(text, what it says about itself, warning)"""
    if source.stat().st_size > MAX_BYTES:
        raise InputError(f"the text is larger than {MAX_BYTES >> 20} MB", "divide it")
    text, warning = decode(source.read_bytes())
    if not ledger.letters(text):
        raise InputError("the file has no text", "copy it again from where you have it")
    said = (markdown if _is_markdown(source) else plain).said(text, legible(source.stem))
    return text, said, warning
