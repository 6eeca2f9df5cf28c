"""Sounds in the International Phonetic Alphabet as espeak-ng takes them: its own names in ``[[...]]``.

The names differ from voice to voice and are not written down anywhere with their sounds, so the
library itself is asked: first what each of :data:`NAMES` sounds like in this voice, then, for the
names that were put together, whether they sound like what was wanted. Only what it answers with
the same sounds is used; the rest is spoken as it is written.
"""

import ctypes
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from phases.tools.espeak_library import Callback, loaded, speak
from phases.tools.speech import Segment, plain

_UTF8 = 1
_IPA = 0x02
"""Phoneme mode of espeak_TextToPhonemes: answer in IPA."""

NAMES = """
a i e o u E O @ t I y aI r d k U aU p v u: i: l V e: o: eI & g A b ts OI oU s W n Y O: tS c A: w z 0
a# h x R j m N y: I2 @2 f eU ai i@ 8 iu E: S 3 3: e@ oi ui au dz ei a2 aa A@ O~ J uI uo E2 O@ o@ i@3
&: ie e~ i~ dZ Z X oI E# U@ aI@ aI3 aU@ Y: Yy E~ o~ u~ r- l^ L G I# A~ eu D Q a/ H ou I: yI @- n^ T @3
B C P q M ? @L @5 m- n- l- n# 4 9 2 2: 9: y~ W~ ai ua ue uE iE ia io t[ d[ t. d. n. l. s. z. S; Z; tS; dZ;
"""
"""What phonemes may be called; which of them a voice has, it says itself."""
VOWELS = set("aeiouyæøœɐɑɒɔəɘɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏ")
STRESS = {"ˈ": "'", "ˌ": ","}
SAME = (
    ("g", "ɡ"), (":", "ː"), ("'", "ˈ"), ("’", "ˈ"), ("ɹ", "r"), ("ɻ", "r"), ("ɫ", "l"), ("ʧ", "tʃ"),
    ("ʤ", "dʒ"), ("ʦ", "ts"), ("ʣ", "dz"), ("ɚ", "ə"), ("ɝ", "ɜː"),
)  # fmt: skip
"""Ways to write one sound: those that an IPA writer may use, and the one that is compared."""
NEAR = (
    ("oʊ", "əʊ"), ("əʊ", "oʊ"), ("ɜː", "ɜ"), ("ɑː", "ɑ"), ("ɔː", "ɔ"), ("iː", "i"), ("uː", "u"), ("e", "ɛ"),
    ("æ", "a"), ("ʁ", "r"), ("ɾ", "r"),
)  # fmt: skip
"""The same sound as another accent of the language says it, where a voice lacks it."""


@dataclass(frozen=True)
class Script:
    """What the library reads for the segments of one voice."""

    text: str
    has_sounds: bool
    pieces: tuple[tuple[int, str], ...]
    """Where each segment starts in `text` that is given by its sounds, and its own words."""

    def word(self, start: int, length: int) -> str:
        """The word that the library says to be `length` characters at `start`."""
        if self.has_sounds:
            for at, words in self.pieces:
                if at <= start < self.text.find("]]", at):
                    return words
        return self.text[max(0, start) : max(0, start) + length]


def script_of(segments: Sequence[Segment], voice: str) -> Script:
    """The text of `segments` for the voice with this identifier, in one line."""
    names = [sounds(voice, one.ipa) if one.ipa else "" for one in segments]
    if not any(names):
        return Script(plain("".join(one.text for one in segments)), False, ())
    text, pieces = "", []
    for one, name in zip(segments, names, strict=True):
        # Brackets of the author's are no phonemes, and his last one is not part of ours.
        words = re.sub(r"\[(?=\[|$)", "[ ", _shown(one.text))
        if name:
            pieces.append((len(text), words.strip()))
            words = name + words[len(words.rstrip()) :]
        text += words if text else words.lstrip()
    return Script(text.rstrip(), True, tuple(pieces))


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)


