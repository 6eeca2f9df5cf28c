"""Quick calls share a trip to a worker, and nothing of one item is another's business there."""

import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest

from phases.graph import worker
from phases.graph.jobs import Built, Call, Limits, PartCounts
from phases.graph.queue import MOST, PLANNED_S, Chain
from phases.graph.scheduler import Scheduler
from phases.graph.work import Done, Failed, Target

LIMITS = Limits(1, 1)
BUILT = Built(Target(1, 1, "", {}), {})
LATE = "late"
"""A call after which the worker goes home."""


class Workers:
    """Workers that end each trip at once, as `worker.chains` does; a deadly call ends its worker."""

    def __init__(self):
        self.trips, self.ends = [], []

    def submit(self, token, limits, function, *arguments):
        calls = arguments[0] if function == "chains" else [[(function, arguments)]]
        self.trips.append([[one for one, _ in chain] for chain in calls])
        if any("deadly" in chain for chain in self.trips[-1]):
            self.ends.append((token, Failed("the worker process was killed")))
            return
        results = []
        for chain in calls:
            results.append([])
            for name, _ in chain:
                results[-1].append(Failed("bad") if name == "bad" else Done(name, 0.1, 0.1))
                if name in ("bad", LATE):
                    break
            if name == LATE:
                break
        self.ends.append((token, Done(results, 0.1, 0.1) if function == "chains" else results[0][0]))

    def ended(self, wait):
        ended, self.ends = self.ends, []
        return ended

    def close(self):
        pass


def job(name, limits=LIMITS):
    yield [Call(name, (), limits)]
    return BUILT


@pytest.fixture
def play():
    """Run chains of calls, each expected to take so many seconds; the trips, and what was made of each."""

    def play(chains, workers=1):
        pool, results = Workers(), {}
        scheduler = Scheduler(workers, lambda: pool, lambda key, size: None)
        for number, (seconds, names, *limits) in enumerate(chains):
            behind = {f"{number}:{name}": Call(name, (), LIMITS) for name in names[1:]}
            scheduler.start(
                f"{number}:{names[0]}", job(names[0], *limits), PartCounts(), Chain(behind, seconds)
            )
        for _ in range(50):
            scheduler.dispatch(workers)
            for running, result in scheduler.finished(0):
                results[running.name] = result
                for number, (_, names, *_) in enumerate(chains):  # what runs behind it is started now
                    for before, name in pairwise(names):
                        if running.name == f"{number}:{before}" and isinstance(result, Built):
                            scheduler.start(f"{number}:{name}", job(name), PartCounts())
        assert not scheduler.running and not scheduler.ahead and scheduler.in_flight == 0
        return pool.trips, results

    return play


def test_quick_items_share_a_trip_and_slow_ones_go_alone(play):
    trips, results = play([(PLANNED_S / 2, "ab")] * 3 + [(9, "c"), (PLANNED_S / 4, "d")])
    assert trips == [[["a", "b"]] * 2, [["a", "b"]], [["c"]], [["d"]]]
    assert list(results.values()) == [BUILT] * 8


def test_a_few_items_are_shared_out_among_the_workers(play):
    trips, _ = play([(PLANNED_S / 10, "a")] * 6, workers=3)
    assert trips == [[["a"], ["a"]]] * 3


def test_no_trip_takes_more_than_the_most(play):
    trips, _ = play([(0.0, "a")] * (2 * MOST + 1))
    assert [len(trip) for trip in trips] == [MOST, MOST, 1]


def test_other_limits_need_another_trip(play):
    trips, _ = play([(0.0, "a"), (0.0, "a"), (0.0, "b", Limits(2, 1))])
    assert trips == [[["a"], ["a"]], [["b"]]]


def test_a_failed_call_ends_its_own_chain_only(play):
    trips, results = play([(0.0, ["a", "bad", "c"]), (0.0, ["a", "b", "c"])])
    assert len(trips) == 1
    assert results["0:bad"] == Failed("bad") and "0:c" not in results and results["1:c"] == BUILT


def test_what_a_late_trip_has_not_begun_is_done_in_the_next(play):
    trips, results = play([(0.0, "a"), (0.0, [LATE, "x"]), (0.0, "b"), (0.0, "c")])
    assert trips == [[["a"], [LATE, "x"], ["b"], ["c"]], [["b"], ["c"]], [["x"]]]
    assert list(results.values()) == [BUILT] * 5


def test_after_a_death_each_goes_alone(play):
    trips, results = play([(0.0, "a"), (0.0, ["b", "c"]), (0.0, ["deadly"])])
    assert trips[1:4] == [[["a"]], [["b"]], [["deadly"]]]
    assert results["2:deadly"] == Failed("the worker process was killed")
    assert results["0:a"] == results["1:b"] == results["1:c"] == BUILT


def test_a_worker_hands_over_when_the_time_is_over(monkeypatch):
    monkeypatch.setattr(worker, "TRIP_S", 0.0)
    assert worker.chains(1e9, [[("digests", ([],))] * 3] * 2).value[0][0].value == {}
    assert len(worker.chains(1e9, [[("digests", ([],))] * 3] * 2).value) == 1


def test_a_worker_goes_on_with_the_next_item_after_a_failure():
    chain = [("digests", ([],)), ("refuse", ("no.module", "")), ("digests", ([],))]
    results = worker.chains(1e9, [chain, chain]).value
    assert [[type(one) for one in chain] for chain in results] == [[Done, Failed]] * 2


def test_a_deadly_item_among_many_fails_alone_and_nothing_is_entered_twice(project):
    for number in range(40):
        project.input(f"{number:02}.note", f"line of {number}\n")
    project.input("17.note", "DEADLY\n")
    project.input("23.note", "BROKEN\n")
    said = project.doit("-n", "1", "retries=0", "stop_on_error=never", code=2)
    assert "failed  17:read: the worker process was killed by SIGKILL" in said
    assert "failed  23:read: the note is broken" in said
    with closing(sqlite3.connect(project.folder / "build" / "state.db")) as db:
        rows = db.execute("SELECT status, COUNT(*), COUNT(DISTINCT item || phase) FROM results").fetchall()
        made = dict(db.execute("SELECT status, COUNT(DISTINCT item) FROM results GROUP BY status"))
    assert rows[0][1] == rows[0][2] and made["failed"] == 2
    assert len(list((project.folder / "build" / "notes").glob("*.note"))) == 38
