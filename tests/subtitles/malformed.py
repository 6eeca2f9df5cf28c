# ruff: noqa: E501
"""Malformed subtitle files, one defect each, as data: what stands in the file, and what must be read.

Each file has the three cues of `GOOD` unless it says otherwise. A case is *exact*, when a person would read
the same, or *reported*, when its defects are named; most are both.
"""

from typing import NamedTuple

ONE, TWO, THREE = (1000, 2000), (3000, 4500), (5000, 6000)
GOOD = ((*ONE, "First"), (*TWO, "Second"), (*THREE, "Third"))
PLAIN = """1
00:00:01,000 --> 00:00:02,000
First

2
00:00:03,000 --> 00:00:04,500
Second

3
00:00:05,000 --> 00:00:06,000
Third
"""
T2 = "00:00:03,000 --> 00:00:04,500"
T3 = "00:00:05,000 --> 00:00:06,000"

Rows = tuple[tuple[int, int, str], ...]


class Case(NamedTuple):
    """A file and what must come of it."""

    name: str
    data: bytes
    cues: Rows | None
    """Start, end and text of each; None: the file must be refused with a line."""
    defects: tuple[tuple[int, str], ...] = ()
    """Line and kind of each, in order; none: it is read exactly and there is nothing to report."""
    removed: tuple[str, ...] = ()
    """The texts that are left out."""


def swap(old: str, new: str) -> bytes:
    """`PLAIN` with the one place `old` replaced."""
    assert PLAIN.count(old) == 1, old
    return PLAIN.replace(old, new).encode()


def second(start: int = 3000, end: int = 4500, text: str = "Second") -> Rows:
    """`GOOD` with another second cue."""
    return (GOOD[0], (start, end, text), GOOD[2])


def third(end: int = 6000, text: str = "Third", start: int = 5000) -> Rows:
    """`GOOD` with another third cue."""
    return (GOOD[0], GOOD[1], (start, end, text))


ENCODINGS = [
    Case("utf-8 bom", b"\xef\xbb\xbf" + PLAIN.encode(), GOOD),
    Case("double bom", b"\xef\xbb\xbf" * 2 + PLAIN.encode(), GOOD, ((1, "second-bom"),)),
    Case("bom in the middle", swap("2\n00", "\ufeff2\n00"), GOOD, ((5, "second-bom"),)),
    Case("utf-16 with bom", b"\xff\xfe" + PLAIN.encode("utf-16-le"), GOOD),
    Case("utf-16 big endian with bom", b"\xfe\xff" + PLAIN.encode("utf-16-be"), GOOD),
    Case("utf-16 without bom", PLAIN.encode("utf-16-le"), GOOD, ((1, "no-bom"),)),
    Case("utf-16 big endian without bom", PLAIN.encode("utf-16-be"), GOOD, ((1, "no-bom"),)),
    Case("utf-32 with bom", b"\xff\xfe\0\0" + PLAIN.encode("utf-32-le"), GOOD),
    Case("utf-16 cut off", (b"\xff\xfe" + PLAIN.encode("utf-16-le"))[:-1], third(text="Third\ufffd"),
         ((11, "broken-character"),)),
    Case("cp1252", swap("Second", "Café naïve").decode().encode("cp1252"), second(text="Café naïve"),
         ((7, "encoding"),)),
    Case("cp1252 quotes", swap("Second", "“Well”").decode().encode("cp1252"), second(text="“Well”"),
         ((7, "encoding"),)),
    Case("one bad byte", swap("Second", "Kṛṣṇa said").replace(b"said", b"sa\xefd"), second(text="Kṛṣṇa saïd"),
         ((7, "bad-byte"),)),
    Case("bad byte in ascii", swap("Second", "na?ve").replace(b"?", b"\xef"), second(text="naïve"),
         ((7, "encoding"),)),
    Case("utf-8 cut inside a character", PLAIN.encode().rstrip() + "ṛ ś".encode() + b"\xe1\xb9",
         third(text="Thirdṛ śá¹"), ((11, "bad-byte"), (11, "bad-byte"))),
    Case("read in the wrong encoding before", swap("Second", "CafÃ©"), second(text="CafÃ©"),
         ((7, "wrong-encoding"),)),
    Case("replacement character", swap("Second", "Caf\ufffd"), second(text="Caf\ufffd"),
         ((7, "lost-character"),)),
    Case("control character", swap("Second", "Sec\x07ond"), second(text="Sec\x07ond"), ((7, "control"),)),
    Case("nul in the text", swap("Second", "Sec\0ond"), second(text="Sec\0ond"), ((7, "control"),)),
    Case("line separator in the text", swap("Second", "Sec\u2028ond"), second(text="Sec\u2028ond")),
    Case("next line in the text", swap("Second", "Sec\x85ond"), second(text="Sec\x85ond")),
    Case("form feed in the text", swap("Second", "Sec\x0cond"), second(text="Sec\x0cond")),
    Case("no-break space as the text", swap("Second", "\xa0"), second(text="\xa0")),
]  # fmt: skip

