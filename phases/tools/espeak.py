"""The embedded voice: espeak-ng from the wheel of espeakng-loader, called in this process.

espeak-ng keeps state in static variables, so that the same text comes out a few samples longer or
shorter after another one. Only unloading the library resets it; so each call of `speak` loads it
anew (0.4 ms). Within a call the sentences are synthesized one by one, which gives the exact samples
of each: the library's own sentence events follow its own idea of a sentence ("Dr. Smith" is two).
"""

import ctypes
import logging
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from phases.graph.errors import ToolError
from phases.tools.audio import joined, sounding
from phases.tools.espeak_ipa import Script, script_of
from phases.tools.espeak_library import Callback, loaded, set_up, speak, words_of
from phases.tools.iso639 import two_letters
from phases.tools.speech import USUAL_SPEED, Segment, Spoken, Utterance, Voice, Word, plain, runs

log = logging.getLogger(__name__)

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


class Espeak:
    """A voice, speed and pitch of espeak-ng; another voice for a segment that names one."""

    varies = False

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        with loaded() as (_, rate):
            self.sample_rate = rate

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        # All that asks the library comes first: it must be new when it speaks.
        asked = [
            [
                (name, script_of(segments, name))
                for name, segments in runs(utterance, self._name)
                if any(plain(one.text) for one in segments)
            ]
            for utterance in utterances
        ]
        with loaded() as (library, rate):
            self._library, self._set = library, ""
            spoken = [
                joined([self._run(name, script, rate) for name, script in parts], rate) for parts in asked
            ]
            del self._library
            return spoken

    def _name(self, segment: Segment) -> str:
        """The identifier of the voice that speaks a segment."""
        given, plus, variant = (segment.voice or self.voice.name).partition("+")
        return voices().get(given.lower(), given) + plus + variant if given else voice_of(segment.language)

    def _run(self, name: str, script: Script, rate: int) -> Spoken:
        """What one voice speaks in one go."""
        if name != self._set:
            choose(self._library, name)
            set_up(self._library, self.voice.speed, self.voice.pitch)
            self._set = name
        text = script.text
        most = int(rate * (10 + SECONDS_A_CHARACTER * len(text) * USUAL_SPEED / self.voice.speed)) * 2
        sound = bytearray()
        words: list[tuple[int, int, int]] = []

        def hear(samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: int) -> int:
            if samples and count > 0:
                sound.extend(ctypes.string_at(samples, 2 * count))
            words.extend(words_of(events))
            return int(len(sound) > most)  # 1 stops the synthesis

        callback = Callback(hear)
        self._library.espeak_SetSynthCallback(callback)
        speak(self._library, text, script.has_sounds)
        if len(sound) > most:
            raise ToolError(f"espeak-ng does not come to an end of {text[:40]!r}", "remove this text")
        pcm = np.frombuffer(bytes(sound), np.int16)
        first, last = sounding(pcm, rate)
        begins = [(script.word(start, length), max(0, at - first)) for start, length, at in words]
        return Spoken(pcm[first:last], tuple(Word(text, min(at, last - first)) for text, at in begins))


def choose(library: ctypes.CDLL, name: str) -> None:
    """Let the voice `name` speak. Raises ToolError where there is none: the old one would go on."""
    code = library.espeak_SetVoiceByName(name.encode("utf-8", "replace"))
    if code != 0 or not name.isprintable():
        raise ToolError(
            f"espeak-ng has no voice {name!r} (error {code})",
            "leave it out, or take a language such as " + ", ".join(list(voices())[::20]),
        )


def open_engine(voice: Voice) -> Espeak:
    return Espeak(voice)


def about(voice: Voice) -> str:
    """Version and voices, for ``doit doctor``."""
    with loaded() as (library, _):
        library.espeak_Info.restype = ctypes.c_char_p
        version = library.espeak_Info(None).decode()
    return f"espeak-ng {version}, {len(set(voices().values()))} voices for {len(voices())} languages"


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
