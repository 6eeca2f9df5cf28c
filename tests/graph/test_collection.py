"""What is made of all items: after them, over what stands, and only when that changed."""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import time
from contextlib import closing

import pytest


def made(said):
    return [line.split()[1] for line in said.splitlines() if line.startswith("made ")]


def tally(project):
    """Notes and their cards, as the collection found them."""
    text = (project.folder / "build" / "notes" / "tally.json").read_text(encoding="utf-8")
    return {path.removeprefix("build/notes/"): cards for path, cards in json.loads(text)["cards"].items()}


@pytest.fixture
def notes(project):
    project.input("a.note", "one\ntwo\n")
    project.input("b.note", "one\n")
    project.input("c/d.note", "one\ntwo\nthree\n")
    return project


def test_it_runs_once_after_all_items_over_all_of_them(notes):
    said = notes.doit("-n", "4")
    assert made(said)[-2:] == ["notes:tally", "notes:digest"] and len(made(said)) == 14
    assert list(tally(notes).items()) == [("a.note", 2), ("b.note", 1), ("c/d.note", 3)]
    digest = notes.folder / "build/notes/.work/notes/digest"
    assert (digest / "tally.txt").read_text() == "3" and (digest / "2.txt").exists()
    assert made(notes.doit()) == []


def test_it_is_made_again_only_when_something_that_it_reads_changed(notes):
    notes.doit()
    notes.input("b.note", "one\nmore\n")
    assert made(notes.doit())[-2:] == ["notes:tally", "notes:digest"] and tally(notes)["b.note"] == 2
    (notes.folder / "input" / "b.note").touch()
    assert made(notes.doit()) == []
    assert made(notes.doit("notes.cards.seconds=0.001"))[-1] == "c/d:cards", (
        "equal output: not the collection"
    )
    notes.input("e.note", "new\n")
    assert "new input e/index.json, notes/e.note" in notes.doit("plan")
    assert made(notes.doit())[-2:] == ["notes:tally", "notes:digest"] and tally(notes)["e.note"] == 1
    (notes.folder / "input" / "a.note").unlink()
    assert made(notes.doit()) == ["notes:tally", "notes:digest"] and "a.note" not in tally(notes)
    assert made(notes.doit("notes.tally.most=999")) == ["notes:tally"], "its own setting"


def test_it_runs_although_an_item_failed(notes):
    notes.input("b.note", "BROKEN\n")
    said = notes.doit(code=2)
    assert "failed  b:read" in said and "notes:tally" in made(said)
    assert list(tally(notes)) == ["a.note", "c/d.note"]
    notes.input("b.note", "mended\n")
    assert made(notes.doit())[-2:] == ["notes:tally", "notes:digest"] and "b.note" in tally(notes)
    notes.input("b.note", "BROKEN again\n")
    notes.doit(code=2)
    assert "b.note" in tally(notes), "what was made before stands"


def test_it_does_not_run_where_nothing_stands(project):
    project.input("a.note", "BROKEN\n")
    said = project.doit(code=1)
    assert "notes:tally" not in said and "ignored" not in said
    assert "notes" in project.doit("status") and "never built" in project.doit("status")
    said = json.loads(project.doit("plan", "--json"))
    assert {item["id"]: item["state"] for item in said["items"]} == {"a": "blocked", "notes": "left"}


def test_it_does_not_run_for_single_items_and_runs_alone_when_asked_for(notes):
    said = notes.doit("a")
    assert made(said) == ["a:read", "a:cards", "a:index", "a:write"]
    assert made(notes.doit("notes:tally")) == ["notes:tally"] and list(tally(notes)) == ["a.note"]
    assert made(notes.doit("notes")) == ["notes:digest"]
    assert made(notes.doit("build/notes/tally.json")) == []
    notes.doit("b")
    assert made(notes.doit("build/notes/tally.json")) == ["notes:tally"]
    assert list(tally(notes)) == ["a.note", "b.note"]


def test_phases_to_run_names_it_or_not(notes):
    assert not {"notes:tally", "notes:digest"} & set(made(notes.doit("phases_to_run=write")))
    assert "notes:tally" not in made(notes.doit("phases_to_run=1,2,3"))
    assert made(notes.doit("phases_to_run=tally"))[-1] == "notes:tally"
    assert made(notes.doit("phases_to_run=7")) == ["notes:digest"], "numbers go on behind the items' phases"
    assert "there is no phase 99" in notes.doit("phases_to_run=99", code=3), "of any pipeline"


def test_a_batch_counts_items_and_the_collection_takes_what_stands(notes):
    said = notes.doit("batch_size=1")
    assert list(tally(notes)) == ["a.note"] and "2 left for the next run" in said
    notes.doit("batch_size=2")
    assert len(tally(notes)) == 3


def test_a_failed_collection_fails_nothing_else_and_is_tried_again(notes):
    said = notes.doit("notes.tally.most=2", code=2)
    assert "failed  notes:tally: too many cards" in said and "3 made" in said
    assert "failed at tally" in notes.doit("status")
    assert "failed last time at tally" in notes.doit("plan")
    assert made(notes.doit("retry")) == ["notes:tally", "notes:digest"]
    assert "nothing to do" in notes.doit("retry")


