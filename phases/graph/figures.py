"""Metrics as people read them."""

from phases.graph.model import Metrics
from phases.graph.tallies import is_tally


def numbers(metrics: Metrics) -> str:
    """The numbers among `metrics`, for one line."""
    return ", ".join(
        f"{key.removesuffix('_s')} {figure(key, value)}"
        for key, value in metrics.items()
        if not isinstance(value, str) and not is_tally(key)
    )


def counted(number: int, noun: str) -> str:
    """``1 item``, ``1,200 items``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def figure(key: str, value: int | float | str | None) -> str:
    """A metric as people read it: ``1:02:03`` for seconds, ``75,018`` for a count."""
    if value is None:
        return ""
    if key.endswith("_s") and not isinstance(value, str):
        return clock(value)
    return f"{value:,}" if isinstance(value, int | float) else value


def clock(seconds: float | None) -> str:
    """``1:02:03``, ``2:03``, or ``-`` for None.

    >>> clock(3723), clock(59.6), clock(None)
    ('1:02:03', '1:00', '-')
    """
    if seconds is None:
        return "-"
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
