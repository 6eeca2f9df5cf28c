"""One file for each chapter in a folder: what MP3, Opus and FLAC have in common.

`file_parts` and `fill` are the ``parts`` and ``join`` of the three phases, `TAGS` their ``JOIN_ONLY``; each
has a codec of its own.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from phases.audiobook import metadata, requirements, sound, timeline
from phases.audiobook.book import read_script
from phases.audiobook.file_names import file_name
from phases.audiobook.metadata import Described
from phases.audiobook.profiles import Sound
from phases.graph.files import read_json, write_json
from phases.graph.model import Made, Metrics, Needed, Part

if TYPE_CHECKING:
    from phases.tools.mastering import Codec

TAGS = ("narrator", "genre")
"""Settings that the files say, and that nobody hears."""
RETAIL_SAMPLE = "Retail sample"
LIST = "files.json"
"""What is in the folder: each file with its title and what was measured of it."""


class FileSettings(Sound, Described):
    """How the files sound and what they say."""


def encode(part: Part, target: Path, settings: Sound, needed: Needed, codec: "Codec") -> None:
    """Write the sound of a chapter, and its measures behind it."""
    measured = sound.master(json.loads(part.content), target, settings, codec, needed)
    note = json.dumps(measured).encode("ascii")
    with target.open("ab") as file:
        file.write(note + len(note).to_bytes(4, "big"))


class Piece(NamedTuple):
    """What one file holds."""

    title: str
    content: str
    """Its plan, as `timeline.plan` gives it."""
    least_s: float | None = None
    """Seconds that it has at least, where the profile says so."""


def pieces(script: Path, speech: Path, settings: Sound) -> list[Piece]:
    """One for each chapter; where the profile asks for it, long ones cut and a retail sample last."""
    profile, found = settings.numbers, []
    chapters = zip(read_script(script).scenes, timeline.contents(script, speech, settings), strict=True)
    for scene, content in chapters:
        plan = json.loads(content)
        most = plan["sample_rate"] * (profile.longest_s or 0)
        if not most or timeline.samples(plan) <= most:
            found.append(Piece(scene.title, content))
            continue
        cut = timeline.split(plan, int(most))
        found += [
            Piece(f"{scene.title}, part {number}", json.dumps(one)) for number, one in enumerate(cut, 1)
        ]
    if profile.sample_s:
        # The longest chapter is body text: no credits, no dedication.
        longest = max((json.loads(one.content) for one in found), key=timeline.samples)
        sample = timeline.excerpt(longest, int(longest["sample_rate"] * profile.sample_s[1]))
        found.append(Piece(RETAIL_SAMPLE, json.dumps(sample), profile.sample_s[0]))
    return found


def file_parts(
    validate: Path, script: Path, speech: Path, check: Path | None, settings: Sound
) -> list[Part]:
    """One part for each different piece."""
    made: dict[str, Part] = {}
    for one in pieces(script, check or speech, settings):
        plan = json.loads(one.content)
        keys = tuple(dict.fromkeys(chunk["key"] for chunk in plan["chunks"]))
        seconds = timeline.samples(plan) / plan["sample_rate"]
        made.setdefault(one.content, Part(one.content, one.title, 1.0 + seconds, keys))
    return list(made.values())


def fill(
    validate: Path,
    script: Path,
    speech: Path,
    check: Path | None,
    made: Sequence[Made],
    target: Path,
    settings: FileSettings,
) -> Metrics:
    """Fill the folder `target` with tagged copies of the files of the parts."""
    from phases.tools import tagging

    facts, book = read_json(validate), read_script(script)
    tags, cover = metadata.tags(facts, book, settings), metadata.cover(facts)
    by_content = {one.part.content: one for one in made}
    all_of_it = pieces(script, check or speech, settings)
    digits = max(2, len(str(len(all_of_it))))
    listed: list[dict[str, Any]] = []
    for number, piece in enumerate(all_of_it, 1):
        path = by_content[piece.content].path
        name = f"{number:0{digits}} {file_name(piece.title)}{path.suffix}"
        shutil.copyfile(path, target / name)
        measured = _take_note(target / name)
        requirements.check(name, measured, json.loads(piece.content), settings, piece.least_s)
        tagging.write(target / name, metadata.track(tags, piece.title, number, len(all_of_it)), cover)
        listed.append({"file": name, "title": piece.title, **measured})
    write_json(target / LIST, {"profile": settings.profile, "files": listed})
    seconds = sum(one["seconds"] for one in listed)
    metrics: Metrics = {"length_s": round(seconds, 3), "files": len(listed)}
    if settings.numbers.credits and not book.added:
        metrics["warnings"] = f"the profile {settings.profile} asks for credits; set it below audiobook"
    return metrics | sound.extremes(listed)


def _take_note(path: Path) -> dict[str, Any]:
    """Cut off what `make` wrote behind the sound, and give it."""
    data = path.read_bytes()
    size = int.from_bytes(data[-4:], "big")
    path.write_bytes(data[: -4 - size])
    found: dict[str, Any] = json.loads(data[-4 - size : -4])
    return found
