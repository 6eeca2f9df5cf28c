"""The reports over the whole archive, by the real doit: their figures, and when they are made again."""

import csv
import io
import json

import pytest
from conftest import Project
from lecture_archive import LECTURES, small_archive, srt

from phases.graph.files import read_json, write_json
from phases.subtitles import summaries, table
from phases.tools import lexicon

REPORTS = ["subtitles:page", "subtitles:report", "subtitles:table"]


def made(said):
    return [line.split()[1] for line in said.splitlines() if line.startswith("made ")]


def build(project, name):
    return project.folder / "build" / "subtitles" / name


def read(project):
    return json.loads(build(project, "report.json").read_text(encoding="utf-8"))


def ledger(project, name):
    text = build(project, f"{name}.changes.jsonl").read_text(encoding="utf-8")
    return [json.loads(row) for row in text.split("\n")[:-1]]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The small archive, built once for the tests that only look at it."""
    project = Project(tmp_path_factory.mktemp("archive"), shelf=False)
    small_archive(project)
    project.input("broken.srt", srt("One.", "Two.").replace(" --> ", " -> ", 1))
    project.doit()
    return project


def test_the_report_sums_up_what_the_files_say(built):
    report = read(built)
    files = {row["file"]: row for row in report["by_file"]}
    assert set(files) == {*LECTURES, "broken.srt"} and report["files"] == 6
    for name, row in files.items():
        rows = ledger(built, name)
        words = [one for one in rows if not one["rule"].startswith(("time:", "line:", "defect:"))]
        assert row["corrections"] == len(words), name
        assert row["defects"] == sum(one["rule"].startswith("defect:") for one in rows)
        assert row["retimed"] == len({one["cue"] for one in rows if one["rule"].startswith("time:")})
        assert build(
            built, row["ledger"].replace("%3D", "=").replace("%2B", "+").replace("%20", " ")
        ).exists()
    for name in ("cues", "corrections", "retimed", "defects", "removed", "suggestions", "unable"):
        assert report[name] == sum(row[name] for row in files.values()), name
    assert report["cues"] == 18 and report["defects"] == 1 and report["encodings"] == {"utf-8": 6}
    assert report["profiles"][0]["name"] == "netflix-en"


def test_its_score_weighs_each_file_by_its_cues(built):
    report = read(built)
    for when in ("before", "after"):
        weighed = sum(row[when]["score"] * row["cues"] for row in report["by_file"]) / report["cues"]
        assert report[when]["score"] == pytest.approx(weighed, abs=0.006)
        assert sum(report["histogram"][when]) == 6
    assert report["after"]["score"] > report["before"]["score"]


def test_hits_of_every_rule_are_those_of_the_ledgers(built):
    hits = {one["rule"]: (one["hits"], one["files"]) for one in read(built)["rules"]["change"]}
    found = {}
    for name in (*LECTURES, "broken.srt"):
        for one in ledger(built, name):
            if not one["rule"].startswith("defect:"):
                found.setdefault(one["rule"], []).append(name)
    assert hits == {rule: (len(names), len(set(names))) for rule, names in found.items()}
    assert {"spaces", "lexicon", "time:overlap", "line:break"} <= set(hits)
    assert read(built)["rules"]["defect"] == [{"rule": "defect:arrow", "hits": 1, "files": 1}]


def test_names_spelt_two_ways_with_counts_and_places(built):
    [one, *_] = read(built)["names"]
    assert (one["proposed"], one["in_lexicon"], one["hits"]) == ("Eckermann", False, 6)
    assert one["forms"] == [
        {"form": "Eckermann", "hits": 4, "files": 1, "first": {"file": "series one/first.srt", "line": 1}},
        {"form": "Ekkermann", "hits": 2, "files": 1, "first": {"file": "series one/second.srt", "line": 1}},
    ]
    assert not {"Arjunas", "Kṛṣṇa"} & {
        form["form"] for name in read(built)["names"] for form in name["forms"]
    }


def test_new_words_are_pasted_and_the_next_run_uses_them(tmp_path):
    project = Project(tmp_path, shelf=False)
    small_archive(project)
    project.doit()
    entries = [one["entry"] for one in read(project)["new_words"]]
    assert len(entries) == 2 and any("variants: [Ekkermann]" in one for one in entries)
    path = tmp_path / "input" / "lexicon.yaml"
    path.write_text(
        path.read_text(encoding="utf-8") + "".join(f"  {e}\n" for e in entries), encoding="utf-8"
    )
    assert lexicon.lint(lexicon.load(path), path) == []
    project.doit()
    assert "heard from Eckermann." in build(project, "series one/second.srt").read_text(encoding="utf-8")
    assert read(project)["new_words"] == []
    assert "Eckermann" not in {one["proposed"] for one in read(project)["names"]}


def test_the_table_has_a_line_a_file_and_no_formula(built):
    data = build(built, "report.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    files = {row["file"]: row for row in read(built)["by_file"]}
    assert [row["file"].removeprefix("'") for row in rows] == list(files)
    for row in rows:
        assert not row["file"].startswith(("=", "+", "-", "@"))
        one = files[row["file"].removeprefix("'")]
        assert float(row["score"]) == one["after"]["score"]
        assert float(row["score_before"]) == one["before"]["score"]
        assert int(row["issues"]) == sum(one["after"]["issues"].values())
        for name in ("cues", "corrections", "retimed", "defects", "removed"):
            assert int(row[name]) == one[name]
        assert row["encoding"] == "utf-8" and row["profile"] == "netflix-en"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=1","=2'])
def test_no_cell_begins_as_a_formula_does(tmp_path, name):
    figures = dict.fromkeys(table.COLUMNS, 0) | {
        "file": name,
        "encoding": name,
        "before": {"score": 1.0, "issues": {}},
        "after": {"score": 2.0, "issues": {"overlap": 3}},
    }
    (tmp_path / "report.json").write_text(json.dumps({"by_file": [figures]}), encoding="utf-8")
    table.run(tmp_path / "report.json", tmp_path / "report.csv", table.Settings())
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["file"] == row["encoding"] == f"'{name}" and (row["score"], row["issues"]) == ("2.0", "3")


def test_they_are_made_again_once_and_only_when_a_result_changed(tmp_path):
    project = Project(tmp_path, shelf=False)
    small_archive(project)
    assert sorted(made(project.doit())[-3:]) == REPORTS
    first = build(project, "report.html").read_bytes()
    (tmp_path / "input" / "clean.srt").touch()
    assert made(project.doit()) == []
    project.input("clean.srt", srt("That is a sentence.", "And this is another one."))
    said = made(project.doit())
    assert "clean-1e829d:summary" in said and not set(said) & set(REPORTS), "nothing to report is new"

    project.input("clean.srt", srt("This is a  sentence.", "And this is another one."))
    said = made(project.doit("subtitles.page.lines=10"))
    assert sorted(one for one in said if one.startswith("subtitles:")) == REPORTS
    assert {one.partition(":")[0] for one in said} == {"clean-1e829d", "subtitles"}
    assert made(project.doit()) == ["subtitles:page"], "its own setting"
    assert build(project, "report.html").read_bytes() != first

    project.input("clean.srt", srt(*LECTURES["clean.srt"]))
    project.doit()
    assert build(project, "report.html").read_bytes() == first, "the same archive gives the same page"
    (tmp_path / "input" / "hostile.srt").unlink()
    assert sorted(made(project.doit())) == REPORTS
    assert "hostile.srt" not in [row["file"] for row in read(project)["by_file"]]


def test_a_file_shows_something_of_every_rule(built):
    [row] = [one for one in read(built)["by_file"] if one["file"] == "series one/first.srt"]
    rules = {one["rule"] for one in ledger(built, row["file"])}
    [path] = built.folder.glob("build/subtitles/.work/series-one/first/summary.jsonl")
    first = [json.loads(text)[2] for text in summaries.lines(path, len(rules))]
    assert set(first) == rules and len(first) == len(rules)


@pytest.mark.parametrize(
    ("address", "file"),
    [("caf%E9%20b.srt", "caf\\udce9 b.srt"), ("a/100%25%3F%23.srt", "a/100%?#.srt"), ("%0A.srt", "\n.srt")],
)
def test_any_name_of_a_file_is_shown_and_its_ledger_found(tmp_path, address, file):
    (place := tmp_path / ".work" / "one" / "two").mkdir(parents=True)
    figures = {"ledger": f"../../../{address}.changes.jsonl", "words": []}
    (place / "summary.jsonl").write_text(json.dumps(figures) + "\n", encoding="utf-8")
    read = summaries.read(place / "summary.jsonl")
    assert (read["file"], read["ledger"]) == (file, f"{address}.changes.jsonl")


def test_a_name_that_is_no_unicode_can_be_written_as_json(tmp_path):
    write_json(tmp_path / "a.json", {"caf\udce9": "Kṛṣṇa"})
    assert read_json(tmp_path / "a.json") == {"caf\udce9": "Kṛṣṇa"}
