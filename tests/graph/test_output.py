"""What is printed finds no reader, or no room."""

import errno
import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from phases.graph import output

FULL = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a disk that is always full")


@pytest.fixture
def unread():
    """The end of a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


def doit(project, arguments, output, errors=subprocess.PIPE):
    """The exit code and the errors of a command whose output goes to `output`."""
    command = [sys.executable, "-m", "doit", *arguments.split()]
    done = subprocess.run(
        command, cwd=project.folder, env=project.env, stdout=output, stderr=errors, encoding="utf-8"
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "command", ["status", "list", "list --all", "help", "help run", "forget a", "clean -n"]
)
def test_a_reader_that_has_seen_enough_is_no_error(project, unread, command):
    project.input("a.toy", "A\none\n")
    assert doit(project, command, unread) == (0, "")


@pytest.mark.parametrize(("windows", "trouble"), [(False, "Invalid argument"), (True, "")])
def test_what_windows_says_of_a_reader_that_has_gone(monkeypatch, tmp_path, windows, trouble):
    monkeypatch.setattr(output, "ON_WINDOWS", windows)
    with open(tmp_path / "out.txt", "wb") as file:

        class Refusing(io.TextIOBase):
            fileno = file.fileno

            def write(self, text):
                raise OSError(errno.EINVAL, "Invalid argument")

        outlet = output.Outlet(Refusing())
        outlet.write("a line")
        assert outlet.trouble == trouble


@pytest.mark.parametrize("command", ["run", "status", "list"])
def test_an_option_that_is_none_is_one_line(project, command):
    said = project.doit(command, "--nosuch", code=3)
    assert said.endswith(f"option --nosuch not recognized; see `doit help {command}`\n") and len(said) < 100
    assert project.doit("-n", "two", code=3).count("\n") == 1


def test_a_command_without_a_reader_does_what_it_should(project, unread):
    project.input("a.toy", "A\none\n")
    project.doit()
    assert doit(project, "forget a", unread) == (0, "")
    assert "made    a:" in project.doit()


@pytest.mark.parametrize("errors_too", [False, True])
def test_a_run_without_a_reader_makes_all(project, unread, errors_too):
    for name in "abc":
        project.input(f"{name}.toy", f"{name}\none\n")
    code, _ = doit(project, "run", unread, unread if errors_too else subprocess.PIPE)
    assert code == 0 and all(project.target(name).exists() for name in "abc")
    assert "3 up to date" in project.doit()


@pytest.mark.parametrize("closed", ["<&-", ">&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_run_with_closed_streams_makes_all(project, closed):
    project.input("a.toy", "A\none\n")
    command = f"{sys.executable} -m doit {closed}; echo $? > code; {sys.executable} -m doit list {closed}"
    subprocess.run(["sh", "-c", command], cwd=project.folder, env=project.env, check=True)
    assert (project.folder / "code").read_text() == "0\n" and project.target("a").exists()


@FULL
@pytest.mark.parametrize(("command", "code"), [("run", 0), ("list", 3), ("status", 3)])
def test_a_full_disk_for_the_output_is_one_line(project, command, code):
    project.input("a.toy", "A\none\n")
    with open("/dev/full", "w") as full:
        found, errors = doit(project, command, full)
    assert found == code and errors == (
        "ERROR: the output is incomplete: No space left on device; make room, or send it elsewhere\n"
    )
    assert project.target("a").exists() == (command == "run")


def test_a_file_for_the_output_that_cannot_be_is_one_line(project):
    project.input("a.toy", "A\none\n")
    assert "nowhere/out: cannot be written: No such file" in project.doit("-o", "nowhere/out", code=3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE tasks SET data = CAST(x'ff' AS TEXT)", "build/state.db could not be read: set aside"),
        ("UPDATE results SET item = CAST(x'ff' AS TEXT)", "build/state.db is damaged (Could not decode"),
    ],
)
def test_a_damaged_page_is_one_line(project, change, said):
    project.input("a.toy", "A\none\n")
    project.doit()
    with closing(sqlite3.connect(project.folder / "build" / "state.db")) as db, db:
        db.execute(change)
    found = project.doit("report", code=None)
    assert said in found and "Traceback" not in found


def test_a_run_that_an_error_has_ended_is_no_success(project):
    project.input("a.toy", "A\none\n")
    dodo = project.folder / "dodo.py"
    own = "\n\ndef task_own():\n return {'actions': None, 'task_dep': ['a'], 'uptodate': [lambda: 1 / 0]}\n"
    dodo.write_text(dodo.read_text(encoding="utf-8") + own, encoding="utf-8")
    assert "ZeroDivisionError" in project.doit(code=3)
    assert [run["exit"] for run in json.loads(project.doit("runs", "--json"))] != [0]
