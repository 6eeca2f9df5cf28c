"""Tallies, what got worse, and how fast a run is: counted, compared, and shown to people in measure."""

import json
from contextlib import closing
from types import SimpleNamespace

import pytest

from phases.graph.comparison import JUMP_HITS, JUMP_RATIO, compare
from phases.graph.config import Config
from phases.graph.history import History
from phases.graph.model import Phase, Pipeline
from phases.graph.rates import Rates
from phases.graph.state import State
from phases.graph.tallies import plain, total


@pytest.fixture
def history(tmp_path):
    """A state database to be filled by `enter`, and read as a history."""
    state = State(str(tmp_path / "state.db"))
    yield state, lambda: History(tmp_path / "state.db")
    state.dump()


def enter(state, run, results, pipeline="notes", status="made"):
    """A run that made a phase ``read`` of items, with their metrics."""
    state.start_run(run, 1)
    for item, metrics in results.items():
        state.record(run, item, "read", status, "new", metrics=json.dumps(metrics), pipeline=pipeline)
    state.end_run(run, 1.0, 0)
    state.commit()


def compared(history, base="1", run="2", **better):
    _, opened = history
    with closing(opened()) as past:
        return compare(past, past.find(base), past.find(run), {"notes": better})


def test_tallies_are_told_from_other_metrics():
    metrics = {"title": "a: b", "words": 3, "rule:spaces": 2}
    assert plain(metrics) == {"title": "a: b", "words": 3}
    assert total([metrics, {"rule:spaces": 5, "term:Kṛṣṇa": 1}]) == {"rule:spaces": 7, "term:Kṛṣṇa": 1}


def test_a_tally_jumps_when_it_hits_more_often_for_as_many_items(history):
    state, _ = history
    enter(state, "1", {"a": {"rule:x": 10, "rule:y": 10, "rule:z": 1}, "b": {"rule:x": 10}})
    enter(state, "2", {"a": {"rule:x": 40, "rule:y": 19, "rule:z": 4}})  # b stands as it was
    [jump] = compared(history).jumped
    assert (jump.tally, jump.base, jump.now, jump.items, jump.example) == ("rule:x", 20, 50, 2, "a")
    assert JUMP_RATIO * 20 <= 50 and 1 + JUMP_HITS > 4, "rule:z is chance"


def test_more_items_with_as_many_hits_each_are_no_jump(history):
    state, _ = history
    enter(state, "1", {"a": {"rule:x": 10}})
    enter(state, "2", {str(number): {"rule:x": 11} for number in range(9)})
    assert compared(history).jumped == [] == compared(history).fired


def test_a_tally_fires_for_the_first_time_once(history):
    state, _ = history
    enter(state, "1", {"a": {"rule:x": 1}, "b": {}})
    enter(state, "2", {"b": {"term:Rāma": 2}, "a": {"rule:x": 0}})
    enter(state, "3", {"b": {"term:Rāma": 3}})
    [first] = compared(history).fired
    assert (first.tally, first.now, first.example) == ("term:Rāma", 2, "b")
    assert compared(history, "2", "3").fired == []
    assert compared(history).moved == [], "single hits of an item are no news"


def test_without_anything_before_there_is_nothing_to_compare_with(history):
    state, _ = history
    enter(state, "1", {"x": {"rule:x": 1}}, pipeline="toy")
    enter(state, "2", {"a": {"rule:x": 100}})
    assert compared(history).fired == [] == compared(history).jumped


def test_what_got_worse_by_the_pipelines_own_word(history):
    state, _ = history
    enter(
        state,
        "1",
        {"a": {"score": 90.0, "faults": 1}, "b": {"score": 70.0, "faults": 4}, "c": {"score": 50}},
    )
    enter(state, "2", {"c": {"score": 60}})
    enter(
        state,
        "3",
        {"a": {"score": 80.0, "faults": 0}, "b": {"score": 71.0, "faults": 9}, "d": {"score": 1}},
    )
    worse = compared(history, "2", "3", score="up", faults="down").worse
    assert [(one.item, one.metric, one.base, one.now) for one in worse] == [
        ("a", "score", 90.0, 80.0),
        ("b", "faults", 4, 9),
    ], "compared with what stood, though the run before did not make it"
    assert compared(history, "2", "3").worse == []


