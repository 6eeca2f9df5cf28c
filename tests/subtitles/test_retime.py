"""Times mended: each rule, what cannot be mended, places on the screen, order, and the phase itself."""

import json
from pathlib import Path

import golden_file
import pytest
import yaml
from cue_making import track
from mending import LINE, YES, mended, times
from passes import ASS, one_pass

from phases.graph.errors import InputError
from phases.subtitles import cues, retime, retiming, source, terms, vocabulary
from phases.subtitles.cues import Edit
from phases.subtitles.lanes import lanes
from phases.subtitles.reading import terms_in, unfamiliar
from phases.subtitles.vocabulary import Vocabulary
from phases.tools.lexicon import Entry

GOLDEN = Path(__file__).parent / "golden" / "retime"


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_golden(case: str) -> None:
    folder = GOLDEN / case
    given, _ = source.read(folder / "in" / "talk.srt")
    options = folder / "in" / "settings.yaml"
    more = yaml.safe_load(options.read_text(encoding="utf-8")) if options.exists() else {}
    made, edits, unable = mended(given, **more)
    shown = [f"{cue.number}\n{cues.span(cue.start_ms, cue.end_ms)}\n{cue.text}\n" for cue in made]
    said = [
        f"{edit.rule} of cue {edit.cue}{'' if edit.risk == 'safe' else ', unable'}:"
        f" {edit.before!r} -> {edit.after!r}\n"
        for edit in (*edits, *unable)
    ]
    for name, new in (("talk.srt", "\n".join(shown)), ("edits.txt", "".join(said))):
        golden_file.check(folder / "golden" / name, new)


@pytest.mark.parametrize("rule", retime.RULES)
def test_each_rule_can_be_switched_off(rule):
    given = track(
        (0, 300, YES), (5000, 4000, YES), (9000, 20_000, YES), (21_000, 24_000, LINE),
        (23_100, 24_800, LINE), (24_990, 26_000, YES), (26_050, 27_000, YES), (27_300, 28_000, LINE),
        (40_000, 41_800, LINE), (30_000, 33_000, f"{LINE} {LINE}"), (31_000, 39_000, "a"),
    )  # fmt: skip
    on = {edit.rule for edit in mended(given, sort=True)[1]}
    assert rule in on
    off = mended(given, sort=True, off=[rule, "spaces"])
    assert {edit.rule for edit in off[1]} <= (on | {"time:gap"}) - {rule}
    assert not {edit.rule for edit in off[2]} & {rule}


def test_what_cannot_be_mended_is_reported_and_stays():
    given = track((0, 300, LINE), (400, 700, LINE), (800, 5000, "a" * 50))
    made, _, unable = mended(given)
    assert [(edit.cue, edit.rule) for edit in unable] == [
        (1, "time:fast"), (1, "time:short"), (2, "time:fast"), (2, "time:short"), (3, "line:break"),
    ]  # fmt: skip
    assert all(edit.before == edit.after and edit.risk == "unable" for edit in unable)
    assert times(made) == [(0, 317), (400, 717), (800, 5000)]


def test_what_a_closed_gap_mends_is_not_reported():
    """The end may not move by `tail_ms` to be read, but does to close the gap."""
    made, edits, unable = mended(track((0, 1700, LINE), (2100, 4100, LINE)), numbers={"tail_ms": 0})
    assert times(made) == [(0, 2017), (2100, 4100)]
    assert [edit.rule for edit in edits] == ["time:chain"] and unable == ()


def test_a_gap_is_not_made_from_the_time_that_reading_takes():
    given = track((0, 2050, LINE), (2050, 4060, LINE), (4083, 6000, YES))  # the second has no time to give
    made, _, unable = mended(given)
    assert times(made)[0] == (0, 2050) and (1, "time:gap") in [(edit.cue, edit.rule) for edit in unable]
    given = track((0, 1950, LINE), (1950, 3960, LINE), (3983, 6000, YES))  # too fast in any case
    assert times(mended(given)[0])[0] == (0, 1867)


def test_no_gap_is_closed_by_a_cue_that_comes_to_stand_too_long():
    given = track((0, 7007, " ".join([LINE] * 5)), (7307, 9500, LINE))
    made, edits, unable = mended(given, off=["line:break"])
    assert made == given.cues and not edits
    assert [(edit.cue, edit.rule) for edit in unable] == [(1, "time:chain")]


