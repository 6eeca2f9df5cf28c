"""Turn the bytes of a subtitle file into text, and say which encoding it was."""

import codecs
import re
from typing import NamedTuple

from phases.graph.errors import InputError
from phases.subtitles.cues import Defect
from phases.subtitles.defects import defect

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, with which it starts
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
MAGIC = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1aE\xdf\xa3", "a Matroska video"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x00\x00\x01\xba", "a VobSub file"),
)
HEAD = 4096
"""Bytes in which zeros are counted."""
TELLING = 50
"""Bytes above ASCII below which a detector only guesses."""

# What a UTF-8 file looks like that was read as Windows-1252 and saved again: é as Ã©, ’ as â€™.
_MOJIBAKE = re.compile("Ã[\x80-\xbf€-™]|â€[\x80-\xbf™œ\x9d“”¦]|Â[\xa0-\xbf]")
_ESCAPED = re.compile("[\udc80-\udcff]")
"""A byte that was no UTF-8, as Python keeps it."""
_LOST = re.compile("\ufffd")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SOUND = bytes(code for code in range(256) if not _CONTROL.match(chr(code)))
"""UTF-8 without them: `bytes` know in a third of the time that there are none."""


class Decoded(NamedTuple):
    """The text of a file with ``\\n`` for every line end, and what was odd about its bytes."""

    text: str
    encoding: str
    bom: bool
    newline: str
    defects: tuple[Defect, ...]


def decode(data: bytes, fallback: str) -> Decoded:
    """The text of `data`: by its byte order mark, as UTF-8, as UTF-16 without a mark, else by `fallback`.

    Raises InputError, with a line, for what is no text.
    """
    for magic, name in MAGIC:
        if data.startswith(magic):
            raise InputError(f"line 1: this is {name}, not a subtitle file", "take it out of the folder")
    defects: list[Defect] = []
    mark, encoding = next(((mark, name) for mark, name in BOMS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    if not mark and (wide := _wide(body)):
        encoding = wide
        defects.append(defect("no-bom", 1, what=encoding.upper().rpartition("-")[0]))
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text, encoding = _repaired(body, encoding, fallback, defects)
    text, newline = _newlines(text, defects)
    _look(text, defects)
    return Decoded(_without_second_bom(text, defects), encoding, bool(mark), newline, tuple(defects))


def line_of(text: str, place: int) -> int:
    """The number of the line, from 1, in which the character at `place` stands."""
    return text.count("\n", 0, place) + 1


def _wide(data: bytes) -> str:
    """UTF-16 by its zeros, which are nearly all on one side where the text is mostly ASCII; else empty."""
    head = data[:HEAD]
    if b"\0" not in head or len(data) % 2:
        return ""
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _repaired(data: bytes, encoding: str, fallback: str, defects: list[Defect]) -> tuple[str, str]:
    """The text of `data` that is not sound in its `encoding`, and the encoding that it has been read in."""
    if encoding != "utf-8":
        text = data.decode(encoding, "replace")
        _broken(text, encoding.upper(), defects)
        return text, encoding
    kept = data.decode("utf-8", "surrogateescape")
    bad = _ESCAPED.findall(kept)
    sound = len(re.findall("[^\x00-\x7f\udc80-\udcff]", kept))
    if sound >= len(bad):  # UTF-8 with some bytes of another encoding in it
        for match in _ESCAPED.finditer(kept):
            line, column = _place(kept, match.start())
            what, made = f"0x{_byte(match[0]).hex().upper()}", _single(match[0], fallback)
            defects.append(defect("bad-byte", line, column, what, f"{made} ({fallback})"))
        return _ESCAPED.sub(lambda m: _single(m[0], fallback), kept), "utf-8"
    line, column = _place(kept, kept.index(bad[0]))
    _refuse_binary(data)
    defects.append(defect("encoding", line, column, made=fallback))
    text = data.decode(fallback, "replace")
    _broken(text, fallback, defects)
    return text, fallback


def _single(escaped: str, fallback: str) -> str:
    return _byte(escaped).decode(fallback, "replace")


def _byte(escaped: str) -> bytes:
    return escaped.encode("utf-8", "surrogateescape")


def _broken(text: str, encoding: str, defects: list[Defect]) -> None:
    for match in _LOST.finditer(text):
        defects.append(defect("broken-character", *_place(text, match.start()), encoding, "U+FFFD"))


def _place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index` of `text` with any line ends."""
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, index - max(text.rfind("\n", 0, index), text.rfind("\r", 0, index))


def _refuse_binary(data: bytes) -> None:
    """Raises InputError for bytes that no text of a single-byte encoding has."""
    head = data[:HEAD]
    odd = [n for n, byte in enumerate(head) if byte < 32 and byte not in b"\t\n\r\f\v\x1a\x1b"]
    if len(odd) > len(head) * 0.02:
        line = head.count(b"\n", 0, odd[0]) + 1
        raise InputError(f"line {line}: the file is not text", "take it out of the folder")


def advice(data: bytes, taken: str) -> str:
    """Another encoding than the one that was `taken` that fits `data` better, or empty.

    The detector calls Windows-1252 many names, so that it never decides.
    """
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return ""
    if len(data.translate(None, bytes(range(128)))) < TELLING:
        return ""
    best = from_bytes(data[: 16 * HEAD]).best()
    if best is None or codecs.lookup(best.encoding).name == codecs.lookup(taken).name:
        return ""
    return best.encoding


def _newlines(text: str, defects: list[Defect]) -> tuple[str, str]:
    """`text` with ``\\n`` for every line end, and the line end that it had most."""
    if "\r" not in text:
        return text, "\n"
    if "\r\r\n" in text:
        line = line_of(text.replace("\r\r\n", "\n"), text.replace("\r\r\n", "\n").find("\n"))
        defects.append(defect("double-newlines", line))
        text = text.replace("\r\r\n", "\r\n")
    crlf = text.count("\r\n")
    counts = {"\r\n": crlf, "\n": text.count("\n") - crlf, "\r": text.count("\r") - crlf}
    newline = max(counts, key=lambda end: counts[end])
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if sum(map(bool, counts.values())) > 1:
        names = {"\r\n": "CR LF", "\n": "LF", "\r": "CR"}
        first = next(n for n, end in enumerate(re.findall("\r\n|\r|\n", text), 1) if end != newline)
        defects.append(defect("newlines", first, made=names[newline]))
    return plain, newline


def _look(text: str, defects: list[Defect]) -> None:
    """Note what shows that the text was damaged before it came here."""
    patterns = []
    if text.encode("utf-8", "surrogatepass").translate(None, _SOUND):
        patterns.append((_CONTROL, "control"))
    if "Ã" in text or "â€" in text or "Â" in text:
        patterns.append((_MOJIBAKE, "wrong-encoding"))
    if "\ufffd" in text:
        patterns.append((_LOST, "lost-character"))
    reported = {(d.line, d.column) for d in defects if d.code == "broken-character"}
    for pattern, code in patterns:
        for match in pattern.finditer(text):
            place = _place(text, match.start())
            if place not in reported:
                what = f"U+{ord(match[0]):04X}" if code == "control" else match[0]
                defects.append(defect(code, *place, what))


def _without_second_bom(text: str, defects: list[Defect]) -> str:
    """`text` without marks at the beginnings of lines, where joined files have them."""
    if "\ufeff" not in text:
        return text
    for match in re.finditer("^\ufeff+", text, re.M):
        defects.append(defect("second-bom", line_of(text, match.start())))
    return re.sub("^\ufeff+", "", text, flags=re.M)
