"""Read the line with the times of a cue, as it should be or as it is found.

What is accepted beyond ``00:00:01,000 --> 00:00:02,500`` follows the SubRip reader of Subtitle Edit
(libse): other arrows, ``.``, ``;`` or ``:`` for the comma, spaces in the times, missing hours or
milliseconds, negative parts; and letters that a text recogniser wrote for digits. Each deviation is a
problem with its column.
"""

import re
from typing import NamedTuple

STRICT = re.compile(
    r"(\d\d|[1-9]\d{2,4}):([0-5]\d):([0-5]\d),(\d\d\d) --> (\d\d|[1-9]\d{2,4}):([0-5]\d):([0-5]\d),(\d\d\d)"
    r"((?:[ \t]+[A-Za-z][\w-]*:\S+)*[ \t]*)",
    re.ASCII,
)
"""A line as it should be: hours, minutes, seconds, milliseconds, twice, and coordinates or cue settings."""

LONGEST = 200
"""Characters of a line that are looked at: no time line is longer, but a hostile line may be."""

_DIGITS = str.maketrans("OolI|：，．", "00111:,.")
"""What stands where a digit or a separator should: one character for one, so that columns stay."""


def _time(which: int) -> str:
    """The pattern of a time; bounded everywhere, so that no line takes long."""
    return (
        rf"(?P<sign{which}>-?)[ \t]{{0,4}}(?:(?P<h{which}>\d{{1,5}})[ \t]{{0,4}}:[ \t]{{0,4}})?"
        rf"-?(?P<m{which}>\d{{1,3}})[ \t]{{0,4}}:[ \t]{{0,4}}-?(?P<s{which}>\d{{1,3}})"
        rf"(?:[ \t]{{0,4}}(?P<sep{which}>[,.;:])[ \t]{{0,4}}-?(?P<f{which}>\d{{1,20}}(?:\.\d{{1,20}})?))?"
    )


_FIRST = _time(1)
_SECOND = _time(2) + r"(?!\d|[ \t]{0,4}:)"  # whole, not the first half of one
_ARROW = (
    r"[ \t]{0,4}(?P<arrow>-{1,9}[ \t]{0,2}-{0,9}[ \t]{0,2}(?:>{1,9}|&gt;)|[—–=]{1,9}[ \t]{0,2}>|[→⇒⟶➔]"
    r"|>{1,9}|[-—–]|(?<=[\d \t])[ \t])[ \t]{0,4}"
)
_LOOSE = re.compile(r"[ \t]{0,9}" + _FIRST + _ARROW + _SECOND)
_START = re.compile(r"[ \t]{0,9}" + _FIRST + r"[ \t]{0,4}(?P<arrow>--+>)")
_END = re.compile(r"[^\n]{0,60}?(?P<arrow>--+>)[ \t]{0,4}" + _SECOND)
_CUT = re.compile(r"[ \t]{0,9}" + _FIRST + r"(?P<arrow>[ \t]{0,4}-{0,2})[ \t]{0,4}")
_SETTINGS = re.compile(r"(?:[ \t]+[A-Za-z][\w-]*:\S+)*[ \t]*")
_DIGIT = re.compile(r"\d")


class Problem(NamedTuple):
    """What is wrong in a time line: a code of `defects.KINDS`."""

    column: int
    code: str
    what: str
    """The piece of the line."""


class Times(NamedTuple):
    """What a time line says."""

    start_ms: int | None
    """None: it cannot be read."""
    end_ms: int | None
    settings: str = ""
    """Coordinates or cue settings, with the space before them."""
    rest: str = ""
    """What else follows on the line."""
    problems: tuple[Problem, ...] = ()
    widths: tuple[int, ...] = ()
    """Digits of the fractions, where the line is not strict."""


def strict(line: str) -> Times | None:
    """The times of a `line` without any fault; None for any other line."""
    match = STRICT.fullmatch(line)
    if not match:
        return None
    h1, m1, s1, f1, h2, m2, s2, f2, settings = match.groups()
    return Times(
        ((int(h1) * 60 + int(m1)) * 60 + int(s1)) * 1000 + int(f1),
        ((int(h2) * 60 + int(m2)) * 60 + int(s2)) * 1000 + int(f2),
        settings,
    )


