"""``doit runs``: the history, one line a run."""

import time

from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.figures import clock
from phases.graph.history import Run, reading, running
from phases.graph.report import Json, run_value


class Runs(Command):
    """``doit runs``."""

    doc_purpose = "list the runs so far"
    doc_usage = ""
    doc_description = (
        "One line for each run that had work, the last one at the bottom: its id, when it started, the"
        " items that it worked on, the phases that it made and that failed, how long it took, and its exit"
        " code; `killed` for a run that came to no end, `running` for one that goes on now.\n"
        "With --json: a list, oldest first: id, started, seconds and exit (null without an end), state"
        " (ended, running or killed), workers, items, made, failed."
    )
    cmd_options = (OPT_JSON,)

    def _execute(self, json: bool) -> int:
        holder = running(self.state.name)
        with reading(self.state.name) as history:
            runs = [(run, run.state(holder)) for run in history.runs()]
        if json:
            self.print_json([_value(run, state) for run, state in runs])
        elif not runs:
            self.outstream.write("no run yet\n")
        else:
            headings = ["Run", "Started", "Items", "Made", "Failed", "Time", "Exit"]
            self.print_table(headings, [_row(*one) for one in runs], "Items, Made, Failed, Time, Exit")
        return 0


def _row(run: Run, state: str) -> list[str]:
    started = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
    figures = [f"{figure:,}" for figure in (run.items, run.made, run.failed)]
    return [run.id, started, *figures, clock(run.seconds), str(run.exit) if state == "ended" else state]


def _value(run: Run, state: str) -> Json:
    return {**run_value(run, state), "items": run.items, "made": run.made, "failed": run.failed}
