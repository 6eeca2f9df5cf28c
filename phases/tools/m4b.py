"""The M4B file: chapters joined by stream copy, with their marks, the cover and the tags."""

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import av

from phases.tools.aac import FRAME

if TYPE_CHECKING:
    from av.container.core import Chapter

log = logging.getLogger(__name__)

NERO_CHAPTERS = 255
"""More do not fit into a Nero chapter list (`chpl`); the QuickTime text track has no limit."""
TITLE_BYTES = 255
"""Bytes of a title that fit into that list."""
_COVERS = {b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG\r\n\x1a\n": "png_pipe"}


class Mark(NamedTuple):
    """One chapter of the book."""

    path: Path
    """A file of :func:`phases.tools.aac.encode`."""
    title: str
    samples: int
    """All samples of its packets."""


def write(
    path: Path,
    chapters: Sequence[Mark],
    sample_rate: int,
    tags: Mapping[str, str],
    language: str = "und",
    cover: bytes = b"",
) -> None:
    """Join the files of `chapters` into the M4B file `path`.

    `tags` has FFmpeg's names (``title``, ``artist``, ``date`` ..), `language` is an ISO 639-2 code,
    `cover` a JPEG or PNG file; one that cannot be read is left out with a warning.
    The first packet of each file primes the decoder for it, so that the sound of a chapter starts
    with the sample (packets before it) x 1,024 when each chapter ends in 2,048 zeros.
    """
    nero = len(chapters) <= NERO_CHAPTERS
    options = {
        "brand": "M4B ",
        "movflags": "+faststart" if nero else "+faststart+disable_chpl",
        "fflags": "+bitexact",
    }
    with ExitStack() as files:
        output = files.enter_context(av.open(f"file:{path}", "w", format="mp4", options=options))
        with av.open(f"file:{chapters[0].path}") as first:
            stream = output.add_stream_from_template(first.streams.audio[0])
        stream.metadata["language"] = language
        stream.time_base = Fraction(1, sample_rate)
        output.metadata.update({name: clean(text) for name, text in tags.items() if clean(text)})
        output.set_chapters(list(_marks(chapters, sample_rate)))
        picture = _picture(files, output, cover) if cover else None
        if picture:
            output.mux_one(picture)
        position = -FRAME
        for chapter in chapters:
            for packet in _packets(chapter.path):
                packet.stream = stream
                packet.pts = packet.dts = position
                packet.duration = FRAME
                output.mux_one(packet)
                position += FRAME


def _packets(path: Path) -> Iterator["av.Packet[Any]"]:
    with av.open(f"file:{path}") as source:
        yield from (packet for packet in source.demux(source.streams.audio[0]) if packet.size)


def _marks(chapters: Sequence[Mark], sample_rate: int) -> Iterator["Chapter"]:
    start = 0
    for number, chapter in enumerate(chapters, 1):
        end = start + chapter.samples
        title = shortened(clean(chapter.title)) or str(number)
        yield {
            "id": number,
            "start": start,
            "end": end,
            "time_base": Fraction(1, sample_rate),
            "metadata": {"title": title},
        }
        start = end


def _picture(
    files: ExitStack, output: "av.container.OutputContainer", cover: bytes
) -> "av.Packet[Any] | None":
    """Add a stream for the cover to `output`; give its one packet, the bytes as they are."""
    kind = next((kind for magic, kind in _COVERS.items() if cover.startswith(magic)), None)
    try:
        if kind is None:
            raise ValueError("neither JPEG nor PNG")
        source = files.enter_context(av.open(io.BytesIO(cover), "r", format=kind))
        template = source.streams.video[0]
        if not (template.codec_context.width and template.codec_context.height):
            raise ValueError("its size cannot be read")
        stream = output.add_stream_from_template(template)
    except (av.FFmpegError, ValueError, IndexError) as error:
        log.warning("the cover is left out: %s", error)
        return None
    stream.disposition = av.stream.Disposition.attached_pic
    packet: av.Packet[Any] = av.Packet(cover)
    packet.stream = stream
    packet.pts = packet.dts = 0
    packet.is_keyframe = True
    return packet


def clean(text: str) -> str:
    """`text` in one line without control characters (a NUL would end it for the muxer)."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def shortened(title: str) -> str:
    """`title` in at most :data:`TITLE_BYTES` bytes of UTF-8, cut between characters."""
    data = title.encode("utf-8")
    if len(data) <= TITLE_BYTES:
        return title
    return data[: TITLE_BYTES - 3].decode("utf-8", "ignore").rstrip() + "…"
