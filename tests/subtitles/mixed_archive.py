"""A small archive of subtitles in all formats, and what a build of it made."""

import json
from pathlib import Path
from typing import Any

from conftest import Project

from phases.subtitles import PIPELINE

PHASES = [phase.name for phase in PIPELINE.phases]
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


def last(project: Project) -> Any:
    """The report of the last run."""
    return json.loads((project.folder / "build" / "report.json").read_bytes())


def archive(folder: Path, *, bad: bool) -> Project:
    folder.mkdir(parents=True, exist_ok=True)
    project = Project(folder, shelf=False)
    for name, text in (GOOD | BAD if bad else GOOD).items():
        project.input(name, text)
    project.input("lexicon.yaml", LEXICON)
    return project
