"""Figures are written as people read them."""

from phases.graph.figures import clock


def test_seconds_are_a_clock() -> None:
    assert (clock(3723), clock(59.6), clock(0), clock(None)) == ("1:02:03", "1:00", "0:00", "-")
