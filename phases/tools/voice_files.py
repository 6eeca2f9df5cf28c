"""Files of local voices: which one speaks, and its digest, found without reading it again.

Nothing here loads an engine: the main process asks for digests at every start, so those of large
files are kept in ``build/voices.json``, with the size and the times that the file had.
"""

import hashlib
import os
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from phases.graph.errors import ToolError
from phases.graph.files import read_json, write_json, writing

KEPT = Path("build/voices.json")
YOUNG_S = 2.0
"""A file that changed so lately may change again within one tick of its clock: it is read again."""
MISSING = "missing"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; ``missing`` where it cannot be read."""
    try:
        stat = path.stat()
        return _digest(str(path.absolute()), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    except OSError:
        return MISSING


@lru_cache(maxsize=256)
def _digest(path: str, size: int, mtime_ns: int, ctime_ns: int) -> str:
    kept = _kept()
    stamp = [size, mtime_ns, ctime_ns]
    found = kept.get(path)
    if isinstance(found, list) and found[:-1] == stamp:
        return str(found[-1])
    with open(path, "rb") as file:
        value = hashlib.file_digest(file, "sha256").hexdigest()
    if KEPT.parent.is_dir() and time.time() - ctime_ns / 1e9 > YOUNG_S:
        there = {name: one for name, one in kept.items() if os.path.exists(name)} | {path: [*stamp, value]}
        with suppress(OSError), writing(KEPT, durable=False) as temporary:
            write_json(temporary, dict(sorted(there.items())))
    return value


def _kept() -> dict[str, Any]:
    try:
        found = read_json(KEPT)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def piper_voices(model: str) -> dict[str, Path]:
    """Names of the Piper voices in the file or folder `model`, and their ``.onnx`` files, by name.

    Only those with the ``.onnx.json`` that belongs to them.
    """
    place = Path(model).expanduser()
    files = sorted(place.glob("*.onnx")) if place.is_dir() else [place]
    return {one.stem: one for one in files if one.is_file() and _config(one).is_file()}


def piper_voice(model: str, name: str, language: str) -> tuple[Path, str]:
    """The ``.onnx`` file for a voice called `name`, and the speaker in it (empty: its first).

    `name` is the file's name without suffix, maybe ``#`` and a speaker, or ``#`` and a speaker of the
    only file. Without a name the first voice in `language` speaks, else the first in the same
    language of another country, else the first of all. Raises ToolError where there is none.
    """
    voices = piper_voices(model)
    if not voices:
        place = model or "audiobook.synthesize.model, which is not set"
        raise ToolError(
            f"there is no Piper voice in {place}", "a voice is two files: NAME.onnx and NAME.onnx.json"
        )
    wanted, _, speaker = name.partition("#")
    if wanted:
        if wanted not in voices:
            raise ToolError(f"there is no Piper voice {wanted!r}", "there are: " + ", ".join(voices))
        return voices[wanted], speaker
    tag = language.lower().replace("_", "-")
    for fits in (tag, tag.partition("-")[0]):
        for path in voices.values() if fits else ():
            if piper_language(path) == fits or piper_language(path).startswith(fits + "-"):
                return path, speaker
    return next(iter(voices.values())), speaker


@lru_cache(maxsize=256)
def piper_language(path: Path) -> str:
    """The language of a Piper voice as a lower-case tag: ``en-gb``; empty where it does not say."""
    with suppress(OSError, ValueError, AttributeError):
        config = read_json(_config(path))
        code = config.get("language", {}).get("code") or config.get("espeak", {}).get("voice") or ""
        return str(code).lower().replace("_", "-")
    return ""


def piper_digests(model: str) -> list[str]:
    """Digests of all voices that may speak, with their names: those of every file in `model`."""
    return [
        f"{name} {digest(path)} {digest(_config(path))}" for name, path in piper_voices(model).items()
    ] or [MISSING]


def piper_digest(model: str, name: str, language: str) -> list[str]:
    """Digests of the voice that speaks `language`, or is called `name`, and the rate of all voices."""
    path, speaker = piper_voice(model, name, language)
    rate = max(map(_piper_rate, piper_voices(model).values()))
    return [f"{speaker} {digest(path)} {digest(_config(path))} {rate}"]


@lru_cache(maxsize=256)
def _piper_rate(path: Path) -> int:
    """Hz of a Piper voice; 0 where it does not say."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        return int(read_json(_config(path)).get("audio", {}).get("sample_rate", 0))
    return 0


def _config(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def kokoro_files(model: str, styles: str) -> tuple[Path, Path]:
    """The model of Kokoro and the file of its voices: `styles`, or ``voices*.bin`` beside the model."""
    place = Path(model).expanduser()
    if place.is_dir():
        place = next(iter(sorted(place.glob("*.onnx"))), place / "kokoro.onnx")
    beside = sorted([*place.parent.glob("voices*.bin"), *place.parent.glob("voices*.npz")])
    return place, Path(styles).expanduser() if styles else next(iter(beside), place.parent / "voices.bin")


def kokoro_digests(model: str, styles: str) -> list[str]:
    """Digests of both files."""
    return [digest(path) for path in kokoro_files(model, styles)]
