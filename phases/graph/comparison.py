"""What changed from one run to another: what got slower, failed newly, was repaired, measures otherwise."""

from collections import defaultdict
from dataclasses import dataclass

from phases.graph.history import History, Result, Run

SLOWER_RATIO = 1.25
"""A phase got slower when it took so many times what it took before ..."""
SLOWER_S = 1.0
"""... and so many seconds more; less is the noise of a machine that does other things as well."""
MOVED = 0.001
"""A number moved when it differs by more than this share of the larger one."""

Value = int | float | str | None


@dataclass(frozen=True)
class Pace:
    """How long a phase took that both runs made; of an item, or of all items together."""

    item: str
    """Empty: of all items."""
    phase: str
    base_s: float
    """Seconds it took before, for as many parts as were made this time."""
    seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / max(self.base_s, 1e-3)

    @property
    def slower(self) -> bool:
        return self.ratio >= SLOWER_RATIO and self.seconds - self.base_s >= SLOWER_S


@dataclass(frozen=True)
class Moved:
    """A metric of a phase that both runs made; None where it has none."""

    item: str
    phase: str
    metric: str
    base: Value
    now: Value


@dataclass(frozen=True)
class Comparison:
    """What changed from the run `base` to the run `run`."""

    base: Run
    run: Run
    slower: list[Pace]
    """Worst first; the entries of all items together come before those of one."""
    failed_newly: list[Result]
    """Failures of items that were in order after the run before."""
    still_failing: list[Result]
    """Failures of items that had failed before."""
    repaired: list[Result]
    """Failures that stood after the run before, and do not after this one."""
    moved: list[Moved]


def compare(history: History, base: Run, run: Run) -> Comparison:
    """Compare what `run` did with what `base` did.

    Speed and metrics are compared where both runs made the phase of the item. A phase that took most
    of its parts from the cache is compared by the time for one part.
    """
    before = {(result.item, result.phase): result for result in history.results(base.id)}
    after = history.results(run.id)
    pairs = [
        (before[key], result)
        for result in after
        if (key := (result.item, result.phase)) in before and result.status == before[key].status == "made"
    ]
    failing_before, failing_now = (
        {result.item: result for result in history.failing(one.started).values()} for one in (base, run)
    )
    tried = {result.item for result in after}
    failed = [result for item, result in sorted(failing_now.items()) if item in tried]
    return Comparison(
        base,
        run,
        _slower(pairs),
        [result for result in failed if result.item not in failing_before],
        [result for result in failed if result.item in failing_before],
        [result for item, result in sorted(failing_before.items()) if item not in failing_now],
        [moved for pair in pairs for moved in _moved(*pair)],
    )


def _slower(pairs: list[tuple[Result, Result]]) -> list[Pace]:
    paces = [pace for pair in pairs if (pace := _pace(*pair))]
    phases: dict[str, list[Pace]] = defaultdict(list)
    for pace in paces:
        phases[pace.phase].append(pace)
    sums = [
        Pace("", phase, sum(pace.base_s for pace in of_phase), sum(pace.seconds for pace in of_phase))
        for phase, of_phase in phases.items()
        if len(of_phase) > 1
    ]
    slower = [pace for pace in sums + paces if pace.slower]
    return sorted(slower, key=lambda pace: (pace.item != "", pace.base_s - pace.seconds))


def _pace(before: Result, after: Result) -> Pace | None:
    """The two times, made comparable; None when only one of the two runs had parts to make."""
    if bool(before.parts_made) != bool(after.parts_made):
        return None
    share = after.parts_made / before.parts_made if before.parts_made else 1.0
    return Pace(after.item, after.phase, before.seconds * share, after.seconds)


def _moved(before: Result, after: Result) -> list[Moved]:
    return [
        Moved(after.item, after.phase, metric, base, now)
        for metric in sorted(before.metrics.keys() | after.metrics.keys())
        if _differ(base := before.metrics.get(metric), now := after.metrics.get(metric))
    ]


def _differ(base: Value, now: Value) -> bool:
    if isinstance(base, int | float) and isinstance(now, int | float):
        return abs(now - base) > MOVED * max(abs(base), abs(now))
    return base != now
