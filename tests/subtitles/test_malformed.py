"""Every malformed file is read as a person would, or its defect is named with its line; none is silent."""

import pytest
from malformed import CASES, GOOD, Case

from phases.graph.errors import InputError
from phases.subtitles import cues, parse, write
from phases.subtitles.cues import Track
from phases.subtitles.defects import KINDS


def parsed(folder, data: bytes, name: str = "talk.srt") -> Track:
    """What *parse* makes of a file with the bytes `data`."""
    source = folder / name
    source.write_bytes(data)
    metrics = parse.run(source, folder / "cues.json", parse.Settings())
    track = cues.read(folder / "cues.json")
    assert metrics["cues"] == len(track.cues)
    assert metrics["defects"] == len(track.defects)
    return track


def written(folder, name: str = "talk.srt") -> bytes:
    """What *write* makes of it."""
    write.run(folder / name, folder / "cues.json", folder / "out", write.Settings())
    return (folder / "out").read_bytes()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path):
    if case.cues is None:
        with pytest.raises(InputError, match=r"^line \d+: .+; .+"):
            parsed(tmp_path, case.data)
        return
    track = parsed(tmp_path, case.data)
    assert tuple((cue.start_ms, cue.end_ms, cue.text) for cue in track.cues) == case.cues
    assert tuple((one.line, one.code) for one in track.defects) == case.defects
    assert tuple(one.text for one in track.removed) == case.removed
    assert [cue.number for cue in track.cues] == list(range(1, len(case.cues) + 1))


@pytest.mark.parametrize("case", [case for case in CASES if case.cues], ids=lambda case: case.name)
def test_what_is_written_has_no_defect_of_form_and_the_same_cues(case: Case, tmp_path):
    first = parsed(tmp_path, case.data)
    mended = written(tmp_path)
    second = parsed(tmp_path, mended)
    assert [cue[1:4] for cue in second.cues] == [cue[1:4] for cue in first.cues]
    kept = {
        "backwards",
        "order",
        "empty-cue",
        "time-in-text",
        "control",
        "wrong-encoding",
        "lost-character",
    }
    assert {one.code for one in second.defects} <= kept
    assert written(tmp_path) == mended, "a second pass changes nothing"


@pytest.mark.parametrize("case", [case for case in CASES if case.cues], ids=lambda case: case.name)
def test_a_file_without_defect_comes_back_byte_by_byte(case: Case, tmp_path):
    track = parsed(tmp_path, case.data)
    if not track.defects and track.encoding == "utf-8":
        assert written(tmp_path) == case.data


def test_there_are_more_kinds_than_the_first_eighty():
    assert len({case.name for case in CASES}) == len(CASES)
    assert len({case.data for case in CASES}) == len(CASES) >= 80


NAMED = """
utf-8 bom; double bom; utf-16 with bom; utf-16 without bom; cp1252; one bad byte; crlf; cr; mixed line ends;
missing number; no numbers; duplicate number; number zero; number with a letter; no blank line between cues;
no blank line and no number; blank line inside the text; blank line of spaces; empty cue;
last cue ends in a number; a line of times inside the text; one digit of milliseconds; no milliseconds;
no hours; semicolon for comma; letter O for zero; end missing; short arrow; arrow sign; negative time;
hundred hours; end before start; overlap; out of order; font tag; position tag; note in braces;
signs of a tag that is none; line separator in the text; next line in the text; webvtt header first;
credit line first; garbage after the last cue; coordinates; four digits of milliseconds; minute 75;
second 75; letter in the time; cut off in the last time; binary; json; milliseconds with a fraction; empty
"""
"""The kinds of which it is known what each library does to them."""


def test_every_kind_that_libraries_fail_at_has_a_case():
    named = [name.strip() for name in NAMED.replace("\n", " ").split(";")]
    assert len(named) == 53 and set(named) <= {case.name for case in CASES}


def test_none_is_silent():
    """A file with other cues than the plain three has a defect, or holds them word for word."""
    for case in CASES:
        if not case.cues or case.defects or case.cues == GOOD:
            continue
        plain = case.data.decode()
        for start, end, text in case.cues:
            assert f"{cues.span(start, end)}\n{text}" in plain, case.name


def test_every_kind_of_srt_defect_has_a_case():
    used = {code for case in CASES for _, code in case.defects}
    of_others = {"no-header", "odd-block", "odd-event"}  # tests of WebVTT and ASS
    assert set(KINDS) - of_others == used


def test_columns(tmp_path):
    track = parsed(tmp_path, b"1\n00:00:01,000 --> 00:00:O2;5\nFirst\n")
    assert [(one.line, one.column, one.code) for one in track.defects] == [
        (2, 18, "letter"),
        (2, 26, "separator"),
        (2, 27, "short-ms"),
    ]
    assert "00:00:O2;5" in track.defects[0].reason
    assert "00:00:01,000 --> 00:00:02,005" in track.defects[0].recovery


def test_limits(tmp_path):
    source, target = tmp_path / "talk.srt", tmp_path / "cues.json"
    source.write_bytes(CASES[0].data)
    with pytest.raises(InputError, match=r"has 0 MB, more than 1e-05; raise subtitles\.parse\.max_mb"):
        parse.run(source, target, parse.Settings(max_mb=0.00001))
    with pytest.raises(InputError, match=r"line 10: more than 2 cues; raise subtitles\.parse\.max_cues"):
        parse.run(source, target, parse.Settings(max_cues=2))
    assert not target.exists()


def test_settings():
    assert parse.Settings(fallback="latin1").fallback == "iso8859-1"
    for name in ("klingon", "base64", ""):
        with pytest.raises(ValueError, match="unknown encoding"):
            parse.Settings(fallback=name)


def test_the_fallback_is_a_setting(tmp_path):
    source = tmp_path / "talk.srt"
    source.write_bytes("1\n00:00:01,000 --> 00:00:02,000\nПривет\n".encode("cp1251"))
    metrics = parse.run(source, tmp_path / "cues.json", parse.Settings(fallback="cp1251"))
    track = cues.read(tmp_path / "cues.json")
    assert track.cues[0].text == "Привет" and track.encoding == metrics["encoding"] == "cp1251"
    assert metrics["warnings"] == "line 3: the text is not UTF-8: read as cp1251"
    assert written(tmp_path).decode("utf-8").splitlines()[2] == "Привет"
    keep = write.Settings(encoding="keep")
    write.run(source, tmp_path / "cues.json", tmp_path / "out", keep)
    assert (tmp_path / "out").read_bytes() == source.read_bytes()