def test_doit_report_says_all_of_it(project):
    project.input("a.note", "one two\n")
    project.input("words.txt", "two II\n")
    project.doit()
    project.input("words.txt", "two II\none I\n")
    project.input("a.note", "one " * 3 + "two " * 20 + "\n")
    said = project.doit()
    assert "word:" not in said, "tallies are for the report"
    said = project.doit("report", "--compare", "-2")
    assert "hits: word:two 20, word:one 3" in said
    for title in ("Items that got worse", "Tallies that jumped", "Tallies that fired for the first time"):
        assert title in said
    report = json.loads(project.doit("report", "--compare", "-2", "--json"))
    assert report["totals"]["tallies"] == {"word:one": 3, "word:two": 20}
    compared = report["comparison"]
    assert [one["metric"] for one in compared["worse"]] == ["length"]
    assert [(one["tally"], one["base"], one["now"]) for one in compared["jumped"]] == [("word:two", 1, 20)]
    assert [(one["tally"], one["example"]) for one in compared["fired"]] == [("word:one", "a")]
    assert "word:" not in project.doit("report", "--format", "csv").splitlines()[0]
    html = project.doit("report", "--compare", "-2", "--format", "html")
    assert "Tallies that jumped" in html and "word:two" in html


def test_the_state_does_without_tallies(project):
    project.input("a.note", "two\n")
    project.input("words.txt", "two II\n")
    project.doit()
    state = State(str(project.folder / "build" / "state.db"))
    assert state.get("a:read", "_values_:")["metrics"] == {"title": "-II", "lines": 1, "length": 4}
    state.dump()


# rates


def task(item, phase, status, pipeline, **metrics):
    return SimpleNamespace(
        item=SimpleNamespace(id=item, pipeline=pipeline, whole=False),
        phase=SimpleNamespace(name=phase),
        outcome=SimpleNamespace(status=status, metrics=metrics) if status else None,
    )


def test_rates_count_finished_items_and_the_last_word_of_each():
    module = type(json)("first"), type(json)("last")
    phases = tuple(Phase(one, reads="source", target="t") for one in module)
    notes = Pipeline("notes", ("*",), phases, rate="lines")
    rates = Rates(Config())
    rates.ended(task("a", "first", "made", notes, lines=100))
    assert rates.text(10.0) == "", "nothing is finished"
    rates.ended(task("a", "last", "made", notes, lines=120))
    rates.ended(task("b", "first", "up to date", notes, lines=900))
    rates.ended(task("b", "last", None, notes))
    assert rates.text(10.0) == "6 items/min, 12 lines/s"
    rates.ended(task("c", "first", "made", notes, lines=3))
    rates.ended(task("c", "last", None, notes))  # up to date, its outcome comes later
    assert rates.text(60.0) == "2 items/min, 2.0 lines/s"
    other = Pipeline("other", ("*",), phases, rate="pages")
    rates.ended(task("d", "last", "made", other, pages=60))
    assert rates.text(60.0) == "notes 2 items/min, 2.0 lines/s; other 1 item/min, 1.0 pages/s"
    rates.ended(task("e", "last", "made", Pipeline("plain", ("*",), phases)))
    assert "plain" not in rates.text(60.0)


def test_a_rate_names_its_pipeline_beside_items_of_others():
    phases = (Phase(type(json)("last"), reads="source", target="t"),)
    rates = Rates(Config())
    rates.ended(task("a", "last", "made", Pipeline("notes", ("*",), phases, rate="lines"), lines=60))
    rates.ended(task("b", "last", "up to date", Pipeline("plain", ("*",), phases)))
    assert rates.text(60.0) == "1 item/min, 1.0 lines/s"
    rates.ended(task("c", "last", "made", Pipeline("plain", ("*",), phases)))
    assert rates.text(60.0) == "notes 1 item/min, 1.0 lines/s"


def test_the_last_line_says_how_fast_it_was(project):
    project.input("a.note", "one\n")
    assert " items/min, " in (last := project.doit().splitlines()[-1]) and last.endswith(" lines/s)")
    assert project.doit().splitlines()[-1].startswith("2 up to date in ") and "/min" not in project.doit()
