"""The history: questions to it, two runs compared, old runs deleted."""

import json
import sqlite3
import time

import pytest

from phases.graph.commands.clean_history import clean
from phases.graph.comparison import compare
from phases.graph.errors import ConfigError
from phases.graph.history import reading
from phases.graph.state import State

OK = {"cpu_s": 1.0, "peak_mb": 50.0, "bytes": 100}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "build" / "state.db"


def enter(file, run, *results, exit_code=0, seconds=10.0, days_ago=0.0):
    """Enter a run with results (item, phase, seconds or an error, metrics, parts, reused)."""
    state = State(str(file))
    state.start_run(run, 2)
    for item, phase, took, metrics, parts, reused in results:
        failed = isinstance(took, str)
        state.record(
            run,
            item,
            phase,
            "failed" if failed else "made",
            "because",
            seconds=0.0 if failed else took,
            parts=parts,
            reused=reused,
            **OK,
            **({"error": took} if failed else {"metrics": json.dumps(metrics)}),
        )
    if seconds is not None:
        state.end_run(run, seconds, exit_code)
    state.dump()
    with sqlite3.connect(file) as db:
        db.execute("UPDATE runs SET started = started - ? WHERE id = ?", (days_ago * 86400, run))


def made(item, phase, seconds=1.0, parts=0, reused=0, **metrics):
    return (item, phase, seconds, metrics, parts, reused)


def failed(item, phase, error="no"):
    return (item, phase, error, {}, 0, 0)


def test_runs_with_what_they_made_and_failed(file):
    enter(file, "20250101_1_aa", made("a", "x"), made("a", "y"), failed("b", "x"), exit_code=2, days_ago=2)
    enter(file, "20250102_1_bb", seconds=None)
    with reading(str(file)) as history:
        first, second = history.runs()
        assert (first.items, first.made, first.failed, first.exit, first.seconds) == (2, 2, 1, 2, 10.0)
        assert (second.items, second.made, second.failed, second.exit) == (0, 0, 0, None)
        now = {"pid": 1, "since": time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second.started - 5))}
        later = {"pid": 1, "since": time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second.started + 60))}
        assert [first.state(now), second.state(None), second.state(now), second.state(later)] == [
            "ended",
            "killed",
            "running",
            "killed",
        ]
        [result, *_] = history.results(first.id)
        assert (result.item, result.phase, result.why, result.metrics) == ("a", "x", "because", {})


def test_a_run_is_found_by_its_id_its_beginning_and_its_place(file):
    State(str(file)).dump()
    with reading(str(file)) as history, pytest.raises(ConfigError, match="no run yet"):
        history.find("last")
    for days_ago, run in ((3, "20250101_1_aa"), (2, "20250102_1_bb"), (1, "20250102_1_bbcc")):
        enter(file, run, days_ago=days_ago)
    with reading(str(file)) as history:

        def found(name):
            return history.find(name).id

        assert found("last") == found("") == found("-1") == found("20250102_1_bbc") == "20250102_1_bbcc"
        assert found("-2") == found("20250102_1_bb") == "20250102_1_bb"
        assert found("-3") == found("20250101") == "20250101_1_aa"
        for wrong, said in (("20250102", "begins 2 runs"), ("2024", "no run"), ("-4", "oldest is -3")):
            with pytest.raises(ConfigError, match=said):
                history.find(wrong)


def test_what_fails_is_what_failed_when_it_was_tried_last(file):
    enter(file, "r1", failed("a", "x"), failed("b", "y"), failed("c", "y"), made("d", "x"), days_ago=3)
    enter(file, "r2", made("a", "x"), failed("b", "y", "still no"), made("c", "x"), days_ago=2)
    with reading(str(file)) as history:
        failing = history.failing()
        assert failing.keys() == {("b", "y"), ("c", "y")}  # c has not come to y again
        assert failing["b", "y"].error == "still no"
        first = history.find("r1")
        assert history.failing(first.id).keys() == {("a", "x"), ("b", "y"), ("c", "y")}


