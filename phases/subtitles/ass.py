"""Read Advanced SubStation Alpha, and write changed events back into the text that they came from.

Times and events are read by pysubs2. It rewrites the header, sorts attachments and drops comments when it
writes a file, and knows no lines: so the text stays as it is, and only the start, end and text of an event
that changed are replaced in its line.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from phases.graph.errors import InputError
from phases.subtitles.cues import Cue, Defect
from phases.subtitles.defects import defect
from phases.subtitles.timecode import Times
from phases.subtitles.timing import out_of_order

_STANDARD = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_PLACING = {"layer", "style", "marginl", "marginr", "marginv"}
"""Fields that say where an event stands; cues that stand elsewhere may overlap."""
_SECTION = re.compile(r"[ \t]*\[([^\]]{1,60})\]")
_EVENT = re.compile(r"(Dialogue:[ \t]*)(.*)")


class Place(NamedTuple):
    """Where a cue stands."""

    at: int
    """Index of its line."""
    head: str
    """What stands before its fields: ``Dialogue: ``."""
    fields: list[str]


class Document(NamedTuple):
    """An ASS file."""

    lines: list[str]
    names: list[str]
    """The fields of an event, lower case, in the order of the file."""
    cues: list[Cue]
    places: list[Place]
    defects: list[Defect]


def read(text: str, most: int = 100_000) -> Document:
    """The events of `text`, whose lines end with ``\\n``, that show text: neither comments nor drawings.

    Raises InputError, with a line, where there is no section ``[Events]``, or more than `most` events.
    """
    lines = text.split("\n")
    found = Document(lines, [], [], [], [])
    section, names = "", [name.strip().lower() for name in _STANDARD.split(",")]
    sections = 0
    for at, line in enumerate(lines):
        if match := _SECTION.match(line):
            section = match[1].strip().lower()
            sections += section == "events"
        elif section == "events" and line.lower().startswith("format:"):
            names[:] = [name.strip().lower() for name in line[7:].split(",")]
            if not {"start", "end"} <= set(names) or names[-1] != "text":
                raise InputError(
                    f"line {at + 1}: the events need Start, End and, at the end, Text",
                    "repair this line",
                )
        elif section == "events" and (match := _EVENT.fullmatch(line)):
            _read_event(found, names, at, match[1], match[2])
            if len(found.cues) > most:
                raise InputError(
                    f"line {at + 1}: more than {most} cues",
                    "raise subtitles.parse.max_cues, or split the file",
                )
    if not sections:
        if text.strip():
            raise InputError("line 1: there is no section [Events]", "take it out of the folder")
        found.defects.append(defect("empty-file", 1))
    found.names[:] = names
    at_lines = [(place.at + 1, Times(0, 0)) for place in found.places]
    return found._replace(defects=sorted(found.defects + out_of_order(found.cues, at_lines)))


def patch(document: Document, cues: Sequence[Cue]) -> str:
    """The text of `document` with `cues`, its own or changed, in their order; all else as it was."""
    known = {old.number: (old, place) for old, place in zip(document.cues, document.places, strict=True)}
    lines = list(document.lines)
    names = document.names
    for cue, here in zip(cues, document.places, strict=True):
        old, place = known[cue.number]
        fields = list(place.fields)
        for name, was, now in (("start", old.start_ms, cue.start_ms), ("end", old.end_ms, cue.end_ms)):
            if was != now:
                fields[names.index(name)] = _time(now)
        if cue.text != old.text:
            fields[-1] = cue.text.replace("\n", "\\N")
        if fields != place.fields or here != place:
            lines[here.at] = place.head + ",".join(fields)
    return "\n".join(lines)


def _time(ms: int) -> str:
    """``0:00:01.23``. pysubs2 has no time of ten hours or more."""
    hours, rest = divmod((ms + 5) // 10, 360_000)
    minutes, rest = divmod(rest, 6000)
    seconds, hundredths = divmod(rest, 100)
    return f"{hours}:{minutes:02}:{seconds:02}.{hundredths:02}"


def _read_event(document: Document, names: Sequence[str], at: int, head: str, rest: str) -> None:
    """Add the event in line `at` to the cues of `document`."""
    from pysubs2 import SSAEvent
    from pysubs2.time import TIMESTAMP, TIMESTAMP_SHORT, timestamp_to_ms

    fields = rest.split(",", len(names) - 1)
    if len(fields) < len(names):
        document.defects.append(defect("odd-event", at + 1, len(head) + 1, f"{len(fields)} fields"))
        return
    times = []
    for name in ("start", "end"):
        written = fields[names.index(name)].strip()
        match = TIMESTAMP.fullmatch(written) or TIMESTAMP_SHORT.fullmatch(written)
        if match is None:
            column = len(head) + sum(len(field) + 1 for field in fields[: names.index(name)]) + 1
            document.defects.append(defect("odd-event", at + 1, column, f"{name} “{written}”"))
            return
        times.append(timestamp_to_ms(match.groups()))
    if SSAEvent(text=fields[-1]).is_drawing:
        return
    text = fields[-1].replace("\\N", "\n")
    if not text.strip():
        document.defects.append(defect("empty-cue", at + 1))
    where = ",".join(fields[n] for n, name in enumerate(names) if name in _PLACING)
    document.cues.append(Cue(len(document.cues) + 1, times[0], times[1], text, at + 1, where))
    document.places.append(Place(at, head, fields))
