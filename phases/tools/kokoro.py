"""Kokoro: one neural model for many voices, with a file of voices beside it.

`kokoro-onnx` is MIT, the `phonemizer` that it needs GPL-3.0: the user installs them.
"""

from collections.abc import Sequence
from functools import lru_cache
from zipfile import BadZipFile

import numpy as np
from kokoro_onnx import Kokoro as KokoroOnnx
from phonemizer.backend import EspeakBackend

from phases.graph.errors import ToolError
from phases.tools import voice_files
from phases.tools.audio import joined, trimmed
from phases.tools.iso639 import primary
from phases.tools.onnx_model import Model
from phases.tools.speech import USUAL_SPEED, Segment, Spoken, Utterance, Voice, plain, runs

VOICES = {
    "en-us": "af_heart",
    "en-gb": "bf_emma",
    "en": "af_heart",
    "es": "ef_dora",
    "fr": "ff_siwis",
    "hi": "hf_alpha",
    "it": "if_sara",
    "pt": "pf_dora",
}
"""Language to the voice that Kokoro's own list grades best; Japanese and Chinese need more than espeak."""
LETTERS = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}
"""The first letter of a voice to the language that it was trained with, as espeak calls it."""


class Kokoro:
    """The model, and the voices in its file."""

    sample_rate = 24_000

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        path, styles = voice_files.kokoro_files(voice.model, voice.styles)
        for file in (path, styles):
            if not voice.model or not file.is_file():
                raise ToolError(
                    f"there is no voice file {file}", "load it, and set audiobook.synthesize.model to it"
                )
        self._model = Model(path)
        self.varies = self._model.varies
        try:
            self._kokoro = KokoroOnnx.from_session(self._model.session(0), str(styles))
            self._names = self._kokoro.get_voices()
        except (OSError, ValueError, AttributeError, BadZipFile) as error:
            raise ToolError(f"the voice file {styles} holds no voices ({error})", "load it anew") from error

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        self._kokoro.sess = self._model.session(take)
        return [
            joined(
                [self._run(name, segments) for name, segments in runs(one, self._voice_of)],
                self.sample_rate,
            )
            for one in utterances
        ]

    def _voice_of(self, segment: Segment) -> str:
        name = segment.voice or self.voice.name or _of_language(segment.language, self._names)
        if name not in self._names:
            raise ToolError(f"Kokoro has no voice {name!r}", "there are: " + ", ".join(self._names[:60]))
        return name

    def _run(self, name: str, segments: Sequence[Segment]) -> Spoken:
        phonemes = "".join(self._phonemes(name, one) for one in segments)
        if not any(c.isalpha() for c in phonemes):
            return joined([], self.sample_rate)
        speed = min(2.0, max(0.5, self.voice.speed / USUAL_SPEED))
        try:
            sound, _ = self._kokoro.create(phonemes, name, speed, is_phonemes=True)
        except Exception as error:  # of onnxruntime, of the graph
            text = "".join(one.text for one in segments)
            reason = " ".join(str(error).split())[:200]
            raise ToolError(f"kokoro failed at {text[:40]!r} ({reason})", "try another voice") from error
        pcm = (np.clip(np.nan_to_num(sound), -1, 1) * 32_767).astype(np.int16)
        return Spoken(trimmed(pcm, self.sample_rate))

    def _phonemes(self, voice: str, segment: Segment) -> str:
        """The sounds of a segment with the spaces around it, in the signs that the model knows."""
        tokenizer, text = self._kokoro.tokenizer, segment.text
        words = plain(text)
        ipa = segment.ipa.strip().strip("/[]").replace(".", "").replace("g", "ɡ")
        if not ipa or tokenizer.known(ipa) != ipa:
            ipa = tokenizer.phonemize(words, _language(segment.language, voice)) if words else text.strip()
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return str(tokenizer.known(" " * bool(before) + ipa + " " * bool(after)))


def _of_language(language: str, names: Sequence[str]) -> str:
    tag = language.lower().replace("_", "-")
    name = VOICES.get(tag) or VOICES.get(primary(tag)) or VOICES["en"]
    return name if name in names else names[0]


def _language(language: str, voice: str) -> str:
    """What espeak calls the language of a segment, by phonemizer's list: for English, that of the voice."""
    own = LETTERS.get(voice[:1], "en-us")
    tag = language.lower().replace("_", "-")
    first = primary(tag)
    if not first or own.partition("-")[0] == first:
        return own
    return next(
        (name for name in _languages() if name in (tag, first) or name.startswith(f"{first}-")), own
    )


@lru_cache(maxsize=1)
def _languages() -> list[str]:
    return sorted(EspeakBackend.supported_languages())


def open_engine(voice: Voice) -> Kokoro:
    return Kokoro(voice)


def doubt(voice: Voice, language: str) -> str:
    """That there is no voice for `language` and none was named, in one line; else empty."""
    if voice.name or primary(language) in VOICES:
        return ""
    named = ascii(language[:40])[1:-1]  # it comes from the book, and goes to the screen
    return f"there is no Kokoro voice for {named or 'no language'}: read by an English one"


def about(voice: Voice) -> str:
    """The files that are there, for ``doit doctor``."""
    files = voice_files.kokoro_files(voice.model, voice.styles) if voice.model else ()
    there = [str(file) for file in files if file.is_file()]
    return f"installed, files: {', '.join(there) or 'none; set audiobook.synthesize.model'}"