LINES = [
    Case("crlf", PLAIN.replace("\n", "\r\n").encode(), GOOD),
    Case("cr", PLAIN.replace("\n", "\r").encode(), GOOD),
    Case("mixed line ends", PLAIN.replace("\n", "\r\n", 4).encode(), GOOD, ((1, "newlines"),)),
    Case("cr cr lf", PLAIN.replace("\n", "\r\r\n").encode(), GOOD, ((1, "double-newlines"),)),
    Case("every line followed by a blank one", PLAIN.replace("\n", "\n\n").encode(), GOOD,
         ((2, "blank-after-number"), (4, "blank-in-text"), (7, "blank-lines"), (10, "blank-after-number"),
          (12, "blank-in-text"), (15, "blank-lines"), (18, "blank-after-number"), (20, "blank-in-text"))),
    Case("no final newline", PLAIN.rstrip().encode(), GOOD),
    Case("blank lines at the end", (PLAIN + "\n\n").encode(), GOOD),
    Case("blank lines at the start", ("\n\n" + PLAIN).encode(), GOOD, ((1, "blank-lines"),)),
    Case("two blank lines between cues", swap("First\n", "First\n\n"), GOOD, ((5, "blank-lines"),)),
    Case("blank line of spaces", swap("First\n\n", "First\n  \t\n"), GOOD, ((4, "blank-spaces"),)),
    Case("blank line inside the text", swap("Second", "Sec\n\nond"), second(text="Sec\nond"),
         ((8, "blank-in-text"),)),
    Case("line of spaces inside the text", swap("Second", "Sec\n \nond"), second(text="Sec\nond"),
         ((8, "blank-in-text"),)),
    Case("blank line below the times", swap("Second", "\nSecond"), GOOD, ((7, "blank-in-text"),)),
    Case("blank line below the number", swap("2\n00", "2\n\n00"), GOOD, ((6, "blank-after-number"),)),
    Case("no blank line between cues", swap("First\n\n", "First\n"), GOOD, ((4, "no-blank"),)),
    Case("no blank line at all", PLAIN.replace("\n\n", "\n").encode(), GOOD, ((4, "no-blank"), (7, "no-blank"))),
    Case("no blank line and no number", swap("First\n\n2\n", "First\n"), GOOD,
         ((4, "no-blank"), (4, "no-number"))),
    Case("neither blank lines nor numbers", PLAIN.replace("\n\n2\n", "\n").replace("\n\n3\n", "\n")[2:].encode(),
         GOOD, ((1, "no-number"), (3, "no-blank"), (3, "no-number"), (5, "no-blank"), (5, "no-number"))),
    Case("trailing spaces in the text", swap("Second", "Second  "), second(text="Second  ")),
    Case("empty cue", swap("Second\n", ""), second(text=""), ((6, "empty-cue"),)),
    Case("empty cue with two blank lines", swap("Second", ""), second(text=""), ((6, "empty-cue"),)),
    Case("empty cue at the end", PLAIN.replace("Third\n", "").encode(), third(text=""), ((10, "empty-cue"),)),
    Case("garbage after the last cue", (PLAIN + "\nwww.example.org\n").encode(),
         third(text="Third\nwww.example.org"), ((13, "after-last"),)),
    Case("credit line first", ("Made by nobody\n\n" + PLAIN).encode(), GOOD, ((1, "before-first"),),
         ("Made by nobody",)),
    Case("webvtt header first", ("WEBVTT\n\n" + PLAIN).encode(), GOOD, ((1, "vtt-header"),), ("WEBVTT",)),
    Case("webvtt by another name", ("WEBVTT\n\n" + swap("Second", "Second\n\nNOTE by me").decode()).encode(),
         GOOD, ((1, "vtt-header"), (10, "blank-in-text"), (11, "vtt-block")), ("WEBVTT", "NOTE by me")),
    Case("crlf and spaces in blank lines", swap("First\n\n", "First\n \n").replace(b"\n", b"\r\n"), GOOD,
         ((4, "blank-spaces"),)),
]  # fmt: skip

