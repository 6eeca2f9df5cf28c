"""The boxes of MP4 files."""

import io
import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.tools import mp4


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data) + 8, kind) + data


def track(*tables: bytes) -> mp4.Box:
    return mp4.Box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", b"".join(tables)))))


@given(st.binary(max_size=200))
def test_any_bytes_are_boxes_or_damaged(data: bytes) -> None:
    for head in (b"", struct.pack(">I4s", len(data) + 8, b"moov")):
        with suppress(mp4.Damaged):
            assert b"".join(map(bytes, mp4.parsed(head + data))) == head + data
        with suppress(mp4.Damaged):
            mp4.movie(io.BytesIO(head + data))


@given(st.lists(st.integers(1, 1 << 16), min_size=1, max_size=300), st.sampled_from([0, 1 << 31, 1 << 33]))
def test_places_are_those_of_the_packets(sizes: list[int], start: int) -> None:
    sound = track(box(b"stco", bytes(8)))
    mp4.place(sound, np.array(sizes, np.uint32), start)
    table = sound.at(b"mdia", b"minf", b"stbl").boxes[0]
    large = start + sum(sizes) > 0xFFFF_FFFF
    assert table.kind == (b"co64" if large else b"stco")
    count = struct.unpack_from(">I", table.data, 4)[0]
    found = struct.unpack(f">{count}{'Q' if large else 'I'}", table.data[8:])
    step = mp4.PACKETS_IN_CHUNK
    assert list(found) == [start + sum(sizes[:n]) for n in range(0, len(sizes), step)]


@pytest.mark.parametrize("size", [0, (1 << 32) - 9, (1 << 32) - 8, 1 << 40])
def test_media_heads_are_read_back(size: int) -> None:
    head = mp4.media_head(size)
    short = struct.unpack_from(">I", head)[0]
    assert size == (struct.unpack_from(">Q", head, 8)[0] - 16 if short == 1 else short - 8)
    assert len(head) == (16 if short == 1 else 8)
