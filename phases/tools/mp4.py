"""The boxes of an MP4 file (ISO 14496-12): packets of a file found, the tables of a track written anew.

Joining a book packet by packet through FFmpeg takes Python half a million steps; its chapters hold
their packets one after the other, so that they can be copied as they are and only the tables differ.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

Sizes = np.ndarray[Any, np.dtype[np.uint32]]

PACKETS_IN_CHUNK = 64
"""Packets that the table of offsets counts as one piece: 3 s of sound at 22,050 Hz."""
_CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl"))
_STBL = b"mdia", b"minf", b"stbl"
_LARGEST = 0xFFFF_FFFF
_ENTRY = 8 + 28
"""Bytes of an audio sample entry (header included) before the boxes in it."""


class Damaged(ValueError):
    """A file is not the MP4 file that it should be."""


class Sound(NamedTuple):
    """Where the packets of a file with one track are, one after the other."""

    start: int
    """Offset of the first, in bytes."""
    sizes: Sizes
    """Bytes of each."""
    setup: bytes
    """What the decoder must know (`stsd`), without the bit rates."""

    @property
    def length(self) -> int:
        """Bytes of all packets."""
        return int(self.sizes.sum(dtype=np.int64))


class Box:
    """A box: children where it contains boxes only, data elsewhere."""

    def __init__(self, kind: bytes, data: bytes) -> None:
        self.kind = kind
        self.boxes = parsed(data) if kind in _CONTAINERS else []
        self.data = b"" if self.boxes else data

    def all(self, kind: bytes) -> list["Box"]:
        """The children of a kind."""
        return [box for box in self.boxes if box.kind == kind]

    def at(self, *kinds: bytes) -> "Box":
        """The first box down a path. Raises Damaged without one."""
        found = self
        for kind in kinds:
            inner = found.all(kind)
            if not inner:
                raise Damaged(f"it has no {kind.decode('ascii', 'replace')}")
            found = inner[0]
        return found

    def __bytes__(self) -> bytes:
        data = self.data + b"".join(map(bytes, self.boxes))
        return struct.pack(">I4s", 8 + len(data), self.kind) + data


def parsed(data: bytes) -> list[Box]:
    """The boxes in `data`."""
    found, at = [], 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at) if at + 8 <= len(data) else (0, b"")
        if not 8 <= size <= len(data) - at:
            raise Damaged("a box in it is longer than its place")
        found.append(Box(kind, data[at + 8 : at + size]))
        at += size
    return found


def top(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(kind, offset of the content, its bytes) of each box of a file."""
    at, end = 0, file.seek(0, 2)
    while at < end:
        file.seek(at)
        head = file.read(16)
        size, kind = struct.unpack_from(">I4s", head) if len(head) >= 8 else (0, b"")
        long = size == 1 and len(head) == 16
        skip = 16 if long else 8
        size = struct.unpack_from(">Q", head, 8)[0] if long else size
        if not skip <= size <= end - at:
            raise Damaged("it is cut off")
        yield kind, at + skip, size - skip
        at += size


def movie(file: BinaryIO) -> tuple[Box, tuple[int, int]]:
    """The index of a file (`moov`), and where its media data is: (offset, bytes)."""
    places = {kind: (start, size) for kind, start, size in top(file)}
    if b"moov" not in places or b"mdat" not in places:
        raise Damaged("it has no index or no media data")
    start, size = places[b"moov"]
    file.seek(start)
    return Box(b"moov", file.read(size)), places[b"mdat"]


def sound(path: Path) -> Sound:
    """The packets of a file of :func:`phases.tools.aac.encode`. Raises Damaged, OSError."""
    with path.open("rb") as file:
        moov, (start, length) = movie(file)
    table = moov.at(b"trak", *_STBL)
    sizes = _sizes(table.at(b"stsz").data)
    first = struct.unpack_from(">I", table.at(b"stco").data.ljust(12, b"\0"), 8)[0]
    if first != start or int(sizes.sum(dtype=np.int64)) != length:
        raise Damaged("its packets are not one after the other")
    return Sound(start, sizes, _without_rates(table.at(b"stsd")))


