"""Draw a cover for a book that has none: its title, its author and a calm pattern."""

import colorsys
import hashlib
import importlib.util
import math
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from phases.tools import image

SIDE = 1200
"""Units of the drawing: a square, as players of audiobooks show their covers."""
PIXELS = 1000
"""Of a side of the picture; players show covers at 300 to 1,000."""
MARGIN = 110
FONT = "Source Serif Pro"
"""Of the package font-source-serif-pro: the drawing is the same on every machine."""
SIZES = (150, 120, 96, 76, 60)
"""Heights of the title's letters: the largest that fits is taken."""
LETTER = 0.52
"""Width of a letter beside its size, on average."""
WIDE = frozenset("mwMWЖЮШЩФжюшщф@%—…")
MOST_LINES = 6
LAYERS = 7
IN_FONT = (0x0000, 0x0530), (0x1E00, 0x2000), (0x2010, 0x2070)
"""Ranges of characters that the font has: Latin, Greek, Cyrillic and their punctuation."""


def draw(title: str, author: str) -> bytes:
    """A PNG of `PIXELS` x `PIXELS`; what the font has no letters for is not written on it."""
    seed = hashlib.sha256(f"{title}\0{author}".encode()).digest()
    hue = seed[0] / 255
    paper, ink = _colour(hue, 0.93, 0.25), _colour(hue, 0.20, 0.45)
    words = "".join(_text(title, author, ink)) if _written(title + author) else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{paper}"/>{_hills(seed, hue)}{words}</svg>'
    )
    return image.drawn(svg, PIXELS, [str(_font("Semibold")), str(_font("It"))])


def _hills(seed: bytes, hue: float) -> str:
    """Waves one before the other in the lower half, the nearer the darker."""
    paths = []
    for layer in range(LAYERS):
        base = SIDE * (0.56 + 0.065 * layer)
        high, long, shift = (seed[1 + 3 * layer + n] / 255 for n in range(3))
        points = []
        for x in range(0, SIDE + 1, 40):
            turn = 2 * math.pi * (x / SIDE * (0.7 + long) + shift)
            points.append(f"{x},{base + (20 + 60 * high) * math.sin(turn):.1f}")
        # What the next waves hide is not painted: painting takes the time.
        low = min(SIDE, round(base + 0.065 * SIDE + 90)) if layer < LAYERS - 1 else SIDE
        colour = _colour(hue + 0.015 * layer, 0.84 - 0.085 * layer, 0.35)
        paths.append(f'<path d="M0,{low} L{" L".join(points)} L{SIDE},{low} Z" fill="{colour}"/>')
    return "".join(paths)


def _text(title: str, author: str, ink: str) -> list[str]:
    """The title as large as it fits, and the author below."""
    lines: list[str] = []
    size = SIZES[-1]
    for size in SIZES:
        lines = _wrapped(title, int((SIDE - 2 * MARGIN) / (LETTER * size)))
        if len(lines) * size * 1.15 < SIDE * 0.40:
            break
    lines = lines[:MOST_LINES]
    shown, y = [], MARGIN + size
    for line in lines:
        shown.append(_line(line, y, size, 600, "normal", ink))
        y += round(size * 1.15)
    for line in _wrapped(author, 40)[:2]:
        shown.append(_line(line, y + 10, 52, 400, "italic", ink))
        y += 62
    return shown


def _line(text: str, y: int, size: int, weight: int, style: str, ink: str) -> str:
    return (
        f'<text x="{MARGIN}" y="{y}" font-family="{FONT}" font-size="{size}" font-weight="{weight}"'
        f' font-style="{style}" fill="{ink}">{escape(text)}</text>'
    )


def _wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` letters of average width; a longer word is cut."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            if lines[-1] and _width(f"{lines[-1]} {piece}") > width:
                lines.append("")
            lines[-1] = f"{lines[-1]} {piece}".strip()
    return [line for line in lines if line]


def _pieces(word: str, width: int) -> Iterator[str]:
    """`word` in pieces that fit on a line."""
    start = 0
    for end in range(1, len(word)):
        if _width(word[start : end + 1]) > width:
            yield word[start:end]
            start = end
    yield word[start:]


def _width(text: str) -> float:
    """How many letters of average width take as much room."""
    return sum(1.9 if char in WIDE else 1.4 if char.isupper() else 1.0 for char in text)


def _written(text: str) -> bool:
    """Has the font all letters of `text`, and is it printable?"""
    return all(char.isprintable() and any(a <= ord(char) < b for a, b in IN_FONT) for char in text)


def _colour(hue: float, light: float, full: float) -> str:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, max(0.0, light), full)
    return f"#{round(255 * red):02x}{round(255 * green):02x}{round(255 * blue):02x}"


def _font(cut: str) -> Path:
    spec = importlib.util.find_spec("font_source_serif_pro")
    assert spec and spec.origin
    return Path(spec.origin).parent / "files" / f"SourceSerifPro-{cut}.ttf"
