"""Draw the cover: a lighthouse at night, 320 by 480 pixels in 16 colours, as a PNG.

The pixels are stored and not packed, because the bytes that zlib makes differ between its versions.
"""

import struct
import zlib

WIDTH, HEIGHT = 320, 480
SKY = [(14 + 4 * n, 26 + 7 * n, 54 + 8 * n) for n in range(8)]
SEA = [(10, 34, 52), (16, 46, 66), (24, 60, 80)]
ROCK, WALL, SHADE, LAMP, BEAM = (
    (8, 14, 24),
    (232, 226, 210),
    (186, 178, 164),
    (255, 226, 140),
    (92, 106, 128),
)
PALETTE = [*SKY, *SEA, ROCK, WALL, SHADE, LAMP, BEAM]
HORIZON, TOP, FOOT, MIDDLE = 350, 150, 372, 210


def colour(x: int, y: int) -> tuple[int, int, int]:
    """The colour at `x`, `y`, from what is nearest to what is farthest."""
    half = 15 + (y - TOP) * 13 / (FOOT - TOP)
    if y >= FOOT and (x - MIDDLE) ** 2 / 105**2 + (y - 404) ** 2 / 34**2 < 1:
        return ROCK
    if TOP <= y < FOOT and abs(x - MIDDLE) < half:
        if abs(x - MIDDLE - 2) < 4 and (y - TOP) % 74 in range(26, 40):
            return LAMP
        return SHADE if x > MIDDLE + half / 3 else WALL
    if TOP - 30 <= y < TOP - 4 and abs(x - MIDDLE) < 12:
        return LAMP
    if TOP - 4 <= y < TOP and abs(x - MIDDLE) < 22:
        return ROCK
    if TOP - 46 <= y < TOP - 30 and abs(x - MIDDLE) < y - TOP + 47:
        return ROCK
    if y >= HORIZON:
        return SEA[min(2, (y - HORIZON + (x * 7 + y * 13) % 23) // 48)]
    if x < MIDDLE and abs(y - (TOP - 17) - (MIDDLE - x) * 0.12) < 4 + (MIDDLE - x) * 0.10:
        return BEAM
    if (x * 73 + y * 151) % 3571 == 5 and y < 260:
        return WALL
    return SKY[min(7, y * 8 // HORIZON)]


def png() -> bytes:
    """The cover, the same bytes every time."""
    index = {rgb: number for number, rgb in enumerate(PALETTE)}
    rows = bytearray()
    for y in range(HEIGHT):
        row = [index[colour(x, y)] for x in range(WIDTH)]
        rows += b"\0" + bytes(left << 4 | right for left, right in zip(row[::2], row[1::2], strict=True))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            _chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(value for rgb in PALETTE for value in rgb)),
            _chunk(b"IDAT", _stored(bytes(rows))),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _stored(data: bytes) -> bytes:
    """`data` in the zlib format (RFC 1950) without packing."""
    blocks = [data[at : at + 65_535] for at in range(0, len(data), 65_535)]
    body = b"".join(
        struct.pack("<BHH", block is blocks[-1], len(block), len(block) ^ 0xFFFF) + block
        for block in blocks
    )
    return b"\x78\x01" + body + struct.pack(">I", zlib.adler32(data))
