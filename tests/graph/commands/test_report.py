"""``doit report`` in all its shapes, and the two files that every run leaves."""

import csv
import io
import json
import re
import signal
import time

import pytest
from taken_page import check_alone


@pytest.fixture
def reported(project):
    """Two runs: in the first c fails, in the second bad; a is made again with another loudness."""
    project.input("a.toy", "The Title\nfirst\nsecond\n")
    project.input("twin.toy", "The Title\nfirst\nsecond\n")
    project.input("bad.toy", "<script>alert(1)</script>\nfine\n")
    project.input("c.toy", "c\nBUG\n")
    project.input("worst.toy", " ")
    project.doit(code=2)
    project.input("bad.toy", "<script>alert(1)</script>\nTOOL\n")
    project.input("c.toy", "c\nwell\n")
    project.doit("toy.trim.loud=2", code=2)
    return project


def check_second_run(by_task):
    """The results of the second run of `reported`, by item and phase."""
    assert by_task["a", "trim"]["why"] == "loud 1 -> 2" and by_task["a", "bind"]["metrics"]["letters"]
    assert by_task["c", "speak"]["parts_made"] + by_task["c", "speak"]["parts_reused"] == 2
    assert by_task["a", "trim"]["parts_made"] == 1 and by_task["a", "trim"]["parts_reused"] == 0
    assert by_task["a", "trim"]["peak_mb"] > 1 and by_task["a", "trim"]["seconds"] > 0
    failure = by_task["bad", "speak"]
    assert failure["error"] == "line 2: the engine said no; ask it nicely"
    assert failure["details"].splitlines() == ["line 1", "the last line"]
    assert ("a", "speak") not in by_task


def test_report(reported):
    said = json.loads(reported.doit("report", "--json"))
    assert said == json.loads((reported.folder / "build" / "report.json").read_text(encoding="utf-8"))
    by_task = {(one["item"], one["phase"]): one for one in said["results"]}
    assert said["run"]["exit"] == 2 and said["run"]["state"] == "ended"
    assert said["totals"]["items"] == 4 and said["totals"]["items_failed"] == 2
    check_second_run(by_task)

    first = json.loads(reported.doit("report", "-2", "--format", "json"))
    assert first["run"]["id"] != said["run"]["id"]
    assert {one["phase"] for one in first["results"] if one["item"] == "a"} >= {"check", "speak", "bind"}
    assert "no run" in reported.doit("report", "-3", code=3)
    assert "one run at a time" in reported.doit("report", "last", "-2", code=3)
    assert "no place for a comparison" in reported.doit("report", "--format=csv", "--compare=-2", code=3)

    table = reported.doit("report", said["run"]["id"], "--compare", "-2")
    assert "failed  bad:speak: line 2: the engine said no; ask it nicely\n        | line 1\n" in table
    # What got slower depends on the machine, and is shown by other tests.
    titles = re.findall(r"^(Failed newly|Still failing|Repaired|Metrics that moved)$", table, re.M)
    assert titles == ["Failed newly", "Still failing", "Repaired", "Metrics that moved"]
    assert re.search(r"^a +bind +letters +[\d,]+ +[\d,]+ *$", table, re.M)
    assert "\x1b" not in table

    reported.doit("report", "-o", "out/r.csv", "--format", "csv")
    rows = list(
        csv.DictReader(io.StringIO((reported.folder / "out" / "r.csv").read_text(encoding="utf-8")))
    )
    assert [(row["item"], row["phase"]) for row in rows] == list(by_task)
    assert "cannot be written" in reported.doit("report", "-o", "out", code=3)

    page = check_alone(reported.doit("report", "--format", "html", "--compare", "-2"))
    shown = [cells for cells in page.cells if len(cells) == 10]
    assert [(cells[0], cells[1], cells[2]) for cells in shown] == [
        (one["item"], one["phase"], one["status"]) for one in said["results"]
    ]
    assert "title <script>alert(1)</script>" in [cells[9] for cells in shown]
    assert "the last line" in page.text and "Metrics that moved" in page.text


def test_pipeline_json(reported):
    value = json.loads((reported.folder / "build" / "pipeline.json").read_text(encoding="utf-8"))
    assert list(value) == ["phase1", "phase2", "phase3", "phase4", "phase5", "batch"]
    items = {"a", "bad", "c", "twin", "worst"}
    for number in range(1, 6):
        phase = value[f"phase{number}"]
        assert phase["status"] == "partial" and phase["files"].keys() == items
        for entry in phase["files"].values():
            assert entry["status"] in ("success", "failed", "pending")
            assert ("error" in entry) == (entry["status"] == "failed")
            assert ("output" in entry) == (entry["status"] == "success")
            assert entry["status"] != "success" or (reported.folder / entry["output"]).is_file()

    def statuses(item):
        return [value[f"phase{number}"]["files"][item]["status"] for number in range(1, 6)]

    assert statuses("a") == statuses("twin") == statuses("c") == ["success"] * 5
    # What bad had made in the first run is not what its file says now.
    assert statuses("bad") == ["success", "success", "failed", "pending", "pending"]
    assert statuses("worst") == ["failed"] + ["pending"] * 4
    batch = value["batch"]
    assert batch["status"] == "partial"
    assert {item: entry["status"] for item, entry in batch["files"].items()} == {
        "a": "success",
        "bad": "partial",
        "c": "success",
        "twin": "success",
        "worst": "failed",
    }
    assert batch["files"]["bad"]["error"] == "line 2: the engine said no; ask it nicely"
    summary = batch["summary"]
    assert 0 < summary.pop("total_duration") < 60 and 0 < summary.pop("avg_cpu_usage") <= 100
    assert summary == {"total_files": 5, "successful_files": 3, "partial_files": 1, "failed_files": 1}

    # Written from the state: a run of one item says the same of the others.
    reported.input("bad.toy", "bad\nfine again\n")
    reported.doit("bad", "toy.trim.loud=2")
    value = json.loads((reported.folder / "build" / "pipeline.json").read_text(encoding="utf-8"))
    assert statuses("bad") == statuses("a") == ["success"] * 5
    assert value["batch"]["files"]["worst"] == batch["files"]["worst"]


def test_a_run_with_nothing_to_do_writes_nothing_and_an_interrupted_one_does(project):
    project.input("a.toy", "A\nfirst\n")
    project.doit()
    files = [project.folder / "build" / name for name in ("report.json", "pipeline.json")]
    before = [file.stat().st_mtime_ns for file in files]
    project.doit()
    assert [file.stat().st_mtime_ns for file in files] == before
    project.log.unlink()
    project.input("b.toy", "B\n" + "".join(f"line {number}\n" for number in range(40)))
    process = project.start("b", "toy.speak.seconds=0.2")
    deadline = time.monotonic() + 30
    while len(project.made_parts()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    said, pipeline = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    assert said["run"]["exit"] == 130 and {one["phase"] for one in said["results"]} >= {"check", "cut"}
    assert pipeline["batch"]["files"] == {"a": {"status": "success"}, "b": {"status": "partial"}}
    assert pipeline["phase3"]["files"]["b"] == {"status": "pending"}


def test_an_item_may_be_called_like_a_command(project):
    project.input("report.toy", "R\nfirst\n")
    project.input("clean-history.toy", "C\nfirst\n")
    project.doit()
    names = {one["item"] for one in json.loads(project.doit("report", "--json"))["results"]}
    assert all(re.fullmatch(r"(report|clean-history)-[0-9a-f]{6}", name) for name in names), names
