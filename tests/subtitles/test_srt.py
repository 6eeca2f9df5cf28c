"""Reading and writing SRT: any text survives, any bytes give cues or a line, and srt 3.5.3 agrees."""

from datetime import timedelta

import pytest
import srt as oracle
from hypothesis import example, given
from hypothesis import strategies as st
from malformed import CASES, PLAIN

from phases.graph.errors import InputError
from phases.subtitles import cues, encodings, srt
from phases.subtitles.cues import Cue

CLOCK = st.integers(0, 400 * 3_600_000)
LINE = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), min_size=1).filter(
    lambda line: line.strip(" \t") and not line.startswith("\ufeff")
)
TEXT = st.lists(LINE, max_size=4).map("\n".join)
TIME_LINE = "00:00:03,000 --> 00:00:04,500"
PIECES = st.sampled_from([
    "1", "2", "3", "17", "", " ", "text", "-->", "a --> b", "WEBVTT", "NOTE x", "B2", "<i>a</i>", "\ufeff",
    "00:00:01,5 -> 00:00:02,000", "00:01.0 --> 00:02.000", "-00:00:01,000 --> 00:00:01,000",
    "--> 00:00:04,500", "00:00:09,000 -->", "00:00:05,000", "O1:O2:O3,000",
    TIME_LINE, f"{TIME_LINE} X1:1", f"{TIME_LINE} x y",
])  # fmt: skip


@st.composite
def ordered(draw: st.DrawFn) -> list[Cue]:
    """Cues in the order of their starts, so that nothing is odd about them."""
    start, made = 0, []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        start += draw(st.integers(0, 5000))
        end = start + draw(st.integers(0, 5000))
        made.append(Cue(number, start, end, draw(TEXT.filter(bool)), 0))
    return made


def shown(found) -> list[tuple[int, int, str]]:
    return [(cue.start_ms, cue.end_ms, cue.text) for cue in found]


@given(st.lists(st.builds(Cue, st.just(0), CLOCK, CLOCK, TEXT, st.just(1), st.just("")), max_size=5))
@example([Cue(1, 0, 1, "2", 1), Cue(2, 1, 2, "2", 1), Cue(3, 2, 3, "", 1)])
@example([Cue(1, 0, 1, "\x85\u2028", 1), Cue(2, 1, 2, "108\n3", 1)])
@example([Cue(1, 0, 1, f"a\n{TIME_LINE}", 1), Cue(2, 1, 2, "b", 1)])
def test_any_text_survives(made):
    """What SRT cannot hold is refused with its line; all else is read as it was written."""
    try:
        text = srt.render(made)
    except InputError as error:
        assert str(error).startswith("line 1: cue 0 would be read as two")
        assert any(":" in cue.text for cue in made)
        return
    if made:
        assert shown(srt.parse(text).cues) == shown(made)


@given(ordered())
def test_what_is_plain_is_written_byte_by_byte(made):
    text = srt.render(made, "\n\n") if made else ""
    found = srt.parse(text)
    assert srt.render(found.cues, found.end) == text
    if made and not any(":" in cue.text for cue in made):
        assert not found.defects and found == srt.plain(text)


@given(st.lists(PIECES, max_size=24).map("\n".join))
def test_any_lines_give_cues_or_a_line(text):
    """No line vanishes, no other error, the result can be written, and is read as the same cues."""
    try:
        found = srt.parse_odd(text)
    except InputError as error:
        assert str(error).startswith("line ")
        return
    assert [cue.number for cue in found.cues] == list(range(1, len(found.cues) + 1))
    assert all(cue.start_ms >= 0 and cue.line >= 1 for cue in found.cues)
    quick = srt.plain(text)
    assert quick is None or quick == found
    if not found.defects:
        assert srt.render(found.cues, found.end) == text
    try:
        again = srt.parse(srt.render(found.cues, found.end))
    except InputError as error:
        assert "would be read as two" in str(error)
        return
    if found.cues:
        assert shown(again.cues) == shown(found.cues)
        assert srt.render(again.cues, again.end) == srt.render(found.cues, found.end)


@given(
    st.binary(max_size=400)
    | st.lists(st.sampled_from([case.data for case in CASES]), max_size=3).map(b"".join)
)
def test_any_bytes_give_cues_or_a_line(data):
    try:
        decoded = encodings.decode(data, "cp1252")
        found = srt.parse(decoded.text)
    except InputError as error:
        assert str(error).startswith("line ")
        return
    assert found.cues or any(one.code == "empty-file" for one in found.defects)


