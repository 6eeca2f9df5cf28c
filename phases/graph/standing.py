"""How it stands with every item, by what the state says and by sizes and times; nothing is read."""

from dataclasses import dataclass

from phases.graph import adoption, targets
from phases.graph.collection import gathered, standing
from phases.graph.history import Result
from phases.graph.item import Item
from phases.graph.model import Phase
from phases.graph.state import State
from phases.graph.step import paths
from phases.graph.tasks import Graph
from phases.graph.twins import find
from phases.graph.uptodate import NEVER, Recipe, UpToDate, names

ORDER = ("failed", "unfinished", "out of date", "touched", "never built", "duplicate", "ignored", "done")
"""States of an item, the most interesting first."""
TOUCHED = "has another time"
WORDS = {"failed": "failed at {}", "duplicate": "duplicate of {}"}


@dataclass
class Standing:
    """How it stands with an item."""

    item: Item
    state: str
    """One of `ORDER`."""
    at: str = ""
    """The phase that failed or comes next; the id of the item that it is a duplicate of."""
    reason: str = ""
    """One line."""
    made: int = 0
    """Phases that are made and, as far as sizes and times tell, up to date."""

    def __str__(self) -> str:
        return WORDS.get(self.state, self.state).format(self.at)


class Standings:
    """How it stands with every item, by what the state says and by sizes and times."""

    def __init__(self, graph: Graph, state: State, failing: dict[tuple[str, str], Result]) -> None:
        self._graph = graph
        self._state = state
        self._twins = find(graph.items.values(), {}, state)
        self._recipes: dict[tuple[str, str], Recipe] = {}
        self._failed = {
            item: result
            for (item, phase), result in failing.items()  # the latest failure of an item is the last here
            if not state.get(f"{item}:{phase}", "_values_:")
        }

    def of(self, item: Item) -> Standing:
        """How it stands with one item."""
        state, phases = self._state, item.pipeline.phases
        reasons = {phase.name: self._reason(item, phase) for phase in phases}
        stale = {phase: reason for phase, reason in reasons.items() if reason}
        touched = {phase for phase, reason in stale.items() if reason.endswith(TOUCHED)}
        made = len(phases) - len(stale) + len(touched)
        if self._is_adopted(item):
            return Standing(item, "done", reason="adopted", made=len(phases))
        if any(state.get(f"{item.id}:{phase.name}", "ignore:") for phase in phases):
            return Standing(item, "ignored", made=made)
        failed = self._failed.get(item.id)
        if failed:
            return Standing(item, "failed", failed.phase, failed.error, made)
        twin = self._twins.original(item)
        if twin:
            return Standing(item, "duplicate", twin.id, made=made)
        if not stale:
            return Standing(item, "done", made=made)
        unmade = [phase for phase, reason in stale.items() if reason == NEVER]
        if len(unmade) == len(phases):
            return Standing(item, "never built", unmade[0], made=made)
        if unmade:
            return Standing(item, "unfinished", unmade[0], f"{unmade[0]} comes next", made)
        kind = "touched" if len(touched) == len(stale) else "out of date"
        at = next(phase for phase in stale if kind == "touched" or phase not in touched)
        return Standing(item, kind, at, f"{at}: {stale[at]}", made)

    def _reason(self, item: Item, phase: Phase) -> str:
        """Why a phase is not up to date; empty when it seems to be."""
        task = f"{item.id}:{phase.name}"
        values = self._state.get(task, "_values_:") or {}
        reason = UpToDate(self._recipe(item, phase), item.target(phase)).why_not(values)
        if reason or not values:
            return reason
        if item.whole:
            items = [one for one in self._graph.items.values() if one.pipeline.whole is item.pipeline]
            read = [*paths(gathered(item, phase, items, standing(self._state)))]
            outside = set(read)
        else:
            outside = {item.source.as_posix(), *item.beside(phase)}
            read = [*filter(None, item.inputs(phase)), *item.beside(phase)]
        came = set(read) ^ set(self._state.get(task, "deps:") or ())
        if came:
            return f"{names(sorted(came))} came or went"
        return next(filter(None, (self._change(item, task, path) for path in read if path in outside)), "")

    def _change(self, item: Item, task: str, path: str) -> str:
        """What became of an input since it was read; empty when nothing did."""
        saved = self._state.get(task, path)
        found = (item.mtime, item.size)
        if path != item.source.as_posix():
            try:
                stat = targets.stat(path)
            except OSError:
                return f"{names([path])} is gone"
            found = (stat.st_mtime, stat.st_size)
        if not saved or tuple(saved[:2]) == found:
            return ""
        return f"{names([path])} {TOUCHED if saved[1] == found[1] else 'changed'}"

    def _recipe(self, item: Item, phase: Phase) -> Recipe:
        name = (item.pipeline.name, phase.name)
        if name not in self._recipes:
            self._recipes[name] = Recipe(phase, self._graph.settings.phase(*name), self._state)
        return self._recipes[name]

    def _is_adopted(self, item: Item) -> bool:
        """Does a file of another program stand for the item?"""
        adopted = adoption.of(item.id, self._state)
        if not adopted:
            return False
        settings = {phase.name: self._recipe(item, phase).settings for phase in item.pipeline.phases}
        return not adoption.why_not(item, adopted, settings, self._state)
