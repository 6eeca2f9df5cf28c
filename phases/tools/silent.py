"""A voice that says nothing, for as long as a reader would take: for tests and dry runs."""

from collections.abc import Sequence

import numpy as np

from phases.tools.audio import Pcm
from phases.tools.speech import Voice

LETTERS_A_WORD = 6
"""Characters of an average English word with the space after it."""


class Silent:
    """Zeros; the length of a sentence depends on its characters and the speed alone."""

    sample_rate = 22_050

    def __init__(self, voice: Voice) -> None:
        self.samples_a_letter = self.sample_rate * 60 // (voice.speed * LETTERS_A_WORD)

    def speak(self, sentences: Sequence[str], language: str) -> list[Pcm]:
        return [np.zeros(self.samples_a_letter * len(text.strip()), np.int16) for text in sentences]


def open_engine(voice: Voice) -> Silent:
    return Silent(voice)
