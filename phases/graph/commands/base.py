"""What all commands of Bindery share: the graph, the state, and ``--json``.

How to add a command: one file here with one class, whose ``cmd_options`` hold `OPT_JSON`, and one line
in pyproject.toml under ``[tool.doit.plugins.command]``. doit calls ``_execute`` with the options that
its arguments name; its result is the exit code.
"""

import json
from typing import Any

from doit.cmd_base import DoitCmdBase
from doit.exceptions import InvalidCommand

from phases.graph import tasks
from phases.graph.model import Item
from phases.graph.state import State
from phases.graph.tasks import Graph

OPT_JSON = {
    "name": "json",
    "short": "",
    "long": "json",
    "type": bool,
    "default": False,
    "help": "print JSON instead of a table",
}


class Command(DoitCmdBase):
    """A command that asks about the graph and its history."""

    @property
    def graph(self) -> Graph:
        """The graph that dodo.py loaded."""
        assert tasks.GRAPH is not None, "dodo.py has not loaded the graph"
        return tasks.GRAPH

    @property
    def state(self) -> State:
        """What earlier runs did."""
        state: State = self.dep_manager.backend
        return state

    def items(self, names: list[str]) -> list[Item]:
        """The items that are named, or all. Raises InvalidCommand for a name that is none."""
        for name in names:
            if name not in self.graph.items:
                raise InvalidCommand(f"'{name}' is no item; `doit list` shows them")
        return [self.graph.items[name] for name in names] or list(self.graph.items.values())

    def print_json(self, value: Any) -> None:
        """Print `value` as JSON."""
        self.outstream.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
