"""The M4B file: chapters joined by stream copy, with their marks, the cover and the tags."""

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import av
import numpy as np
from mutagen.mp4 import MP4, MP4FreeForm

from phases.graph.errors import ToolError
from phases.tools import mp4
from phases.tools.aac import FRAME
from phases.tools.tagging import Tags

if TYPE_CHECKING:
    from av.container.core import Chapter

log = logging.getLogger(__name__)

NERO_CHAPTERS = 255
"""More do not fit into a Nero chapter list (`chpl`); the QuickTime text track has no limit."""
TITLE_BYTES = 255
"""Bytes of a title that fit into that list."""
_LONGEST = 1 << 20
"""Packets that one of the skeleton stands for: the muxer takes at most 2^31 samples."""
_BUFFER = 1 << 20
"""Bytes copied at once."""
_AUDIOBOOK = "2"
_TEXTS = {
    "title": "title",
    "album": "album",
    "author": "artist",
    "narrator": "composer",
    "series": "grouping",
    "year": "date",
    "genre": "genre",
    "description": "description",
}
"""FFmpeg's names of tags; players file an audiobook under album and album artist."""
_FREEFORM = {
    "series": "SERIES",
    "series_part": "SERIES-PART",
    "publisher": "PUBLISHER",
    "isbn": "ISBN",
    "language": "LANGUAGE",
}
"""As Audiobookshelf reads them."""
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
    tags: Tags,
    cover: bytes = b"",
) -> None:
    """Join the files of `chapters` into the M4B file `path`.

    `cover` is a JPEG or PNG file; one that cannot be read is left out with a warning.
    The first packet of each file primes the decoder for it, so that the sound of a chapter starts
    with the sample (packets before it) x 1,024 when each chapter ends in 2,048 zeros. Players cut
    the first 1,024 samples of the book off, so its last packet, of zeros, stands there twice: the sound
    is as long as the marks say. Raises ToolError for a file that is no whole chapter.
    """
    sounds = [_sound(chapter) for chapter in chapters]
    for chapter, sound in zip(chapters, sounds, strict=True):
        if sound.setup != sounds[0].setup:
            raise _damaged(chapter.path, "another format than the others")
    sizes = np.concatenate([*(sound.sizes for sound in sounds), sounds[-1].sizes[-1:]])
    skeleton = _skeleton(chapters, len(sizes), sample_rate, tags, cover)
    with path.open("wb") as file:
        _assemble(file, skeleton, sizes, sample_rate)
        for chapter, sound in zip(chapters, sounds, strict=True):
            _copy(file, chapter.path, sound.start, sound.length)
        last, size = sounds[-1], int(sizes[-1])
        _copy(file, chapters[-1].path, last.start + last.length - size, size)


def _sound(chapter: Mark) -> mp4.Sound:
    try:
        sound = mp4.sound(chapter.path)
    except mp4.Damaged as error:
        raise _damaged(chapter.path, str(error)) from error
    if len(sound.sizes) * FRAME != chapter.samples:
        raise _damaged(chapter.path, "it has too few or too many packets")
    return sound


def _damaged(path: Path, why: str) -> ToolError:
    log.debug("%s: %s", path, why)
    return ToolError(
        f"the encoded chapter {path.name} is damaged", "delete it from build/cache and run again"
    )


def _skeleton(
    chapters: Sequence[Mark],
    packets: int,
    sample_rate: int,
    tags: Tags,
    cover: bytes,
) -> BinaryIO:
    """The book as FFmpeg writes it, as long as `packets` but with next to no sound: all but the tables."""
    options = {"brand": "M4B ", "fflags": "+bitexact"}
    if len(chapters) > NERO_CHAPTERS:
        options["movflags"] = "+disable_chpl"
    file = io.BytesIO()
    with ExitStack() as files:
        output = files.enter_context(av.open(file, "w", format="mp4", options=options))
        with av.open(f"file:{chapters[0].path}") as first:
            template = first.streams.audio[0]
            stream = output.add_stream_from_template(template)
            data = bytes(next(packet for packet in first.demux(template) if packet.size))
        stream.metadata["language"] = tags.language or "und"
        stream.time_base = Fraction(1, sample_rate)
        said = tags.by(_TEXTS) | {"album_artist": tags.author, "media_type": _AUDIOBOOK}
        output.metadata.update({name: clean(text) for name, text in said.items() if clean(text)})
        output.set_chapters(list(_marks(chapters, sample_rate)))
        picture = _picture(files, output, cover) if cover else None
        if picture:
            output.mux_one(picture)
        for start in range(0, packets, _LONGEST):
            packet: av.Packet[Any] = av.Packet(data)
            packet.stream = stream
            packet.pts = packet.dts = (start - 1) * FRAME
            packet.duration = min(_LONGEST, packets - start) * FRAME
            packet.is_keyframe = True
            output.mux_one(packet)
    _say_more(file, tags)
    return file


def _say_more(file: BinaryIO, tags: Tags) -> None:
    """Add the tags that FFmpeg has no name for."""
    more = {name: clean(text) for name, text in tags.by(_FREEFORM).items()}
    if any(more.values()):
        file.seek(0)
        said: Any = MP4(file)  # type: ignore[no-untyped-call]
        for name, text in more.items():
            freeform: Any = MP4FreeForm(text.encode("utf-8"))  # type: ignore[no-untyped-call]
            said[f"----:com.apple.iTunes:{name}"] = freeform
        file.seek(0)
        said.save(file, padding=lambda _: 0)


def _assemble(file: BinaryIO, skeleton: BinaryIO, sizes: mp4.Sizes, sample_rate: int) -> None:
    """Write all of the book but its sound, whose packets of `sizes` bytes are to follow."""
    moov, (start, _) = mp4.movie(skeleton)
    total = int(sizes.sum(dtype=np.int64))
    tracks = moov.all(b"trak")
    track = next(t for t in tracks if mp4.handler(t) == b"soun")
    others = [t for t in tracks if t is not track]
    # FFmpeg writes the texts of the chapters before the first packet.
    texts = mp4.offsets(track)[0] - start
    if any(not start <= offset < start + texts for other in others for offset in mp4.offsets(other)):
        raise mp4.Damaged("the muxer has put the chapters elsewhere")
    mp4.retable(track, sizes, FRAME, round(total * 8 * sample_rate / (len(sizes) * FRAME)))
    head = mp4.media_head(texts + total)
    kind, at, size = next(mp4.top(skeleton))
    skeleton.seek(at)
    brand = mp4.Box(kind, skeleton.read(size))
    before = len(bytes(brand)) + len(head) + texts
    first = 0
    while first != (first := before + len(bytes(moov))):  # past 4 GB the table itself becomes longer
        mp4.place(track, sizes, first)
    for other in others:
        mp4.move(other, first - texts - start)
    skeleton.seek(start)
    file.write(bytes(brand) + bytes(moov) + head + skeleton.read(texts))


def _copy(file: BinaryIO, path: Path, start: int, length: int) -> None:
    """Append `length` bytes of the file `path` from offset `start` on."""
    buffer = memoryview(bytearray(min(_BUFFER, length)))
    with path.open("rb", buffering=0) as source:
        source.seek(start)
        while length:
            count = source.readinto(buffer[: min(len(buffer), length)])
            if not count:
                raise _damaged(path, "it is cut off")
            file.write(buffer[:count])
            length -= count


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
    files: ExitStack, output: av.container.OutputContainer, cover: bytes
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
