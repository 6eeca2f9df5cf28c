"""Make a book cover a JPEG or PNG of sensible size, whatever picture a stranger put there."""

import base64
import io
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import av.error
import numpy as np
import resvg_py
from lxml import etree

from phases.graph.errors import InputError
from phases.tools import markup

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

MAX_BYTES = 16 << 20
"""Bytes of a picture, before and after."""
MAX_PIXELS = 40_000_000
"""Pixels of a picture that is decoded: 160 MB as RGBA."""
SVG_WIDTH = 1000
"""Pixels across of a drawn SVG cover; players show covers at 300 to 1,000."""
MAX_SVG_RATIO = 4.0
"""Height to width of a drawn SVG, at most; covers are near 1.5."""
MAX_SIDE = 1600
"""Pixels of the longer side of a converted picture."""
MAX_KEPT = 3000
"""Pixels of the longer side of a JPEG or PNG that is kept as it is."""
LEAST_SIDE = 50
"""Pixels of a side below which a picture is no cover but a place holder."""

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_OTHERS = (b"GIF8", b"RIFF", b"BM")
_OF_JPEG = frozenset(("yuvj420p", "yuvj422p", "yuvj444p", "yuvj440p", "yuvj411p", "gray"))
"""Pixels of a JPEG that every player knows; the others are CMYK, or an RGB that few read."""
_WITH_ALPHA = frozenset(("rgba", "rgba64be", "ya8", "ya16be", "pal8", "bgra", "argb", "yuva420p"))
_LINK = "{http://www.w3.org/1999/xlink}href"
_UNSEEN = ("title", "desc", "metadata", "style", "defs")
_PLAIN = frozenset(("x", "y", "width", "height", "href", "type"))
"""Attributes that change nothing of how a picture looks."""
_STYLED = frozenset(("style", "class", "opacity", "filter", "mask", "clip-path", "transform"))
_STYLING = re.compile(r"image|svg|child|[*\[]")
"""What a rule of a style sheet has that may be about the photograph."""
_JPEG_LINK = re.compile(r"data:image/jpe?g;base64,(.*)", re.I | re.S)
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)")
_DATA_IMAGE = re.compile(r"data:image/(?:jpe?g|png|gif|webp);", re.I)


def cover(data: bytes) -> bytes:
    """`data` as JPEG or PNG that every player shows. Raises InputError that says why it cannot be one."""
    if len(data) > MAX_BYTES:
        raise InputError(f"the cover is larger than {MAX_BYTES >> 20} MB")
    if data.startswith((JPEG, PNG)):
        return _fitted(data)
    if data.startswith(_OTHERS):
        return encode_jpeg(_on_white(_frame(data)))
    if b"<svg" in data[:65536] or b":svg" in data[:65536]:
        return encode_jpeg(_draw(data))
    raise InputError("the cover is neither JPEG, PNG, GIF, WebP nor SVG")