@lru_cache(maxsize=10_000)
def sounds(voice: str, ipa: str) -> str:
    """`ipa` as names of phonemes of `voice` in double brackets; empty where it cannot say just that."""
    wanted = spelled(ipa)
    if not wanted or len(wanted) > 200:
        return ""
    table = _table(voice)
    found = [_names(word, table) for word in wanted.split()]
    if not all(found):
        return ""
    said = _said(voice, found)
    alike = all(map(_alike, said, wanted.split()))
    return " ".join(f"[[{names}]]" for names in found) if alike else ""


def spelled(ipa: str) -> str:
    """`ipa` without brackets, syllable dots and ties, one way of writing for each sound."""
    text = unicodedata.normalize("NFC", ipa).strip().strip("/[]")
    text = re.sub(r"[.\u0361\u035c\u200d‿|]", "", text)
    for one, other in SAME:
        text = text.replace(one, other)
    return " ".join(text.split())


@lru_cache(maxsize=64)
def _table(voice: str) -> dict[str, str]:
    """Sounds to the names that `voice` has for them; of several the first in :data:`NAMES`."""
    names = NAMES.split()
    found: dict[str, str] = {}
    for name, said in zip(names, _said(voice, names), strict=True):
        sound = _bare(spelled(said))
        if sound and not any(c.isspace() for c in sound):
            found.setdefault(sound, name)
    for wanted, near in NEAR:
        if wanted not in found and near in found:
            found[wanted] = found[near]
    return found


def _said(voice: str, names: Sequence[str]) -> list[str]:
    """What `voice` says to each of `names`, in IPA; nothing where there is no such voice."""
    with loaded() as (library, _):
        if library.espeak_SetVoiceByName(voice.encode("utf-8", "replace")):
            return [""] * len(names)
        callback = Callback(lambda samples, count, events: 1)
        library.espeak_SetSynthCallback(callback)
        speak(library, "[[a]]", has_sounds=True)  # from here on it takes brackets for phonemes
        ask = library.espeak_TextToPhonemes
        ask.restype = ctypes.c_char_p
        answers = []
        for name in names:
            text = ctypes.create_string_buffer(f"[[{name}]]".encode())
            place = ctypes.c_void_p(ctypes.addressof(text))
            answers.append((ask(ctypes.byref(place), _UTF8, _IPA) or b"").decode("utf-8", "replace"))
        return answers


def _names(word: str, table: dict[str, str]) -> str:
    """The sounds of `word` one after the other by their names, the stress before its vowel."""
    names, stress, at = [], "", 0
    while at < len(word):
        if word[at] in STRESS:
            stress, at = STRESS[word[at]], at + 1
            continue
        length = next((n for n in (4, 3, 2, 1) if word[at : at + n] in table), 0)
        if not length:
            return ""
        if stress and word[at] in VOWELS:
            names.append(stress)
            stress = ""
        names.append(table[word[at : at + length]])
        at += length
    # `|` keeps two names from being read as one: t|S is not tS.
    return "|".join(names).replace("'|", "'").replace(",|", ",")


def _alike(said: str, wanted: str) -> bool:
    """Are these the same sounds, and where stress is wanted, is it on the same vowel?"""
    one, other = (_moved(_near(spelled(text).replace(" ", ""))) for text in (said, wanted))
    return one == other if any(mark in other for mark in STRESS) else _bare(one) == other


def _near(text: str) -> str:
    for wanted, near in NEAR[1:]:
        text = text.replace(wanted, near)
    return text


def _moved(text: str) -> str:
    """`text` with each mark of stress right before its vowel."""
    vowels = "".join(VOWELS)
    return re.sub(rf"([ˈˌ])([^{vowels}ˈˌ]*)(?=[{vowels}])", r"\2\1", text)


def _bare(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, STRESS)))
