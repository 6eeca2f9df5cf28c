"""Is a spoken chunk as it should be? What can be measured in its sound, and what is heard in it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from phases.graph.errors import ToolError
from phases.tools import espeak, speech
from phases.tools.espeak import Espeak
from phases.tools.iso639 import primary
from phases.tools.listener import Listener, open_listener, word_errors, words
from phases.tools.speech import Segment, Utterance, Voice, plain

if TYPE_CHECKING:
    from phases.tools.audio import Pcm

log = logging.getLogger(__name__)

CLEAN = {
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. "
    "Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    "en": "All human beings are born free and equal in dignity and rights. "
    "They are endowed with reason and conscience and should act towards one another in a spirit of "
    "brotherhood. Everyone has the right to life, liberty and security of person.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de "
    "razón y conciencia, deben comportarse fraternalmente los unos con los otros.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. "
    "Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de "
    "fraternité.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. "
    "Essi sono dotati di ragione e di coscienza e devono agire gli uni verso gli altri in spirito di "
    "fratellanza.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. "
    "Zij zijn begiftigd met verstand en geweten, en behoren zich jegens elkander in een geest van "
    "broederschap te gedragen.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos. "
    "Dotados de razão e de consciência, devem agir uns para com os outros em espírito de fraternidade.",
}
"""Article 1 of the Universal Declaration of Human Rights, which has no hard words; English: and 3."""

FRAME_S = 0.02
QUIET = 10 ** (-40 / 20)
"""A frame of this share (-40 dB) of the loud ones' level is silence."""
HELD = 4
"""So many samples in a row at full scale are a clipped wave and no peak that just reaches it."""
FULL = 32_700
MOST_CLIPPED = 0.0005
"""Share of clipped samples that nobody hears."""
SHORT_S = 1.0
"""Beside what is shorter, the length of one word is too much: so much is forgiven on top."""
LISTENS_UP_TO = 0.5
"""Word error rate on clean text above which a recogniser does not understand a voice."""
WORDS_ENOUGH = 5
SLOWEST, FASTEST = 2.5, 0.4
"""How long a voice takes beside espeak, at most and at least, that it is believed to be its manner."""


@dataclass(frozen=True)
class Limits:
    """What a chunk must keep."""

    silence_s: float
    length: float
    """Share of the expected length."""
    words: float
    """Word error rate above that of clean text; or share of words in sentences that were not found."""


@dataclass(frozen=True)
class Ear:
    """A recogniser, and what it makes of the voice on clean text."""

    listener: Listener | None
    errors: float
    """Word error rate, where it has to write down what it hears."""
    finds: bool
    """Can it follow known text?"""
    ratio: float
    """Length beside espeak's."""


Faults = dict[str, float]
"""Name to how bad it is, from 1, where it just fails: ``silence``, ``length``, ``clipping``, ``words``,
``nothing``."""


def faults(
    utterances: Sequence[Utterance], sounds: Sequence["Pcm"], rate: int, ear: Ear, limits: Limits
) -> Faults:
    """What is wrong with the `sounds` of `utterances`; empty: nothing."""
    said = [
        (utterance, pcm)
        for utterance, pcm in zip(utterances, sounds, strict=True)
        if plain("".join(one.text for one in utterance))
    ]
    found: Faults = {}
    if any(not len(pcm) for _, pcm in said):
        found["nothing"] = 10.0
    if not said or not sum(len(pcm) for _, pcm in said):
        return found
    whole = np.concatenate([pcm for _, pcm in said])
    measured = {
        "clipping": clipped(whole) / MOST_CLIPPED,
        "silence": max(longest_silence(pcm, rate) for _, pcm in said) / limits.silence_s,
        "length": _length([one for one, _ in said], len(whole) / rate, ear, limits),
        "words": _words(said, rate, ear) / limits.words,
    }
    return found | {name: round(value, 2) for name, value in measured.items() if value > 1}