def test_every_command_knows_it_as_an_item(notes):
    notes.doit()
    assert "notes   what is made of all items" in notes.doit("list")
    assert "U notes:tally" in notes.doit("list", "--all", "--status")
    [one] = json.loads(notes.doit("status", "notes", "--json"))["items"]
    assert (one["id"], one["state"], one["made"], one["phases"]) == ("notes", "done", 2, 2)
    facts = json.loads(notes.doit("why", "notes:tally", "--json"))[0]
    assert facts["state"] == "up to date" and len(facts["inputs"]) == 6
    assert {(one["made_by"], one["state"]) for one in facts["inputs"]} == {
        ("index", "same"),
        ("write", "same"),
    }
    assert "status     : up-to-date" in notes.doit("info", "notes:tally")
    report = json.loads(notes.doit("report", "--json"))
    assert ("notes", "tally", "notes") in {
        (r["item"], r["phase"], r["pipeline"]) for r in report["results"]
    }
    checks = json.loads(notes.doit("doctor", "--json"))["checks"]
    [inputs] = [check["detail"] for check in checks if check["name"] == "inputs"]
    assert "3 for notes" in inputs
    assert "nothing is adopted" in notes.doit("adopt")
    notes.input("c/d.note", "changed\n")
    assert "notes:tally  maybe: if index or write gives something else" in notes.doit("why", "notes")
    notes.doit("c/d")
    assert "out of date" in notes.doit("status", "notes")
    assert (
        "notes:tally  would run: notes/c/d.note" in (said := notes.doit("why", "notes"))
        or "would run" in said
    )
    notes.doit("forget", "notes")
    assert "never built" in notes.doit("status", "notes")
    notes.doit("clean", "notes")
    assert not (notes.folder / "build/notes/tally.json").exists()
    assert not (notes.folder / "build/notes/.work/notes").exists()
    assert made(notes.doit()) == ["notes:tally", "notes:digest"]
    notes.doit("ignore", "notes")
    notes.input("a.note", "anew\n")
    assert "notes:tally" not in made(notes.doit())


def test_many_inputs_are_counted_and_not_listed(project):
    for number in range(30):
        project.input(f"{number:02}.note", f"line {number}\n")
    project.doit()
    assert "... and 40 more inputs; --json has all" in project.doit("why", "notes:tally")
    for number in range(10):
        (project.folder / "input" / f"{number:02}.note").unlink()
    assert "input 20 files is gone" in project.doit("plan")


def test_an_item_does_not_take_the_name_of_a_collection(project):
    project.input("notes.note", "one\n")
    project.input("tally.note", "one\n")
    said = project.doit()
    assert "notes:tally" in made(said) and "tally:read" in made(said)
    assert any(task.startswith("notes-") and task.endswith(":read") for task in made(said))
    assert sorted(tally(project)) == ["notes.note", "tally.note"]


def test_optional_phases_come_and_go(notes):
    assert not [task for task in made(notes.doit()) if task.endswith("shout")]
    assert "shout" not in notes.doit("list", "--all") and "4 of 4" in notes.doit("status")
    said = made(notes.doit("notes.shout.make=true"))
    assert {"a:shout", "a:index", "a:write", "notes:tally"} <= set(said) and "a:read" not in said
    assert (notes.folder / "build/notes/a.note").read_text().startswith("-ONE")
    assert json.loads((notes.folder / "build/notes/tally.json").read_text())["shouted"] == 3
    assert made(notes.doit("notes.shout.make=true")) == []
    assert "5 of 5" in notes.doit("status", "notes.shout.make=true")
    assert "shout.json came or went" in notes.doit("status")
    assert "input shout.json is gone" in notes.doit("plan")
    said = made(notes.doit())
    assert {"a:index", "a:write", "notes:tally"} <= set(said) and "a:shout" not in said
    assert (notes.folder / "build/notes/a.note").read_text().startswith("-one")
    said = made(notes.doit("notes.shout.make=true"))
    assert "a:shout" not in said and "a:write" in said, "what was made when it was wanted still stands"
    assert made(notes.doit("phases_to_run=2")) == [], "what is not wanted is not run by its number"


def test_a_setting_of_the_pipeline_is_one_of_all_its_phases(notes):
    notes.config("notes: {mark: '*', write: {ending: '!'}}")
    notes.doit()
    assert (notes.folder / "build/notes/b.note").read_text() == "*one\n***!"
    assert "mark * -> +" in notes.doit("plan", "notes.mark=+")
    notes.doit("notes.mark=+", "notes.write.mark=%")
    assert (notes.folder / "build/notes/b.note").read_text() == "+one\n%%%!"


def test_any_n_and_kill_9_give_the_same_bytes(notes):
    def built():
        build = notes.folder / "build" / "notes"
        return {
            path.relative_to(build): path.read_bytes()
            for path in build.rglob("*")
            if path.is_file() and path.name != ".made.json"
        }

    for number in range(8):
        notes.input(f"e/{number}.note", "".join(f"line {n}\n" for n in range(number)))
    notes.doit("-n", "1")
    expected = built()
    shutil.rmtree(notes.folder / "build")
    seed = random.Random(5)
    for _ in range(6):
        process = notes.start("-n", "4", start_new_session=True)
        time.sleep(seed.uniform(0.3, 1.2))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    notes.doit("-n", "4")
    assert built() == expected
    with closing(sqlite3.connect(notes.folder / "build" / "state.db")) as db:
        names = {name for (name,) in db.execute("SELECT name FROM tasks")}
    assert {"notes:tally", "notes:digest"} <= names


def test_the_tables_of_two_pipelines_stand_one_empty_line_apart(notes):
    notes.input("tale.toy", "One line.\n")
    said = notes.doit()
    assert len(re.findall(r"^Item .*\n(?:\S.*\n)+\n(?=\S)", said, re.M)) == 2, said