NUMBERS = [
    Case("missing number", swap("2\n00", "00"), GOOD, ((5, "no-number"), (8, "number"))[:1]),
    Case("no numbers", PLAIN.replace("\n2\n", "\n").replace("\n3\n", "\n")[2:].encode(), GOOD,
         ((1, "no-number"), (4, "no-number"), (7, "no-number"))),
    Case("duplicate number", swap("2\n00", "1\n00"), GOOD, ((5, "number"), (9, "number"))),
    Case("number zero", swap("2\n00", "0\n00"), GOOD, ((5, "number"), (9, "number"))),
    Case("numbers from zero", b"0\n" + PLAIN.replace("3\n00", "2\n00").replace("2\n00", "1\n00", 1)[2:].encode(),
         GOOD, ((1, "number"),)),
    Case("number left out", swap("3\n00", "7\n00"), GOOD, ((9, "number"),)),
    Case("number with a letter", swap("2\n00", "B2\n00"), GOOD, ((5, "bad-number"),)),
    Case("number with a dot", swap("2\n00", "2.\n00"), GOOD, ((5, "bad-number"),)),
    Case("number with a hash", swap("2\n00", "#2\n00"), GOOD, ((5, "bad-number"),)),
    Case("number with spaces", swap("2\n00", " 2 \n00"), GOOD, ((5, "bad-number"),)),
    Case("number with zeros", swap("2\n00", "002\n00"), GOOD, ((5, "bad-number"),)),
    Case("arabic number", swap("2\n00", "٢\n00"), GOOD, ((5, "bad-number"),)),
    Case("last cue ends in a number", swap("Third", "verse\n2"), third(text="verse\n2")),
    Case("a cue of digits only", swap("Second", "108"), second(text="108")),
    Case("text of digits above a missing number", swap("First\n\n2\n", "108\n\n"),
         ((*ONE, "108"), *GOOD[1:]), ((5, "no-number"),)),
    Case("a line of times inside the text", swap("Second", f"From\n{T3}\nto"), second(text=f"From\n{T3}\nto"),
         ((8, "time-in-text"),)),
    Case("a line of times at the end of the last text", swap("Third", f"Third\n{T2}"),
         third(text=f"Third\n{T2}"), ((12, "time-in-text"),)),
    Case("an arrow in the text", swap("Second", "a --> b"), second(text="a --> b")),
    Case("a clock in the text", swap("Second", "12:30:00 - 13:30:00"), second(text="12:30:00 - 13:30:00")),
]  # fmt: skip

