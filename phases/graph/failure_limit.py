"""Stop a run when too much of it fails: then the fault is not in the items."""

from phases.graph.config import Config, chosen_phases
from phases.graph.phase_task import PhaseTask


class FailureLimit:
    """Counts the items that finished in this run, by their end."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._failed: set[str] = set()
        self._finished: set[str] = set()

    def reached(self, task: PhaseTask, failed: bool) -> str:
        """A phase has ended: why the run should start nothing new, or empty."""
        if failed:
            self._failed.add(task.item.id)
            self._finished.add(task.item.id)
        elif task.item.whole:
            return ""
        elif task.phase.name in chosen_phases(self._config, task.item.pipeline)[-1:]:
            self._finished.add(task.item.id)
        count, finished = len(self._failed), len(self._finished)
        if failed and self._config.stop_on_error == "first":
            return "an item failed, and stop_on_error is first"
        if self._config.stop_on_error == "never" or finished < self._config.stop_on_error_min:
            return ""
        if count < self._config.stop_on_error_rate * finished:
            return ""
        return (
            f"{count} of the {finished} items that finished in this run failed;"
            " see stop_on_error_rate in config.yaml"
        )
