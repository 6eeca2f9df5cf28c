"""What is printed finds no reader, or no room."""

import os
import subprocess
import sys

import pytest

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
