"""The times of a track, mended by a profile, without a file."""

from hypothesis import strategies as st

from phases.subtitles import retime
from phases.subtitles.cues import Cue, Edit, Track
from phases.subtitles.profiles import PROFILES, chosen
from phases.subtitles.reading import unfamiliar

YES = "Yes."
LINE = "This is the whole of a line that is read"  # 40 characters: 2 s at 20 a second, 2.67 s at 15


def mended(
    given: Track, profile: str = "netflix-en", **more: object
) -> tuple[tuple[Cue, ...], tuple[Edit, ...], tuple[Edit, ...]]:
    settings = retime.Settings(profile=profile, **more)  # type: ignore[arg-type]
    numbers = chosen(settings, "en")
    counts = unfamiliar([cue.text for cue in given.cues], (), "en")
    return retime.retimed(given.cues, numbers, "en", counts, settings)


def times(made: tuple[Cue, ...]) -> list[tuple[int, int]]:
    return [(cue.start_ms, cue.end_ms) for cue in made]


profiles = st.sampled_from(sorted(PROFILES))
