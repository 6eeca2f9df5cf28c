"""Jobs share parts and workers; played without processes."""

from collections import deque

import pytest

from phases.graph.jobs import Built, Call, Limits, PartCounts
from phases.graph.patience import Patience
from phases.graph.scheduler import Scheduler
from phases.graph.work import Done, Failed, Target

LIMITS = Limits(1, 1)
BUILT = Built(Target(1, 1, "", {}), {})


class Workers:
    """Workers that end each call at once, in order, and note it."""

    def __init__(self):
        self.calls, self.ends = [], deque()
        self.closed = False

    def submit(self, token, limits, function, *arguments):
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
            scheduler.start(name, job, PartCounts())
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
    yield [Call("make", (name,), LIMITS, label=f"part {name}", key=key) for name, key in calls]
    yield [Call("join", (), LIMITS)]
    return BUILT


def test_calls_of_a_job_and_their_results(play):
    def asks():
        first = yield [Call("a", (1,), LIMITS), Call("a", (2,), LIMITS)]
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
        yield [Call("make", (weight,), LIMITS, weight=weight) for weight in weights]
        return BUILT

    _, calls, _ = play({"old": weighted(1, 3, 2), "young": weighted(9)}, workers=1)
    assert [argument for _, argument in calls] == [3, 2, 1, 9]


@pytest.mark.parametrize("comes_back", [1, 2, 3])
def test_what_may_go_away_is_tried_again(monkeypatch, comes_back):
    clock, pauses = [100.0], []
    monkeypatch.setattr("phases.graph.scheduler.time.monotonic", lambda: clock[0])

    class Flaky(Workers):
        def ended(self, wait):
            ended = super().ended(wait)
            later = Failed("come back later", retry_after=2.0)
            return [(token, later if len(self.calls) <= comes_back else result) for token, result in ended]

    pool = Flaky()
    scheduler = Scheduler(
        1,
        lambda: pool,
        lambda key, size: None,
        Patience(2),
        lambda name, failed, pause: pauses.append(pause),
    )
    scheduler.start("x", job(("p", "k")), PartCounts())
    results = {}
    for _ in range(50):
        scheduler.dispatch()
        results |= {running.name: result for running, result in scheduler.finished(0)}
        clock[0] += 0.5
    assert all(pause >= 2.0 for pause in pauses), "the server's own word is waited for"
    assert results["x"] == (
        BUILT if comes_back <= 2 else Failed("part p: come back later", retry_after=2.0)
    )
    assert len(pauses) == min(comes_back, 2)


def test_a_held_input_is_waited_for_and_then_given_up():
    patience = Patience(retries=0, lock_wait_s=30)
    held = Failed("held", held=True)
    assert patience.pause(held, tries=9, waited_s=29) == 1.0
    assert patience.pause(held, tries=9, waited_s=31) is None


def test_permanent_failures_are_not_tried_again_and_pauses_grow():
    patience = Patience(retries=5)
    assert patience.pause(Failed("broken"), 1, 0) is None
    pauses = [patience.pause(Failed("killed", retry_after=0.0), tries, 0) for tries in range(1, 7)]
    assert pauses[-1] is None
    assert all(2**n * 0.25 <= pause <= 2**n * 0.5 for n, pause in enumerate(pauses[:-1]))
