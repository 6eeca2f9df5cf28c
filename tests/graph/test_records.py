"""A lost or damaged state database costs nothing: what is provably made is recognised."""

import shutil

import pytest

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


@pytest.fixture
def built(project):
    """Two items, built."""
    project.input("a.toy", TEXT)
    project.input("b.toy", TEXT + "b\n")
    project.doit()
    project.log.unlink()
    return project


def damage(project, how):
    database = project.folder / "build" / "state.db"
    data = database.read_bytes()
    database.write_bytes({"garbage": b"garbage" * 5000, "cut": data[: len(data) // 2], "empty": b"x"}[how])


@pytest.mark.parametrize("how", ["garbage", "cut", "empty"])
def test_a_damaged_database_is_set_aside_and_all_is_recognised(built, how):
    damage(built, how)
    said = built.doit()
    if how != "empty":  # SQLite takes a file without a header for a new database
        assert "build/state.db could not be read: set aside as build/state.db.corrupt-20" in said
    assert "10 finished phases were recognised" in said and "2 up to date" in said
    assert built.made_parts() == []
    assert "recognised" not in built.doit()


def test_a_first_command_that_fails_costs_nothing(built):
    (built.folder / "build" / "state.db").unlink()
    assert "unknown key" in built.doit("colour=1", code=3)
    assert "10 finished phases were recognised" in built.doit()
    assert built.made_parts() == []


def test_a_database_that_is_set_aside_is_named_whatever_else_is_wrong(built):
    damage(built, "garbage")
    said = built.doit("colour=1", code=3)
    assert "set aside as build/state.db.corrupt-20" in said and "unknown key" in said


def test_what_changed_meanwhile_is_made_again(built):
    (built.folder / "build" / "state.db").unlink()
    built.target("a").write_text("edited", encoding="utf-8")
    built.input("b.toy", TEXT + "c\n")
    said = built.doit()
    made = {line.split()[1] for line in said.splitlines() if line.startswith("made")}
    assert made == {"a:bind", "b:check", "b:cut", "b:speak", "b:trim", "b:bind"}
    assert "edited" not in built.target("a").read_text(encoding="utf-8")


def test_a_changed_setting_counts(built):
    (built.folder / "build" / "state.db").unlink()
    said = built.doit("toy.trim.loud=2")
    assert {line.split()[1] for line in said.splitlines() if line.startswith("made")} == {
        "a:trim",
        "a:bind",
        "b:trim",
        "b:bind",
    }


def test_a_copy_of_the_build_folder_is_recognised(built):
    build = built.folder / "build"
    shutil.copytree(build, built.folder / "copy", copy_function=shutil.copyfile)
    shutil.rmtree(build)
    (built.folder / "copy").rename(build)
    (build / "state.db").unlink()
    assert "2 up to date" in built.doit()


@pytest.mark.parametrize(
    "record", ["", "[]", "{}", '{"a:bind": 3}', '{"a:bind": {"_values_:": {"target": [1]}}}']
)
def test_a_damaged_record_is_no_record(built, record):
    (built.folder / "build" / "state.db").unlink()
    built.target("a", ".made.json").write_text(record, encoding="utf-8")
    said = built.doit()
    assert "made    a:bind" in said and "b:bind" not in said and "Traceback" not in said
