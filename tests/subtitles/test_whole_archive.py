"""Whole builds of a small archive through the real doit: the same bytes always, and only what changed."""

import json
import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Project
from malformed import CASES
from passes import as_file
from test_negative import SENTENCES

from phases.subtitles import PIPELINE, cues, source
from phases.subtitles.cues import Cue, Track

HERE = Path(__file__).parent
SAMPLE = ROOT / "phases" / "subtitles" / "sample"
NAMES = HERE / "names.yaml"
PHASES = [phase.name for phase in PIPELINE.phases]
COLLECTION = [phase.name for phase in PIPELINE.collection]
LEXICON = """terms:
  - {term: Kṛṣṇa, variants: [krsna]}
  - {term: Arjuna, variants: [arjun]}
  - {term: Vyāsa, variants: [vyas]}
"""
TALK = """1
00:00:01,000 --> 00:00:03,000
Um, the  mind is restless.

2
00:00:04,000 --> 00:00:06,000
krsna said to arjun

3
00:00:05,900 --> 00:00:08,000
that the the mind can be still.
"""
QUIET = """1
00:00:01,000 --> 00:00:03,000
Nothing is wrong with this.

2
00:00:04,000 --> 00:00:06,000
And krsna smiled.
"""
DOUBLED = "\n".join(
    f"{n}\n00:{n:02}:00,000 --> 00:{n:02}:03,000\nThis is the the mind.\n" for n in range(1, 16)
)
VTT = "WEBVTT\n\nNOTE of the teacher\n\nintro\n00:01.000 --> 00:03.000 line:0\narjun said , yes\n"
ASS = (
    "[Script Info]\n; a note\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:01.20,Default,,0,0,0,,{\\an8}arjun  said\\Nno\n"
    "Comment: 0,0:00:01.00,0:00:01.20,Default,,0,0,0,,not shown\n"
)
GOOD = {
    "talk.srt": TALK,
    "2019/quiet.srt": QUIET,
    "2019/June 3/talk.srt": TALK.replace("the mind can", "the sun can"),
    "2019/June 3/words.vtt": VTT,
    "2020/signs.ass": ASS,
}
BAD = {"2020/config.srt": '\n{"a": 1}\n', "notes.srt": "It was the best of times.\n"}


