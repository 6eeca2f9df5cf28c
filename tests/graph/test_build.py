"""Whole builds through the real doit, with the toy pipeline."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


def bound(project, item="a"):
    return project.target(item).read_text(encoding="utf-8")


def test_first_run_makes_everything_and_the_second_nothing(project):
    project.input("a.toy", TEXT)
    said = project.doit()
    assert "made    a:bind" in said and "1 made" in said
    assert bound(project).count("anna: line 3") == 20
    before = project.target("a").stat().st_mtime_ns
    assert "1 up to date" in project.doit()
    assert project.target("a").stat().st_mtime_ns == before
    assert len(project.made_parts()) == 11 + 3


def test_one_changed_line_makes_one_part_and_its_group_again(project):
    source = project.input("a.toy", TEXT)
    project.doit()
    project.log.unlink()
    source.write_text(TEXT.replace("line 5", "line five"), encoding="utf-8")
    project.doit()
    assert project.made_parts() == ["line five", "group of 4"]
    assert "line five" in bound(project) and "line 5\n" not in bound(project)


def test_a_setting_makes_only_the_phases_that_read_it(project):
    project.input("a.toy", TEXT)
    project.doit()
    project.log.unlink()
    said = project.doit("toy.trim.loud=2")
    assert {line.split()[1] for line in said.splitlines() if line.startswith("made")} == {
        "a:trim",
        "a:bind",
    }
    assert sorted(project.made_parts()) == ["group of 3", "group of 4", "group of 4"]


def test_a_setting_that_decides_nothing_makes_nothing(project):
    project.input("a.toy", TEXT)
    project.doit()
    assert "1 up to date" in project.doit("toy.speak.timeout_s=5")


def test_equal_output_stops_the_wave(project):
    source = project.input("a.toy", TEXT)
    project.doit()
    source.write_text(TEXT.replace("line 5", "  line 5  "), encoding="utf-8")
    said = project.doit()
    assert {line.split()[1] for line in said.splitlines() if line.startswith("made")} == {
        "a:check",
        "a:cut",
    }
    assert "1 up to date" in project.doit()


def test_a_touched_input_makes_nothing(project):
    source = project.input("a.toy", TEXT)
    project.doit()
    source.touch()
    assert "1 up to date" in project.doit()
    assert "1 up to date" in project.doit()


def test_an_edited_or_cut_target_is_made_again(project):
    project.input("a.toy", TEXT)
    project.doit()
    good = bound(project)
    target = project.target("a")
    for damage in ("", good[: len(good) // 2], good[::-1]):
        target.write_text(damage, encoding="utf-8")
        said = project.doit()
        assert "made    a:bind" in said and "a:trim" not in said
        assert bound(project) == good
    target.unlink()
    assert "made    a:bind" in project.doit()


def test_two_items_share_their_parts(project):
    project.input("a.toy", TEXT)
    project.input("b.toy", TEXT + "one more\n")
    project.doit()
    spoken = [part for part in project.made_parts() if not part.startswith("group")]
    assert sorted(spoken) == sorted(set(spoken))
    assert "one more" in bound(project, "b")


def test_a_new_voice_remakes_every_part(project):
    project.input("a.toy", TEXT)
    project.doit()
    project.log.unlink()
    project.doit("toy.speak.voice=berta")
    assert len(project.made_parts()) == 14
    assert "berta: line 3" in bound(project)


def test_any_n_gives_the_same_bytes(project):
    for name in "abc":
        project.input(f"{name}.toy", TEXT.replace("Title", name))
    project.doit("-n", "1")
    one = {name: bound(project, name) for name in "abc"}
    project.doit("clean")
    project.doit("forget", "--all")
    shutil.rmtree(project.folder / "build" / "cache")
    project.doit("-n", "4")
    assert {name: bound(project, name) for name in "abc"} == one


def test_a_lost_cache_loses_only_time(project):
    project.input("a.toy", TEXT)
    project.doit()
    good = bound(project)
    for part in (project.folder / "build" / "cache").rglob("*.txt"):
        part.unlink()
    said = project.doit("toy.bind.footer=end")
    # No earlier phase counts as out of date, yet what it made is there again.
    assert [line.split()[1] for line in said.splitlines() if line.startswith("made")] == ["a:bind"]
    assert bound(project) == good + "end"


def test_a_tiny_cache_still_builds(project):
    project.input("a.toy", TEXT)
    project.doit("cache_gb=0.000000001")
    assert bound(project).count("anna: line 3") == 20


def test_phases_to_run_and_single_targets(project):
    project.input("a.toy", TEXT)
    project.input("b.toy", TEXT + "b\n")
    project.doit("phases_to_run=1,2")
    assert project.target("a", "cut.json").exists() and not project.target("a", "speak.json").exists()
    project.doit("a", "phases_to_run=speak")
    assert project.target("a", "speak.json").exists() and not project.target("b", "speak.json").exists()
    project.doit("build/toy/b/b.bound")
    assert project.target("b").exists() and not project.target("a").exists()


def test_batch_size_goes_on_where_the_last_run_ended(project):
    for name in "abc":
        project.input(f"{name}.toy", TEXT.replace("Title", name))
    assert "1 left for the next run" in project.doit("batch_size=2")
    assert not project.target("c").exists()
    project.doit("batch_size=2")
    assert project.target("c").exists()


def test_dash_a_makes_all_again_without_the_cache(project):
    project.input("a.toy", TEXT)
    project.doit()
    project.log.unlink()
    project.doit("-a")
    assert len(project.made_parts()) == 14


def test_the_run_is_recorded(project):
    project.input("a.toy", TEXT)
    project.input("b.toy", " ")
    project.doit(code=2)
    with sqlite3.connect(project.folder / "build" / "state.db") as db:
        [(exit_code, workers)] = db.execute("SELECT exit, workers FROM runs").fetchall()
        rows = db.execute(
            "SELECT item, phase, status, why, parts, reused, metrics, error FROM results"
        ).fetchall()
    assert (exit_code, workers) == (2, 2)
    by_task = {(row[0], row[1]): row[2:] for row in rows}
    assert by_task["a", "speak"][:4] == ("made", "never made", 11, 0)
    assert json.loads(by_task["a", "cut"][4]) == {"lines": 11}
    assert by_task["b", "check"][5] == "the file is empty; put some lines into it"


def test_a_long_tmpdir_is_no_obstacle(project):
    long = project.folder / ("long" * 30)
    long.mkdir()
    project.env["TMPDIR"] = str(long)
    project.input("a.toy", TEXT)
    assert "1 made" in project.doit()


def test_json_reporter_of_doit_works_too(project):
    project.input("a.toy", TEXT)
    said = project.doit("run", "-r", "json", "-o", "report.json")
    tasks = json.loads(Path(project.folder / "report.json").read_text(encoding="utf-8"))["tasks"]
    assert {task["name"]: task["result"] for task in tasks}["a:bind"] == "success", said
    said = json.loads(project.doit("run", "-r", "json"))["tasks"]
    assert {task["name"]: task["result"] for task in said}["a:bind"] == "up-to-date"


@pytest.mark.parametrize("reporter", ["console", "executed-only"])
def test_reporters_of_doit_show_what_was_made(project, reporter):
    project.input("a.toy", TEXT)
    names = ["check", "cut", "speak", "trim", "bind"]
    assert project.doit("-r", reporter) == "".join(f".  a:{name}\n" for name in names)


@pytest.mark.parametrize("backend", ["json", "dbm", "sqlite3"])
def test_a_database_of_doit_cannot_be_chosen(project, backend):
    project.input("a.toy", TEXT)
    said = project.doit(f"--backend={backend}", code=3)
    assert said.startswith("ERROR: Error parsing parameter 'backend'.") and said.count("\n") == 1


@pytest.mark.parametrize("command", ["run", "plan"])
@pytest.mark.parametrize("workers", ["-1", "257"])
def test_a_number_of_workers_that_cannot_be_is_refused(project, command, workers):
    project.input("a.toy", TEXT)
    assert project.doit(command, "-n", workers, code=3) == "ERROR: -n: must be 1 to 256\n"


def test_without_input_folder_the_sample_is_built(project):
    (project.folder / "input").rmdir()
    said = project.doit("list")
    assert "building the bundled sample" in said and "the-lighthouse-bindery" in said


def test_an_empty_input_folder_says_what_was_looked_for(project):
    said = project.doit()
    assert "input: no input found (looked for" in said
