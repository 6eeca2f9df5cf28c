"""What changed from one run to another: what got slower, failed newly, was repaired, measures otherwise.

Alarms come first: items that got worse, and tallies whose hits jumped or that never fired before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from phases.graph.history import History, Result, Run
from phases.graph.tallies import is_tally

SLOWER_RATIO = 1.25
"""A phase got slower when it took so many times what it took before ..."""
SLOWER_S = 1.0
"""... and so many seconds more; less is the noise of a machine that does other things as well."""
MOVED = 0.001
"""A number moved when it differs by more than this share of the larger one."""
JUMP_RATIO = 2.0
"""A tally jumped when it hit so many times as often as before, for as many items ..."""
JUMP_HITS = 10
"""... and so many times more; less is the chance of a few items."""

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
class Jump:
    """A tally of a phase, over all items that stood after each of both runs."""

    phase: str
    tally: str
    base: int
    """Hits before."""
    now: int
    base_items: int
    """Of which the phase stood."""
    items: int
    example: str
    """The item with the most hits now."""

    @property
    def first(self) -> bool:
        """Did it never hit before?"""
        return self.base == 0

    @property
    def jumped(self) -> bool:
        expected = self.base * self.items / self.base_items
        return not self.first and self.now >= max(JUMP_RATIO * expected, expected + JUMP_HITS)


@dataclass(frozen=True)
class Comparison:
    """What changed from the run `base` to the run `run`."""

    base: Run
    run: Run
    worse: list[Moved]
    """Metrics of which the pipeline says where better is, and which are worse now; worst first."""
    jumped: list[Jump]
    fired: list[Jump]
    """Tallies that hit for the first time."""
    slower: list[Pace]
    """Worst first; the entries of all items together come before those of one."""
    failed_newly: list[Result]
    """Failures of items that were in order after the run before."""
    still_failing: list[Result]
    """Failures of items that had failed before."""
    repaired: list[Result]
    """Failures that stood after the run before, and do not after this one."""
    moved: list[Moved]


Better = Mapping[str, Mapping[str, str]]
"""By pipeline: metrics and where better is, ``up`` or ``down``."""


def compare(history: History, base: Run, run: Run, better: Better | None = None) -> Comparison:
    """Compare what `run` did with what `base` did.

    Speed and metrics are compared where both runs made the phase of the item. A phase that took most
    of its parts from the cache is compared by the time for one part. What got worse and the tallies are
    compared with what stood after `base`, whichever run had made it.
    """
    before = {(result.item, result.phase): result for result in history.results(base.id)}
    after = history.results(run.id)
    pairs = [
        (before[key], result)
        for result in after
        if (key := (result.item, result.phase)) in before and result.status == before[key].status == "made"
    ]
    failing_before, failing_now = (
        {result.item: result for result in history.failing(one.id).values()} for one in (base, run)
    )
    tried = {result.item for result in after}
    stood, stands = (history.standing(one.id) for one in (base, run))
    jumps = _jumps(stood, stands)
    failed = [result for item, result in sorted(failing_now.items()) if item in tried]
    return Comparison(
        base,
        run,
        _worse(stood, after, better or {}),
        [jump for jump in jumps if jump.jumped],
        [jump for jump in jumps if jump.first],
        _slower(pairs),
        [result for result in failed if result.item not in failing_before],
        [result for result in failed if result.item in failing_before],
        [result for item, result in sorted(failing_before.items()) if item not in failing_now],
        [moved for pair in pairs for moved in _moved(*pair)],
    )


def _worse(stood: Iterable[Result], after: Iterable[Result], better: Better) -> list[Moved]:
    before = {(result.item, result.phase): result.metrics for result in stood}
    found = []
    for result in after:
        for metric, direction in better.get(result.pipeline, {}).items():
            base = before.get((result.item, result.phase), {}).get(metric)
            now = result.metrics.get(metric)
            if isinstance(base, int | float) and isinstance(now, int | float) and _differ(base, now):
                lost = base - now if direction == "up" else now - base
                if lost > 0:
                    found.append((-lost, Moved(result.item, result.phase, metric, base, now)))
    return [moved for _, moved in sorted(found, key=lambda one: (one[0], one[1].item, one[1].phase))]


def _jumps(stood: Iterable[Result], stands: Iterable[Result]) -> list[Jump]:
    """Every tally that hits more now than before, where there is a before; the most hits first."""
    base, base_items = _tallies(stood)
    now, items = _tallies(stands)
    jumps = []
    for key, hits in now.items():
        phase, tally = key
        before = sum(base.get(key, {}).values())
        if sum(hits.values()) > before and base_items[phase]:
            example = max(sorted(hits), key=hits.__getitem__)
            jumps.append(
                Jump(
                    phase[1],
                    tally,
                    before,
                    sum(hits.values()),
                    len(base_items[phase]),
                    len(items[phase]),
                    example,
                )
            )
    return sorted(jumps, key=lambda jump: (jump.base - jump.now, jump.phase, jump.tally))


Kind = tuple[str, str]
"""Pipeline and phase."""


Hits = dict[tuple[Kind, str], dict[str, int]]
"""By phase and tally: hits by item."""


def _tallies(results: Iterable[Result]) -> tuple[Hits, dict[Kind, set[str]]]:
    """The hits, and the items of each phase."""
    hits: Hits = defaultdict(dict)
    items: dict[Kind, set[str]] = defaultdict(set)
    for result in results:
        kind = (result.pipeline, result.phase)
        items[kind].add(result.item)
        for key, value in result.metrics.items():
            if is_tally(key) and isinstance(value, int | float) and value > 0:
                hits[kind, key][result.item] = int(value)
    return hits, items


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
        if not is_tally(metric)
        and _differ(base := before.metrics.get(metric), now := after.metrics.get(metric))
    ]


def _differ(base: Value, now: Value) -> bool:
    if isinstance(base, int | float) and isinstance(now, int | float):
        return abs(now - base) > MOVED * max(abs(base), abs(now))
    return base != now
