"""A second run over its own output: all subtitles of the tests are corrected once and for all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from conftest import ROOT, Project
from lecture_archive import NAMES
from malformed import CASES
from mixed_archive import GOOD, built, last
from ordinary_texts import SENTENCES
from passes import as_file

from phases.subtitles import source
from phases.subtitles.cues import Cue, Track

HERE = Path(__file__).parent
SAMPLE = ROOT / "phases" / "subtitles" / "sample"


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


def inputs(project: Project) -> Iterator[Path]:
    return (
        path for path in (project.folder / "input").rglob("*") if path.suffix in (".srt", ".vtt", ".ass")
    )
