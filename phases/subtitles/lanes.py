"""Cues in the order of time, apart for each place on the screen."""

import re
from collections.abc import Sequence

from phases.subtitles.cues import Cue

PLACED = re.compile(r"\\(?:an?\d|pos|move|org|clip|p\d)[^\\}]*")
"""What in an override of ASS says where the text stands; SubRip has ``{\\an8}`` from there."""


def lanes(cues: Sequence[Cue]) -> list[list[int]]:
    """The places of `cues`, as indices into it: those that share a place on the screen, by start.

    Cues that stand elsewhere (``{\\an8}``, coordinates, WebVTT settings, a style of ASS) may overlap:
    they are shown side by side on purpose. Cues that begin together keep the order of the file.
    """
    starts = [cue.start_ms for cue in cues]
    where = {index: place(cue) for index, cue in enumerate(cues) if cue.settings or "{\\" in cue.text}
    if len(set(where.values())) > 1 or (where and len(where) < len(cues)):
        apart: dict[str, list[int]] = {}
        for index in range(len(cues)):
            apart.setdefault(where.get(index, ""), []).append(index)
        found = list(apart.values())
    else:
        found = [list(range(len(cues)))]
    for lane in found:
        lane.sort(key=starts.__getitem__)
    return found


def place(cue: Cue) -> str:
    """Where `cue` stands on the screen, as its settings and its tags say; empty: where most do."""
    if "{\\" not in cue.text:
        return cue.settings
    return cue.settings + "".join(PLACED.findall(cue.text))
