"""Hold a finished file to the numbers of its profile: what a shop would send back fails here."""

from collections.abc import Iterator, Mapping
from typing import Any

from phases.audiobook.profiles import Profile, Sound
from phases.graph.errors import InputError


def check(
    name: str,
    measured: Mapping[str, float | None],
    plan: Mapping[str, Any],
    settings: Sound,
    least_s: float | None = None,
) -> None:
    """InputError unless the file `name` has what the profile asks for, and lasts `least_s` seconds.

    `measured` is of the encoded file.
    """
    missed = list(_missed(settings.numbers, measured, plan, least_s))
    if missed:
        raise InputError(
            f"{name} misses the profile {settings.profile}: {', '.join(missed)}",
            "change the voice, loudness, true_peak or the pauses, or take another profile",
        )


def _missed(
    profile: Profile, measured: Mapping[str, float | None], plan: Mapping[str, Any], least_s: float | None
) -> Iterator[str]:
    """Each number that is out of its limits, with both."""
    rate = plan["sample_rate"]
    least, most = profile.rms or (None, None)
    limits = (
        ("RMS", measured["rms"], least, most, "dB"),
        ("true peak", measured["true_peak"], None, profile.rms and profile.true_peak, "dB"),
        ("noise floor", measured["noise_floor"], None, profile.noise_floor, "dB"),
        ("length", measured["seconds"], least_s, profile.longest_s, "s"),
        ("room tone at the head", plan["head"] / rate, *(profile.head_s or (None, None)), "s"),
        ("room tone at the tail", plan["tail"] / rate, *(profile.tail_s or (None, None)), "s"),
    )
    for what, value, low, high, unit in limits:
        if value is None:
            continue  # silence is below every limit
        if low is not None and value < low:
            yield f"{what} {value:.1f} {unit}, at least {low:g} are asked for"
        if high is not None and value > high:
            yield f"{what} {value:.1f} {unit}, at most {high:g} are allowed"
