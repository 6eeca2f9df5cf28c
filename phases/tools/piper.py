"""Piper: local neural voices, each an ``.onnx`` file with an ``.onnx.json`` beside it.

The package `piper-tts` (GPL-3.0-or-later since 1.3) is no part of Bindery: it is imported where the
user has installed it.
"""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from piper import PiperConfig, PiperVoice, SynthesisConfig
from piper.config import PhonemeType

from phases.graph.errors import ToolError
from phases.tools import voice_files
from phases.tools.audio import joined, resampled, trimmed
from phases.tools.iso639 import primary
from phases.tools.onnx_model import Model
from phases.tools.speech import (
    SAMPLE_RATES,
    USUAL_SPEED,
    Segment,
    Spoken,
    Utterance,
    Voice,
    plain,
    runs,
)


class Piper:
    """The voices in a file or folder, each loaded when it first speaks."""

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        voice_files.piper_voice(voice.model, voice.name, "")  # says what is missing
        paths = voice_files.piper_voices(voice.model).values()
        self.sample_rate = _rate([_config(path).sample_rate for path in paths])
        self._models: dict[Path, Model] = {}

    @property
    def varies(self) -> bool:
        return any(model.varies for model in self._models.values()) or not self._models

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        ready: dict[Path, PiperVoice] = {}
        return [
            joined(
                [
                    self._run(self._ready(ready, path, take), speaker, segments)
                    for (path, speaker), segments in runs(utterance, self._voice_of)
                ],
                self.sample_rate,
            )
            for utterance in utterances
        ]

    def _voice_of(self, segment: Segment) -> tuple[Path, str]:
        name = segment.voice or self.voice.name
        return voice_files.piper_voice(self.voice.model, name, segment.language)

    def _ready(self, ready: dict[Path, PiperVoice], path: Path, take: int) -> PiperVoice:
        """The voice in `path` at the start of its dice, once for each call of `speak`."""
        if path not in ready:
            if path not in self._models:
                self._models[path] = Model(path)
            ready[path] = PiperVoice(
                config=_config(path), session=self._models[path].session(take), use_tashkeel=True
            )
        return ready[path]

    def _run(self, voice: PiperVoice, speaker: str, segments: Sequence[Segment]) -> Spoken:
        text = _text(voice.config, segments)
        if not text:
            return joined([], self.sample_rate)
        how = SynthesisConfig(
            speaker_id=_speaker(voice.config, speaker),
            length_scale=voice.config.length_scale * USUAL_SPEED / self.voice.speed,
            normalize_audio=False,  # it would make every sentence as loud as its loudest sound allows
        )
        try:
            blocks = [block.audio_float_array for block in voice.synthesize(text, how)]
        except Exception as error:  # of onnxruntime, of the graph, of its configuration
            raise ToolError(
                f"piper failed at {text[:40]!r} ({' '.join(str(error).split())[:200]})", "try another voice"
            ) from error
        sound = np.concatenate([np.zeros(0, np.float32), *(block.ravel() for block in blocks)])
        pcm = (np.clip(np.nan_to_num(sound), -1, 1) * 32_767).astype(np.int16)
        pcm = resampled(trimmed(pcm, voice.config.sample_rate), voice.config.sample_rate, self.sample_rate)
        return Spoken(pcm)


def _text(config: PiperConfig, segments: Sequence[Segment]) -> str:
    """What Piper reads; sounds in double brackets, which the author's text has none of."""
    if not any(plain(one.text) for one in segments):
        return ""
    text = ""
    for one in segments:
        ipa = unicodedata.normalize("NFD", one.ipa.strip().strip("/[]").replace(".", ""))
        known = config.phoneme_type == PhonemeType.ESPEAK and all(c in config.phoneme_id_map for c in ipa)
        if ipa and known and not set(ipa) & set("[]"):
            text += f"[[{ipa}]]" + one.text[len(one.text.rstrip()) :]
        else:
            text += (
                "".join(c if c.isprintable() else " " for c in one.text).replace("[", "(").replace("]", ")")
            )
    return text.strip() if any(c.isalnum() for c in text) else ""


def _speaker(config: PiperConfig, name: str) -> int | None:
    """The number of a speaker; None where the voice has one only."""
    if config.num_speakers < 2:
        return None
    if not name:
        return config.default_speaker_id
    number = config.speaker_id_map.get(name, int(name) if name.isdecimal() else -1)
    if not 0 <= number < config.num_speakers:
        known = ", ".join([*config.speaker_id_map][:20]) or f"0 to {config.num_speakers - 1}"
        raise ToolError(f"this Piper voice has no speaker {name!r}", f"there are: {known}")
    return int(number)


def _config(path: Path) -> PiperConfig:
    file = path.with_name(path.name + ".json")
    try:
        return PiperConfig.from_dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ToolError(f"the voice file {file} cannot be used ({error!r})", "load it anew") from error


def _rate(rates: list[int]) -> int:
    """The rate of all voices together: the highest, if AAC has it."""
    return min((rate for rate in SAMPLE_RATES if rate >= max(rates)), default=SAMPLE_RATES[-1])


def open_engine(voice: Voice) -> Piper:
    return Piper(voice)


def doubt(voice: Voice, language: str) -> str:
    """That none of the voices speaks `language` and none was named, in one line; else empty."""
    path, _ = voice_files.piper_voice(voice.model, voice.name, language)
    speaks = voice_files.piper_language(path)
    if voice.name.partition("#")[0] or not speaks or primary(speaks) == primary(language):
        return ""
    named = ascii(language[:40])[1:-1]  # it comes from the book, and goes to the screen
    return f"there is no Piper voice for {named or 'no language'}: read by {path.stem}"


def about(voice: Voice) -> str:
    """The voices that there are, for ``doit doctor``."""
    voices = voice_files.piper_voices(voice.model) if voice.model else {}
    return f"installed, voices: {', '.join(voices) or 'none; set audiobook.synthesize.model'}"