def _sizes(data: bytes) -> Sizes:
    one, count = struct.unpack_from(">II", data.ljust(12, b"\0"), 4)
    if one:
        return np.full(count, one, np.uint32)  # all packets have the same size
    if len(data) != 12 + 4 * count:
        raise Damaged("its table of packets is cut off")
    return np.frombuffer(data, ">u4", count, 12).astype(np.uint32)


def _rates(stsd: Box) -> list[int]:
    """Offsets of (largest, mean) bit rate in the data of an `stsd` with one AAC entry."""
    entry = stsd.data[8:]
    if entry[4:8] != b"mp4a":
        raise Damaged("its sound is not AAC")
    found, at = [], 8 + _ENTRY
    for box in parsed(entry[_ENTRY : int.from_bytes(entry[:4], "big")]):
        if box.kind == b"btrt":
            found.append(at + 8 + 4)
        elif box.kind == b"esds" and (config := box.data.find(b"\x40\x15")) > 0:
            found.append(at + 8 + config + 5)
        at += 8 + len(box.data)
    return found


def _with_rates(stsd: Box, largest: int, mean: int) -> bytes:
    data = bytearray(stsd.data)
    for at in _rates(stsd):
        if at + 8 > len(data):
            raise Damaged("its description of the sound is cut off")
        struct.pack_into(">II", data, at, largest, mean)
    return bytes(data)


def _without_rates(stsd: Box) -> bytes:
    return _with_rates(stsd, 0, 0)


def retable(track: Box, sizes: Sizes, duration: int, bits: int) -> None:
    """Make `track` one of packets of `sizes` bytes, each `duration` samples long, `bits` a second.

    Where they lie is left open; :func:`place` says it.
    """
    table = track.at(*_STBL)
    count = len(sizes)
    full, rest = divmod(count, PACKETS_IN_CHUNK)
    runs = [(1, PACKETS_IN_CHUNK, 1)] * bool(full) + [(full + 1, rest, 1)] * bool(rest)
    table.at(b"stts").data = struct.pack(">IIII", 0, 1, count, duration)
    table.at(b"stsz").data = struct.pack(">III", 0, 0, count) + sizes.astype(">u4").tobytes()
    table.at(b"stsc").data = struct.pack(">II", 0, len(runs)) + b"".join(
        struct.pack(">III", *run) for run in runs
    )
    table.at(b"stsd").data = _with_rates(table.at(b"stsd"), bits, bits)
    for group in table.all(b"sbgp"):  # the decoder's run-up, the same for every packet
        group.data = group.data[:8] + struct.pack(">III", 1, count, 1)


def place(track: Box, sizes: Sizes, start: int) -> None:
    """Note in `track` that its packets of `sizes` bytes lie one after the other from offset `start`."""
    firsts = start + np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))[:-1:PACKETS_IN_CHUNK]
    box = next(b for b in track.at(*_STBL).boxes if b.kind in (b"stco", b"co64"))
    large = start + int(sizes.sum(dtype=np.int64)) > _LARGEST
    box.kind = b"co64" if large else b"stco"
    box.data = struct.pack(">II", 0, len(firsts)) + firsts.astype(">u8" if large else ">u4").tobytes()


def offsets(track: Box) -> list[int]:
    """Offsets of the chunks of a small track."""
    data = track.at(*_STBL, b"stco").data
    return list(struct.unpack(f">{len(data) // 4 - 2}I", data[8:]))


def move(track: Box, by: int) -> None:
    """Note that the chunks of a small track lie `by` bytes further on."""
    moved = [offset + by for offset in offsets(track)]
    track.at(*_STBL, b"stco").data = struct.pack(f">II{len(moved)}I", 0, len(moved), *moved)


def handler(track: Box) -> bytes:
    """What a track holds: ``soun``, ``text`` .."""
    return track.at(b"mdia", b"hdlr").data[8:12]


def media_head(size: int) -> bytes:
    """The head of a box of media data of `size` bytes."""
    if size + 8 > _LARGEST:
        return struct.pack(">I4sQ", 1, b"mdat", size + 16)
    return struct.pack(">I4s", size + 8, b"mdat")
