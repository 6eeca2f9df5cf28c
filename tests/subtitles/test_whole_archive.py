"""A whole build of a small archive through the real doit: what comes out, and only what changed again."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import Project
from mixed_archive import GOOD, LEXICON, PHASES, QUIET, TALK, archive, built, last

from phases.subtitles import cues, source

DOUBLED = "\n".join(
    f"{n}\n00:{n:02}:00,000 --> 00:{n:02}:03,000\nThis is the the mind.\n" for n in range(1, 16)
)


def made(project: Project) -> dict[str, list[str]]:
    """The phases that the last run made, by item."""
    found: dict[str, list[str]] = {}
    for one in last(project)["results"]:
        assert one["status"] == "made", one
        found.setdefault(one["item"], []).append(one["phase"])
    return found


def ledger(project: Project, name: str) -> list[dict[str, Any]]:
    text = built(project)[f"{name}.changes.jsonl"].decode()
    return [json.loads(line) for line in text.splitlines()]


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
    assert said.splitlines()[-1].startswith("2 failed at parse, 6 made in ")


def test_one_worker_makes_the_same_bytes(whole: tuple[Project, str], good: Project) -> None:
    four, one = built(whole[0]), built(good)
    assert sorted(four) == sorted(one)
    assert [name for name in one if one[name] != four[name]] == []


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
