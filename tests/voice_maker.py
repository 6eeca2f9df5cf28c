"""Tiny neural voices: ONNX graphs with the signature of Piper's and Kokoro's, one tone a phoneme."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h

RATE = 22_050


def _constant(name: str, value: object, kind: int) -> onnx.TensorProto:
    return onnx.numpy_helper.from_array(np.array(value, h.tensor_dtype_to_np_dtype(kind)), name)


def _save(path: Path, nodes: list, inputs: list, output: object, constants: list) -> None:
    graph = h.make_graph(nodes, "voice", inputs, [output], constants)
    onnx.save(h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=9), path)


def _tones(ids: str, length: str) -> list:
    """`length` samples of a tone for each of `ids`, as the tensor `tones` of one row."""
    return [
        h.make_node("Cast", [ids], ["numbers"], to=T.FLOAT),
        h.make_node("Reshape", ["numbers", "column"], ["pitches"]),
        h.make_node("Range", ["zero", length, "one"], ["time"]),
        h.make_node("Mul", ["pitches", "step"], ["steps"]),
        h.make_node("Mul", ["steps", "time"], ["phase"]),
        h.make_node("Sin", ["phase"], ["wave"]),
        h.make_node("Reshape", ["wave", "row"], ["tones"]),
    ]


CONSTANTS = [
    _constant("column", [-1, 1], T.INT64),
    _constant("row", [-1], T.INT64),
    _constant("zero", 0.0, T.FLOAT),
    _constant("one", 1.0, T.FLOAT),
    _constant("step", 0.004, T.FLOAT),
    _constant("samples", 700.0, T.FLOAT),
    _constant("gain", 0.3, T.FLOAT),
]
PIPER_CONSTANTS = [
    *CONSTANTS,
    _constant("first", 0, T.INT64),
    _constant("second", 1, T.INT64),
    _constant("fifty", 50, T.INT64),
    _constant("hundredth", 0.01, T.FLOAT),
    _constant("shape", [1, 1, 1, -1], T.INT64),
]


def _noisy(dice: bool, how_loud: str) -> list:
    """`tones` at 0.3 of full scale, with noise where there are dice, as `sound`."""
    if not dice:
        return [h.make_node("Mul", ["tones", "gain"], ["sound"])]
    return [
        h.make_node("RandomNormalLike", ["tones"], ["noise"]),
        h.make_node("Mul", ["noise", how_loud], ["hiss"]),
        h.make_node("Mul", ["hiss", "hundredth"], ["soft"]),
        h.make_node("Mul", ["tones", "gain"], ["loud"]),
        h.make_node("Add", ["loud", "soft"], ["sound"]),
    ]


def piper(
    path: Path, dice: bool = True, language: str = "en-us", rate: int = RATE, speakers: int = 1
) -> Path:
    """A Piper voice in `path` (``.onnx``) and beside it, its tone higher for later speakers."""
    inputs = [
        h.make_tensor_value_info("input", T.INT64, [1, None]),
        h.make_tensor_value_info("input_lengths", T.INT64, [1]),
        h.make_tensor_value_info("scales", T.FLOAT, [3]),
    ]
    nodes = [
        h.make_node("Gather", ["scales", "first"], ["how_noisy"]),
        h.make_node("Gather", ["scales", "second"], ["how_long"]),
        h.make_node("Mul", ["samples", "how_long"], ["length"]),
    ]
    ids = "input"
    if speakers > 1:
        inputs.append(h.make_tensor_value_info("sid", T.INT64, [1]))
        nodes += [
            h.make_node("Mul", ["sid", "fifty"], ["higher"]),
            h.make_node("Add", ["input", "higher"], ["ids"]),
        ]
        ids = "ids"
    nodes += _tones(ids, "length") + _noisy(dice, "how_noisy")
    nodes.append(h.make_node("Reshape", ["sound", "shape"], ["output"]))
    output = h.make_tensor_value_info("output", T.FLOAT, [1, 1, 1, None])
    _save(path, nodes, inputs, output, PIPER_CONSTANTS)
    _describe(path, language, rate, speakers)
    return path


def _describe(path: Path, language: str, rate: int, speakers: int) -> None:
    """What Piper reads beside the voice in `path`."""
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    config = {
        "audio": {"sample_rate": rate},
        "espeak": {"voice": language},
        "language": {"code": language.replace("-", "_")},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": speakers,
        "speaker_id_map": {f"speaker{n}": n for n in range(speakers)} if speakers > 1 else {},
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    }
    Path(f"{path}.json").write_text(json.dumps(config), encoding="utf-8")


def kokoro(folder: Path, dice: bool = True, names: tuple[str, ...] = ("af_heart", "ff_siwis")) -> Path:
    """Kokoro's model and voices in `folder`; the voice is heard in the pitch."""
    inputs = [
        h.make_tensor_value_info("tokens", T.INT64, [1, None]),
        h.make_tensor_value_info("style", T.FLOAT, [1, 256]),
        h.make_tensor_value_info("speed", T.FLOAT, [1]),
    ]
    nodes = [
        h.make_node("ReduceMean", ["style"], ["mean"], keepdims=0),
        h.make_node("Cast", ["tokens"], ["plain"], to=T.FLOAT),
        h.make_node("Add", ["plain", "mean"], ["higher"]),
        h.make_node("Squeeze", ["speed"], ["how_fast"]),
        h.make_node("Div", ["samples", "how_fast"], ["length"]),
        *_tones("higher", "length"),
        *_noisy(dice, "one"),
        h.make_node("Identity", ["sound"], ["audio"]),
    ]
    constants = [*CONSTANTS, _constant("hundredth", 0.01, T.FLOAT)]
    output = h.make_tensor_value_info("audio", T.FLOAT, [None])
    _save(folder / "kokoro.onnx", nodes, inputs, output, constants)
    styles = {name: np.full((510, 1, 256), 60.0 * n, np.float32) for n, name in enumerate(names, 1)}
    with (folder / "voices-v1.0.bin").open("wb") as file:
        np.savez(file, **styles)
    return folder / "kokoro.onnx"
