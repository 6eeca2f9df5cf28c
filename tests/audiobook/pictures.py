"""Small pictures that are large enough to be covers."""

import base64
import io
import struct
import zlib

from PIL import Image


def png(width: int, height: int, colour: tuple[int, ...] = (120, 60, 30)) -> bytes:
    """A PNG of one colour: grey, grey with alpha, RGB or RGBA, as `colour` has numbers."""
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[len(colour)]
    rows = (b"\0" + bytes(colour) * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def jpeg(width: int, height: int) -> bytes:
    """A JPEG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (120, 120, 120)).save(file, "JPEG")
    return file.getvalue()


PNG, JPEG = png(60, 90), jpeg(60, 90)
PNG_BASE64 = base64.b64encode(PNG).decode("ascii")
