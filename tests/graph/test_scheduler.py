"""Jobs share parts and workers; played without processes."""

from collections import deque

import pytest

from phases.graph.jobs import Built, Call, Plan
from phases.graph.scheduler import Scheduler
from phases.graph.work import Done, Failed, Target

BUILT = Built(Target(1, 1, {}), {})


class Workers:
    """Workers that end each call at once, in order, and note it."""

    def __init__(self):
        self.calls, self.ends = [], deque()
        self.closed = False

    def submit(self, token, timeout, function, *arguments):
        self.calls.append((function, *arguments))
        bad = "bad" in arguments
        self.ends.append((token, Failed("it failed") if bad else Done(len(self.calls), 0.1, 0.2)))

    def ended(self, wait):
        return [self.ends.popleft()] if self.ends else []

    def close(self):
        self.closed = True


@pytest.fixture
def play():
    """Run jobs to their end; gives the results by name and the workers."""

    def play(jobs, workers=2):
        pool, results, made = Workers(), {}, []
        scheduler = Scheduler(workers, lambda: pool, lambda key, size: made.append(key))
        for name, job in jobs.items():
            scheduler.start(name, job, Plan())
        for _ in range(100):
            scheduler.dispatch()
            assert scheduler.in_flight <= workers + 1
            for running, result in scheduler.finished(0):
                results[running.name] = result
            if not scheduler.running:
                break
        scheduler.close()
        assert pool.closed or not jobs
        return results, pool.calls, made

    return play


def job(*calls):
    yield [Call("make", (name,), 1, label=f"part {name}", key=key) for name, key in calls]
    yield [Call("join", (), 1)]
    return BUILT


def test_calls_of_a_job_and_their_results(play):
    def asks():
        first = yield [Call("a", (1,), 1), Call("a", (2,), 1)]
        assert first == [1, 2]
        nothing = yield []
        assert nothing == []
        return BUILT

    results, calls, _ = play({"x": asks()})
    assert results == {"x": BUILT} and calls == [("a", 1), ("a", 2)]


def test_two_jobs_share_the_part_they_both_want(play):
    results, calls, made = play({"x": job(("p", "k1"), ("q", "k2")), "y": job(("p", "k1"))})
    assert results == {"x": BUILT, "y": BUILT}
    assert calls.count(("make", "p")) == 1 and made == ["k1", "k2"]


def test_a_failed_part_fails_only_those_who_want_it(play):
    results, calls, _ = play({"x": job(("bad", "k1"), ("q", "k2")), "y": job(("q", "k2"))}, workers=1)
    assert results["x"] == Failed("part bad: it failed")
    assert results["y"] == BUILT and calls.count(("make", "q")) == 1


def test_longest_parts_go_first_and_older_jobs_before_younger(play):
    def weighted(*weights):
        yield [Call("make", (weight,), 1, weight=weight) for weight in weights]
        return BUILT

    _, calls, _ = play({"old": weighted(1, 3, 2), "young": weighted(9)}, workers=1)
    assert [argument for _, argument in calls] == [3, 2, 1, 9]
