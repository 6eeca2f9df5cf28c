"""The kinds of defect of a subtitle file: what is wrong, and what is made of it."""

from phases.subtitles.cues import Defect

KINDS: dict[str, tuple[str, str]] = {
    # the bytes
    "bad-byte": ("byte {what} is not UTF-8", "read as {made}"),
    "encoding": ("the text is not UTF-8", "read as {made}"),
    "no-bom": ("{what} without a byte order mark", "recognised by its zero bytes"),
    "second-bom": ("a byte order mark inside the file", "left out"),
    "broken-character": ("a character of {what} is broken", "read as {made}"),
    "lost-character": ("a character was lost before (U+FFFD)", "kept: nobody knows it"),
    "wrong-encoding": ("“{what}” looks like UTF-8 that was once read as Windows-1252", "kept"),
    "control": ("control character {what}", "kept"),
    "newlines": ("lines end in different ways", "all end with {made}"),
    "double-newlines": ("lines end with CR CR LF", "taken for one line end"),
    # the blocks
    "empty-file": ("the file has no text", "kept empty"),
    "before-first": ("text before the first cue", "left out"),
    "vtt-header": ("a WebVTT header in an SRT file", "left out"),
    "vtt-block": ("a WebVTT block in an SRT file", "left out"),
    "no-number": ("the cue has no number", "numbered {made}"),
    "number": ("the number is {what} where {made} is due", "numbered {made}"),
    "bad-number": ("“{what}” where the number should stand", "numbered {made}"),
    "blank-after-number": ("a blank line between number and times", "left out"),
    "no-blank": ("no blank line before the cue", "put in"),
    "blank-lines": ("{what} blank lines too many", "left out"),
    "blank-spaces": ("a blank line with spaces in it", "taken for a blank line"),
    "blank-in-text": ("a blank line inside the text", "left out, what follows it is text of the cue"),
    "after-last": ("text after the last cue", "kept as text of that cue"),
    "time-in-text": ("a line of times inside the text", "kept as text"),
    "empty-cue": ("the cue has no text", "kept"),
    # the line of times
    "time-format": ("“{what}” is not written as it should be", "read as {made}"),
    "arrow": ("“{what}” instead of -->", "taken for it"),
    "separator": ("no {made} before the milliseconds in “{what}”", "read as if it stood there"),
    "no-hours": ("no hours in “{what}”", "read as minutes and seconds"),
    "no-ms": ("no milliseconds in “{what}”", "read as 0"),
    "short-ms": ("milliseconds with less than three digits in “{what}”", "read as {made}"),
    "long-ms": ("milliseconds with more than three digits in “{what}”", "the first three count"),
    "range": ("more than 59 minutes or seconds in “{what}”", "counted on: {made}"),
    "negative": ("a time below zero, “{what}”", "read as 0"),
    "letter": ("a letter for a digit in “{what}”", "read as {made}"),
    "no-end": ("the end of the cue is missing or cut off", "it ends at {made}"),
    "no-start": ("the start of the cue cannot be read: “{what}”", "it starts at {made}"),
    "no-times": ("the times cannot be read: “{what}”", "put between its neighbours: {made}"),
    "text-on-times": ("text on the line of times: “{what}”", "taken for the first line of the text"),
    "after-times": ("“{what}” after the times", "left out"),
    # the times
    "backwards": ("the cue ends before it starts", "kept for retime"),
    "order": ("the cue starts before the one above it", "kept in its place"),
    # WebVTT and ASS
    "no-header": ("the file does not start with WEBVTT", "the header is put in"),
    "odd-block": ("a block that is no cue", "kept as it is"),
    "odd-event": ("the event cannot be read: {what}", "kept as it is"),
}
"""Code: what is wrong, and the recovery; ``what`` and ``made`` are filled in."""

DOUBTFUL = frozenset(
    {
        *("bad-byte", "encoding", "broken-character", "lost-character", "wrong-encoding", "empty-file"),
        *("before-first", "after-last", "time-in-text", "no-end", "no-start", "no-times"),
        *("text-on-times", "after-times", "no-header", "odd-block", "odd-event"),
    }
)
"""Kinds after which somebody should look at the file."""
LONGEST = 60
"""Characters of the source that a reason quotes."""


def defect(code: str, line: int, column: int = 1, what: object = "", made: object = "") -> Defect:
    """A defect of kind `code` at `line` and `column`, both from 1."""
    reason, recovery = KINDS[code]
    quoted = " ".join(str(what).split())
    if len(quoted) > LONGEST:
        quoted = quoted[: LONGEST - 1] + "…"
    return Defect(line, column, code, reason.format(what=quoted, made=made), recovery.format(made=made))
