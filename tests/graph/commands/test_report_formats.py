"""A report of given results: its totals, as CSV, and as HTML of hostile text."""

import csv
import io

from taken_page import Page

from phases.graph.history import Result, Run
from phases.graph.report import as_csv, avg_cpu_usage, report
from phases.graph.report_html import as_html

HOSTILE = "<script>alert('x')</script> \"'><img src=http://evil.example/x.png onerror=alert(1)> &amp; =1+1"


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
        "pipeline": "toy",
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
        result("b", "other", pipeline="notes", metrics={"audio_s": 5.0}, cpu_s=0.0),
    ]
    totals = report(run(), "ended", results, [("toy", "audio_s")])["totals"]
    assert totals["metrics"] == {"audio_s": 70.0}
    assert (totals["items"], totals["items_failed"], totals["made"], totals["failed"]) == (3, 1, 4, 1)
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
