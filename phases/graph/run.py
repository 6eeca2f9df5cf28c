"""doit's command ``run``, with our runner."""

from pathlib import Path
from typing import Any

from doit import cmd_run
from doit.control import TaskControl
from doit.exceptions import InvalidCommand
from doit.task import Stream, Task

from phases.graph import locks, tasks
from phases.graph.config import chosen_phases
from phases.graph.errors import ConfigError, ToolError
from phases.graph.runner import PhaseRunner
from phases.graph.state import State
from phases.graph.tasks import Graph

opt_continue = {**cmd_run.opt_continue, "default": True}
opt_num_process = {
    **cmd_run.opt_num_process,
    "help": "number of worker processes [default: max_workers of config.yaml]",
}


class Run(cmd_run.Run):
    """``doit [run] [TASK/TARGET...]``."""

    doc_purpose = "build all items, or the tasks and targets that are named"
    doc_description = """A failed item never stops the others. Exit code: 0 all is built or up to date,
1 nothing succeeded, 2 some items failed, 3 it could not start, 130 interrupted."""
    cmd_options = (
        cmd_run.opt_always,
        opt_continue,
        cmd_run.opt_verbosity,
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
        if single:
            self._cut_dependencies()
        stream = Stream(verbosity, force_verbosity)
        out = open(outfile, "w", encoding="utf-8") if isinstance(outfile, str) else outfile  # noqa: SIM115
        reporter_ = self.reporters[reporter](out, {"verbosity": stream.verbosity})
        workers = num_process or graph.config.max_workers
        try:
            with locks.only_run(Path("build")):
                always = always or not graph.config.resume_enabled
                if graph.config.confirm and not self._confirmed(graph, workers, always):
                    return 1
                runner = PhaseRunner(self.dep_manager, reporter_, graph, workers, continue_, always, stream)
                runner.log_to.rotate()
                runner.log_to.open()
                exit_code: int = runner.run_all(self.control.task_dispatcher())
                return exit_code
        except (ConfigError, ToolError) as error:
            raise InvalidCommand(str(error)) from None
        finally:
            if out is not outfile:
                out.close()

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


def selection(graph: Graph, state: State, task_list: list[Task], names: list[str] | None) -> list[str]:
    """The tasks that are named, or all items; of an item only the phases that are asked for.

    Of all items those that failed last time come last, so that they do not keep new ones waiting.
    """
    if names:
        targets = {target: task.item.id for task in graph.tasks.values() for target in task.targets}
        ids = (targets.get(name, name.partition(":")[0]) for name in names)
        graph.named = frozenset(id for id in ids if id in graph.items)
    else:
        failed = state.failed_items()
        names = [task.name for task in task_list if task.subtask_of is None]
        names.sort(key=lambda name: name in failed)
    selected: list[str] = []
    for name in names:
        item = graph.items.get(name)
        if item and graph.config.phases_to_run:
            phases = chosen_phases(graph.config, item.pipeline)
            selected += [f"{item.id}:{phase}" for phase in phases]
        else:
            selected.append(name)
    return selected
