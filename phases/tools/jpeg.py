"""Encode a picture as JPEG with FFmpeg's own encoder."""

from fractions import Fraction
from typing import Any

import av
import numpy as np


def encode_jpeg(pixels: "np.ndarray[Any, np.dtype[np.uint8]]") -> bytes:
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
