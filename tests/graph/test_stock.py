"""doit's own commands end with a line of ours where doit's end with a traceback."""

import pytest


@pytest.mark.parametrize("command", ["info", "forget", "clean", "ignore", "list", "reset-dep"])
def test_a_name_that_is_none_is_one_line(project, command):
    project.input("a.toy", "A\none\n")
    said = project.doit(command, "nobody", code=3)
    assert said == "ERROR: 'nobody' is not a task; `doit list --all` shows them\n"


@pytest.mark.parametrize("inputs", [0, 1])
@pytest.mark.parametrize("command", ["info", "forget", "ignore"])
def test_a_command_that_needs_a_name_says_so(project, command, inputs):
    project.input("a.toy" if inputs else "a.none", "A\none\n")
    said = project.doit(command, code=3).splitlines()[-1]
    assert said.startswith("ERROR: which task? `doit " + command)


def test_doits_database_is_not_there(project):
    project.input("a.toy", "A\none\n")
    project.doit()
    assert project.doit("dumpdb", code=3).startswith("ERROR: build/state.db is no database of doit")
