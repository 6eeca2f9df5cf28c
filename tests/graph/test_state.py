"""The state database: what is committed is there, whatever happens next."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from doit.exceptions import InvalidCommand
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from phases.graph.history import reading
from phases.graph.state import State


@pytest.fixture
def file(tmp_path):
    return str(tmp_path / "build" / "state.db")


def test_what_is_committed_is_seen_by_another_process(file):
    state = State(file)
    state.set("a:cut", "deps:", ["x"])
    state.set("a:cut", "x", (1.5, 3, "md5"))
    assert State(file).get("a:cut", "x") is None
    state.commit()
    assert State(file).get("a:cut", "x") == [1.5, 3, "md5"]
    state.remove("a:cut")
    assert not state.in_("a:cut") and State(file).in_("a:cut")
    state.dump()
    assert not State(file).in_("a:cut")


def test_remove_all_keeps_ids_and_history(file):
    state = State(file)
    state.ids()["a.epub"] = "a"
    state.set("a:cut", "x", 1)
    state.start_run("r", 2)
    state.commit()
    state.remove_all()
    state.set("b:cut", "x", 2)
    state.dump()
    state = State(file)
    assert not state.in_("a:cut") and state.get("b:cut", "x") == 2
    assert dict(state.ids()) == {"a.epub": "a"}


def test_a_file_that_is_no_database_is_set_aside(file, tmp_path):
    State(file).dump()
    damaged = b"no database" * 1000
    (tmp_path / "build" / "state.db").write_bytes(damaged)
    state = State(file)
    state.set("a:cut", "x", 1)
    state.dump()
    assert State(file).get("a:cut", "x") == 1
    [aside] = (tmp_path / "build").glob("state.db.corrupt-*")
    assert aside.read_bytes() == damaged


def test_a_file_is_closed_before_it_is_set_aside(file, monkeypatch):
    Path(file).parent.mkdir()
    Path(file).write_bytes(b"no database" * 1000)
    rename = Path.rename

    def as_on_windows(path, place):
        opened = [one.path for one in psutil.Process().open_files()]
        assert str(path.absolute()) not in opened
        return rename(path, place)

    monkeypatch.setattr(Path, "rename", as_on_windows)
    assert State(file).set_aside


def test_a_database_that_cannot_be_opened_is_not_set_aside(file, tmp_path):
    state = State(file)
    state.set("a:cut", "x", 1)
    state.dump()
    (tmp_path / "build" / "state.db-wal").mkdir()
    with pytest.raises(InvalidCommand, match=r"state\.db: cannot be opened: .*; make room"):
        State(file)
    (tmp_path / "build" / "state.db-wal").rmdir()
    assert not State(file).new


def test_what_a_full_disk_did_not_take_is_written_later(file):
    state = State(file)
    [pages] = state._connection.execute("PRAGMA page_count").fetchone()
    state._connection.execute(f"PRAGMA max_page_count = {pages}")
    state.start_run("r", 2)
    state.set("a:cut", "x", "y" * 100_000)
    with pytest.raises(InvalidCommand, match=r"state\.db: cannot be written: database or disk is full"):
        state.commit()
    state._connection.execute(f"PRAGMA max_page_count = {pages + 100}")
    state.dump()
    assert State(file).get("a:cut", "x") == "y" * 100_000 and State(file).killed_run() == ("r", 0)


def test_pace_counts_only_what_was_really_made(file):
    state = State(file)
    figures = {"seconds": 1.0, "parts": 4, "metrics": "{}", "bytes": 100, "pipeline": "toy"}
    state.record("r", "a", "speak", "made", "new", cpu_s=2.0, reused=0, **figures)
    state.record("r", "b", "speak", "made", "new", cpu_s=4.0, reused=0, **figures)
    state.record("r", "c", "speak", "made", "new", cpu_s=0.0, reused=4, **figures)
    state.record("r", "d", "speak", "failed", "new", cpu_s=9.0, reused=0, **figures)
    state.commit()
    assert state.pace() == {"toy:speak": 0.03}


def test_phases_of_two_pipelines_with_one_name_have_each_its_own_pace(file):
    state = State(file)
    figures = {"parts": 0, "reused": 0, "metrics": "{}", "bytes": 100}
    state.record("r", "a", "check", "made", "new", cpu_s=1.0, pipeline="toy", **figures)
    state.record("r", "b", "check", "made", "new", cpu_s=7.0, pipeline="notes", **figures)
    state.commit()
    assert state.pace() == {"toy:check": 0.01, "notes:check": 0.07}


def test_a_database_of_version_1_gets_the_column_for_the_pipeline(file):
    Path(file).parent.mkdir()
    columns = "run, item, phase, status, why, ended, seconds, cpu_s, peak_mb, parts, reused, bytes"
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(f"CREATE TABLE results ({columns}, metrics, error, details)")
        db.execute(f"INSERT INTO results ({columns}) VALUES ('r','a','cut','made','',1,1,1,1,0,0,9)")
        db.execute("CREATE TABLE tasks (name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID")
        db.execute("""INSERT INTO tasks VALUES ('a:cut', '{"x": 1}')""")
        db.execute("PRAGMA user_version = 1")
    state = State(file)
    assert not state.new and state.get("a:cut", "x") == 1
    state.record("r", "b", "cut", "made", "new", cpu_s=1.0, bytes=10, pipeline="toy")
    state.dump()
    with reading(file) as history:
        assert [(one.item, one.pipeline) for one in history.results("r")] == [("a", ""), ("b", "toy")]


def test_a_database_of_a_newer_version_is_refused_and_stays(file):
    State(file).dump()
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("PRAGMA user_version = 3")
    before = Path(file).read_bytes()
    with pytest.raises(InvalidCommand, match="written by a newer version of Bindery; install that one"):
        State(file)
    assert Path(file).read_bytes() == before


def test_it_can_be_read_while_a_run_writes(file):
    state = State(file)
    state.set("a:cut", "x", 1)
    state.commit()
    state.start_run("r", 2)  # an open transaction
    with sqlite3.connect(file, timeout=0.1) as other:
        assert other.execute("SELECT count(*) FROM tasks").fetchone() == (1,)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(), max_size=5))
def test_any_path_keeps_its_id(tmp_path_factory, ids):
    file = str(tmp_path_factory.mktemp("state") / "state.db")
    state = State(file)
    known = state.ids()
    for path in ids:
        known[path] = f"id-{path.encode().hex()}"
    state.dump()
    assert dict(State(file).ids()) == {path: f"id-{path.encode().hex()}" for path in ids}


class LikeADictionary(RuleBasedStateMachine):
    """Any sequence of doit's calls gives what a dictionary of dictionaries gives."""

    def __init__(self):
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.file = f"{self.folder.name}/state.db"
        self.state, self.model = State(self.file), {}

    names = st.sampled_from(["a:x", "b:x", "b:y"])

    @rule(name=names, key=st.sampled_from(["k", "deps:"]), value=st.integers() | st.text())
    def set(self, name, key, value):
        self.state.set(name, key, value)
        self.model.setdefault(name, {})[key] = value

    @rule(name=names)
    def remove(self, name):
        self.state.remove(name)
        self.model.pop(name, None)

    @rule()
    def remove_all(self):
        self.state.remove_all()
        self.model.clear()

    @rule()
    def commit_and_die(self):
        self.state.commit()
        self.state = State(self.file)

    @rule(name=names)
    def compare(self, name):
        assert self.state.in_(name) == (name in self.model)
        expected = json.loads(json.dumps(self.model.get(name, {}).get("k")))
        assert self.state.get(name, "k") == expected

    def teardown(self):
        self.state.dump()
        self.folder.cleanup()


TestLikeADictionary = LikeADictionary.TestCase
