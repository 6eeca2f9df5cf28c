"""ASS: styles, layers, actors, comments and drawings stay; only changed events are written anew."""

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.graph.errors import InputError
from phases.subtitles import ass, cues, parse, write

FULL = r"""[Script Info]
; a note
Title: A lecture
PlayResX: 640

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Fonts]
fontname: odd.ttf
!"#$%

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,Ada,0,0,0,,{\an8}First,\Nof two lines
Comment: 0,0:00:01.50,0:00:02.00,Default,,0,0,0,,not shown
Dialogue: 1,0:00:02.50,0:00:02.90,Default,,0,0,0,,{\p1}m 0 0 l 10 0 10 10{\p0}
Dialogue:0,0:00:03.00,0:00:04.50,Default,,10,20,30,Banner;1,Second

[Aegisub Extradata]
Data: 1,x,y
"""


def test_read():
    document = ass.read(FULL)
    assert not document.defects
    assert [cue[:] for cue in document.cues] == [
        (1, 1000, 2000, "{\\an8}First,\nof two lines", 16, "0,Default,0,0,0"),
        (2, 3000, 4500, "Second", 19, "0,Default,10,20,30"),
    ]


def test_pysubs2_reads_the_same():
    events = [one for one in pysubs2.SSAFile.from_string(FULL) if not one.is_comment and not one.is_drawing]
    ours = ass.read(FULL).cues
    assert [(one.start, one.end, one.text.replace("\\N", "\n")) for one in events] == [
        cue[1:4] for cue in ours
    ]


def test_nothing_changed_is_the_same_text():
    document = ass.read(FULL)
    assert ass.patch(document, document.cues) == FULL


def test_only_the_fields_of_a_changed_event_are_replaced():
    document = ass.read(FULL)
    one, two = document.cues
    one = one._replace(end_ms=2345, text="{\\an8}First,\nin two lines")
    two = two._replace(start_ms=2990)
    expected = FULL.replace("0:00:02.00,Default,Ada", "0:00:02.35,Default,Ada").replace("of two", "in two")
    expected = expected.replace("0:00:03.00", "0:00:02.99")
    assert ass.patch(document, [one, two]) == expected


def test_events_in_another_order_change_places():
    document = ass.read(FULL)
    lines = FULL.split("\n")
    lines[15], lines[18] = lines[18], lines[15]
    assert ass.patch(document, document.cues[::-1]) == "\n".join(lines)


def test_a_time_of_ten_hours_and_more():
    text = "[Events]\nDialogue: 0,10:00:01.00,10:00:02.00,Default,,0,0,0,,a\n"
    document = ass.read(text)
    made = ass.patch(document, [document.cues[0]._replace(end_ms=36_003_456)])
    assert made == text.replace("10:00:02.00", "10:00:03.46")


def test_fields_in_another_order():
    text = "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,a, b\n"
    document = ass.read(text)
    assert [cue[1:4] for cue in document.cues] == [(1000, 2000, "a, b")]
    changed = document.cues[0]._replace(end_ms=3000)
    assert ass.patch(document, [changed]) == text.replace("0:00:02.00", "0:00:03.00")


@pytest.mark.parametrize(
    ("line", "line_number", "column", "code"),
    [
        ("Dialogue: 0,0:00:01.00", 3, 11, "odd-event"),
        ("Dialogue: 0,0:00:01.00,soon,Default,,0,0,0,,a", 3, 24, "odd-event"),
        ("Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,", 3, 1, "empty-cue"),
        ("Dialogue: 0,0:00:03.00,0:00:02.00,Default,,0,0,0,,a", 3, 1, "backwards"),
    ],
)
def test_defects(line, line_number, column, code):
    text = f"[Events]\n\n{line}\n"
    document = ass.read(text)
    assert [one[:3] for one in document.defects] == [(line_number, column, code)]
    assert ass.patch(document, document.cues) == text


def test_refused():
    with pytest.raises(InputError, match=r"line 1: there is no section \[Events\]; take it out"):
        ass.read("1\n00:00:01,000 --> 00:00:02,000\na\n")
    with pytest.raises(InputError, match="line 2: the events need Start, End and, at the end, Text"):
        ass.read("[Events]\nFormat: Start, Text, End\n")
    with pytest.raises(InputError, match="line 19: more than 1 cues; raise"):
        ass.read(FULL, most=1)
    assert [one.code for one in ass.read("\n").defects] == ["empty-file"]


@given(st.lists(st.sampled_from(FULL.split("\n")) | st.text(st.characters(exclude_characters="\n\r"))))
def test_any_lines_give_cues_or_a_line(lines):
    text = "\n".join(lines)
    try:
        document = ass.read(text)
    except InputError as error:
        assert str(error).startswith("line ")
        return
    assert ass.patch(document, document.cues) == text


def test_from_file_to_file(tmp_path):
    source, kept, target = tmp_path / "talk.ass", tmp_path / "cues.json", tmp_path / "out"
    data = b"\xff\xfe" + FULL.replace("\n", "\r\n").encode("utf-16-le")
    source.write_bytes(data)
    assert parse.run(source, kept, parse.Settings())["cues"] == 2
    write.run(source, kept, target, write.Settings(encoding="keep"))
    assert target.read_bytes() == data
    track = cues.read(kept)
    cues.write(kept, track._replace(cues=(track.cues[0], track.cues[1]._replace(text="2nd"))))
    assert write.run(source, kept, target, write.Settings()) == {"cues": 2, "changed": 1}
    assert target.read_text("utf-8-sig") == FULL.replace("Second", "2nd")