def built(project: Project) -> dict[str, bytes]:
    """All files below ``build/subtitles``, by their paths there."""
    folder = project.folder / "build" / "subtitles"
    files = sorted(path for path in folder.rglob("[!.]*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def made(project: Project) -> dict[str, list[str]]:
    """The phases that the last run made, by item."""
    found: dict[str, list[str]] = {}
    for one in last(project)["results"]:
        assert one["status"] == "made", one
        found.setdefault(one["item"], []).append(one["phase"])
    return found


def last(project: Project) -> Any:
    """The report of the last run."""
    return json.loads((project.folder / "build" / "report.json").read_bytes())


def ledger(project: Project, name: str) -> list[dict[str, Any]]:
    text = built(project)[f"{name}.changes.jsonl"].decode()
    return [json.loads(line) for line in text.splitlines()]


def archive(folder: Path, *, bad: bool) -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    project = Project(folder, shelf=False)
    for name, text in (GOOD | BAD if bad else GOOD).items():
        project.input(name, text)
    project.input("lexicon.yaml", LEXICON)
    return project


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """A build with 4 workers and two bad files, and what it said; tests only look at it."""
    project = archive(tmp_path_factory.mktemp("whole"), bad=True)
    return project, project.doit("-n", "4", code=2)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A build with one worker and no bad file."""
    project = archive(tmp_path_factory.mktemp("good"), bad=False)
    project.doit("-n", "1")
    return project


@pytest.fixture
def copy(good: Project, tmp_path: Path) -> Project:
    """A copy of `good` to change."""
    project = Project(tmp_path, shelf=False)
    shutil.copytree(good.folder, tmp_path, dirs_exist_ok=True)
    return project


# what comes out


def test_outputs_mirror_the_inputs_with_a_ledger_beside_each(whole: tuple[Project, str]) -> None:
    project, _ = whole
    outputs = {name for name in built(project) if not name.startswith(".work/")}
    expected = {f"{name}{suffix}" for name in GOOD for suffix in ("", ".changes.jsonl")}
    assert outputs == expected | {"report.json", "report.csv", "report.html"}
    assert not {path.name for path in (project.folder / "input").rglob("*.jsonl")}
    talk = built(project)["talk.srt"].decode()
    assert "The mind is restless." in talk and "Kṛṣṇa said to Arjuna" in talk
    assert {change["rule"] for change in ledger(project, "talk.srt")} >= {
        "filler-start", "spaces", "lexicon", "repeated-word", "time:overlap",
    }  # fmt: skip


def test_no_cue_is_lost(whole: tuple[Project, str]) -> None:
    project, _ = whole
    for name in GOOD:
        before, _ = source.read(project.folder / "input" / name)
        after, _ = source.read(project.folder / "build" / "subtitles" / name)
        item = next(path.parent for path in work(project).rglob("cues.json") if of(path, name))
        kept = cues.read(item / "cues.json")
        assert len(before.cues) == kept.cues_in == len(after.cues) + len(kept.removed)
        assert [cue.number for cue in after.cues] == [cue.number for cue in before.cues]


def work(project: Project) -> Path:
    return project.folder / "build" / "subtitles" / ".work"


def of(path: Path, name: str) -> bool:
    """Is `path` in the folder of the item whose source is `name`?"""
    stem, _, suffix = name.lower().replace(" ", "-").rpartition(".")
    return path.parent.as_posix().endswith(f".work/{stem}" + ("" if suffix == "srt" else f"-{suffix}"))


def test_bad_files_are_named_with_their_line_and_the_others_go_on(whole: tuple[Project, str]) -> None:
    _, said = whole
    assert "line 2: no cue was found, this looks like JSON" in said
    assert "line 1: no cue was found, this looks like plain text: It was the best of times." in said
    summary = said.splitlines()
    assert summary[-1].startswith("6 made, 2 failed") or "2 failed" in summary[-1]


# the same bytes, whatever happens


def test_one_worker_makes_the_same_bytes(whole: tuple[Project, str], good: Project) -> None:
    four, one = built(whole[0]), built(good)
    assert sorted(four) == sorted(one)
    assert [name for name in one if one[name] != four[name]] == []


def test_killed_three_times_it_makes_the_same_bytes_and_nothing_twice(tmp_path: Path) -> None:
    straight, killed = archive(tmp_path / "straight", bad=False), archive(tmp_path / "killed", bad=False)
    for project in (straight, killed):
        for n in range(40):
            project.input(f"many/{n}.srt", TALK.replace("restless", f"restless, {n} times"))
    straight.doit("-n", "2")
    for share in (0.1, 0.4, 0.8):
        kill_at(killed, share * len(built(straight)))
    killed.doit("-n", "2")
    assert built(killed) == built(straight)
    with sqlite3.connect(killed.folder / "build" / "state.db") as db:
        rows = db.execute("SELECT item, phase FROM results WHERE status = 'made'").fetchall()
    twice = [row for row, count in Counter(rows).items() if count > 1]
    assert not twice and len(rows) == 45 * len(PHASES) + len(COLLECTION)


def kill_at(project: Project, count: float) -> None:
    """Start a build and kill all its processes once `count` files are made."""
    process = project.start("-n", "2", start_new_session=True)
    deadline = time.monotonic() + 60
    while len(built(project)) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    assert process.poll() is None, "the build ended before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


# once and for all


def everything(project: Project) -> None:
    """All subtitles that stand in the tests, and the sample, as the input of `project`."""
    for path in sorted((HERE / "golden").rglob("in/talk.srt")):
        case = "/".join(path.parts[-4:-2])
        project.input(f"{case}/talk.srt", path.read_bytes())
        track, _ = source.read(path)
        for format in ("vtt", "ass"):
            project.input(f"{case}/as.{format}", as_file(track, format))
        if (path.parent / "lexicon.yaml").exists():
            shutil.copy(path.parent / "lexicon.yaml", project.folder / "input" / case)
    for n, case in enumerate(CASES):
        project.input(f"malformed/{n}.srt", case.data)
    shutil.copytree(SAMPLE, project.folder / "input" / "sample")
    said = [Cue(n, 5000 * n, 5000 * n + 4000, text, n) for n, text in enumerate(SENTENCES)]
    lecture = Track("srt", "utf-8", False, "\n", tuple(said))
    for format in ("srt", "vtt", "ass"):
        project.input(f"negative/all.{format}", as_file(lecture, format))
    shutil.copy(NAMES, project.folder / "input" / "lexicon.yaml")
    for name, text in GOOD.items():
        project.input(f"archive/{name}", text)


def test_a_second_run_over_its_own_output_changes_nothing(tmp_path: Path) -> None:
    first, second = (Project(make(tmp_path / name), shelf=False) for name in ("first", "second"))
    for project in (first, second):
        project.config("stop_on_error: never\n")
    everything(first)
    first.doit("-n", "2", code=2)
    outputs = {name: data for name, data in built(first).items() if name.endswith((".srt", ".vtt", ".ass"))}
    assert len(outputs) == sum(1 for _ in inputs(first)) - sum(case.cues is None for case in CASES)
    for name, data in outputs.items():
        second.input(name, data)
    for lexicon in (first.folder / "input").rglob("lexicon.yaml"):
        shutil.copy(lexicon, second.folder / lexicon.relative_to(first.folder))
    second.doit("-n", "2")
    again = built(second)
    assert {name for name in outputs if again[name] != outputs[name]} == set()
    report = last(second)
    edits = [
        (one["item"], name, hits)
        for one in report["results"]
        for name, hits in one["metrics"].items()
        if name in ("corrections", "retimed", "rebroken", "changed") and hits
    ]
    assert edits == []
    assert (
        last(first)["totals"]["metrics"]["corrections"] > 50 < last(first)["totals"]["metrics"]["retimed"]
    )


def make(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def inputs(project: Project) -> Any:
    return (
        path for path in (project.folder / "input").rglob("*") if path.suffix in (".srt", ".vtt", ".ass")
    )


# only what changed


def test_a_changed_entry_makes_again_what_holds_one_of_its_variants(copy: Project) -> None:
    copy.input("lexicon.yaml", LEXICON.replace("Arjuna, variants", "Arjunaḥ, variants"))
    copy.doit()
    found = made(copy)
    holds = {"talk", "2019/june-3/talk", "2019/june-3/words-vtt", "2020/signs-ass"}
    assert {item for item, phases in found.items() if phases != ["terms"]} == holds | {"subtitles"}
    assert all(found[item][:3] == ["terms", "correct", "retime"] for item in holds)
    assert found["2019/quiet"] == ["terms"], "it is looked at, and nothing comes of it"
    assert "Arjunaḥ" in built(copy)["talk.srt"].decode()
    # An entry that no file holds: each file is looked at, and no more is done.
    copy.input("lexicon.yaml", LEXICON.replace("Arjuna", "Arjunaḥ").replace("[vyas]", "[vyas, vyaasa]"))
    copy.doit()
    assert made(copy) == {item: ["terms"] for item in (*holds, "2019/quiet")}


def test_a_harmful_lexicon_ends_the_run_before_it_begins(tmp_path: Path) -> None:
    project = archive(tmp_path, bad=False)
    project.input(
        "2019/lexicon.yaml",
        "terms:\n  - {term: Rāma, variants: [ram]}\n  - {term: Tārā, variants: [star]}\n",
    )
    said = project.doit(code=3)
    assert "lexicon.yaml:2: 'ram' (for Rāma) is an ordinary English word" in said
    assert "lexicon.yaml:3: 'star' (for Tārā) is an ordinary English word" in said
    assert not (project.folder / "build" / "subtitles").exists()


def test_the_plan_changes_nothing_and_forget_makes_one_file_again(copy: Project) -> None:
    before = built(copy)
    copy.input("talk.srt", TALK.replace("still", "quiet"))
    copy.input("new.srt", QUIET)
    said = copy.doit("plan")
    assert "talk" in said and "new" in said
    assert built(copy) == before
    copy.input("talk.srt", TALK)
    (copy.folder / "input" / "new.srt").unlink()
    copy.doit("forget", "talk")
    copy.doit()
    assert made(copy) == {"talk": PHASES}
    assert built(copy) == before


def test_the_first_error_ends_the_run_where_that_is_asked_for(tmp_path: Path) -> None:
    project = archive(tmp_path, bad=False)
    project.config("stop_on_error: first\n")
    project.input("0.srt", BAD["notes.srt"])
    said = project.doit("-n", "1", code=None)
    assert "stopping: an item failed, and stop_on_error is first" in said
    assert "talk.srt" not in built(project)


# from run to run


@pytest.mark.parametrize(
    ("name", "text", "lexicon", "kind", "what"),
    [
        ("2019/quiet.srt", DOUBLED, LEXICON, "jumped", "rule:repeated-word"),
        ("2019/quiet.srt", QUIET.replace("03,000", "01,050"), LEXICON, "worse", "2019/quiet"),
        ("2019/quiet.srt", QUIET.replace("krsna", "vyas"), LEXICON, "fired", "term:Vyāsa"),
    ],
)  # fmt: skip
def test_what_is_odd_beside_the_run_before(
    copy: Project, name: str, text: str, lexicon: str, kind: str, what: str
) -> None:
    copy.input(name, text)
    copy.doit()
    report = json.loads(copy.doit("report", "--compare", "-2", "--json"))["comparison"]
    key = "item" if kind == "worse" else "tally"
    assert what in {one[key] for one in report[kind]}
