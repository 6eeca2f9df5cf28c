"""What all commands of Bindery share: the graph, the state, and ``--json``.

How to add a command: one file here with one class, whose ``cmd_options`` hold `OPT_JSON`, and one line
in pyproject.toml under ``[tool.doit.plugins.command]``. doit calls ``_execute`` with the options that
its arguments name; its result is the exit code.
"""

import getopt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from doit.cmd_base import DoitCmdBase
from doit.exceptions import InvalidCommand

from phases.graph import tasks
from phases.graph.item import Item
from phases.graph.output import Printing
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


class Command(Printing, DoitCmdBase):
    """A command that asks about the graph and its history."""

    def parse_execute(self, in_args: list[str]) -> Any:
        """As doit does it, but options may stand behind names, too."""
        if hasattr(self.outstream, "reconfigure"):
            self.outstream.reconfigure(errors="backslashreplace")  # a title may have letters it cannot show
        parser = self.cmdparser
        try:
            options, names = getopt.gnu_getopt(in_args, parser.get_short(), parser.get_long())
        except getopt.GetoptError:  # doit's own parser says what is wrong
            return super().parse_execute(in_args)
        given: list[str] = []
        for option, value in options:
            takes_value = parser.get_option(option)[0].type is not bool
            given += [option, value] if takes_value else [option]
        return super().parse_execute([*given, "--", *names])

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
        items = self.graph.all_items
        for name in names:
            if name not in items:
                raise InvalidCommand(f"'{name}' is no item; `doit list` shows them")
        return [items[name] for name in names] or list(items.values())

    def print_json(self, value: Any) -> None:
        """Print `value` as JSON."""
        self.outstream.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")

    def print_table(
        self, headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: str = ""
    ) -> None:
        """Print a table, as the function of this name does."""
        from phases.graph.display import print_table  # doit loads every command

        print_table(self.outstream, headings, rows, numbers)
