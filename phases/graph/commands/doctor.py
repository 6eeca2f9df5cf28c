"""``doit doctor``: is all here that a run needs, and what to do where it is not."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from doit import doit_cmd

from phases.graph import checks, config
from phases.graph.commands.base import OPT_JSON, Command
from phases.graph.errors import ToolError
from phases.graph.jobs import Limits
from phases.graph.log import Log
from phases.graph.model import Check, Phase, PhaseSettings, Pipeline
from phases.graph.work import Failed

BUILD = Path("build")
LIMITS = Limits(timeout_s=120.0, memory_mb=4_000.0)
"""Of the checks of one phase: loading an engine may take its time."""


class Doctor(Command):
    """``doit doctor``."""

    doc_purpose = "check that all is here that a run needs: packages, engines, disk, config, inputs"
    doc_usage = ""
    doc_description = (
        "Speaks a second of text with the engine that is set, in a worker process as in a run. Makes"
        " and changes nothing but an empty build folder. Exit code: 0 all that is needed is here, 3"
        " something is missing; the last column says how to get it.\n\n"
        "With --json: ok, checks (name, ok, detail, hint, needed)."
    )
    cmd_options = (OPT_JSON,)

    def _execute(self, json: bool) -> int:
        found = list(self._checks())
        self.dep_manager.close()
        missing = [check for check in found if check.needed and not check.ok]
        if json:
            self.print_json({"ok": not missing, "checks": [asdict(check) for check in found]})
            return 3 if missing else 0
        rows = [
            [_status(check), check.name, check.detail, "" if check.ok else check.hint] for check in found
        ]
        self.print_table(["Status", "What", "Found", "What to do"], rows)
        names = ", ".join(check.name for check in missing)
        self.outstream.write(f"\nmissing: {names}\n" if missing else "\nall that is needed is here\n")
        return 3 if missing else 0

    def _checks(self) -> Iterator[Check]:
        pipelines = config.pipelines()
        variables = doit_cmd._CMDLINE_VARS or {}
        settings = config.load(variables, pipelines)
        global_ = settings.config
        yield checks.python()
        yield from checks.packages()
        yield from checks.machine(global_, BUILD)
        can_write = checks.writable("build", BUILD)
        yield can_write
        yield checks.database(Path(self.state.name))
        yield from checks.configuration(global_, Path(variables.get("config", "config.yaml")), pipelines)
        yield checks.inputs(global_, self.graph.items.values(), pipelines)
        yield from self._from_phases(settings, pipelines, can_write.ok)

    def _from_phases(
        self, settings: config.Settings, pipelines: tuple[Pipeline, ...], can_write: bool
    ) -> Iterator[Check]:
        """What the phases themselves check, each in a worker, where a crash ends nothing else."""
        from phases.graph.pool import Pool

        asked: list[tuple[str, Phase, PhaseSettings]] = [
            (f"{pipeline.name}.{phase.name}", phase, settings.phase(pipeline.name, phase.name))
            for pipeline in pipelines
            for phase in pipeline.phases
            if hasattr(phase.module, "checks")
        ]
        if not asked:
            return
        log = Log(str(settings.config.log_file) if can_write else os.devnull, settings.config.log_level)
        with contextlib.closing(Pool(settings.config, 1, self.graph.preload, log)) as pool:
            for name, phase, given in asked:
                try:
                    pool.submit(name, LIMITS, "checks", phase.module.__name__, given)
                    results = pool.ended(LIMITS.timeout_s + 30)
                except ToolError as error:
                    yield Check(name, False, error.message, error.hint)
                    return
                for _, result in results:
                    if isinstance(result, Failed):
                        yield Check(name, False, result.message, f"look into {log.file}")
                    else:
                        yield from result.value


def _status(check: Check) -> str:
    if check.ok:
        return "ok"
    return "missing" if check.needed else "note"
