"""Text recognition: what stands on the picture of a page.

RapidOCR (Apache 2.0) carries its models in its wheel, reads most scripts, and needs no network.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from phases.graph.errors import ToolMissing

INSTALL = 'pip install "bindery[ocr]"'
PACKAGES = ("rapidocr", "onnxruntime")
LEAST_SCORE, SURE = 0.5, 0.9
"""How sure it must be of a line, from 0 to 1 (stains and pictures give less), and of one that is not
looked at again: every fiftieth line of clean print comes out as a few letters, with 0.6 to 0.8."""
AROUND = (0.0, 0.15)
"""Shares of the height of a line around it that are looked at, too."""


@dataclass(frozen=True, slots=True)
class Found:
    """A line of text; pixels from the left and top edge of the picture."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    score: float
    """How sure it is, from 0 to 1."""


def identity() -> str:
    """Names and versions of what reads, or empty where it is not installed."""
    try:
        return ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    except PackageNotFoundError:
        return ""


def read(picture: Any) -> list[Found]:
    """The lines on `picture` (rows x columns x BGR, bytes), from top to bottom.

    Raises ToolMissing where the extra is not installed. A page of a novel takes some seconds.
    """
    found = _engine()(picture, use_det=True, use_cls=True)  # the engine keeps what the last call said
    if found.txts is None:
        return []
    lines = [
        Found(text, *_box(corners), round(float(score), 3))
        for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True)
    ]
    lines = [line if line.score >= SURE else _again(line, picture) for line in lines]
    sure = [line for line in lines if line.score >= LEAST_SCORE and line.text.strip()]
    return sorted(sure, key=lambda line: (line.y0, line.x0))


def _again(line: Found, picture: Any) -> Found:
    """`line`, or what is read in its place when that is looked at by itself."""
    best = line
    for share in AROUND:
        room = share * (line.y1 - line.y0)
        top, left = max(0, int(line.y0 - room)), max(0, int(line.x0 - 2 * room))
        piece = picture[top : int(line.y1 + room), left : int(line.x1 + 2 * room)]
        found = _engine()(piece, use_det=False, use_cls=False)
        score = round(float(found.scores[0]), 3) if found.txts else 0.0
        if score > best.score:
            best = replace(line, text=found.txts[0], score=score)
    return best


def _box(corners: Any) -> tuple[float, float, float, float]:
    """The upright box around four corners: left, top, right, bottom."""
    across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(across), min(down), max(across), max(down)


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The models, loaded once for the worker; on one core, because there is a worker for each."""
    try:
        import cv2
        from rapidocr import RapidOCR
    except ImportError as error:
        raise ToolMissing("rapidocr is not installed", INSTALL) from error
    cv2.setNumThreads(1)
    return RapidOCR(
        params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )
