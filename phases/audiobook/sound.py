"""A chapter mastered into a file of some format, and what was measured of it."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phases.audiobook import timeline
from phases.audiobook.profiles import Sound
from phases.graph.model import Metrics, Needed

if TYPE_CHECKING:
    from phases.tools.mastering import Codec

SILENCE = -999.0
"""dB; what is below is said as null, because JSON has no infinity."""


def master(
    plan: dict[str, Any],
    target: Path,
    settings: Sound,
    codec: "Codec",
    needed: Needed,
    drawn: bool = False,
) -> dict[str, Any]:
    """Encode the chapter of a `plan`; what the finished file has, in LUFS, dBTP, dB RMS and seconds.

    Where it is to be `drawn`, there is its ``picture``, too: that of `picture.Picture` in base64.
    """
    from phases.tools import mastering

    profile = settings.numbers
    goal = mastering.Goal(
        profile.loudness if settings.loudness is None else settings.loudness,
        profile.true_peak if settings.true_peak is None else settings.true_peak,
        # A loudness that the user asks for is more than the level that the profile asks for.
        sum(profile.rms) / 2 if profile.rms and settings.loudness is None else None,
        profile.room_tone,
    )
    found = mastering.master(target, lambda: timeline.sound(plan, needed), plan["sample_rate"], goal, codec)
    measured = found._asdict()
    picture = measured.pop("picture")._asdict()
    shown: dict[str, Any] = {
        key: round(value, 2) if value > SILENCE else None for key, value in measured.items()
    }
    if drawn:
        shown["picture"] = {key: base64.b64encode(value).decode("ascii") for key, value in picture.items()}
    return shown


def extremes(chapters: Iterable[Mapping[str, Any]]) -> Metrics:
    """The measures for the report: the lowest and highest of all `chapters`."""
    metrics: Metrics = {}
    for key, name, of in (
        ("loudness", "loudness_min", min),
        ("loudness", "loudness_max", max),
        ("true_peak", "true_peak_max", max),
        ("rms", "rms_min", min),
        ("rms", "rms_max", max),
        ("noise_floor", "noise_floor_max", max),
    ):
        values = [chapter[key] for chapter in chapters if chapter.get(key) is not None]
        if values:
            metrics[name] = of(values)
    return metrics
