"""How fast a run is: items a minute, and what a pipeline counts of each second."""

from collections import defaultdict

from phases.graph.config import Config, chosen_phases
from phases.graph.figures import counted
from phases.graph.phase_task import PhaseTask


class Rates:
    """Counts the items that a run finished, and the metric that their pipeline names as its rate."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._made: set[str] = set()
        """Items of which this run made something."""
        self._pipelines: set[str] = set()
        """Names of the pipelines to which they belong, also of those without a rate."""
        self._finished: dict[str, int] = defaultdict(int)
        self._sums: dict[str, float] = defaultdict(float)
        self._values: dict[str, float] = {}
        self._names: dict[str, str] = {}
        """Of the metric, by pipeline."""

    def ended(self, task: PhaseTask) -> None:
        """A phase is made or found up to date."""
        item, pipeline = task.item, task.item.pipeline
        made = task.outcome if task.outcome and task.outcome.status == "made" else None
        if made:
            self._pipelines.add(pipeline.name)
        if not pipeline.rate or item.whole:
            return
        self._names[pipeline.name] = pipeline.rate
        if made:
            self._made.add(item.id)
            value = made.metrics.get(pipeline.rate)
            if isinstance(value, int | float):  # several phases may say it, and the last knows best
                self._sums[pipeline.name] += value - self._values.get(item.id, 0.0)
                self._values[item.id] = value
        if item.id in self._made and task.phase.name in chosen_phases(self._config, pipeline)[-1:]:
            self._finished[pipeline.name] += 1

    def text(self, elapsed_s: float) -> str:
        """``3,120 items/min, 25,980 cues/s``; empty while nothing is finished."""
        said = []
        for pipeline, metric in self._names.items():
            items, sums = self._finished[pipeline], self._sums[pipeline]
            if items and elapsed_s > 0:
                rate = sums / elapsed_s
                places = 0 if rate >= 10 else 1
                one = f"{counted(round(60 * items / elapsed_s), 'item')}/min, {rate:,.{places}f} {metric}/s"
                said.append(f"{pipeline} {one}" if len(self._pipelines) > 1 else one)
        return "; ".join(said)