def clipped(pcm: "Pcm") -> float:
    """The share of samples that stand at full scale in a row of at least :data:`HELD`."""
    full = np.flatnonzero(np.diff(np.concatenate([[0], np.abs(pcm.astype(np.int32)) >= FULL, [0]])))
    runs = full[1::2] - full[::2]
    return float(runs[runs >= HELD].sum() / max(1, len(pcm)))


def longest_silence(pcm: "Pcm", rate: int) -> float:
    """Seconds of the longest stretch in it that is silent beside the rest."""
    size = int(FRAME_S * rate)
    frames = pcm[: len(pcm) // size * size].reshape(-1, size).astype(np.float32)
    if not len(frames):
        return 0.0
    level = np.sqrt((frames**2).mean(1))
    quiet = level <= np.percentile(level, 95) * QUIET
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]])))
    return float((edges[1::2] - edges[::2]).max(initial=0) * FRAME_S)


def _length(utterances: Sequence[Utterance], seconds: float, ear: Ear, limits: Limits) -> float:
    """How far from what espeak takes, as the voice does otherwise; 1 is the limit."""
    if not ear.ratio:
        return 0.0
    expected = _reference(utterances) * ear.ratio
    return abs(seconds - expected) / (limits.length * (expected + SHORT_S))


def _reference(utterances: Sequence[Utterance]) -> float:
    """Seconds that espeak takes for the same words."""
    plainly = [[one._replace(voice="", ipa="") for one in said] for said in utterances]
    engine = _espeak()
    return sum(len(one.pcm) for one in engine.speak(plainly)) / engine.sample_rate


@lru_cache(maxsize=1)
def _espeak() -> Espeak:
    return espeak.open_engine(Voice())


def _words(said: Sequence[tuple[Utterance, "Pcm"]], rate: int, ear: Ear) -> float:
    """The share of words that are not heard, above that of clean text."""
    listener, missed, total = ear.listener, 0.0, 0
    if listener is None or (ear.errors > LISTENS_UP_TO and not ear.finds):
        return 0.0
    for utterance, pcm in said:
        text = "".join(one.text for one in utterance)
        count = len(words(text))
        languages = {one.language for one in utterance if words(one.text)}
        if count < WORDS_ENOUGH or not all(map(listener.knows, languages)):
            continue
        if ear.finds:
            missed += count * (listener.finds(pcm, rate, text) is False)
        else:
            heard = listener.hears(pcm, rate, min(languages))
            missed += count * max(0.0, word_errors(words(text), heard) - ear.errors)
        total += count
    return missed / total if total else 0.0


@lru_cache(maxsize=8)
def ear(engine: str, voice: Voice, language: str, recogniser: str, model: str) -> Ear:
    """What the recogniser makes of this voice where nothing can go wrong."""
    listener = open_listener(recogniser, model)
    clean = CLEAN.get(primary(language), "")
    if not clean:
        return Ear(listener, 1.0, False, 0.0)
    utterances = [[Segment(sentence + ".", language)] for sentence in clean.rstrip(".").split(". ")]
    opened = speech.open_engine(engine, voice)
    try:
        spoken, rate = opened.speak(utterances), opened.sample_rate
    except ToolError as error:
        log.info("%s: nothing is known of this voice: %s", engine, error)
        return Ear(listener, 1.0, False, 0.0)
    seconds = sum(len(one.pcm) for one in spoken) / rate
    ratio = min(SLOWEST, max(FASTEST, seconds / _reference(utterances)))
    if listener is None or not listener.knows(language):
        return Ear(listener, 1.0, False, ratio)
    found = [
        listener.finds(one.pcm, rate, said[0].text) for one, said in zip(spoken, utterances, strict=True)
    ]
    if sum(map(bool, found)) * 2 > len(found):
        return Ear(listener, 1.0, True, ratio)  # to follow is quicker and surer than to write down
    heard = [word for one in spoken for word in listener.hears(one.pcm, rate, language)]
    return Ear(listener, word_errors(words(clean), heard), False, ratio)
