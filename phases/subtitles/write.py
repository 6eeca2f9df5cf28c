"""Write the corrected file, as it came but for what was mended."""

from pathlib import Path
from typing import Literal

from phases.graph.errors import InputError
from phases.graph.model import Metrics, PhaseSettings
from phases.subtitles import ass, cues, source, srt, vtt
from phases.subtitles.cues import Track

VERSION = 2

NEWLINES = {"lf": "\n", "crlf": "\r\n"}


class Settings(PhaseSettings):
    """What the files look like."""

    encoding: Literal["utf-8", "keep"] = "utf-8"
    """``keep``: the encoding that each file came in."""
    bom: Literal["keep", "always", "never"] = "keep"
    """The byte order mark, by which some Windows programs know Unicode; UTF-16 and UTF-32 never lose it."""
    newlines: Literal["keep", "lf", "crlf"] = "keep"
    """The ends of the lines."""


def run(subtitles: Path, retimed: Path, target: Path, settings: Settings) -> Metrics:
    """Write the cues in `retimed` to `target`, in the format of `subtitles`.

    Raises InputError where a cue is missing, or cannot be written in this format or encoding.
    """
    track = cues.read(retimed)
    cues.whole(track)
    if track.format == "srt":
        text = srt.render(track.cues, track.end)
        changed = _changed(text, subtitles, track)
    else:
        text, changed = _patched(subtitles, track)
    newline = NEWLINES.get(settings.newlines, track.newline)
    if newline != "\n":
        text = text.replace("\n", newline)
    target.write_bytes(_encoded(text, track, settings))
    return {"cues": len(track.cues), "changed": changed}


def _patched(subtitles: Path, track: Track) -> tuple[str, int]:
    """The text of a WebVTT or ASS file with the cues of `track`, and how many of them are others now."""
    old, document = source.read(subtitles, track.fallback or source.FALLBACK, most=track.cues_in)
    cues.reconcile(old.cues, track.cues)
    changed = len(set(track.cues) - set(old.cues))
    if isinstance(document, ass.Document):
        return ass.patch(document, track.cues), changed
    assert isinstance(document, vtt.Document)
    return vtt.patch(document, track.cues), changed


def _changed(text: str, subtitles: Path, track: Track) -> int:
    """How many cues of an SRT file are written in other words, times or layout than they came."""
    came = subtitles.read_bytes().decode(track.encoding, "replace").lstrip("\ufeff")
    if "\r" in came:
        came = came.replace("\r\n", "\n").replace("\r", "\n")
    return 0 if came == text else len(set(_pieces(text)).difference(_pieces(came), [""]))


def _pieces(text: str) -> list[str]:
    return text.rstrip("\n").split("\n\n")


def _encoded(text: str, track: Track, settings: Settings) -> bytes:
    encoding = track.encoding if settings.encoding == "keep" else "utf-8"
    wide = encoding.startswith(("utf-16", "utf-32"))  # not to be read without its mark
    mark = settings.bom == "always" or (track.bom and (wide or settings.bom == "keep"))
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise InputError(
            f"line {line}: {encoding} has no {text[error.start]}", "set subtitles.write.encoding to utf-8"
        ) from None
    if data.isascii() and not wide:
        encoding = "utf-8"  # as which it is read the next time
    return ("\ufeff" if mark and encoding.startswith("utf-") else "").encode(encoding) + data
