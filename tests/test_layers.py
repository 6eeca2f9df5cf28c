"""Who may import whom; the rules that keep each folder readable alone."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PHASES = Path(__file__).parents[1] / "phases"
FILES = sorted(PHASES.rglob("*.py"))
FOR_PIPELINES = {"model", "errors", "files"}
DOIT = {
    "checker",
    "choosing",
    "forecast",
    "output",
    "phase_task",
    "preview",
    "ready",
    "reporter",
    "run",
    "runner",
    "selection",
    "state",
    "stock",
    "tasks",
}
RICH = {"reporter", "display"}


def imports(file: Path) -> set[str]:
    """Full names of the modules that `file` imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def folder(file: Path) -> str:
    return file.relative_to(PHASES).parts[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PHASES)))
def test_layers(file):
    ours = {name.split(".")[1]: name for name in imports(file) if name.startswith("phases.")}
    names = {name for name in imports(file) if name.startswith("phases.")}
    where = folder(file)
    if where == "graph":
        assert set(ours) <= {"graph"}, "the graph knows no pipeline and no tool"
    elif where == "tools":
        assert set(ours) <= {"tools", "graph"}, "a tool knows no pipeline"
    elif where != "__init__.py":
        assert set(ours) <= {where, "tools", "graph"}, "a pipeline knows no other"
    command = file.parent.name == "commands"  # of doit, in the graph or in a pipeline
    if where not in ("graph", "__init__.py") and not command:
        of_graph = {name.split(".")[2] for name in names if name.startswith("phases.graph.")}
        assert of_graph <= FOR_PIPELINES
    libraries = {name.split(".")[0] for name in imports(file)}
    assert "doit" not in libraries or command or (where == "graph" and file.stem in DOIT)
    assert "rich" not in libraries or command or (where == "graph" and file.stem in RICH)


def test_phases_do_not_import_each_other():
    for file in FILES:
        pipeline = folder(file)
        if pipeline in ("graph", "tools", "__init__.py") or file.name == "__init__.py":
            continue
        phases = {
            phase.stem
            for phase in (PHASES / pipeline).glob("*.py")
            if "\ndef run(" in phase.read_text() or "\ndef make(" in phase.read_text()
        }
        imported = {name.split(".")[2] for name in imports(file) if name.startswith(f"phases.{pipeline}.")}
        assert not imported & phases - {file.stem}, f"{file} imports a phase"


def test_the_main_process_imports_no_engine(tmp_path):
    code = (
        "import sys\nfrom phases.graph import config, run, reporter, tasks\n"
        "config.load({}, config.pipelines())\nprint(' '.join(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.split()
    heavy = {"av", "numpy", "lxml", "pypdfium2", "espeakng_loader", "sentencex", "mutagen", "pebble"}
    assert not heavy & set(loaded)
