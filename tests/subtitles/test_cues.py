"""The files that the phases hand each other, and the promise that no cue is lost."""

import json
import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phases.graph.errors import InputError
from phases.subtitles import cues, kept, timecode
from phases.subtitles.cues import Cue, Defect, Edit, Removal, Track
from phases.subtitles.defects import DOUBTFUL, KINDS, defect

THREE = [Cue(n, n * 1000, n * 1000 + 500, f"text {n}", n * 4) for n in (1, 2, 3)]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.lists(st.builds(Cue, st.integers(), st.integers(0), st.integers(0), TEXT, st.integers(1), TEXT)),
    st.lists(st.builds(Defect, st.integers(1), st.integers(1), TEXT, TEXT, TEXT)),
    st.lists(st.builds(Removal, st.integers(1), TEXT, TEXT, st.integers(0))),
    st.lists(st.builds(Edit, st.integers(1), st.integers(1), TEXT, TEXT, TEXT, TEXT)),
)
def test_what_is_written_is_read(tmp_path_factory, found, defects, removed, edits):
    path = tmp_path_factory.getbasetemp() / "track.json"
    track = Track("srt", "utf-8", True, "\r\n", tuple(found), tuple(defects), tuple(removed), "de", "", 3)
    cues.write(path, track, edits, edits[:1])
    first = path.read_bytes()
    for process in ("the one that wrote it", "another"):
        assert cues.read(path) == track, process
        assert cues.read_edits(path) == tuple(edits), process
        assert cues.read_all(path) == (track, tuple(edits), tuple(edits[:1])), process
        kept.forget()
    cues.write(path, *cues.read_all(path))
    assert path.read_bytes() == first


@given(st.lists(st.builds(Edit, st.integers(1), st.integers(1), TEXT, TEXT, TEXT, TEXT)))
@example([Edit(1, 1, "\x00\x1f\x7f\b", '\u2028\ufeff"\\/', "\U0001f600", "ṛ")])
def test_a_file_is_json_as_python_writes_it(tmp_path_factory, edits):
    path = tmp_path_factory.getbasetemp() / "track.json"
    track = Track("srt", "utf-8", True, "\r\n", tuple(THREE), removed=(Removal(1, "a credit", "x"),))
    cues.write(path, track, edits, edits[:1])
    text = json.dumps([track, edits, edits[:1]], ensure_ascii=False, separators=(",", ":"))
    assert path.read_bytes() == text.encode()


@given(st.integers(0, 400 * 3_600_000), st.integers(0, 400 * 3_600_000))
def test_times_are_written_as_they_are_read(start, end):
    times = timecode.strict(cues.span(start, end))
    assert times and (times.start_ms, times.end_ms) == (start, end)
    assert cues.span(start, end) == f"{cues.clock(start)} --> {cues.clock(end)}"


def test_a_file_that_was_changed_is_read_again(tmp_path):
    path, track = tmp_path / "cues.json", Track("srt", "utf-8", False, "\n", tuple(THREE))
    cues.write(path, track)
    changed = path.read_text(encoding="utf-8").replace("text 2", "TEXT 2")
    other = tmp_path / "other.json"
    other.write_text(changed, encoding="utf-8")
    other.replace(path)
    assert cues.read(path).cues[1].text == "TEXT 2", "as long as the old one, and in its place"
    path.write_text(changed.replace("TEXT 2", "test 2"), encoding="utf-8")
    os.utime(path, ns=(0, 0))
    assert cues.read(path).cues[1].text == "test 2"


def test_few_files_are_kept_in_memory_and_no_long_one(tmp_path):
    track = Track("srt", "utf-8", False, "\n", tuple(THREE))
    for n in range(3 * kept.MOST):
        cues.write(tmp_path / f"{n}.json", track)
        assert len(kept._kept) <= kept.MOST
    kept.forget()
    cues.write(tmp_path / "long.json", track._replace(cues=tuple(THREE[:1] * (kept.MOST_CUES + 1))))
    assert not kept._kept and len(cues.read(tmp_path / "long.json").cues) == kept.MOST_CUES + 1


def test_reconcile():
    cues.reconcile(THREE, THREE)
    cues.reconcile(THREE, list(reversed(THREE)))
    cues.reconcile(THREE, [one._replace(text="other", start_ms=0) for one in THREE])
    cues.reconcile(THREE, THREE[:2], [Removal(12, "asked for", "text 3", 3), Removal(1, "a credit", "x")])


@pytest.mark.parametrize(
    ("after", "removed", "message"),
    [
        (THREE[:2], [], "line 12: cue 3 would be lost"),
        (THREE[1:], [], "line 4: cue 1 would be lost"),
        ([], [], "line 4: cue 1 would be lost"),
        ([*THREE, THREE[1]], [], "line 8: cue 2 would come out twice"),
        ([THREE[0], THREE[1], THREE[1]], [], "line 8: cue 2 would come out twice"),
        (THREE, [Removal(4, "asked for", "text 1", 1)], "line 4: cue 1 would come out twice"),
        ([*THREE, Cue(9, 0, 1, "new", 1)], [], "line 0: cue 9 would come out twice"),
    ],
)
def test_a_lost_cue_is_an_error(after, removed, message):
    with pytest.raises(InputError, match=message):
        cues.reconcile(THREE, after, removed)


def test_a_track_knows_how_many_cues_it_had():
    track = Track("srt", "utf-8", False, "\n", tuple(THREE), cues_in=3)
    cues.whole(track)
    cues.whole(track._replace(cues=track.cues[1:], removed=(Removal(4, "asked for", "text 1", 1),)))
    with pytest.raises(InputError, match="cue 3 would be lost"):
        cues.whole(track._replace(cues=track.cues[:2]))


@pytest.mark.parametrize(
    ("stem", "language"),
    [
        ("talk.de", "de"),
        ("talk.pt-BR", "pt-BR"),
        ("talk.zh-Hant", "zh-Hant"),
        ("talk.eng", "en"),
        ("talk.ger", "de"),
        ("talk.en.forced", "en"),
        ("talk.en.sdh", "en"),
        ("talk", ""),
        ("Dr.No", ""),
        ("chapter.two", ""),
        ("talk.xx", ""),
        ("talk.final", ""),
        ("de", ""),
    ],
)
def test_language_in_the_name(stem, language):
    assert cues.language_in_name(stem) == language


def test_shown():
    assert cues.shown([]) == {}
    assert cues.shown(["a", "b"]) == {"warnings": "a; b"}
    assert cues.shown(list("abcde")) == {"warnings": "a; b; c; and 2 more"}


def test_defects_say_what_and_what_then():
    for code, (reason, recovery) in KINDS.items():
        one = defect(code, 3, 4, "x" * 500, "made")
        assert one[:3] == (3, 4, code) and len(one.reason) < 150
        assert ("{what}" in reason) == ("xxx" in one.reason)
        assert ("{made}" in reason + recovery) == ("made" in one.reason + one.recovery)
    assert KINDS.keys() >= DOUBTFUL
