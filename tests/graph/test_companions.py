"""Companion files: found by the walk, read by the phases that ask for them, judged before a run."""

import json

import pytest

from phases.graph import discover
from phases.graph.model import Phase, Pipeline


def made(said):
    """The tasks that a run made, by what it said."""
    return sorted(line.split()[1] for line in said.splitlines() if line.startswith("made "))


def text(project, item):
    return (project.folder / "build" / "notes" / f"{item}.note").read_text(encoding="utf-8")


@pytest.fixture
def notes(project):
    """Two notes, one of them in a folder."""
    project.input("a.note", "one two\n")
    project.input("sub/b.note", "two three\n")
    return project


def test_companions_are_those_in_the_folder_and_above_outermost_first(tmp_path):
    for name in ("words.txt", "a.note", "x/b.note", "x/y/words.txt", "x/y/z/c.note", "x/y/z/words.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    (tmp_path / "words.note").write_text("an item", encoding="utf-8")
    module = json  # any module will do
    phase = Phase(module, reads="source", target="t", beside="words.txt")
    other = Pipeline("other", ("*.txt",), (Phase(module, reads="source", target="t"),))
    pipelines = [other, Pipeline("notes", ("*.note",), (phase,))]
    found = discover.items(tmp_path, pipelines, (), True, {}, ())
    beside = {
        item.path: [path[len(f"{tmp_path.as_posix()}/") :] for path in item.beside(phase)] for item in found
    }
    assert beside == {
        "a.note": ["words.txt"],
        "words.note": ["words.txt"],
        "x/b.note": ["words.txt"],
        "x/y/z/c.note": ["words.txt", "x/y/words.txt", "x/y/z/words.txt"],
    }, "and a companion is no item, of no pipeline"
    [top, _] = discover.items(tmp_path, pipelines, ("[aw]*.note",), False, {}, ())
    assert top.path == "a.note" and len(top.beside(phase)) == 1, "patterns do not narrow companions"


def test_a_companion_that_appears_changes_and_vanishes_remakes_its_items_only(notes):
    notes.doit()
    sub = notes.input("sub/words.txt", "two 2\n")
    said = notes.doit()
    assert "sub/b:read" in made(said) and not [task for task in made(said) if task.startswith("a:")]
    assert text(notes, "sub/b").startswith("-2 three") and text(notes, "a").startswith("-one two")
    notes.input("words.txt", "two II\none I\n")
    assert {"a:read", "sub/b:read"} <= set(made(notes.doit()))
    assert text(notes, "a").startswith("-I II")
    assert text(notes, "sub/b").startswith("-2 three"), "the inner file wins"
    sub.write_text("two zwei\n", encoding="utf-8")
    assert "words.txt changed" in notes.doit("status")
    assert "words.txt changed" in notes.doit("plan")
    said = notes.doit()
    assert {"sub/b:read", "sub/b:write"} <= set(made(said)) and "a:read" not in made(said)
    sub.unlink()
    assert "words.txt came or went" in notes.doit("status")
    assert "words.txt is gone" in notes.doit("plan")
    said = notes.doit()
    assert "sub/b:read" in made(said) and "a:read" not in made(said)
    assert text(notes, "sub/b").startswith("-II three")


def test_a_touched_companion_makes_nothing_and_is_not_asked_again(notes):
    words = notes.input("words.txt", "two II\n")
    notes.doit()
    words.touch()
    assert not made(notes.doit())
    assert not made(notes.doit())


def test_equal_output_after_a_changed_companion_stops_the_wave(notes):
    notes.doit()
    notes.input("words.txt", "nowhere nirgends\n")
    # `cards` has companions itself; the others read what they read before.
    assert made(notes.doit()) == ["a:cards", "a:read", "sub/b:cards", "sub/b:read"]
    assert made(notes.doit()) == []


def test_parts_and_join_get_the_companions_too(notes):
    notes.input("a.note", "what is it ?\nplain\n")
    notes.input("words.txt", "two II\n")
    notes.doit()
    cards = notes.folder / "build" / "notes" / ".work" / "a" / "cards"
    assert sorted(path.read_text() for path in cards.rglob("*.txt")) == ["-plain", "-what is it ?two"]
    said = json.loads(notes.doit("report", "--json"))
    cards = [one for one in said["results"] if one["phase"] == "cards"]
    assert [one["metrics"]["companions"] for one in cards] == [1, 1]


def test_a_bad_companion_ends_the_run_before_it_begins(notes):
    notes.doit()
    bad = notes.input("sub/words.txt", "two 2\nthree\nfour vier 4\n")
    notes.input("a.note", "another one\n")
    expected = (
        "ERROR: input/sub/words.txt:2: two words are needed\ninput/sub/words.txt:3: two words are needed\n"
    )
    for _ in range(2):
        assert notes.doit(code=3) == expected
        assert notes.doit("plan", code=3) == expected
    assert "no run" not in notes.doit("runs") and len(json.loads(notes.doit("runs", "--json"))) == 1
    assert "a:read" in made(notes.doit("a")), "an item that does not read it can be built"
    bad.write_text("two 2\nthree 3\n", encoding="utf-8")
    assert "sub/b:read" in made(notes.doit())
    bad.write_bytes(b"\xff\xfe")
    assert "input/sub/words.txt: unexpected UnicodeDecodeError" in notes.doit(code=3)


def test_twins_with_other_companions_are_no_twins_and_mirrors_have_none(notes):
    notes.input("a.note", "two three\n")
    notes.input("c.note", "two three\n")
    notes.input("sub/words.txt", "two 2\n")
    said = notes.doit()
    assert "same content" not in said
    assert text(notes, "a") == text(notes, "c") and text(notes, "sub/b").startswith("-2 three")


def test_a_state_that_is_lost_knows_companions_by_the_records(notes):
    notes.input("words.txt", "two II\n")
    notes.doit()
    for path in notes.folder.joinpath("build").glob("state.db*"):
        path.unlink()
    said = notes.doit()
    assert "finished phases were recognised" in said and not made(said)
