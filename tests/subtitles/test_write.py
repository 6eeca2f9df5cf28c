"""The corrected file and its ledger."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from malformed import PLAIN

from phases.graph.errors import InputError
from phases.subtitles import cues, ledger, parse, write
from phases.subtitles.cues import Cue, Edit, Track

SECOND = "\u015bloka \u2014 verse"


@pytest.fixture
def talk(tmp_path):
    """A function that writes a file from `data`, its cues changed by `change`, with these settings."""

    def made(data: bytes, change=lambda cue: cue, **settings) -> bytes:
        source, kept = tmp_path / "talk.srt", tmp_path / "retimed.json"
        source.write_bytes(data)
        parse.run(source, kept, parse.Settings())
        track = cues.read(kept)
        cues.write(kept, track._replace(cues=tuple(map(change, track.cues))))
        made.metrics = write.run(source, kept, tmp_path / "out", write.Settings(**settings))
        return (tmp_path / "out").read_bytes()

    return made


def second(text: str):
    return lambda cue: cue._replace(text=text) if cue.number == 2 else cue


def test_what_did_not_change_is_the_same(talk):
    for data in (
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.rstrip().encode(),
    ):
        assert talk(data) == data
        assert talk.metrics == {"cues": 3, "changed": 0}


def test_a_change_changes_only_its_lines(talk):
    assert talk(PLAIN.encode(), second(SECOND)) == PLAIN.replace("Second", SECOND).encode()
    assert talk.metrics == {"cues": 3, "changed": 1}


@pytest.mark.parametrize(
    ("data", "settings", "expected"),
    [
        (PLAIN.encode(), {"bom": "always"}, b"\xef\xbb\xbf" + PLAIN.encode()),
        (b"\xef\xbb\xbf" + PLAIN.encode(), {"bom": "never"}, PLAIN.encode()),
        (PLAIN.encode(), {"newlines": "crlf"}, PLAIN.replace("\n", "\r\n").encode()),
        (PLAIN.replace("\n", "\r").encode(), {}, PLAIN.replace("\n", "\r").encode()),
        (PLAIN.replace("\n", "\r\n").encode(), {"newlines": "lf"}, PLAIN.encode()),
        (PLAIN.encode("utf-16"), {}, b"\xef\xbb\xbf" + PLAIN.encode()),
        (PLAIN.encode("utf-16"), {"encoding": "keep"}, PLAIN.encode("utf-16")),
        (PLAIN.encode("utf-16"), {"bom": "never"}, PLAIN.encode()),
        (PLAIN.replace("First", "Café").encode("cp1252"), {}, PLAIN.replace("First", "Café").encode()),
        (PLAIN.replace("First", "Café").encode("cp1252"), {"encoding": "keep", "bom": "always"},
         PLAIN.replace("First", "Café").encode("cp1252")),
        # a mark that is all by which the encoding is known stays
        (PLAIN.encode("utf-16"), {"encoding": "keep", "bom": "never"}, PLAIN.encode("utf-16")),
        (PLAIN.encode("utf-32"), {"encoding": "keep", "bom": "never"}, PLAIN.encode("utf-32")),
        (PLAIN.encode("utf-16-le"), {"encoding": "keep", "bom": "always"}, PLAIN.encode("utf-16")),
    ],
)  # fmt: skip
def test_bytes(talk, data, settings, expected):
    assert talk(data, **settings) == expected


def test_a_file_that_became_ascii_has_its_mark_in_the_first_run(talk):
    data, settings = PLAIN.replace("Second", "Café").encode("cp1252"), {"encoding": "keep", "bom": "always"}
    once = talk(data, second("Cafe"), **settings)
    assert once == b"\xef\xbb\xbf" + PLAIN.replace("Second", "Cafe").encode() == talk(once, **settings)


def test_a_letter_that_the_encoding_lacks(talk):
    data = PLAIN.replace("First", "Café").encode("cp1252")
    with pytest.raises(InputError, match=r"line 7: cp1252 has no ś; set subtitles\.write\.encoding"):
        talk(data, second(SECOND), encoding="keep")


VTT = "WEBVTT\n\n" + PLAIN.replace(",", ".")
EVENT = "Dialogue: 0,0:00:0{0}.00,0:00:0{0}.50,Default,,0,0,0,,Text\n"
ASS = "[Events]\n" + "".join(map(EVENT.format, (1, 2, 3)))


@pytest.mark.parametrize(("name", "text"), [("talk.srt", PLAIN), ("talk.vtt", VTT), ("talk.ass", ASS)])
def test_a_lost_cue_fails(tmp_path, name, text):
    source, kept = tmp_path / name, tmp_path / "retimed.json"
    source.write_text(text, encoding="utf-8")
    parse.run(source, kept, parse.Settings())
    track = cues.read(kept)
    for gone in range(3):
        cues.write(kept, track._replace(cues=track.cues[:gone] + track.cues[gone + 1 :]))
        with pytest.raises(InputError, match=f"cue {gone + 1} would be lost"):
            write.run(source, kept, tmp_path / "out", write.Settings())
    assert not (tmp_path / "out").exists()


def test_the_ledger_lists_everything_in_the_order_of_the_source(tmp_path):
    source, kept, corrected = tmp_path / "talk.srt", tmp_path / "cues.json", tmp_path / "corrected.json"
    source.write_text("Made by nobody\n\n" + PLAIN.replace("2\n00:00:03,000", "00:00:03.000"))
    parse.run(source, kept, parse.Settings())
    track = cues.read(kept)
    one, two, three = track.cues
    timed = [Edit(3, three.line, "time:gap", cues.span(5000, 6000), cues.span(5000, 5900))]
    edits = [
        Edit(2, two.line + 1, "spaces", "Sec  ond", "Sec ond"),
        Edit(2, two.line + 1, "lexicon", "Sec ond", "Second", "review"),
        Edit(1, one.line, "spaces", "First ", "First"),
    ]
    cues.write(corrected, track, edits)
    cues.write(kept, track, timed)
    target = tmp_path / "talk.srt.changes.jsonl"
    assert ledger.run(corrected, kept, target, ledger.Settings()) == {"changes": 8}
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [list(row)[:6] for row in rows] == [["line", "cue", "rule", "before", "after", "risk"]] * 8
    assert [(row["line"], row["cue"], row["rule"]) for row in rows] == [
        (1, 0, "defect:before-first"),
        (1, 0, "removed"),
        (3, 1, "spaces"),
        (7, 2, "defect:no-number"),
        (7, 2, "defect:separator"),
        (8, 2, "spaces"),
        (8, 2, "lexicon"),
        (10, 3, "time:gap"),
    ]
    assert rows[1]["before"] == "Made by nobody" and rows[1]["reason"] == "before the first cue"
    assert rows[4]["column"] == 9 and rows[4]["after"] == "read as if it stood there"
    assert rows[6]["risk"] == "review" and rows[7]["after"] == "00:00:05,000 --> 00:00:05,900"


@given(
    before=st.text(st.characters(exclude_categories=["Cs"])), after=st.text(st.characters(codec="ascii"))
)
def test_a_line_of_the_ledger_is_json_as_python_writes_it(tmp_path_factory, before, after):
    folder = tmp_path_factory.getbasetemp()
    kept, target = folder / "cues.json", folder / "changes.jsonl"
    track = Track("srt", "utf-8", False, "\n", (Cue(1, 0, 1000, "a", 1),), cues_in=1)
    cues.write(kept, track, [Edit(1, 2, "spaces", before, after)])
    ledger.run(kept, kept, target, ledger.Settings())
    change = {"line": 2, "cue": 1, "rule": "spaces", "before": before, "after": after, "risk": "safe"}
    assert target.read_bytes() == f"{json.dumps(change, ensure_ascii=False)}\n".encode() * 2


def test_nothing_happened(tmp_path):
    kept, target = tmp_path / "cues.json", tmp_path / "changes.jsonl"
    cues.write(kept, Track("srt", "utf-8", False, "\n", (Cue(1, 0, 1000, "a", 1),), cues_in=1))
    assert ledger.run(kept, kept, target, ledger.Settings()) == {"changes": 0}
    assert target.read_bytes() == b""


def test_a_name_that_leaves_no_room_for_the_ledger_is_one_line(books):
    books.input("n" * 245 + ".srt", "1\n00:00:01,000 --> 00:00:02,000\nHello.\n")
    line = (
        f"{'n' * 20}...nn.srt.changes.jsonl is a name too long for this disk; give the input a shorter one"
    )
    assert line in books.doit(code=1)
