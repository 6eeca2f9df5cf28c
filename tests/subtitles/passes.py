"""One pass of the pipeline over a file, without doit: what is written, and what was changed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from phases.graph.model import Metrics
from phases.subtitles import correct, cues, ledger, parse, retime, terms, write
from phases.subtitles.cues import Cue, Track, clock


class Pass(NamedTuple):
    """What one pass made of a file."""

    data: bytes
    """The written file."""
    corrected: Metrics
    retimed: Metrics
    ledger: list[str]


def one_pass(
    source: Path,
    folder: Path,
    lexicons: Sequence[Path] = (),
    how: dict[str, Any] | None = None,
    choice: dict[str, Any] | None = None,
    timing: dict[str, Any] | None = None,
) -> Pass:
    """`source` through all phases that change it; settings of terms, of correct and of retime."""
    made = {name: folder / name for name in ("cues", "terms", "corrected", "retimed", "out", "changes")}
    parse.run(source, made["cues"], parse.Settings())
    terms.run(made["cues"], made["terms"], terms.Settings(**(how or {})), lexicons)
    corrected = correct.run(
        made["cues"], made["terms"], made["corrected"], correct.Settings(**(choice or {}))
    )
    retimed = retime.run(
        made["corrected"], made["terms"], made["retimed"], retime.Settings(**(timing or {}))
    )
    write.run(source, made["retimed"], made["out"], write.Settings())
    ledger.run(made["corrected"], made["retimed"], made["changes"], ledger.Settings())
    source_cues, written = cues.read(made["cues"]), cues.read(made["retimed"])
    assert len(source_cues.cues) == len(written.cues) == source_cues.cues_in
    return Pass(
        made["out"].read_bytes(), corrected, retimed, made["changes"].read_text("utf-8").splitlines()
    )


ASS = """[Script Info]
ScriptType: v4.00+

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def as_file(track: Track, format: str) -> str:
    """The text of a file with the cues of `track` in `format`: ``srt``, ``vtt`` or ``ass``.

    Times of ASS are cut to hundredths of a second, and its lines of text keep their blanks.
    """
    if format == "srt":
        blocks = [f"{n}\n{_span(cue, ',')}\n{cue.text}\n" for n, cue in enumerate(track.cues, 1)]
        return "\n".join(blocks)
    if format == "vtt":
        return "WEBVTT\n\n" + "\n".join(f"{_span(cue, '.')}\n{cue.text}\n" for cue in track.cues)
    return ASS + "".join(
        f"Dialogue: 0,{_short(cue.start_ms)},{_short(cue.end_ms)},Default,,0,0,0,,"
        + cue.text.replace("\n", "\\N")
        + "\n"
        for cue in track.cues
    )


def _span(cue: Cue, separator: str) -> str:
    return f"{clock(cue.start_ms, separator)} --> {clock(cue.end_ms, separator)}"


def _short(ms: int) -> str:
    return clock(ms, ".")[1:-1]
