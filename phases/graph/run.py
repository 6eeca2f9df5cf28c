"""doit's command ``run``, with our runner."""

from pathlib import Path
from typing import Any

from doit import cmd_run
from doit.control import TaskControl
from doit.exceptions import InvalidCommand
from doit.task import Stream

from phases.graph import companions, locks, tasks
from phases.graph.config import MOST_WORKERS
from phases.graph.errors import ConfigError, ToolError
from phases.graph.output import Outlet, Printing
from phases.graph.runner import PhaseRunner
from phases.graph.selection import selected, selection
from phases.graph.tasks import Graph

opt_continue = {**cmd_run.opt_continue, "default": True}
opt_num_process = {
    **cmd_run.opt_num_process,
    "help": "number of worker processes [default: max_workers of config.yaml]",
}
opt_verbosity = {
    **cmd_run.opt_verbosity,
    "help": "0 errors and the last line, 1 a line for each phase, 2 the log as well [default: 1]",
}


class Run(Printing, cmd_run.Run):
    """``doit [run] [TASK/TARGET...]``."""

    doc_purpose = "build all items, or the tasks and targets that are named"
    doc_description = (
        "A failed item never stops the others. Exit code: 0 all is built or up to date, 1 nothing"
        " succeeded, 2 some items failed, 3 it could not start, 130 interrupted, 143 terminated,"
        " 129 when its terminal was closed."
    )
    by_name = True
    """Is what is named to be built even where another item has the same content?"""
    cmd_options = (
        cmd_run.opt_always,
        opt_continue,
        opt_verbosity,
        cmd_run.opt_reporter,
        cmd_run.opt_outfile,
        opt_num_process,
        cmd_run.opt_single,
    )

    def _execute(
        self,
        outfile: Any,
        verbosity: int | None,
        always: bool,
        continue_: bool,
        reporter: str,
        num_process: int,
        single: bool,
        force_verbosity: bool,
    ) -> int:
        graph = tasks.GRAPH
        assert graph is not None, "dodo.py has not loaded the graph"
        self.control = TaskControl(self.task_list)
        self.control.process(selection(graph, self.dep_manager.backend, self.task_list, self.sel_tasks))
        if not self.by_name:
            graph.named = frozenset()
        if single:
            self._cut_dependencies()
        stream = Stream(verbosity, force_verbosity)
        opened = self._opened(outfile) if isinstance(outfile, str) else None
        # doit's default is the stream that was the standard output before ours.
        out = opened or (self.outstream if outfile is cmd_run.opt_outfile["default"] else outfile)
        reporter_ = self.reporters[reporter](out, {"verbosity": stream.verbosity})
        workers = worker_processes(num_process, graph)
        try:
            with locks.only_run(Path("build")):
                always = always or not graph.config.resume_enabled
                self._check_companions(graph, workers)
                if graph.config.confirm and not self._confirmed(graph, workers, always):
                    return 1
                runner = PhaseRunner(self.dep_manager, reporter_, graph, workers, continue_, always, stream)
                runner.log_to.rotate()
                runner.log_to.open()
                return int(runner.run_all(self.control.task_dispatcher()))
        except (ConfigError, ToolError) as error:
            raise InvalidCommand(str(error)) from None
        finally:
            if opened:
                opened.close()

    def _opened(self, outfile: str) -> Outlet:
        """The file of ``--output-file``."""
        try:
            return Outlet(open(outfile, "w", encoding="utf-8"))
        except OSError as error:
            raise InvalidCommand(f"{outfile}: cannot be written: {error.strerror}") from None

    def _check_companions(self, graph: Graph, workers: int) -> None:
        """Raise InvalidCommand where a companion file must not be used."""
        if not any(item.companions for item in graph.items.values()):
            return
        unknown = companions.unknown(selected(self.control), self.dep_manager.backend)
        if unknown:  # most runs have nothing to ask
            refusal = companions.refusal(graph, unknown, workers, self.dep_manager.backend)
            if refusal:
                raise InvalidCommand(refusal)

    def _confirmed(self, graph: Graph, workers: int, always: bool) -> bool:
        """Show what the run will do, and ask."""
        from phases.graph.commands import plan  # most runs do not ask

        if plan.confirmed(graph, self.dep_manager, self.control, workers, always):
            return True
        self.dep_manager.close()
        return False

    def _cut_dependencies(self) -> None:
        """For ``--single``: run the selected tasks without what they depend on."""
        for name in self.control.selected_tasks:
            task = self.control.tasks[name]
            alone = [self.control.tasks[dep] for dep in task.task_dep] if task.has_subtask else [task]
            for one in alone:
                one.task_dep = []


def worker_processes(asked: int, graph: Graph) -> int:
    """As many as ``-n`` asks for; 0: as the configuration says. Raises InvalidCommand: no such number."""
    if not 0 <= asked <= MOST_WORKERS:
        raise InvalidCommand(f"-n: must be 1 to {MOST_WORKERS}")
    return asked or graph.config.max_workers
