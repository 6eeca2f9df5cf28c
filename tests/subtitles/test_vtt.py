"""WebVTT: everything that is no cue stays as it is, byte by byte; only changed cues are written anew."""

import io

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from phases.graph.errors import InputError
from phases.subtitles import cues, parse, vtt, write

FULL = """WEBVTT - A lecture
Kind: captions
Language: en-GB

NOTE
made by hand --> not a cue

STYLE
::cue { color: yellow }

REGION
id:bottom

intro
00:01.000 --> 00:02.000 align:start position:10%
<v Ada>First</v>
of two lines

00:00:03.000 --> 00:00:04.500
Second &amp; last

NOTE the end
"""


def test_read():
    document = vtt.read(FULL)
    assert not document.defects and document.header and document.language == "en-GB"
    assert [cue[:] for cue in document.cues] == [
        (1, 1000, 2000, "<v Ada>First</v>\nof two lines", 14, " align:start position:10%"),
        (2, 3000, 4500, "Second &amp; last", 19, ""),
    ]


def test_webvtt_py_reads_the_same():
    seen = webvtt.from_buffer(io.StringIO(FULL))
    ours = vtt.read(FULL).cues
    assert [one.raw_text for one in seen] == [cue.text for cue in ours]
    clock = [(cues.clock(cue.start_ms, "."), cues.clock(cue.end_ms, ".")) for cue in ours]
    assert [(one.start, one.end) for one in seen] == clock


def test_nothing_changed_is_the_same_text():
    document = vtt.read(FULL)
    assert vtt.patch(document, document.cues) == FULL


def test_only_the_lines_of_a_changed_cue_are_replaced():
    document = vtt.read(FULL)
    one, two = document.cues
    one = one._replace(end_ms=2500, text="<v Ada>First of one line</v>")
    old = "00:01.000 --> 00:02.000 align:start position:10%\n<v Ada>First</v>\nof two lines"
    new = "00:00:01.000 --> 00:00:02.500 align:start position:10%\n<v Ada>First of one line</v>"
    assert vtt.patch(document, [one, two]) == FULL.replace(old, new)
    two = two._replace(text="Second\nand last")
    assert vtt.patch(document, [document.cues[0], two]) == FULL.replace(
        "Second &amp; last", "Second\nand last"
    )


@pytest.mark.parametrize("text", ["00:07.000 --> 00:08.000 he said", "He said\n00:07.000 --> 00:08.000"])
def test_a_text_that_would_be_read_as_a_cue_is_refused(text):
    document = vtt.read(FULL)
    one, two = document.cues
    with pytest.raises(InputError, match="cue 2 would be read as two"):
        vtt.patch(document, [one, two._replace(text=text)])


def test_cues_in_another_order_change_places_with_their_identifiers():
    document = vtt.read(FULL)
    one, two = document.cues
    first = "intro\n00:01.000 --> 00:02.000 align:start position:10%\n<v Ada>First</v>\nof two lines"
    second = "00:00:03.000 --> 00:00:04.500\nSecond &amp; last"
    swapped = FULL.replace(first, "#").replace(second, first).replace("#", second)
    assert vtt.patch(document, [two, one]) == swapped


@pytest.mark.parametrize(
    ("text", "defects", "mended"),
    [
        ("00:01.000 --> 00:02.000\na\n", [(1, "no-header")], "WEBVTT\n\n00:01.000 --> 00:02.000\na\n"),
        (
            "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\na\n",
            [(3, "separator"), (3, "separator")],
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na\n",
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\na\n2\n00:03.000 --> 00:04.000\nb",
            [(5, "no-blank")],
            "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n2\n00:03.000 --> 00:04.000\nb",
        ),
        (
            "WEBVTT\n\n00:01.000 -> 00:02.000 line:0\na",
            [(3, "arrow")],
            "WEBVTT\n\n00:00:01.000 --> 00:00:02.000 line:0\na",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", [(3, "empty-cue")], None),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\na\n\nlost", [(6, "odd-block")], None),
        ("WEBVTT\n\n00:05.000 --> 00:02.000\na\n", [(3, "backwards")], None),
        ("WEBVTT\n", [], None),
        ("WEBVTT\n00:01.000 --> 00:02.000\na\n", [], None),
        ("", [(1, "empty-file")], None),
    ],
)
def test_defects(text, defects, mended):
    document = vtt.read(text)
    assert [(one.line, one.code) for one in document.defects] == defects
    assert vtt.patch(document, document.cues) == (text if mended is None else mended)


def test_refused():
    with pytest.raises(InputError, match="line 1: no cue was found; take it out"):
        vtt.read("only text\n")
    with pytest.raises(InputError, match="line 19: more than 1 cues; raise"):
        vtt.read(FULL, most=1)


@given(st.lists(st.sampled_from([*FULL.split("\n"), "", "2", "00:00:01,0 -> 00:02", "-->", "a:b:c", "1"])))
def test_any_lines_give_cues_or_a_line(lines):
    """The same text comes back where there is no defect, and the mended one has the same cues."""
    text = "\n".join(lines)
    try:
        document = vtt.read(text)
    except InputError as error:
        assert str(error).startswith("line ")
        return
    mended = vtt.patch(document, document.cues)
    assert document.defects or mended == text
    if document.cues:
        again = vtt.read(mended)
        assert [cue[1:4] for cue in again.cues] == [cue[1:4] for cue in document.cues]
        assert vtt.patch(again, again.cues) == mended


def test_from_file_to_file(tmp_path):
    source, kept, target = tmp_path / "talk.vtt", tmp_path / "cues.json", tmp_path / "out"
    data = b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode()
    source.write_bytes(data)
    assert parse.run(source, kept, parse.Settings())["cues"] == 2
    assert write.run(source, kept, target, write.Settings()) == {"cues": 2, "changed": 0}
    assert target.read_bytes() == data
    track = cues.read(kept)
    assert track.language == "en-GB" and track.format == "vtt"
    first = track.cues[0]._replace(text="Другой")
    cues.write(kept, track._replace(cues=(first, *track.cues[1:])))
    assert write.run(source, kept, target, write.Settings()) == {"cues": 2, "changed": 1}
    old = b"<v Ada>First</v>\r\nof two lines"
    assert target.read_bytes() == data.replace(old, "Другой".encode())
