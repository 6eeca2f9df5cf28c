"""The profiles: the numbers that a subtitle must keep, by name, each with its source.

The houses contradict each other: Netflix closes every gap under half a second to two frames, the BBC
wants a second between two subtitles or nothing. So a name and its numbers stand in every report, and
two scores compare only under the same profile.

No frame rate is known, a subtitle file has none: frames are given as milliseconds at 24 frames a
second, the rate of the source, rounded as Subtitle Edit rounds them (two frames: 83 ms).

The sources: [N] Netflix, partner help 215758617 (general requirements) and 360051554394 (timing);
[SE] Subtitle Edit 5.2, ``SeGeneral.cs`` (profiles) and ``NetflixQualityController.cs`` (languages);
[BBC] BBC Subtitle Guidelines; [TED] TED's cheat sheet of 2015. "Chosen" is a number that the source
does not give.
"""

import difflib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from phases.subtitles.cues import LanguageSettings
from phases.tools.iso639 import primary


@dataclass(frozen=True)
class Profile:
    """What a subtitle must keep; times in milliseconds."""

    name: str
    min_ms: int
    """Least time on the screen."""
    max_ms: int
    """Most time on the screen."""
    gap_ms: int
    """Least gap between two subtitles."""
    chain_ms: int
    """A gap shorter than this is closed to `gap_ms`; 0: none is."""
    cps: float
    """Most characters a second, with spaces and punctuation, without tags; 0: not counted."""
    optimal_cps: float
    """Characters a second that read well: what a cue should keep when it has to give time away."""
    line_chars: int
    """Most characters in a line."""
    lines: int = 2
    """Most lines."""
    word_ms: int = 0
    """Least time for each word; 0: not counted."""
    term_ms: int = 375
    """More reading time for an unfamiliar word or a long figure. [BBC] 4.3.1 and 4.3.6 give no figure.
    Chosen: each counts as one word more, at the slowest speed that the BBC names (160 a minute)."""
    late_ms: int = 1500
    """How much later than its speech a cue may begin, to end an overlap; [BBC]: "not more than 1.5 s"."""
    tail_ms: int = 1500
    """How much longer than its speech a cue may stand only to be read; [BBC]: "not more than 1.5 s"."""
    grid_ms: int = 1
    """What times are multiples of."""

    def numbers(self) -> dict[str, Any]:
        """The name and all numbers, as reports and targets show them."""
        return asdict(self)


NETFLIX = Profile(
    "netflix",
    min_ms=833,  # [N] 5/6 s, 20 frames
    max_ms=7007,  # [SE]; [N] 7 s, which are 7007 ms at 23.976 frames a second
    gap_ms=83,  # [N] two frames
    chain_ms=500,  # [N] gaps under half a second are closed to two frames
    cps=17,  # [SE] all languages but those of NETFLIX_LANGUAGES
    optimal_cps=12,  # [SE]
    line_chars=42,  # [N]
    late_ms=83,  # [N] in-time within two frames of the audio
    tail_ms=500,  # [N] out-time up to half a second after the audio
)

PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        replace(NETFLIX, name="netflix-en", cps=20, optimal_cps=15),  # [SE] Netflix (English)
        NETFLIX,
        Profile(
            "bbc",
            min_ms=1000,  # chosen: [TED]'s; [BBC] has times for words only
            max_ms=8000,  # chosen: [SE]'s default
            gap_ms=0,  # [BBC] a gap of a second or more, "otherwise none"
            chain_ms=1000,  # [BBC]
            cps=0,  # [BBC] counts words
            optimal_cps=0,
            line_chars=37,  # [BBC] teletext
            word_ms=300,  # [BBC] "at least around 0.3 s a word"
        ),
        Profile(
            "ted",
            min_ms=1000,  # [TED]
            max_ms=7000,  # [TED]
            gap_ms=0,  # chosen: [TED] asks for none
            chain_ms=0,
            cps=21,  # [TED]
            optimal_cps=15,  # chosen: [SE]'s default
            line_chars=42,  # [TED]
        ),
        Profile(
            "subtitle-edit",
            min_ms=1000,  # [SE] all of them: its defaults
            max_ms=8000,
            gap_ms=24,
            chain_ms=0,
            cps=25,
            optimal_cps=15,
            line_chars=43,
        ),
    )
}

