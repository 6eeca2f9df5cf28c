"""What the phases of the subtitles hand each other: Track, Cue, and what became of each of them.

*parse* writes a :class:`Track` to ``cues.json``: every cue of the source, every defect with its line
and the recovery, and everything that was taken out. *correct* and *retime* write the same with the
:class:`Edit` that each change is. The files are JSON in lists without names, because the archive has
thousands of them; a cue is a named tuple for the same reason (half the time of a frozen dataclass).

A cue is never lost: each phase calls :func:`reconcile`, and fails rather than write one cue less.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from phases.graph.errors import PLEASE, InputError
from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import kept
from phases.tools import iso639

SHOWN = 3
"""Warnings of a file that the user sees; all stand in the log and in the ledger."""

_LANGUAGE_IN_NAME = re.compile(r"\.([a-z]{2,3}(?:-(?:[A-Z]{2}|[A-Z][a-z]{3}))?)(?:\.(?:forced|sdh|cc))?$")


class LanguageSettings(PhaseSettings):
    """Base of the phases whose rules depend on the language."""

    language: str = ""
    """BCP 47; empty: as the file says (``talk.de.srt``, the header of a WebVTT file), else English where
    its words are (`vocabulary.language`)."""


class RuleSettings(PhaseSettings):
    """Base of the phases that change cues by rules."""

    off: tuple[str, ...] = ()
    """Ids of rules that are not applied, of any phase: ``filler-start``, ``time:chain``; ``term:Kṛṣṇa`` is
    one term of the lexicon."""


class Cue(NamedTuple):
    """A piece of text and when it is shown. Change one by ``cue._replace(text=...)``."""

    number: int
    """Its place in the source, from 1: never changes, and names the cue in every edit and report."""
    start_ms: int
    """When it appears, in milliseconds from the start; never below 0."""
    end_ms: int
    """When it goes; below `start_ms` where the source says so."""
    text: str
    """Its lines joined with ``\\n``, none of them blank, tags as written; empty where there is none.
    The ``\\N`` of ASS is such a line break, and its lines may be blank."""
    line: int
    """The line of the source where it starts, from 1."""
    settings: str = ""
    """What follows the times on their line, with the space before it: coordinates of SRT, cue settings
    of WebVTT. Of ASS the layer, style and margins."""


class Defect(NamedTuple):
    """What was wrong in the source, and what was made of it."""

    line: int
    column: int
    """Where in that line, in characters, from 1."""
    code: str
    """Its kind, from `defects.KINDS`: ``no-number``, ``time-format``."""
    reason: str
    """What is wrong, in words."""
    recovery: str
    """What was made of it, in words."""


class Removal(NamedTuple):
    """What stands in the source and not in the result."""

    line: int
    reason: str
    text: str
    cue: int = 0
    """The number of the cue that it was; 0: it was none."""


class Edit(NamedTuple):
    """One change of one cue by one rule."""

    cue: int
    line: int
    """The line of the source where the changed line or the cue stands, from 1."""
    rule: str
    """Id of the rule: ``spaces``, ``lexicon``, ``time:overlap``."""
    before: str
    after: str
    """The cue's text; the times as :func:`span` writes them where they were changed."""
    risk: str = "safe"
    """``safe`` or ``review``."""


class Track(NamedTuple):
    """A subtitle file."""

    format: str
    """``srt``, ``vtt`` or ``ass``."""
    encoding: str
    """By Python's name: ``utf-8``, ``utf-16-le``, ``cp1252``."""
    bom: bool
    """It starts with a byte order mark."""
    newline: str
    """``\\n``, ``\\r\\n`` or ``\\r``; where a file mixes them, the one that it has most."""
    cues: tuple[Cue, ...]
    defects: tuple[Defect, ...] = ()
    removed: tuple[Removal, ...] = ()
    language: str = ""
    """BCP 47, as the file says; empty where it says nothing."""
    end: str = "\n"
    """The newlines after the last line of an SRT file, as ``\\n``."""
    cues_in: int = 0
    """How many cues the source has: those that are here and those that were removed."""
    fallback: str = ""
    """What bytes that are not `encoding` were read as."""


Contents = tuple[Track, tuple[Edit, ...], tuple[Edit, ...]]
"""What a file holds: a track, its edits, and those to look at."""


