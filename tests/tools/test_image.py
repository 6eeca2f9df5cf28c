"""Covers: what is drawn, and that the short way to a drawn photograph shows the same."""

import base64
import io
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from phases.graph.errors import InputError
from phases.tools import image
from phases.tools.image import encode_jpeg

HEIGHT, WIDTH = 300, 200
ROWS, COLUMNS = np.mgrid[0:HEIGHT, 0:WIDTH]
PHOTO = encode_jpeg(
    np.stack([ROWS * 255 // HEIGHT, COLUMNS * 255 // WIDTH, (ROWS + COLUMNS) // 2 % 256], -1).astype(
        np.uint8
    )
)
LINK = f'href="data:image/jpeg;base64,{base64.b64encode(PHOTO).decode()}"'
IMAGE = f'<image width="200" height="300" {LINK}/>'
TITLE = '<rect x="20" y="200" width="160" height="60" fill-opacity=".75"/><circle r="90" fill="red"/>'


def svg(inner: str, box: str = "0 0 200 300") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inner}</svg>'.encode()


def pixels(data: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    with av.open(io.BytesIO(image.cover(data))) as file:
        return next(file.decode(video=0)).to_ndarray(format="rgb24").astype(np.int64)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn a quarter as wide: a photograph of the real size takes the renderer a second."""
    monkeypatch.setattr(image, "SVG_WIDTH", 250)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "inner", [IMAGE, IMAGE + TITLE, f"<title>T</title><style>rect{{}}</style>{IMAGE}{TITLE}"]
)
def test_a_photograph_taken_out_looks_as_drawn(inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = pixels(svg(inner))
    monkeypatch.setattr(image, "_background", lambda *_: None)
    drawn = pixels(svg(inner))
    assert quick.shape == drawn.shape == (374, 250, 3)
    assert np.abs(quick - drawn).mean() < 2 and np.percentile(np.abs(quick - drawn), 99) < 12


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "inner",
    [
        TITLE + IMAGE,
        IMAGE.replace("<image", '<image opacity=".3"'),
        IMAGE.replace("<image", '<image id="i"') + '<use href="#i" x="9"/>',
        IMAGE.replace("<image", '<image x="50"'),
        IMAGE.replace('width="200"', 'width="100"'),
        f"<style>image{{display:none}}</style>{IMAGE}{TITLE}",
        f"<style>svg>*{{opacity:.2}}</style>{IMAGE}{TITLE}",
        f"<g opacity='.5'>{IMAGE}</g>",
        IMAGE + '<rect width="99" height="99" fill="red" style="mix-blend-mode:multiply"/>',
        IMAGE.replace("jpeg;base64,", "jpeg;base64,AAAA"),
    ],
)
def test_a_picture_with_a_style_of_its_own_is_drawn(inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = pixels(svg(inner))
    monkeypatch.setattr(image, "_background", lambda *_: None)
    assert np.array_equal(found, pixels(svg(inner)))


@pytest.mark.parametrize(
    ("box", "shape"),
    [("0 0 200 300", (1500, 1000)), ("0 0 100 400", (1600, 400)), ("0 0 400 100", (250, 1000))],
)
def test_a_drawing_has_a_sensible_size(box: str, shape: tuple[int, int]) -> None:
    assert pixels(svg('<rect width="9" height="9"/>', box)).shape[:2] == shape


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert image.cover(svg(IMAGE + TITLE)) == image.cover(svg(IMAGE + TITLE))


def written(picture: Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


RED = Image.new("RGB", (80, 120), (200, 30, 40))


def seen(data: bytes) -> Image.Image:
    """The cover as another library shows it."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize(
    "data",
    [
        written(RED, "JPEG"),
        written(RED, "JPEG", progressive=True),
        written(RED.convert("L"), "JPEG"),
        written(RED, "PNG"),
        written(RED.convert("RGBA"), "PNG"),
        written(RED.convert("P"), "PNG"),
    ],
)
def test_what_every_player_shows_is_kept_to_the_byte(data: bytes) -> None:
    assert image.cover(data) == data


def test_four_inks_become_three_colours() -> None:
    """The listener would have seen it in the colours of a negative."""
    made = seen(image.cover(written(RED.convert("CMYK"), "JPEG")))
    assert made.mode == "RGB" and made.size == (80, 120)
    assert np.abs(np.array(made).astype(int)[60, 40] - (200, 30, 40)).max() < 8


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_what_is_transparent_stands_on_white(format: str) -> None:
    half = Image.new("RGBA", (80, 120), (255, 0, 0, 0))
    half.paste((255, 0, 0, 128), (0, 0, 80, 60))
    made = seen(image.cover(written(half, format, lossless=True)))
    pixels = np.array(made).astype(int)
    assert made.mode == "RGB" and made.format == "JPEG"
    assert np.abs(pixels[100, 40] - 255).max() < 8 and np.abs(pixels[20, 40] - (255, 127, 127)).max() < 8


def test_a_huge_cover_is_made_smaller() -> None:
    made = seen(image.cover(written(RED.resize((3001, 4000)), "PNG")))
    assert made.size == (1200, 1600)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (written(RED, "JPEG")[:400], "cannot be decoded"),
        (written(RED.resize((600, 900)), "PNG")[:-40], "cannot be decoded"),
        (written(RED.resize((49, 900)), "PNG"), "has only 49 x 900 pixels"),
        (written(Image.new("1", (8000, 8000)), "PNG"), "8000 x 8000 pixels"),
        (b"\xff\xd8\xff" + bytes(100), "cannot be decoded"),
        (b"\x89PNG\r\n\x1a\n", "cannot be decoded"),
        (b"BM" + bytes(20), "cannot be decoded"),
    ],
)
def test_what_is_no_picture_says_why(data: bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        image.cover(data)
