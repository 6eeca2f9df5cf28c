"""A build that is killed, refused or stopped: nothing is made twice, and nothing after the end."""

from collections import Counter
from pathlib import Path

from mixed_archive import BAD, GOOD, PHASES, TALK, archive, built

from phases.subtitles import PIPELINE

COLLECTION = [phase.name for phase in PIPELINE.collection]


def test_killed_three_times_it_makes_the_same_bytes_and_nothing_twice(tmp_path: Path) -> None:
    straight, killed = archive(tmp_path / "straight", bad=False), archive(tmp_path / "killed", bad=False)
    for project in (straight, killed):
        for n in range(40):
            project.input(f"many/{n}.srt", TALK.replace("restless", f"restless, {n} times"))
    straight.doit("-n", "2")
    for share in (0.1, 0.4, 0.8):
        count = share * len(built(straight))
        killed.kill_when(lambda count=count: len(built(killed)) >= count)
    killed.doit("-n", "2")
    assert built(killed) == built(straight)
    rows = killed.results("item, phase", status="made")
    twice = [row for row, count in Counter(rows).items() if count > 1]
    assert not twice and len(rows) == (40 + len(GOOD)) * len(PHASES) + len(COLLECTION)


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


def test_the_first_error_ends_the_run_where_that_is_asked_for(tmp_path: Path) -> None:
    project = archive(tmp_path, bad=False)
    project.config("stop_on_error: first\n")
    project.input("0.srt", BAD["notes.srt"])
    said = project.doit("-n", "1", code=1)
    assert "stopping: an item failed, and stop_on_error is first" in said
    assert "talk.srt" not in built(project)