TIMES = [
    Case("one digit of milliseconds", swap("04,500", "04,5"), second(end=4005), ((6, "short-ms"),)),
    Case("two digits of milliseconds", swap("04,500", "04,50"), second(end=4050), ((6, "short-ms"),)),
    Case("hundredths throughout", PLAIN.replace(",000", ",00").replace(",500", ",50").encode(), GOOD,
         tuple((line, "short-ms") for line in (2, 2, 6, 6, 10, 10))),
    Case("frames throughout", PLAIN.replace(",000", ",00").replace(",500", ",12").encode(), second(end=4501),
         tuple((line, "short-ms") for line in (2, 2, 6, 6, 10, 10))),
    Case("tenths throughout", PLAIN.replace(",000", ",0").replace(",500", ",5").encode(), GOOD,
         tuple((line, "short-ms") for line in (2, 2, 6, 6, 10, 10))),
    Case("four digits of milliseconds", swap("04,500", "04,5000"), GOOD, ((6, "long-ms"),)),
    Case("milliseconds with a fraction", swap("04,500", "04,500.0000000000009"), GOOD, ((6, "long-ms"),)),
    Case("no milliseconds", swap("00:00:03,000 --> 00:00:04,500", "00:00:03 --> 00:00:04"), second(end=4000),
         ((6, "no-ms"), (6, "no-ms"))),
    Case("no hours", swap(T2, "00:03,000 --> 00:04,500"), GOOD, ((6, "no-hours"), (6, "no-hours"))),
    Case("one digit of hours", swap(T2, "0:00:03,000 --> 0:00:04,500"), GOOD, ((6, "time-format"),)),
    Case("dot for comma", swap(T2, T2.replace(",", ".")), GOOD, ((6, "separator"), (6, "separator"))),
    Case("semicolon for comma", swap(T2, T2.replace(",", ";")), GOOD, ((6, "separator"), (6, "separator"))),
    Case("colon for comma", swap(T2, T2.replace(",", ":")), GOOD, ((6, "separator"), (6, "separator"))),
    Case("spaces in the time", swap(T2, "00: 00: 03, 000 --> 00:00:04,500"), GOOD, ((6, "time-format"),)),
    Case("no space around the arrow", swap(T2, T2.replace(" ", "")), GOOD, ((6, "time-format"),)),
    Case("tabs around the arrow", swap(T2, T2.replace(" ", "\t")), GOOD, ((6, "time-format"),)),
    Case("spaces before the time", swap(T2, "  " + T2), GOOD, ((6, "time-format"),)),
    Case("spaces after the time", swap(T2, T2 + "  "), GOOD),
    Case("short arrow", swap(T2, T2.replace("-->", "->")), GOOD, ((6, "arrow"),)),
    Case("long arrow", swap(T2, T2.replace("-->", "--->")), GOOD, ((6, "arrow"),)),
    Case("double arrow", swap(T2, T2.replace("-->", "->>")), GOOD, ((6, "arrow"),)),
    Case("arrow with a gap", swap(T2, T2.replace("-->", "-- >")), GOOD, ((6, "arrow"),)),
    Case("dash arrow", swap(T2, T2.replace("-->", "—>")), GOOD, ((6, "arrow"),)),
    Case("arrow sign", swap(T2, T2.replace("-->", "→")), GOOD, ((6, "arrow"),)),
    Case("bare greater-than", swap(T2, T2.replace("-->", ">")), GOOD, ((6, "arrow"),)),
    Case("arrow of html", swap(T2, T2.replace("-->", "--&gt;")), GOOD, ((6, "arrow"),)),
    Case("letter O for zero", swap("00:00:03", "00:00:O3"), GOOD, ((6, "letter"),)),
    Case("letter l for one", swap("00:00:01,000", "00:00:0l,000"), GOOD, ((2, "letter"),)),
    Case("letter in the time", swap("00:00:03,000", "00:00:0x,000"), second(start=3500), ((6, "no-start"),)),
    Case("no time that can be read", swap(T2, "0a:0b --> 0c:0d"), second(2000, 3000),
         ((6, "no-times"),)),
    Case("fullwidth colons", swap("00:00:03", "00：00：03"), GOOD, ((6, "letter"),)),
    Case("arabic digits", swap("00:00:03,000", "٠٠:٠٠:٠٣,٠٠٠"), GOOD, ((6, "time-format"),)),
    Case("minute 75", swap("00:00:03,000 --> 00:00:04", "00:75:03,000 --> 00:75:04"), second(4503000, 4504500),
         ((6, "range"), (6, "range"), (10, "order"))),
    Case("second 75", swap("00:00:04,500", "00:00:75,500"), second(end=75500), ((6, "range"),)),
    Case("end missing", swap(T2, "00:00:03,000 -->"), second(end=4000), ((6, "no-end"),)),
    Case("start missing", swap(T2, "--> 00:00:04,500"), second(start=3500), ((6, "no-start"),)),
    Case("cut off in the last time", PLAIN[: PLAIN.index(T3) + 24].encode(), third(text=""),
         ((10, "empty-cue"), (10, "no-end"))),
    Case("cut off in the last arrow", PLAIN[: PLAIN.index(T3) + 15].encode(), third(text=""),
         ((10, "empty-cue"), (10, "no-end"))),
    Case("cut off in the last text", PLAIN[:-4].encode(), third(text="Th")),
    Case("text on the line of times", swap(f"{T2}\nSecond", f"{T2} Second"), GOOD, ((6, "text-on-times"),)),
    Case("garbage after the times", swap(T2, f"{T2} %%"), GOOD, ((6, "after-times"),), ("%%",)),
    Case("garbage glued to the times", swap(T2, f"{T2}xyz"), GOOD, ((6, "after-times"),), ("xyz",)),
    Case("negative time", swap("00:00:01,000", "-00:00:01,000"), ((0, 2000, "First"), *GOOD[1:]),
         ((2, "negative"),)),
    Case("negative parts", swap("00:00:01,000", "00:00:-1,-500"), ((0, 2000, "First"), *GOOD[1:]),
         ((2, "negative"),)),
    Case("hundred hours", swap(T3, "100:00:05,000 --> 100:00:06,000"), third(360006000, start=360005000)),
    Case("end before start", swap(T2, "00:00:04,500 --> 00:00:03,000"), second(4500, 3000), ((6, "backwards"),)),
    Case("no duration", swap("04,500", "03,000"), second(end=3000)),
    Case("overlap", swap("02,000", "03,500"), ((1000, 3500, "First"), *GOOD[1:])),
    Case("out of order", swap(T2, "00:00:00,500 --> 00:00:00,900"), second(500, 900), ((6, "order"),)),
    Case("coordinates", swap(T2, f"{T2}  X1:40 X2:600 Y1:20 Y2:50"), GOOD),
    Case("cue settings of webvtt", swap(T2, f"{T2} align:start position:10%"), GOOD),
]  # fmt: skip