NETFLIX_LANGUAGES: Mapping[str, Mapping[str, float]] = {
    "ar": {"cps": 20, "optimal_cps": 15},
    "hi": {"cps": 22, "optimal_cps": 15},
    "ja": {"cps": 4, "optimal_cps": 3, "line_chars": 13},
    "ko": {"cps": 12, "optimal_cps": 9, "line_chars": 16},
    "th": {"line_chars": 35},
    "zh": {"cps": 9, "optimal_cps": 7, "line_chars": 16},
}
"""What `netflix` has otherwise in a language: [SE], adults; the optimal speeds keep its 12 to 17."""

OPTIMAL_WORD = 7 / 6
"""A word's time that reads well beside its least: [BBC] 0.33 to 0.375 s beside 0.3."""


class Numbers(BaseModel):
    """Own numbers in place of the profile's; the fields of `Profile`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_ms: int | None = Field(default=None, ge=0, le=60_000)
    max_ms: int | None = Field(default=None, ge=1, le=3_600_000)
    gap_ms: int | None = Field(default=None, ge=0, le=10_000)
    chain_ms: int | None = Field(default=None, ge=0, le=10_000)
    cps: float | None = Field(default=None, ge=0, le=1000)
    optimal_cps: float | None = Field(default=None, ge=0, le=1000)
    line_chars: int | None = Field(default=None, ge=1, le=10_000)
    lines: int | None = Field(default=None, ge=1, le=20)
    word_ms: int | None = Field(default=None, ge=0, le=10_000)
    term_ms: int | None = Field(default=None, ge=0, le=10_000)
    late_ms: int | None = Field(default=None, ge=0, le=10_000)
    tail_ms: int | None = Field(default=None, ge=0, le=60_000)


class ProfileSettings(LanguageSettings):
    """Base of the phases that work by a profile: its name, and own numbers in place of some of it."""

    profile: str = "netflix-en"
    """Name of the profile in ``profiles.py``."""

    numbers: Numbers = Numbers()
    """Own numbers, as ``{cps: 18, line_chars: 40}``."""

    @field_validator("profile")
    @classmethod
    def _named(cls, name: str) -> str:
        if name not in PROFILES:
            close = difflib.get_close_matches(name, PROFILES, n=1)
            what = f"did you mean {close[0]}?" if close else f"there are {', '.join(PROFILES)}"
            raise ValueError(f"there is no such profile, {what}")
        return name


def chosen(settings: ProfileSettings, language: str, format: str = "srt") -> Profile:
    """The profile that `settings` ask for, for a file of `format` in `language` (BCP 47).

    Its name tells what was changed: ``netflix (hi)``, ``ted (cps 18)``, ``bbc (ass)``, whose times are
    hundredths of a second. Where own numbers contradict each other, the greater `max_ms` and the smaller
    `optimal_cps` hold.
    """
    profile = PROFILES[settings.profile]
    changed: dict[str, Any] = {}
    said = []
    code = primary(language)
    if settings.profile == "netflix" and code in NETFLIX_LANGUAGES:
        changed |= NETFLIX_LANGUAGES[code]
        said.append(code)
    own = {key: value for key, value in settings.numbers if value is not None}
    changed |= own
    said += [f"{key} {value:g}" for key, value in own.items()]
    if format == "ass":
        said.append(format)
    if not said:
        return profile
    profile = replace(profile, **changed, name=f"{profile.name} ({', '.join(said)})")
    grid = 10 if format == "ass" else 1
    least, most = -(-profile.min_ms // grid) * grid, profile.max_ms // grid * grid
    return replace(
        profile,
        grid_ms=grid,
        min_ms=least,
        max_ms=max(least, most),
        gap_ms=-(-profile.gap_ms // grid) * grid,
        optimal_cps=min(profile.optimal_cps or profile.cps, profile.cps or profile.optimal_cps),
    )