def drawn(svg: str, side: int, fonts: Sequence[str]) -> bytes:
    """A drawing of our own as PNG, `side` pixels wide and high, with the letters of the files `fonts`."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=side, height=side, skip_system_fonts=True, font_files=list(fonts)
        )
    )


def encode_jpeg(pixels: Pixels) -> bytes:
    """`pixels` (height x width x 3, RGB) as a baseline JPEG; the same bytes for the same pixels."""
    height, width = (side - side % 2 for side in pixels.shape[:2])  # 4:2:0 wants even sides
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[:height, :width]), format="rgb24")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.options = {"flags": "+bitexact+qscale", "global_quality": str(3 * 118)}
    encoder.time_base = Fraction(1)
    encoder.thread_count = 1
    packets = [*encoder.encode(frame.reformat(format="yuvj420p")), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def _fitted(data: bytes) -> bytes:
    """A JPEG or PNG as it is, but those that players show in wrong colours, not at all, or slowly."""
    frame = _frame(data)
    four_inks = data.startswith(JPEG) and frame.format.name not in _OF_JPEG
    if max(frame.width, frame.height) > MAX_KEPT or four_inks or _transparent(frame):
        return encode_jpeg(_on_white(frame))
    return data


def _transparent(frame: av.VideoFrame) -> bool:
    """Does the picture leave to the player what stands behind it?"""
    if frame.format.name not in _WITH_ALPHA:
        return False
    return bool(frame.to_ndarray(format="rgba")[..., 3].min() < 255)


def _on_white(frame: av.VideoFrame) -> Pixels:
    """The picture without transparency, at most `MAX_SIDE` pixels wide and high."""
    if not _transparent(frame):
        return _scaled(frame, "rgb24")
    return _over(_scaled(frame, "rgba"), np.uint8(255))


def _draw(data: bytes) -> Pixels:
    """The SVG on white. What it refers to outside itself is not loaded."""
    root = markup.xml(data, "the cover", repair=False)
    for element in list(root.iter(etree.Element)):
        for key in (_LINK, "href"):
            if (link := element.get(key)) and not link.startswith("#") and not _DATA_IMAGE.match(link):
                del element.attrib[key]
    width, height = _size(root)
    if not 1 / MAX_SVG_RATIO <= height / width <= MAX_SVG_RATIO:
        raise InputError("the cover is an SVG of unusable proportions")
    scale = min(SVG_WIDTH / width, MAX_SIDE / height)
    across, down = round(width * scale), round(height * scale)
    photo = _background(root, width, height)
    if photo is None:
        return _pixels(_render(root, across, down, "#ffffff"), "rgb24", across, down)
    paper = _pixels(photo, "rgb24", across, down)
    return _over(_pixels(_render(root, across, down, None), "rgba", across, down), paper)


def _over(ink: Pixels, paper: Pixels | np.uint8) -> Pixels:
    """RGBA pixels drawn on RGB ones, or on one shade of grey."""
    wide = ink.astype(np.uint16)
    alpha = wide[..., 3:]
    return ((wide[..., :3] * alpha + paper * (255 - alpha) + 127) // 255).astype(np.uint8)


def _background(root: etree._Element, width: float, height: float) -> bytes | None:
    """The photograph that fills an SVG, taken out of it where all else is drawn on top of it.

    The renderer takes a second for it, FFmpeg a tenth. What has any style of its own stays where it is.
    """
    first = next((e for e in root if isinstance(e.tag, str) and _name(e) not in _UNSEEN), None)
    if first is None or _name(first) != "image" or set(root.attrib) & _STYLED:
        return None
    keys = {etree.QName(key).localname for key in first.attrib}
    place = [first.get("x", "0"), first.get("y", "0"), first.get("width"), first.get("height")]
    box = (root.get("viewBox") or "").replace(",", " ").split()
    photo = _JPEG_LINK.match(first.get(_LINK) or first.get("href") or "")
    styles = " ".join(style.text or "" for style in root.iter("{*}style"))
    if not photo or _STYLING.search(styles) or not keys <= _PLAIN or len(first) or box != place:
        return None
    if b"blend" in etree.tostring(root):
        return None
    try:
        data = base64.b64decode(photo[1])
        with av.open(io.BytesIO(data), "r", format="jpeg_pipe") as container:
            stream = container.streams.video[0]
            distorted = abs(stream.width * height - stream.height * width) > height + width
    except (av.error.FFmpegError, IndexError, ValueError):
        return None
    if distorted or not data.startswith(JPEG):
        return None
    root.remove(first)
    return data


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _render(root: etree._Element, width: int, height: int, background: str | None) -> bytes:
    """An SVG as PNG of a size in pixels; transparent without `background`."""
    # Loading the system's fonts takes a second, so only a drawing with text has it done.
    text = any(_name(e) == "text" for e in root.iter(etree.Element))
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=etree.tostring(root, encoding="unicode"),
                width=width,
                height=height,
                background=background,
                skip_system_fonts=not text,
            )
        )
    except BaseException as error:
        # A panic of the Rust library arrives as a BaseException of a class that cannot be imported.
        if isinstance(error, (ValueError, RuntimeError)) or type(error).__name__ == "PanicException":
            raise InputError(f"the cover's SVG cannot be drawn ({error})") from error
        raise


def _size(root: etree._Element) -> tuple[float, float]:
    """Width and height of an SVG, from its view box, else its own attributes, else 2 by 3."""
    box = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", root.get("viewBox", ""))]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[2], box[3]
    found = [_LENGTH.match(root.get(key, "")) for key in ("width", "height")]
    lengths = [float(m.group(1)) for m in found if m]
    return (lengths[0], lengths[1]) if len(lengths) == 2 and min(lengths) > 0 else (2.0, 3.0)


def _pixels(data: bytes, format: str, width: int, height: int) -> Pixels:
    """The first picture in `data` in a pixel format and size."""
    return _scaled(_frame(data), format, width, height)


def _scaled(frame: av.VideoFrame, format: str, width: int = 0, height: int = 0) -> Pixels:
    """The picture in a pixel format and size, else at most `MAX_SIDE` wide and high."""
    scale = min(1.0, MAX_SIDE / max(frame.width, frame.height))
    across, down = (max(2, round(side * scale)) for side in (frame.width, frame.height))
    pixels = frame.to_ndarray(format=format, width=width or across, height=height or down)
    return pixels.astype(np.uint8, copy=False)


def _frame(data: bytes) -> av.VideoFrame:
    """The first picture in `data`, which must be whole."""
    try:
        with av.open(io.BytesIO(data), "r") as container:
            stream = container.streams.video[0]
            size = f"{stream.width} x {stream.height} pixels"
            if not stream.width * stream.height:
                raise ValueError("its size is not known")
            if stream.width * stream.height > MAX_PIXELS:
                raise InputError(f"the cover has {size}")
            if min(stream.width, stream.height) < LEAST_SIDE:
                raise InputError(f"the cover has only {size}")
            stream.codec_context.options = {"err_detect": "explode"}  # half a picture is none
            return next(container.decode(stream))
    except (av.error.FFmpegError, StopIteration, IndexError, ValueError) as error:
        raise InputError(f"the cover cannot be decoded ({error})") from error