def loose(line: str, separator: str = ",") -> Times | None:
    """The times of a `line` with faults; None for a line that is none or may be text.

    `separator` is what should stand before the milliseconds.
    """
    head = line[:LONGEST]
    if not _DIGIT.search(head):
        return None
    for text in (head, head.translate(_DIGITS)):
        if (match := _LOOSE.match(text)) and _certain(match):
            return _times(line, match, "12", separator)
    for text in (head, head.translate(_DIGITS)):
        if match := _START.match(text):
            return _times(line, match, "1", separator)
        if (match := _END.match(text)) and _only_noise(text[: match.start("arrow")]):
            return _times(line, match, "2", separator)
    return None


def broken(line: str) -> Times | None:
    """The times of a `line` that is one only where a number stands above it: cut off, or unreadable."""
    head = line[:LONGEST]
    if (match := _CUT.fullmatch(head)) and match["h1"] and match["f1"]:
        return _times(line, match, "1", ",")
    if "-->" in head and _DIGIT.search(head):
        return Times(None, None, problems=(Problem(1, "no-times", head.strip()),))
    return None


def _certain(match: re.Match[str]) -> bool:
    """It has the arrow, or both times are so complete that no sentence would hold them."""
    if match["arrow"] == "-->":
        return True
    full = all(match[f"f{which}"] for which in "12")
    weak = match["arrow"].strip() in ("", "-", "—", "–", ">")
    return full and (not weak or all(match[f"h{which}"] for which in "12"))


def _only_noise(text: str) -> bool:
    """`text` may be a broken time: no word of two letters stands in it."""
    return not re.search(r"[^\W\d_]{2}", text)


def _times(line: str, match: re.Match[str], which: str, separator: str) -> Times:
    problems = [problem for one in which for problem in _problems(line, match, one, separator)]
    if match["arrow"] != "-->" and len(which) == 2:
        problems.append(Problem(match.start("arrow") + 1, "arrow", match["arrow"].strip() or " "))
    start = _milliseconds(match, "1") if "1" in which else None
    end = _milliseconds(match, "2") if "2" in which else None
    after = line[match.end() :]
    if start is None:
        problems.append(Problem(1, "no-start", line[: match.start("arrow")].strip()))
    elif end is None:
        problems.append(Problem(match.end() + 1, "no-end", after.strip()))
        after = ""
    elif end < start and any(problem.code == "no-ms" for problem in problems):
        end = None  # the file was cut off in the middle of it
        problems = [*problems[:-1], Problem(match.start("m2") + 1, "no-end", "")]
    settings, rest = (after, "") if _SETTINGS.fullmatch(after) else ("", after)
    if not problems and not rest:  # spaces, or digits too many or too few
        problems.append(Problem(match.start() + 1, "time-format", line[: match.end()].strip()))
    widths = tuple(len(match[f"f{one}"]) for one in which if match[f"f{one}"])
    return Times(start, end, settings, rest, tuple(sorted(set(problems))), widths)


def _problems(line: str, match: re.Match[str], one: str, separator: str) -> list[Problem]:
    """What is wrong with the time number `one` of the line."""
    first = match.start(f"sign{one}")
    last = max(match.end(f"f{one}"), match.end(f"s{one}"))
    written, found = line[first:last], []
    if written != match.string[first:last]:
        found.append(("letter", first))
    if "-" in written:
        found.append(("negative", first))
    if match[f"h{one}"] is None and separator == ",":
        found.append(("no-hours", first))
    if int(match[f"m{one}"]) > 59 or int(match[f"s{one}"]) > 59:
        found.append(("range", first))
    fraction = match[f"f{one}"]
    if fraction is None:
        found.append(("no-ms", last))
    else:
        if match[f"sep{one}"] != separator:
            found.append(("separator", match.start(f"sep{one}")))
        if len(fraction) != 3:
            found.append(("short-ms" if len(fraction) < 3 else "long-ms", match.start(f"f{one}")))
    return [Problem(column + 1, code, written) for code, column in found]


def _milliseconds(match: re.Match[str], one: str) -> int:
    """Below zero where a part has a minus, as programs print a negative time."""
    hours, minutes, seconds, fraction = (match[f"{part}{one}"] for part in "hmsf")
    # Players read ",5" as 5 ms, whatever was meant; of ",5000" and ",560.009" the first three digits count.
    ms = int((fraction or "0").partition(".")[0][:3])
    total = ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + ms
    start, end = match.span(f"sign{one}")[0], max(match.end(f"f{one}"), match.end(f"s{one}"))
    return -total if "-" in match.string[start:end] else total
