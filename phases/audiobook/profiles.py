"""Mastering profiles: what a chapter shall have, by whom it is asked."""

from dataclasses import dataclass

from pydantic import Field, field_validator

from phases.audiobook.timeline import Pauses
from phases.graph.model import PhaseSettings


@dataclass(frozen=True)
class Profile:
    """Numbers that a finished file is held to."""

    loudness: float
    """LUFS (ITU-R BS.1770), integrated over the file."""
    true_peak: float
    """dBTP, at most, in the encoded file."""
    rms: tuple[float, float] | None = None
    """dB, between these two; then the level is set by it and not by the loudness."""
    noise_floor: float | None = None
    """dB RMS of the quietest half second, at most."""
    room_tone: float | None = None
    """dB RMS of the noise that lies under the whole file; None: digital silence between the words."""
    head_s: tuple[float, float] | None = None
    tail_s: tuple[float, float] | None = None
    """Seconds before the first and after the last word."""
    longest_s: float | None = None
    """Seconds of a file; longer chapters are cut at the end of a paragraph."""
    sample_s: tuple[float, float] | None = None
    """Seconds of the retail sample."""
    credits: bool = False
    """Are title, author and narrator said before and after the book?"""


PROFILES = {
    # -19 LUFS is what most makers of audiobooks take; 3 dB are left to the coders of players.
    "audiobook": Profile(loudness=-19.0, true_peak=-3.0),
    # ACX, "Audio Submission Requirements": RMS -23..-18 dB, peak -3 dB, floor -60 dB, 0.5-1 s and 1-5 s
    # of room tone, at most 120 minutes, a retail sample of 1-5 minutes.
    "acx": Profile(
        loudness=-19.0,
        true_peak=-3.0,
        rms=(-23.0, -18.0),
        noise_floor=-60.0,
        room_tone=-75.0,
        head_s=(0.5, 1.0),
        tail_s=(1.0, 5.0),
        longest_s=120 * 60.0,
        sample_s=(60.0, 5 * 60.0),
        credits=True,
    ),
    # EBU R 128.
    "ebu": Profile(loudness=-23.0, true_peak=-1.0),
    # AES TD1008 and the podcast platforms.
    "podcast": Profile(loudness=-16.0, true_peak=-1.0),
}


class Profiled(PhaseSettings):
    """Who is to be content with the files; set once for all: ``audiobook: {profile: acx}``."""

    profile: str = "audiobook"
    """``audiobook`` (-19 LUFS, -3 dBTP), ``acx``, ``ebu`` (-23, -1) or ``podcast`` (-16, -1)."""

    @field_validator("profile")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in PROFILES:
            raise ValueError(f"must be one of {', '.join(PROFILES)}")
        return name

    @property
    def numbers(self) -> Profile:
        return PROFILES[self.profile]


class Sound(Profiled, Pauses):
    """What every sound file shares."""

    loudness: float | None = Field(None, ge=-40, le=-8)
    """LUFS, integrated over each chapter; null: as the profile says."""
    true_peak: float | None = Field(None, ge=-20, le=0)
    """Highest true peak of the encoded sound in dBTP; null: as the profile says."""