@given(st.data())
def test_a_file_that_was_cut_or_scratched(data):
    """Any part of a sound file, with any bytes in its middle."""
    plain = PLAIN.encode()
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(plain))] * 2)))
    test_any_bytes_give_cues_or_a_line.hypothesis.inner_test(
        plain[:first] + data.draw(st.binary(max_size=8)) + plain[last:]
    )


def read_by_srt(text: str) -> list[tuple[int, int, str]]:
    millisecond = timedelta(milliseconds=1)
    return [(one.start // millisecond, one.end // millisecond, one.content) for one in oracle.parse(text)]


@given(ordered())
def test_srt_reads_the_same_of_plain_files(made):
    """Where srt is sure: lines without odd spaces, of which it strips some."""
    lines = [line for cue in made for line in cue.text.split("\n")]
    if any(
        line != line.strip() or not line.isprintable() or "-->" in line or ":" in line for line in lines
    ):
        return
    text = srt.render(made) if made else ""
    assert read_by_srt(text) == shown(made)


def test_what_srt_reads_otherwise_is_reported():
    """A file of which srt gives other cues without an error has a defect here."""
    alike = otherwise = 0
    for case in CASES:
        if not case.cues:
            continue
        try:
            seen = read_by_srt(case.data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
        except (oracle.SRTParseError, UnicodeDecodeError):
            continue
        if _words(seen) == _words(case.cues):
            alike += 1
        else:
            assert case.defects, case.name
            otherwise += 1
    assert alike > 60 and otherwise > 15


def _words(rows) -> list[tuple[int, int, list[str]]]:
    """`rows` without the blank lines and spaces that srt keeps."""
    return [(start, end, text.split()) for start, end, text in rows]


def test_what_srt_would_delete_is_kept():
    """Its `compose` drops cues without text, below zero or without duration."""
    text = "1\n00:00:01,000 --> 00:00:01,000\nNo time\n\n2\n00:00:02,000 --> 00:00:03,000\n\n\n"
    assert oracle.compose(oracle.parse(text)) == ""
    assert srt.render(srt.parse(text).cues) == text[:-1]


def test_a_blank_line_in_a_text_is_refused():
    for text in ("a\n\nb", "\na", "a\n", "a\n \nb", " ", "\t\na"):
        with pytest.raises(InputError, match=r"line 7: cue 1 has a blank line in its text"):
            srt.render([Cue(1, 0, 1, text, 7), Cue(2, 2, 3, "end", 9)])
        with pytest.raises(InputError, match=r"line 7: cue 1 has a blank line in its text"):
            srt.render([Cue(2, 2, 3, "end", 9), Cue(1, 0, 1, text, 7)])


def test_a_text_that_would_be_a_cue_is_refused():
    made = [Cue(1, 0, 1000, f"a\n2\n{TIME_LINE}", 5), Cue(2, 2000, 3000, "b", 9)]
    with pytest.raises(InputError, match=r"line 5: cue 1 would be read as two"):
        srt.render(made)


def test_hostile_lines_take_no_time():
    """Each pattern is bounded: a line of a million characters, and many lines that are nearly times."""
    long = "00:00:00" + " " * 1_000_000
    nearly = "\n".join(["00:00:00,000" + " " * 150 + "--" + " " * 30] * 5000)
    for text in (long, nearly, ":" * 1_000_000, "1\n" * 300_000, "--> 1:" * 100_000):
        with pytest.raises(InputError, match="line 1: no cue was found"):
            srt.parse(text)


def test_clock():
    assert cues.clock(0) == "00:00:00,000"
    assert cues.clock(3_661_001, ".") == "01:01:01.001"
    assert cues.span(359_999_999, 360_000_000) == "99:59:59,999 --> 100:00:00,000"


def test_cues_out_of_order_are_told_on_the_short_way_too():
    times = ((5, 6), (1, 2), (9, 9), (3, 4))
    text = "\n\n".join(
        f"{n}\n00:00:0{a},000 --> 00:00:0{b},000\nSaid." for n, (a, b) in enumerate(times, 1)
    )
    quick = srt.plain(f"{text}\n")
    assert quick == srt.parse_odd(f"{text}\n")
    assert [(one.code, one.line) for one in quick.defects] == [("order", 6), ("order", 14)]
