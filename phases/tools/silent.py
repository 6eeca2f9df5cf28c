"""A voice that says nothing, for as long as a reader would take: for tests and dry runs."""

from collections.abc import Sequence

import numpy as np

from phases.tools.speech import Spoken, Utterance, Voice

LETTERS_A_WORD = 6
"""Characters of an average English word with the space after it."""


class Silent:
    """Zeros; the length of a sentence depends on its characters and the speed alone."""

    sample_rate = 22_050
    varies = False

    def __init__(self, voice: Voice) -> None:
        self.samples_a_letter = self.sample_rate * 60 // (voice.speed * LETTERS_A_WORD)

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        texts = ("".join(one.text for one in utterance).strip() for utterance in utterances)
        return [Spoken(np.zeros(self.samples_a_letter * len(text), np.int16)) for text in texts]


def open_engine(voice: Voice) -> Silent:
    return Silent(voice)