def test_terms_are_counted_once_and_again_where_a_cue_was_changed(tmp_path):
    lexicon = tmp_path / "lexicon.yaml"
    lexicon.write_text(
        "terms:\n- {term: Kṛṣṇa, variants: [krishna]}\n"
        "- {term: Bhagavad Gītā, variants: [bhagavad gita]}\n",
        encoding="utf-8",
    )
    said = (
        "So krishna, <i>Krishna</i>",
        "the bhagavad gita",
        "the mind",
        "Kṛṣṇa",
        "krishna\u00adis",
        "12,345",
    )
    given = track(*[(0, 1, text) for text in said])
    cues.write(tmp_path / "cues.json", given)
    terms.run(tmp_path / "cues.json", tmp_path / "terms.json", terms.Settings(), [lexicon])
    words = vocabulary.read(tmp_path / "terms.json")
    assert 3 not in words.places
    assert terms_in(given.cues, words) == {0: 2, 1: 1, 3: 1, 4: 1, 5: 1}
    assert terms_in(given.cues, words) == unfamiliar(said, words.entries, "en")
    third = given.cues[2]
    changed = (*given.cues[:2], third._replace(text="krishna"), *given.cues[3:])
    edit = Edit(third.number, third.line, "rule", third.text, "krishna")
    assert terms_in(changed, words, [edit]) == {0: 2, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1}
    first = given.cues[0]
    changed = (first._replace(text="So"), *given.cues[1:])
    edit = Edit(first.number, first.line, "rule", first.text, "So")
    assert terms_in(changed, words, [edit]) == {1: 1, 3: 1, 4: 1, 5: 1}


def test_places_on_the_screen_are_apart():
    given = track((0, 3000, LINE), (1000, 4000, r"{\an8}" + LINE), (3083, 6000, LINE))
    made, edits, _ = mended(given)
    assert made == given.cues and not edits
    assert lanes(given.cues) == [[0, 2], [1]]


def test_a_cue_that_made_way_for_one_elsewhere_is_seen_at_once():
    top = "{\\an8}top"
    given = track((0, 77, top), (75, 76, ""), (76, 1077, top), (75, 1076, ""))
    made, _, _ = mended(given, "bbc")
    assert times(made) == [(0, 77), (75, 76), (77, 1077), (76, 1076)]
    assert mended(given._replace(cues=made), "bbc")[1] == ()


def test_a_cue_that_joined_one_elsewhere_would_be_sorted_behind_it():
    given = track(
        (9000, 13_100, f"{LINE} {LINE} again"), (13_100, 17_000, f"{{\\an8}}{LINE}"), (12_960, 17_000, LINE)
    )
    made, _, _ = mended(given, "ted", sort=True)
    assert [cue.number for cue in made] == [1, 3, 2]
    assert mended(given._replace(cues=made), "ted", sort=True)[1] == ()


def test_out_of_order_is_reported_or_sorted():
    given = track((9000, 10_000, YES), (0, 1000, YES), (3000, 4000, YES))
    made, edits, unable = mended(given)
    assert made == given.cues and not edits
    assert [(edit.cue, edit.rule) for edit in unable] == [(2, "time:order"), (3, "time:order")]
    made, edits, unable = mended(given, sort=True)
    assert [cue.number for cue in made] == [2, 3, 1] and not unable
    assert [(edit.cue, edit.before, edit.after) for edit in edits] == [
        (2, "place 2", "place 1"), (3, "place 3", "place 2"), (1, "place 1", "place 3"),
    ]  # fmt: skip


def test_run_reads_and_writes(tmp_path):
    given = track((0, 500, "Krishna"), (5000, 6000, YES))
    cues.write(tmp_path / "corrected.json", given)
    vocabulary.write(tmp_path / "terms.json", Vocabulary("en", (Entry("Kṛṣṇa", ("krishna",)),)))
    target = tmp_path / "retimed.json"
    metrics = retime.run(tmp_path / "corrected.json", tmp_path / "terms.json", target, retime.Settings())
    made, edits, _ = cues.read_all(target)
    assert times(made.cues) == [(0, 833), (5000, 6000)]
    assert [(edit.rule, edit.before, edit.after) for edit in edits] == [
        ("time:short", "00:00:00,000 --> 00:00:00,500", "00:00:00,000 --> 00:00:00,833")
    ]
    assert metrics == {
        "profile": "netflix-en", "retimed": 1, "rebroken": 0, "unable": 0, "rule:time:short": 1,
    }  # fmt: skip
    again = tmp_path / "again.json"
    assert retime.run(target, tmp_path / "terms.json", again, retime.Settings())["retimed"] == 0


def test_a_rule_without_end_is_an_error_with_line_and_rule(monkeypatch):
    def swing(self, at, limit):
        self._set("time:short", at, end=self.end[at] + 1)

    monkeypatch.setattr(retiming.Times, "_extend", swing)
    with pytest.raises(InputError, match=r"line 2: the rule time:short would change cue 1 again") as error:
        mended(track((0, 100, YES)))
    assert "subtitles.off" in error.value.hint


def test_finer_times_than_those_of_ass_are_kept_until_they_must_change(tmp_path):
    said = "Dialogue: 0,{},{},Default,,0,0,0,,Hello there\n"
    kept = said.format("0:00:01.005", "0:00:02.507")
    source_file = tmp_path / "talk.ass"
    source_file.write_text(ASS + kept + said.format("12:00:01.604", "12:00:01.8"), encoding="utf-8")
    made = one_pass(source_file, tmp_path)
    assert made.data.decode() == ASS + kept + said.format("12:00:01.60", "12:00:02.44")
    assert json.loads(made.ledger[0])["before"] == "12:00:01,604 --> 12:00:01,800"
    source_file.write_bytes(made.data)
    assert one_pass(source_file, tmp_path).ledger == []