def test_a_clock_that_was_ahead_once_hides_no_later_run(file):
    enter(file, "ahead", failed("a", "x"), failed("b", "x"), days_ago=-365)
    enter(file, "then", made("a", "x"), made("b", "x"), days_ago=1)
    with reading(str(file)) as history:
        assert history.find("last").id == "then"
        assert history.failing("ahead").keys() == {("a", "x"), ("b", "x")}
        assert len(history.standing("then")) == 2 and not history.standing("ahead")
    state = State(str(file))
    state.start_run("killed", 1)
    state.commit()
    assert state.killed_run() == ("killed", 0)
    state.dump()


def test_compare_two_runs(file):
    before = [
        made("a", "speak", 10.0, parts=100, reused=0, audio_s=60.0, words=100, loudness=-19.001),
        made("b", "speak", 10.0, parts=100, reused=0),
        made("c", "speak", 10.0, parts=100, reused=0),
        made("d", "check", 0.1),
        made("e", "cut", 4.0, title="One"),
        failed("f", "cut", "broken"),
        failed("g", "cut", "broken, too"),
        failed("h", "cut", "and not tried again"),
        made("i", "cut", 5.0),
    ]
    after = [
        made("a", "speak", 10.0, parts=100, reused=50, audio_s=66.0, words=100, loudness=-19.0),
        made("b", "speak", 1.0, parts=100, reused=90),  # as fast, for a tenth of the parts
        made("c", "speak", 0.1, parts=100, reused=100),  # nothing to compare
        made("d", "check", 0.9),  # nine times as slow, but not a second
        made("e", "cut", 4.9, title="Two"),  # almost a second, but not a quarter more
        made("f", "cut"),
        failed("g", "cut", "broken again"),
        failed("i", "cut", "newly broken"),
    ]
    enter(file, "r1", *before, days_ago=3)
    enter(file, "r2", *after, days_ago=2)
    with reading(str(file)) as history:
        changes = compare(history, history.find("r1"), history.find("r2"))
    assert [(pace.item, pace.phase, pace.base_s, pace.ratio) for pace in changes.slower] == [
        ("", "speak", 6.0, 11 / 6),
        ("a", "speak", 5.0, 2.0),
    ]
    assert [one.item for one in changes.failed_newly] == ["i"]
    assert [(one.item, one.error) for one in changes.still_failing] == [("g", "broken again")]
    assert [(one.item, one.error) for one in changes.repaired] == [("f", "broken")]
    assert [(one.item, one.metric, one.base, one.now) for one in changes.moved] == [
        ("a", "audio_s", 60.0, 66.0),
        ("e", "title", "One", "Two"),
    ]


def test_cleaning_deletes_old_runs_and_keeps_what_is_up_to_date(file):
    enter(file, "old", *(made(f"i{number}", "x", title="t" * 500) for number in range(2000)), days_ago=40)
    enter(file, "new", made("a", "x"), failed("b", "x"), days_ago=1)
    state = State(str(file))
    state.set("a:x", "k", 1)
    state.ids()["a.toy"] = "a"
    state.dump()
    size = file.stat().st_size
    runs, results, freed = clean(file, time.time() - 30 * 86400)
    assert (runs, results) == (1, 2000)
    assert freed > 500_000 and file.stat().st_size == size - freed
    state = State(str(file))
    assert state.get("a:x", "k") == 1 and dict(state.ids()) == {"a.toy": "a"}
    with reading(str(file)) as history:
        assert [run.id for run in history.runs()] == ["new"]
        assert history.failing().keys() == {("b", "x")}
    assert clean(file, time.time() - 30 * 86400) == (0, 0, 0)


def test_cleaning_while_somebody_reads_gives_the_space_back_another_time(file):
    enter(file, "old", *(made(f"i{number}", "x", title="t" * 500) for number in range(200)), days_ago=40)
    with sqlite3.connect(file) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM results").fetchone() == (200,)
        runs, results, _ = clean(file, time.time())
        assert (runs, results) == (1, 200)
        assert reader.execute("SELECT count(*) FROM results").fetchone() == (200,)
    with reading(str(file)) as history:
        assert history.runs() == []
