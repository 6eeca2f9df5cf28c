"""The share of work done and the time to go follow measured throughput."""

import pytest

from phases.graph.progress import Progress, Work, remaining_s


def test_phases_weigh_what_they_cost():
    progress = Progress(lambda: {"speak": 0.9, "cut": 0.1})
    assert progress.share([Work("cut", 100, 1.0), Work("speak", 100)]) == pytest.approx(0.1)
    assert progress.share([Work("cut", 100, 1.0), Work("speak", 100, 0.5)]) == pytest.approx(0.55)
    # A longer book takes longer.
    assert progress.share([Work("cut", 100, 1.0), Work("cut", 300)]) == pytest.approx(0.25)


def test_without_history_all_phases_weigh_the_same():
    assert Progress(dict).share([Work("a", 10, 1.0), Work("b", 10)]) == 0.5
    assert Progress(dict).share([]) == 1.0


def test_time_to_go():
    assert remaining_s(0.25, 60) == 180
    assert remaining_s(0.001, 60) is None and remaining_s(0.5, 0.2) is None
