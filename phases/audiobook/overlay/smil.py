"""Media overlay documents: SMIL 3.0 as EPUB 3.3 wants it (section 9)."""

from collections.abc import Sequence
from html import escape
from posixpath import dirname, relpath
from urllib.parse import quote

from phases.audiobook.overlay.times import Clip

KIND = "application/smil+xml"


def document(name: str, page: str, clips: Sequence[Clip], audio: Sequence[str]) -> str:
    """The overlay `name` of the document `page`; `audio` has the name of each chapter's file."""
    text = escape(link(name, page))
    rows = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">',
        f'<body><seq id="page" epub:textref="{text}">',
    ]
    for number, clip in enumerate(clips, 1):
        sound = escape(link(name, audio[clip.chapter]))
        rows.append(
            f'<par id="p{number}"><text src="{text}#{clip.element}"/><audio src="{sound}"'
            f' clipBegin="{clock(clip.begin)}" clipEnd="{clock(clip.end)}"/></par>'
        )
    return "\n".join([*rows, "</seq></body>", "</smil>", ""])


def link(name: str, target: str) -> str:
    """The address of the file `target` in the file `name`."""
    return quote(relpath(target, dirname(name) or "."))


def clock(milliseconds: int) -> str:
    """A full clock value.

    >>> clock(3_723_004)
    '1:02:03.004'
    """
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def length(clips: Sequence[Clip]) -> int:
    """Milliseconds of all clips."""
    return sum(clip.end - clip.begin for clip in clips)
