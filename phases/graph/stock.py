"""doit's own commands, where they would end with a traceback, or without a word of what to do."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from doit import (
    cmd_clean,
    cmd_completion,
    cmd_dumpdb,
    cmd_forget,
    cmd_help,
    cmd_ignore,
    cmd_info,
    cmd_list,
    cmd_resetdep,
)
from doit.cmd_base import check_tasks_exist
from doit.exceptions import InvalidCommand
from doit.task import Task

from phases.graph import locks
from phases.graph.errors import ConfigError
from phases.graph.output import Printing


class Stock(Printing):
    """One of doit's commands; goes before doit's class among the bases."""

    def parse_execute(self, in_args: list[str]) -> Any:
        """As doit does it, but says where the names of tasks are to be found."""
        try:
            return super().parse_execute(in_args)
        except InvalidCommand as error:
            line = str(error).removesuffix(".")
            if not line.endswith("is not a task"):
                raise
            raise InvalidCommand(f"{line}; `doit list --all` shows them") from None


class Clean(Stock, cmd_clean.Clean):
    """``doit clean``."""

    def clean_tasks(self, tasks: list[Task], dryrun: bool, cleanforget: bool) -> None:
        """As doit does it, but not while a run makes what it would remove."""
        try:
            with nullcontext() if dryrun else locks.only_run(Path("build")):
                super().clean_tasks(tasks, dryrun, cleanforget)
        except ConfigError as error:
            raise InvalidCommand(str(error)) from None
        except OSError as error:  # perhaps a folder of another user
            raise InvalidCommand(f"{error.filename}: cannot be removed: {error.strerror}") from None


class DumpDB(Stock, cmd_dumpdb.DumpDB):
    """``doit dumpdb``."""

    def execute(self, opt_values: Any, pos_args: list[str]) -> Any:
        """There is no database of doit's."""
        raise InvalidCommand(
            "build/state.db is no database of doit; `doit why` and `doit info` show what it holds"
        )


class Forget(Stock, cmd_forget.Forget):
    """``doit forget``."""

    def _execute(self, forget_sub: bool, forget_disable_default: bool, forget_all: bool) -> Any:
        if not (self.sel_tasks or forget_all):
            raise InvalidCommand("which task? `doit forget ITEM`, or `doit forget --all`")
        return super()._execute(forget_sub, forget_disable_default, forget_all)


class Help(Stock, cmd_help.Help):
    """``doit help``."""


class Ignore(Stock, cmd_ignore.Ignore):
    """``doit ignore``."""

    def _execute(self, pos_args: list[str]) -> Any:
        if not pos_args:
            raise InvalidCommand("which task? `doit ignore ITEM` or `doit ignore ITEM:PHASE`")
        return super()._execute(pos_args)


class Info(Stock, cmd_info.Info):
    """``doit info``."""

    def _execute(self, pos_args: list[str], hide_status: bool = False) -> Any:
        if len(pos_args) != 1:
            raise InvalidCommand("which task? `doit info ITEM` or `doit info ITEM:PHASE`")
        check_tasks_exist({task.name for task in self.task_list}, pos_args)
        return super()._execute(pos_args, hide_status)


class List(Stock, cmd_list.List):
    """``doit list``, where an item is up to date when all of its phases are: doit's is always to be run."""

    def _print_task(
        self, template: str, task: Task, status: bool, list_deps: bool, tasks: dict[str, Task]
    ) -> None:
        if status and task.has_subtask and not self.dep_manager.status_is_ignore(task):
            phases = (self.dep_manager.get_status(tasks[name], tasks).status for name in task.task_dep)
            current = all(one == "up-to-date" for one in phases)
            template, status = template.replace("{status}", "U" if current else "R"), False
        super()._print_task(template, task, status, list_deps, tasks)


class ResetDep(Stock, cmd_resetdep.ResetDep):
    """``doit reset-dep``."""


class TabCompletion(Stock, cmd_completion.TabCompletion):
    """``doit tabcompletion``."""
