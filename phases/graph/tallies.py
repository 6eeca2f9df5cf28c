"""Tallies among the metrics of a phase: how often a rule or a term hit, under a key with a colon.

There may be thousands of them. The history keeps them all; lines for people and the state, which is
read at every start, do without.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from phases.graph.model import Metrics


def is_tally(key: str) -> bool:
    """Is the metric `key` a tally?

    >>> is_tally("rule:spaces"), is_tally("words")
    (True, False)
    """
    return ":" in key


def plain(metrics: Metrics) -> Metrics:
    """The metrics that are no tallies."""
    return {key: value for key, value in metrics.items() if not is_tally(key)}


def total(metrics: Iterable[Mapping[str, int | float | str]]) -> Counter[str]:
    """All tallies of several phases, added up."""
    sums: Counter[str] = Counter()
    for one in metrics:
        for key, value in one.items():
            if is_tally(key) and isinstance(value, int | float):
                sums[key] += int(value)
    return sums
