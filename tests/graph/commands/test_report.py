"""``doit report`` in all its shapes, and the two files that every run leaves."""

import csv
import io
import json
import re
import signal
import time
from html.parser import HTMLParser

import pytest

from phases.graph.history import Result, Run
from phases.graph.report import as_csv, avg_cpu_usage, report
from phases.graph.report_html import as_html

HOSTILE = "<script>alert('x')</script> \"'><img src=http://evil.example/x.png onerror=alert(1)> &amp; =1+1"


class Page(HTMLParser):
    """An HTML file taken apart: elements, attributes, text; complains about elements left open."""

    VOID = ("meta", "img", "br", "link", "input", "hr")

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text, self.open, self.cells = [], [], "", [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.cells.append([])
        if tag == "td":
            self.cells[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.text += data
        if self.open and self.open[-1] == "td":
            self.cells[-1][-1] += data


def result(item="a", phase="cut", status="made", **other):
    values = {
        "run": "r",
        "why": "new",
        "ended": 1.0,
        "seconds": 2.0,
        "cpu_s": 1.0,
        "peak_mb": 10.0,
        "parts": 0,
        "reused": 0,
        "bytes": 100,
        "metrics": {},
        "error": "",
        "details": "",
    }
    return Result(item=item, phase=phase, status=status, **{**values, **other})


def run(items=1, made=1, failed=0):
    return Run("20250101_000000_aaaaaaaa", 1e9, 8.0, 0, 2, items, made, failed)


def test_totals_count_each_item_once():
    results = [
        result("a", "speak", parts=10, reused=4, metrics={"audio_s": 60.0, "loudness": -19}),
        result("a", "bind", metrics={"audio_s": 61.0}, peak_mb=80.0),
        result("b", "speak", metrics={"audio_s": 9.0}, cpu_s=2.0),
        result("c", "cut", "failed", error="no"),
    ]
    totals = report(run(), "ended", results, ["audio_s"])["totals"]
    assert totals["metrics"] == {"audio_s": 70.0}
    assert (totals["items"], totals["items_failed"], totals["made"], totals["failed"]) == (3, 1, 3, 1)
    assert (totals["parts_made"], totals["parts_reused"], totals["peak_mb"]) == (6, 4, 80.0)
    assert totals["avg_cpu_usage"] == avg_cpu_usage(5.0, 8.0) and avg_cpu_usage(5.0, None) is None


def test_csv_gives_back_what_went_in_but_no_formula():
    metrics = {"title": "=HYPERLINK('http://evil')", "words": -5, "said": 'two\nlines, "quoted"'}
    said = report(run(), "ended", [result(metrics=metrics), result("b", metrics={"x": 1.5})], [])
    first, second = csv.DictReader(io.StringIO(as_csv(said)))
    assert first["metrics.title"] == "'=HYPERLINK('http://evil')"
    assert first["metrics.words"] == "-5"  # a number calculates nothing
    assert first["metrics.said"] == metrics["said"] and second["metrics.said"] == ""
    assert (second["item"], second["seconds"], second["metrics.x"]) == ("b", "2.0", "1.5")


def test_html_shows_hostile_text_as_text():
    names = {"item": HOSTILE, "phase": HOSTILE, "why": HOSTILE}
    bad = result(**names, status="failed", error=HOSTILE, details=HOSTILE + "</pre></details>")
    said = report(run(), HOSTILE, [result(**names, metrics={HOSTILE: 1, "title": HOSTILE}), bad], [])
    said["comparison"] = {
        "base": HOSTILE,
        "worse": [{"item": HOSTILE, "phase": "x", "metric": HOSTILE, "base": 1, "now": 2}],
        "jumped": [],
        "fired": [],
        "slower": [{"item": "", "phase": HOSTILE, "base_s": 1.0, "seconds": 2.0, "ratio": 2.0}],
        "failed_newly": [{"item": HOSTILE, "phase": "x", "error": HOSTILE}],
        "still_failing": [],
        "repaired": [],
        "moved": [{"item": HOSTILE, "phase": "x", "metric": HOSTILE, "base": None, "now": HOSTILE}],
    }
    page = Page(as_html(said))
    assert page.tags.count("script") == page.tags.count("style") == 1 and "img" not in page.tags
    assert page.text.count(HOSTILE) >= 12
    assert "Failed newly" in page.text and "Repaired" not in page.text


def check_alone(text):
    """The page asks for nothing outside, and its policy lets just its own script and style run."""
    page = Page(text)
    for tag, name, _ in page.attributes:
        assert name not in ("src", "href", "action", "srcset") and not name.startswith("on"), (tag, name)
        assert name != "style"
    assert not {"link", "iframe", "object", "img", "base"} & set(page.tags)
    assert not re.search(r"@import|url\(|https?:", text)
    [policy] = [value for _, name, value in page.attributes if name == "content" and "default-src" in value]
    assert policy.startswith("default-src 'none'") and policy.count("'sha256-") == 2
    assert ("meta", "name", "viewport") in page.attributes
    assert "prefers-color-scheme: dark" in text and "max-width" in text
    return page


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


def test_report(reported):
    said = json.loads(reported.doit("report", "--json"))
    assert said == json.loads((reported.folder / "build" / "report.json").read_text(encoding="utf-8"))
    by_task = {(one["item"], one["phase"]): one for one in said["results"]}
    assert said["run"]["exit"] == 2 and said["run"]["state"] == "ended"
    assert said["totals"]["items"] == 4 and said["totals"]["items_failed"] == 2
    assert by_task["a", "trim"]["why"] == "loud 1 -> 2" and by_task["a", "bind"]["metrics"]["letters"]
    assert by_task["c", "speak"]["parts_made"] + by_task["c", "speak"]["parts_reused"] == 2
    assert by_task["a", "trim"]["parts_made"] == 1 and by_task["a", "trim"]["parts_reused"] == 0
    assert by_task["a", "trim"]["peak_mb"] > 1 and by_task["a", "trim"]["seconds"] > 0
    failure = by_task["bad", "speak"]
    assert failure["error"] == "line 2: the engine said no; ask it nicely"
    assert failure["details"].splitlines() == ["line 1", "the last line"]
    assert ("a", "speak") not in by_task

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
