"""``doit runs`` and ``doit clean-history``, with real runs."""

import json
import sqlite3
import time


def test_runs_and_clean_history(project):
    assert "no run yet" in project.doit("runs")
    project.input("a.toy", "A\nfirst\n")
    project.input("bad.toy", " ")
    project.doit(code=2)
    project.doit("a")  # nothing to do: no line
    [run] = json.loads(project.doit("runs", "--json"))
    assert (run["items"], run["made"], run["failed"], run["exit"], run["workers"]) == (2, 5, 1, 2, 2)
    assert run["state"] == "ended" and 0 < run["seconds"] < 60
    with sqlite3.connect(project.folder / "build" / "state.db") as db:
        db.execute("INSERT INTO runs VALUES ('20200101_000000_deadbeef', 1577836800, NULL, NULL, 4)")
    lines = project.doit("runs").splitlines()
    assert lines[1].split()[0] == run["id"] and lines[1].split()[-1] == "2"
    assert lines[2].startswith("20200101_000000_deadbeef") and lines[2].rstrip().endswith("killed")
    assert "1 run deleted with 0 results" in project.doit("clean-history")
    assert "up to date" in project.doit("a")
    assert json.loads(project.doit("clean-history", "--keep-days", "0", "--json")) == {
        "runs": 1,
        "results": 6,
        "freed_bytes": 0,
    }
    assert "up to date" in project.doit("a")
    assert "must be 0 or more" in project.doit("clean-history", "--keep-days=-1", code=3)


def test_a_run_that_goes_on_is_seen_and_not_cleaned_away(project):
    project.input("a.toy", "A\n" + "".join(f"line {number}\n" for number in range(40)))
    process = project.start("toy.speak.seconds=0.2")
    deadline = time.monotonic() + 30
    while len(project.made_parts()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    [run] = json.loads(project.doit("runs", "--json"))
    assert (run["state"], run["seconds"], run["exit"]) == ("running", None, None)
    said = json.loads(project.doit("report", "--json"))
    assert said["run"]["state"] == "running" and said["totals"]["avg_cpu_usage"] is None
    assert {one["phase"] for one in said["results"]} == {"check", "cut"}
    assert "another run holds" in project.doit("clean-history", "--keep-days=0", code=3)
    process.kill()
    process.communicate()
    [run] = json.loads(project.doit("runs", "--json"))
    assert (run["state"], run["made"]) == ("killed", 2)
