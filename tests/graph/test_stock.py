"""doit's own commands do what doit's do, and end with a line of ours where those end with a traceback."""

import time

import pytest

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


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


def test_doits_own_commands(project):
    project.input("a.toy", TEXT)
    assert "a.toy" in project.doit("list")
    assert "R a:speak" in project.doit("list", "--all", "--status")
    assert "never made" in project.doit("info", "a:speak", code=1)
    project.doit("forget", "a")
    project.doit("clean", "a")
    project.doit("a:cut")
    assert project.target("a", "cut.json").exists()
    project.doit()
    assert "The Title" in project.doit("list")
    assert "U a:speak" in project.doit("list", "--all", "--status")
    assert "loud 1 -> 3" in project.doit("info", "a:trim", "toy.trim.loud=3", code=1)
    project.doit("forget", "a")
    assert "R a:speak" in project.doit("list", "--all", "--status")
    project.doit()
    project.doit("ignore", "a")
    project.input("a.toy", TEXT + "more\n")
    assert "ignored" in project.doit()
    assert "more" not in project.target("a").read_text(encoding="utf-8")
    project.doit("forget", "a")
    project.doit()
    assert "more" in project.target("a").read_text(encoding="utf-8")
    project.doit("clean", "a")
    assert not project.target("a").parent.exists()


def test_an_item_is_up_to_date_when_its_phases_are(project):
    project.input("a.toy", "A\none\n")
    project.input("b.toy", "B\none\n")
    project.doit()
    assert [line[:3] for line in project.doit("list", "--status").splitlines()] == ["U a", "U b"]
    project.input("a.toy", "A\ntwo\n")
    project.doit("ignore", "b")
    assert [line[:3] for line in project.doit("list", "--status").splitlines()] == ["R a", "I b"]


def test_clean_leaves_a_run_what_it_makes(project):
    project.input("a.toy", TEXT)
    process = project.start("toy.speak.seconds=0.3")
    while not project.made_parts() and process.poll() is None:
        time.sleep(0.01)
    assert "another run holds build/run.lock" in project.doit("clean", code=3)
    assert project.target("a", "cut.json").exists()
    process.terminate()
    process.communicate(timeout=30)
    project.doit("clean")
    assert not (project.folder / "build" / "toy").exists()


def test_what_a_file_manager_left_keeps_no_folder(project):
    project.input("deep/a.toy", TEXT)
    project.doit()
    for folder in ("", "deep", "deep/a"):
        (project.folder / "build" / "toy" / folder / ".DS_Store").write_bytes(b"x")
    project.doit("clean")
    assert not (project.folder / "build" / "toy").exists()


def test_clean_says_what_it_cannot_remove(project):
    project.input("a.toy", "A\nline\n")
    (project.folder / "build" / "toy").mkdir(parents=True)
    (project.folder / "build" / "toy" / "a").write_text("no folder")
    said = project.doit("clean", "a", code=3)
    assert "Not a directory" in said and "cannot be removed: " in said and "Traceback" not in said
    assert said.count("\n") <= 1