def write(path: Path, track: Track, edits: Sequence[Edit] = (), review: Sequence[Edit] = ()) -> None:
    """Write `track`, the `edits` that made it what it is, and those that a person should look at."""
    encoded, _ = _json()
    path.write_bytes(encoded((track, edits, review)))
    kept.keep(kept.identity(path), (track, tuple(edits), tuple(review)), len(track.cues))


def read(path: Path) -> Track:
    """The track in the file at `path`, which :func:`write` wrote."""
    return read_all(path)[0]


def read_edits(path: Path) -> tuple[Edit, ...]:
    """The edits in the file at `path`."""
    return read_all(path)[1]


def read_all(path: Path) -> Contents:
    """The track, its edits and those to look at: all of the file at `path`."""
    identity = kept.identity(path)
    contents: Contents | None = kept.found(identity)
    if contents is None:
        _, decoded = _json()
        contents = decoded(path.read_bytes())
        kept.keep(identity, contents, len(contents[0].cues))
    return contents


@cache
def _json() -> tuple[Callable[[object], bytes], Callable[[bytes], Contents]]:
    """Encode and decode a file, five times as fast as `json` and in the same form."""
    import msgspec  # takes 30 ms, and only workers need it

    return msgspec.json.Encoder().encode, msgspec.json.Decoder(Contents).decode


def reconcile(before: Iterable[Cue], after: Iterable[Cue], removed: Iterable[Removal] = ()) -> None:
    """Check that each cue of `before` stands once in `after` or in `removed`, and nothing else does.

    The order may be another one. Raises InputError with the first cue that would be lost or twice.
    """
    before = list(before)
    was = [cue.number for cue in before]
    now = [cue.number for cue in after] + [one.cue for one in removed if one.cue]
    if was == now or sorted(was) == sorted(now):
        return
    lines = {cue.number: cue.line for cue in before}
    wrong = min((Counter(was) - Counter(now)) + (Counter(now) - Counter(was)))
    what = "would be lost" if now.count(wrong) < was.count(wrong) else "would come out twice"
    raise InputError(f"line {lines.get(wrong, 0)}: cue {wrong} {what}", PLEASE)


def whole(track: Track) -> None:
    """Check that each cue of the source stands once in `track`, or was removed; raises InputError."""
    if track.removed or [cue.number for cue in track.cues] != list(range(1, track.cues_in + 1)):
        source = [Cue(number, 0, 0, "", 0) for number in range(1, track.cues_in + 1)]
        reconcile(source, track.cues, track.removed)


def span(start_ms: int, end_ms: int) -> str:
    """The times as SRT writes them: ``00:00:01,000 --> 00:00:02,500``."""
    start, end = _SECONDS[start_ms // 1000], _SECONDS[end_ms // 1000]
    return f"{start},{_THREE[start_ms % 1000]} --> {end},{_THREE[end_ms % 1000]}"


def clock(ms: int, separator: str = ",") -> str:
    """A time as SRT writes it: ``100:02:03,456``, hours with two digits or more; `ms` is 0 or more."""
    seconds, ms = divmod(ms, 1000)
    return f"{_SECONDS[seconds]}{separator}{_THREE[ms]}"


class _Seconds(dict[int, str]):
    """Seconds to ``HH:MM:SS``: an archive has few of them, and formatting numbers is slow."""

    def __missing__(self, seconds: int) -> str:
        text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        if len(self) < 5_000:
            self[seconds] = text
        return text


_SECONDS = _Seconds()
_THREE = tuple(f"{n:03d}" for n in range(1000))


def language_in_name(stem: str) -> str:
    """``de`` for ``talk.de``, empty where the file name without its suffix ends in no language code."""
    match = _LANGUAGE_IN_NAME.search(stem)
    if not match:
        return ""
    code, _, rest = match[1].partition("-")
    two = iso639.two_letters(code)
    known = len(two) == 2 and iso639.three_letters(two) != iso639.UNDETERMINED
    return (f"{two}-{rest}" if rest else two) if known else ""


def shown(warnings: Sequence[str]) -> Metrics:
    """The metric ``warnings`` for the user's eyes; none where there is nothing to warn of."""
    if not warnings:
        return {}
    more = len(warnings) - SHOWN
    return {"warnings": "; ".join([*warnings[:SHOWN], *([f"and {more} more"] if more > 0 else [])])}