TEXTS = [
    Case("font tag", swap("Second", '<font color="red">Second</font>'),
         second(text='<font color="red">Second</font>')),
    Case("position tag", swap("Second", "{\\an8}Second"), second(text="{\\an8}Second")),
    Case("note in braces", swap("Second", "{note}Second"), second(text="{note}Second")),
    Case("signs of a tag that is none", swap("Second", "a < b > c"), second(text="a < b > c")),
    Case("open italic", swap("Second", "<i>Second"), second(text="<i>Second")),
    Case("markup of html", swap("Second", "&amp; &lt;"), second(text="&amp; &lt;")),
    Case("a very long line", swap("Second", "word " * 20_000 + "end"), second(text="word " * 20_000 + "end")),
    Case("many lines", swap("Second", "\n".join("abcdefgh")), second(text="\n".join("abcdefgh"))),
    Case("right to left marks", swap("Second", "\u200fשלום\u200e"), second(text="\u200fשלום\u200e")),
    Case("emoji", swap("Second", "👩‍🏫"), second(text="👩‍🏫")),
]  # fmt: skip

BEYOND = [
    Case("empty", b"", (), ((1, "empty-file"),)),
    Case("blank lines only", b"\n\n", (), ((1, "empty-file"),)),
    Case("binary", bytes(range(256)) * 40, None),
    Case("zeros", bytes(5000), None),
    Case("json", b'{"cues": [{"start": 1, "text": "First"}]}', None),
    Case("text without times", b"It was the best of times,\nit was the worst of times.\n", None),
    Case("zip", b"PK\x03\x04" + bytes(60), None),
    Case("gzip", b"\x1f\x8b\x08\0" + bytes(60), None),
    Case("rtf", b"{\\rtf1\\ansi 1\\par 00:00:01,000 --> 00:00:02,000}", None),
    Case("xml", b"<?xml version='1.0'?><tt><p begin='1s'>First</p></tt>", None),
    Case("microdvd", b"{25}{50}First\n{75}{112}Second\n", None),
    Case("ass by another name", b"[Script Info]\nTitle: x\n\n[Events]\n", None),
    Case("lrc", b"[00:12.00]First\n[00:15.30]Second\n", None),
]  # fmt: skip

CASES = [*ENCODINGS, *LINES, *NUMBERS, *TIMES, *TEXTS, *BEYOND]
