"""Speech recognition: is what was to be said in the sound?

`pocketsphinx` carries its English model in its wheel. It finds a known text in a sound (75 times as
fast as it is spoken), the voice of espeak too: of 186 sentences of a novel 184 are found as they were
spoken, and of their halves (every second word left out) 29, all but a few shorter than ten words.
`faster-whisper` writes down what it hears, in many languages, with a model that the user has.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

from phases.graph.errors import ToolError, ToolMissing
from phases.tools.audio import Pcm, resampled
from phases.tools.iso639 import primary

RATE = 16_000
"""Hz at which recognisers listen."""
ROOM = RATE // 5
"""Samples of silence around a sound: it begins and ends for them only then."""
WIDE = {"beam": 1e-80, "wbeam": 1e-60, "pbeam": 1e-80}
"""How unlikely a path may be and still be followed; the usual 1e-48 loses every sixteenth sentence."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class Listener(Protocol):
    """A speech recogniser."""

    def finds(self, pcm: Pcm, sample_rate: int, text: str) -> bool | None:
        """Can `text` be followed in the sound from its start to its end? None: it cannot say."""

    def hears(self, pcm: Pcm, sample_rate: int, language: str) -> list[str]:
        """The words that it takes the sound for, in lower case."""

    def knows(self, language: str) -> bool:
        """Does it know the language with this BCP 47 tag?"""


def words(text: str) -> list[str]:
    """The words of `text` as recognisers write them."""
    return [word.replace("’", "'") for word in WORD.findall(text.lower())]


def word_errors(said: Sequence[str], heard: Sequence[str]) -> float:
    """Word error rate: words left out, put in and replaced, for each word that was to be said."""
    row = list(range(len(heard) + 1))
    for one, word in enumerate(said, 1):
        before, row[0] = row[0], one
        for other, found in enumerate(heard, 1):
            best = min(row[other] + 1, row[other - 1] + 1, before + (word != found))
            before, row[other] = row[other], best
    return row[-1] / max(1, len(said))


class Pocketsphinx:
    """English, by the model in the wheel."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        # Pauses may not stand for words: what is not there is then not found.
        self._aligner = Decoder(samprate=RATE, lm=None, loglevel="FATAL", fsgusefiller=False, **WIDE)
        self._writer: Any = None

    def knows(self, language: str) -> bool:
        return primary(language) == "en"

    def finds(self, pcm: Pcm, sample_rate: int, text: str) -> bool | None:
        known = [word for word in words(text) if self._aligner.lookup_word(word)]
        if len(known) < 3 or len(known) < len(words(text)) / 2:
            return None
        self._aligner.set_align_text(" ".join(known))
        _listen(self._aligner, pcm, sample_rate)
        return self._aligner.hyp() is not None

    def hears(self, pcm: Pcm, sample_rate: int, language: str) -> list[str]:
        from pocketsphinx import Decoder

        if self._writer is None:
            self._writer = Decoder(samprate=RATE, loglevel="FATAL")
        _listen(self._writer, pcm, sample_rate)
        found = self._writer.hyp()
        return words(found.hypstr) if found else []


def _listen(decoder: Any, pcm: Pcm, sample_rate: int) -> None:
    heard = np.pad(resampled(pcm, sample_rate, RATE), ROOM)
    # Digital silence has no spectrum: a little noise gives it one, the same every time.
    heard = heard + np.random.default_rng(0).integers(-4, 5, len(heard)).astype(np.int16)
    decoder.reinit_feat()  # else what was heard before has a say in how loud this is taken to be
    decoder.start_utt()
    decoder.process_raw(heard.tobytes(), full_utt=True)
    decoder.end_utt()


class Whisper:
    """A model of faster-whisper: a folder, or a name that it knows and loads by itself."""

    def __init__(self, model: str) -> None:
        from faster_whisper import WhisperModel

        try:
            self._model = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=1)
        except Exception as error:  # of ctranslate2, of the hub, of the file system
            reason = " ".join(str(error).split())[:200]
            raise ToolError(
                f"the whisper model {model} cannot be loaded ({reason})", "set audiobook.check.model"
            ) from error

    def knows(self, language: str) -> bool:
        return primary(language) in self._model.supported_languages

    def finds(self, pcm: Pcm, sample_rate: int, text: str) -> bool | None:
        return None

    def hears(self, pcm: Pcm, sample_rate: int, language: str) -> list[str]:
        sound = resampled(pcm, sample_rate, RATE).astype(np.float32) / 32_768
        # One path, no fallback to dice: the same sound gives the same words.
        pieces, _ = self._model.transcribe(sound, language=primary(language), beam_size=1, temperature=0.0)
        return words(" ".join(piece.text for piece in pieces))


@lru_cache(maxsize=1)
def open_listener(name: str, model: str) -> Listener | None:
    """The recogniser ``pocketsphinx`` or ``whisper``; None for ``none``. Raises ToolMissing."""
    try:
        if name == "none":
            return None
        return Whisper(model) if name == "whisper" else Pocketsphinx()
    except ModuleNotFoundError as error:
        extra = "whisper" if name == "whisper" else "check"
        raise ToolMissing(
            f"the recogniser {name} is not installed ({error})", f"pip install '.[{extra}]'"
        ) from error
