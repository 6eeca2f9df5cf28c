"""The embedded voice: espeak-ng from the wheel of espeakng-loader, called in this process.

espeak-ng keeps state in static variables, so that the same text comes out a few samples longer or
shorter after another one. Only unloading the library resets it; so each call of `speak` loads it
anew (0.4 ms). Within a call the sentences are synthesized one by one, which gives the exact samples
of each: the library's own sentence events follow its own idea of a sentence ("Dr. Smith" is two).
"""

import _ctypes
import ctypes
import logging
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import espeakng_loader
import numpy as np

from phases.graph.errors import ToolError
from phases.tools.audio import Pcm, trimmed
from phases.tools.iso639 import two_letters
from phases.tools.speech import Voice

log = logging.getLogger(__name__)

# From speak_lib.h
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_RATE, _PITCH = 1, 3
_BUFFER_MS = 1_000

SECONDS_A_CHARACTER = 5.0
"""At 175 words a minute: more than any character's name takes. A runaway is stopped there."""
DEFAULT = "en"
"""The voice for a language that there is none for: a listener still gets the book."""
_NEAREST = """
nn:nb sh:hbs cnr:sr prs:fa pes:fa arb:ar zsm:ms swh:sw lvs:lv ekk:et als:sq azj:az uzn:uz kmr:ku
npi:ne ory:or
"""
NEAREST = dict(pair.split(":") for pair in _NEAREST.split())
"""Languages under another name or written nearly alike: Nynorsk is read by the voice for Bokmål, and the
standard variety of a macrolanguage (ISO 639-3) by the voice for that."""


class _ListedVoice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.POINTER(ctypes.c_char)),
        ("identifier", ctypes.c_char_p),
        ("rest", ctypes.c_char * 16),
    )


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """A voice, speed and pitch of espeak-ng."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        with loaded() as (_, rate):
            self.sample_rate = rate

    def speak(self, sentences: Sequence[str], language: str) -> list[Pcm]:
        given, plus, variant = self.voice.name.partition("+")
        name = voices().get(given.lower(), given) + plus + variant if given else voice_of(language)
        with loaded() as (library, rate):
            code = library.espeak_SetVoiceByName(name.encode("utf-8", "replace"))
            if code != 0 or not name.isprintable():
                raise ToolError(
                    f"espeak-ng has no voice {name!r} (error {code})",
                    "leave it out, or take a language such as " + ", ".join(list(voices())[::20]),
                )
            _check(library.espeak_SetParameter(_RATE, self.voice.speed, 0), "set the speed")
            _check(library.espeak_SetParameter(_PITCH, self.voice.pitch, 0), "set the pitch")
            return [trimmed(self._sentence(library, rate, text), rate) for text in map(plain, sentences)]

    def _sentence(self, library: ctypes.CDLL, rate: int, text: str) -> Pcm:
        if not text:
            return np.zeros(0, np.int16)
        most = int(rate * (10 + SECONDS_A_CHARACTER * len(text) * 175 / self.voice.speed)) * 2
        sound = bytearray()

        def hear(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: object) -> int:
            if samples and count > 0:
                sound.extend(ctypes.string_at(samples, 2 * count))
            return int(len(sound) > most)  # 1 stops the synthesis

        callback = Callback(hear)
        library.espeak_SetSynthCallback(callback)
        data = text.encode("utf-8") + b"\0"
        _check(library.espeak_Synth(data, len(data), 0, 0, 0, _UTF8, None, None), "speak")
        _check(library.espeak_Synchronize(), "speak")
        if len(sound) > most:
            raise ToolError(f"espeak-ng does not come to an end of {text[:40]!r}", "remove this text")
        return np.frombuffer(bytes(sound), np.int16)


def open_engine(voice: Voice) -> Espeak:
    return Espeak(voice)


def about(voice: Voice) -> str:
    """Version and voices, for ``doit doctor``."""
    with loaded() as (library, _):
        library.espeak_Info.restype = ctypes.c_char_p
        version = library.espeak_Info(None).decode()
    return f"espeak-ng {version}, {len(set(voices().values()))} voices for {len(voices())} languages"


def plain(text: str) -> str:
    """`text` without what is no writing: control and format characters, lone surrogates.

    Empty where there is no letter or digit: nobody wants to hear "asterisk asterisk asterisk".
    """
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or _is_writing(c))
    return text.strip() if any(c.isalnum() for c in text) else ""


def _is_writing(character: str) -> bool:
    # Zero-width joiners are part of the spelling in Persian and the scripts of India.
    return unicodedata.category(character)[0] != "C" or character in "\u200c\u200d"


def doubt(voice: Voice, language: str) -> str:
    """That there is no voice for `language` and none was set, in one line; else empty."""
    if voice.name or _own_voice(language):
        return ""
    named = ascii(language[:40])[1:-1]  # it comes from the book, and goes to the screen
    return f"there is no espeak voice for {named or 'no language'}: read by the English one"


@lru_cache
def voice_of(language: str) -> str:
    """The voice for a BCP 47 tag: its own, else the English one."""
    own = _own_voice(language)
    if not own:
        log.warning("espeak-ng has no voice for the language %r, using %r", language, DEFAULT)
    return own or voices()[DEFAULT]


def _own_voice(language: str) -> str:
    """The voice of the tag itself, else of the tag without its last subtags; empty where there is none.

    ``en-GB`` -> ``gmw/en``, ``zh-Hant-TW`` -> ``sit/cmn``, ``iw`` -> ``sem/he``.
    """
    first, dash, rest = language.strip().lower().replace("_", "-").partition("-")
    if first not in voices():
        first = two_letters(first)
        first = NEAREST.get(first, first)
    tag = first + dash + rest
    while tag and tag not in voices():
        tag = tag.rpartition("-")[0]
    return voices()[tag] if tag else ""


@lru_cache
def voices() -> dict[str, str]:
    """Language tag to the identifier of the voice that speaks it best.

    A voice called by its identifier is loaded at once; by its name, the library reads all voices first.
    """
    best: dict[str, tuple[int, str]] = {}
    with loaded() as (library, _):
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_ListedVoice))
        listed = library.espeak_ListVoices(None)
        index = 0
        while listed[index]:
            voice = listed[index].contents
            index += 1
            identifier = voice.identifier.decode()
            for priority, tag in _languages(voice.languages):
                best[tag.lower()] = min(best.get(tag.lower(), (256, "")), (priority, identifier))
    return {tag: name for tag, (_, name) in best.items()}


def _languages(data: "ctypes._Pointer[ctypes.c_char]") -> Iterator[tuple[int, str]]:
    """Read the list of a priority byte and a zero-ended tag each, itself ended by a zero byte."""
    at = 0
    while (priority := ord(data[at])) != 0:
        tag = bytearray()
        at += 1
        while data[at] != b"\0":
            tag += data[at]
            at += 1
        at += 1
        yield priority, tag.decode()


@contextmanager
def loaded() -> Iterator[tuple[ctypes.CDLL, int]]:
    """A freshly loaded library and its sample rate; unloaded afterwards, which resets its state."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    try:
        data = espeakng_loader.get_data_path().encode()
        rate = library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data, _DONT_EXIT)
        if rate <= 0:
            raise ToolError(f"espeak-ng did not start (error {rate})", "reinstall espeakng-loader")
        yield library, rate
        library.espeak_Terminate()
    finally:
        if sys.platform == "win32":
            _ctypes.FreeLibrary(library._handle)
        else:
            _ctypes.dlclose(library._handle)


def _check(code: int, what: str) -> None:
    if code != 0:
        raise ToolError(f"espeak-ng could not {what} (error {code})")
