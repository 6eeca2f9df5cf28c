"""Ask worker processes what only they can tell, outside a run."""

import os
from collections.abc import Iterator
from itertools import islice

from phases.graph.jobs import Call
from phases.graph.log import Log
from phases.graph.pool import Pool
from phases.graph.tasks import Graph
from phases.graph.work import Done, Failed


class Questions:
    """A pool that is opened with the first question."""

    def __init__(self, graph: Graph, workers: int) -> None:
        self._graph = graph
        self._workers = workers
        self._pool: Pool | None = None

    def __enter__(self) -> "Questions":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.close()

    def __call__(self, calls: dict[str, Call]) -> Iterator[tuple[str, Done | Failed]]:
        """Let workers do `calls`; each one's name with its result, as they end."""
        if not calls:
            return
        if self._pool is None:
            silent = Log(os.devnull, self._graph.config.log_level)
            self._pool = Pool(self._graph.config, self._workers, self._graph.preload, silent)
        left, in_flight = iter(calls.items()), 0
        while True:
            for name, call in islice(left, self._workers + 1 - in_flight):
                self._pool.submit(name, call.limits, call.function, *call.arguments)
                in_flight += 1
            if not in_flight:
                return
            ended = self._pool.ended(0.5)
            in_flight -= len(ended)
            yield from ended
