"""Covers: what is drawn, and that the short way to a drawn photograph shows the same."""

import base64
import io

import av
import numpy as np
import pytest

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


@pytest.mark.parametrize(
    "inner", [IMAGE, IMAGE + TITLE, f"<title>T</title><style>rect{{}}</style>{IMAGE}{TITLE}"]
)
def test_a_photograph_taken_out_looks_as_drawn(inner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = pixels(svg(inner))
    monkeypatch.setattr(image, "_background", lambda *_: None)
    drawn = pixels(svg(inner))
    assert quick.shape == drawn.shape == (1500, 1000, 3)
    assert np.abs(quick - drawn).mean() < 2 and np.percentile(np.abs(quick - drawn), 99) < 12


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


@pytest.mark.parametrize(("box", "shape"), [("0 0 100 400", (1600, 400)), ("0 0 400 100", (250, 1000))])
def test_a_drawing_has_a_sensible_size(box: str, shape: tuple[int, int]) -> None:
    assert pixels(svg('<rect width="9" height="9"/>', box)).shape[:2] == shape


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert image.cover(svg(IMAGE + TITLE)) == image.cover(svg(IMAGE + TITLE))
