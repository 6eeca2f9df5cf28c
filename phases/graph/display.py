"""What is drawn with rich: a run on a terminal, and tables."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from phases.graph.figures import clock
from phases.graph.output import printable

WIDTH = 1000
"""Columns of a table that is not shown on a terminal: room for every name, so that grep finds it."""


class Display:
    """The overall bar and the running phases, redrawn in place."""

    def __init__(self, stream: Any) -> None:
        self._console = Console(file=stream, highlight=False)
        self._live = Live(console=self._console, refresh_per_second=4, transient=True)
        self._live.start()

    def show(
        self,
        share: float,
        elapsed_s: float,
        remaining_s: float | None,
        counts: Counter[str],
        bars: list[tuple[str, int, int]],
        speed: str,
        state: str,
    ) -> None:
        """Draw how far the run is; `bars` are names, parts done and parts of the running phases."""
        overall = Table.grid(padding=(0, 1))
        overall.add_row(
            ProgressBar(total=1.0, completed=share, width=40),
            f"{share:4.0%}",
            f"{clock(elapsed_s)} elapsed, {clock(remaining_s)} to go",
            ", ".join(f"{counts[state]} {state}" for state in ("made", "failed", "up to date")),
        )
        running = Table.grid(padding=(0, 1))
        for name, done, parts in bars:
            bar = ProgressBar(total=parts or None, completed=done, width=24, pulse=not parts)
            running.add_row("  " + name, bar, f"{done:,}/{parts:,} parts" if parts else "")
        lines = [Text(speed)] * bool(speed) + [Text(state, style="yellow")] * bool(state)
        self._live.update(Group(overall, running, *lines))

    def line(self, text: str) -> None:
        """Print a line above."""
        style = {"failed": "red", "note": "yellow"}.get(text.split(maxsplit=1)[0])
        self._console.print(Text(text, style=style or ""), soft_wrap=True)

    def close(self) -> None:
        """Take the drawing away; what was printed stays."""
        self._live.stop()


def print_table(
    stream: Any, headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: str = ""
) -> None:
    """Print a table; `numbers` are the headings, separated by commas, of the columns that hold numbers.

    A row whose cell below ``Status`` begins with ``failed`` or ``blocked`` is red on a terminal.
    """
    terminal = stream.isatty()
    console = Console(file=stream, width=None if terminal else WIDTH, highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    right = numbers.split(", ")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    status = headings.index("Status") if "Status" in headings else 0
    for row in rows:
        style = "red" if row[status].startswith(("failed", "blocked")) else ""
        table.add_row(*(Text(printable(cell)) for cell in row), style=style)
    console.print(table)
