"""The shared library of espeak-ng as ctypes sees it: load it anew, speak to a callback, read its events."""

import _ctypes
import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import espeakng_loader

from phases.graph.errors import ToolError

# From speak_lib.h
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_PHONEMES = 0x100
_WORD = 1
_RATE, _PITCH = 1, 3
_BUFFER_MS = 1_000
_SEED = 1


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@contextmanager
def loaded() -> Iterator[tuple[ctypes.CDLL, int]]:
    """A freshly loaded library and its sample rate; unloaded afterwards, which resets its state."""
    with _own_file() as path:
        library = ctypes.CDLL(path)
        try:
            yield library, _initialized(library)
            library.espeak_Terminate()
        finally:
            if sys.platform == "win32":
                _ctypes.FreeLibrary(library._handle)
            else:
                _ctypes.dlclose(library._handle)


@contextmanager
def _own_file() -> Iterator[str]:
    """The library's file, or where somebody else has it loaded (kokoro-onnx has), a copy.

    What others hold is not unloaded when we let go of it, and keeps its state.
    """
    path = espeakng_loader.get_library_path()
    if not _held(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="bindery-espeak-") as folder:
        yield shutil.copy(path, folder)


def _held(path: str) -> bool:
    """Is this library loaded in this process?"""
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetModuleHandleW(path))
    try:
        _ctypes.dlclose(_ctypes.dlopen(path, os.RTLD_NOLOAD | os.RTLD_LAZY))
    except OSError:
        return False
    return True


def _initialized(library: ctypes.CDLL) -> int:
    """Start the library; its sample rate."""
    data = espeakng_loader.get_data_path().encode()
    rate = int(library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data, _DONT_EXIT))
    if rate <= 0:
        raise ToolError(f"espeak-ng did not start (error {rate})", "reinstall espeakng-loader")
    # The breath of voices such as en+f3 is noise, which begins by the clock unless it is told where.
    library.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
    return rate


def speak(library: ctypes.CDLL, text: str, has_sounds: bool) -> None:
    """Speak to the callback that is set. Only with `has_sounds` is ``[[...]]`` taken for phonemes."""
    data = text.encode("utf-8") + b"\0"
    flags = _UTF8 | (_PHONEMES if has_sounds else 0)
    _check(library.espeak_Synth(data, len(data), 0, 0, 0, flags, None, None), "speak")
    _check(library.espeak_Synchronize(), "speak")


def set_up(library: ctypes.CDLL, speed: int, pitch: int) -> None:
    """Speak with `speed` (words a minute) and `pitch` (0 to 99) from now on."""
    _check(library.espeak_SetParameter(_RATE, speed, 0), "set the speed")
    _check(library.espeak_SetParameter(_PITCH, pitch, 0), "set the pitch")


def words_of(events: int) -> Iterator[tuple[int, int, int]]:
    """Character, number of characters and sample of each word in a list of events."""
    event = _Event.from_address(events) if events else _Event()
    while event.type:
        if event.type == _WORD:
            yield event.text_position - 1, event.length, event.sample
        events += ctypes.sizeof(_Event)
        event = _Event.from_address(events)


def _check(code: int, what: str) -> None:
    if code != 0:
        raise ToolError(f"espeak-ng could not {what} (error {code})")
