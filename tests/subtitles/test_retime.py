"""Times: mended by the profile's exact numbers, never into speech, and once and for all."""

import difflib
import os
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from cue_making import track, tracks
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from passes import ASS, as_file, one_pass
from pydantic import ValidationError

from phases.graph.errors import InputError
from phases.subtitles import cues, linebreaks, retime, retiming, source, terms, vocabulary
from phases.subtitles.cues import Cue, Edit, Track
from phases.subtitles.lanes import lanes
from phases.subtitles.lint import lint
from phases.subtitles.profiles import PROFILES, Profile, chosen
from phases.subtitles.reading import needed, terms_in, unfamiliar
from phases.subtitles.vocabulary import Vocabulary
from phases.tools.lexicon import Entry

GOLDEN = Path(__file__).parent / "golden" / "retime"
NETFLIX = PROFILES["netflix-en"]
YES = "Yes."
LINE = "This is the whole of a line that is read"  # 40 characters: 2 s at 20 a second, 2.67 s at 15


def mended(
    given: Track, profile: str = "netflix-en", **more: object
) -> tuple[tuple[Cue, ...], tuple[Edit, ...], tuple[Edit, ...]]:
    settings = retime.Settings(profile=profile, **more)  # type: ignore[arg-type]
    numbers = chosen(settings, "en")
    counts = unfamiliar([cue.text for cue in given.cues], (), "en")
    return retime.retimed(given.cues, numbers, "en", counts, settings)


def times(made: tuple[Cue, ...]) -> list[tuple[int, int]]:
    return [(cue.start_ms, cue.end_ms) for cue in made]


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
        golden = folder / "golden" / name
        if os.environ.get("SAVE_GOLDEN"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(new, encoding="utf-8", newline="\n")
        lines = golden.read_text(encoding="utf-8").splitlines()
        assert not "\n".join(difflib.unified_diff(lines, new.splitlines(), "golden", "made", lineterm=""))


@pytest.mark.parametrize(
    ("given", "rule", "expected"),
    [
        # shortest time: 833 ms
        ([(0, 832, YES), (5000, 6000, YES)], "time:short", [(0, 833), (5000, 6000)]),
        ([(0, 833, YES), (5000, 6000, YES)], None, [(0, 833), (5000, 6000)]),
        ([(0, 500, YES), (916, 2000, YES)], "time:short", [(0, 833), (916, 2000)]),
        # longest: 7007 ms; eight times what reads well: 8 x 833
        ([(0, 7007, LINE * 2)], None, [(0, 7007)]),
        ([(0, 7008, LINE * 2)], "time:long", [(0, 7007)]),
        ([(0, 6664, YES)], None, [(0, 6664)]),
        ([(0, 6665, YES)], "time:long", [(0, 6664)]),
        # gap: 83 ms
        ([(0, 917, YES), (1000, 2000, YES)], None, [(0, 917), (1000, 2000)]),
        ([(0, 918, YES), (1000, 2000, YES)], "time:gap", [(0, 917), (1000, 2000)]),
        ([(0, 1000, YES), (1000, 2000, YES)], "time:gap", [(0, 917), (1000, 2000)]),
        # a cut would leave less than 833 ms: the second begins later, within two frames
        ([(0, 833, YES), (900, 2000, YES)], "time:gap", [(0, 833), (916, 2000)]),
        # chained below half a second
        ([(0, 900, YES), (1399, 2500, YES)], "time:chain", [(0, 1316), (1399, 2500)]),
        ([(0, 900, YES), (1400, 2500, YES)], None, [(0, 900), (1400, 2500)]),
        # 20 characters a second
        ([(0, 1999, LINE), (5000, 6000, YES)], "time:fast", [(0, 2000), (5000, 6000)]),
        ([(0, 2000, LINE), (5000, 6000, YES)], None, [(0, 2000), (5000, 6000)]),
        # overlaps: the first keeps what reads well (2667 ms), else the second waits, else what can be read
        ([(0, 4000, LINE), (3000, 6000, LINE)], "time:overlap", [(0, 2917), (3000, 6000)]),
        ([(0, 2710, LINE), (2700, 6000, LINE)], "time:overlap", [(0, 2617), (2700, 6000)]),
        ([(0, 2760, LINE), (2740, 6000, LINE)], "time:overlap", [(0, 2708), (2791, 6000)]),
        ([(0, 2600, LINE), (2500, 6000, LINE)], "time:overlap", [(0, 2417), (2500, 6000)]),
        # an end before the start: 0.9 of what reads well
        ([(1000, 500, LINE), (9000, 9900, YES)], "time:end", [(1000, 3400), (9000, 9900)]),
        ([(1000, 1000, YES), (9000, 9900, YES)], "time:end", [(1000, 1833), (9000, 9900)]),
        ([(1000, 1000, YES), (1650, 2900, YES)], "time:end", [(1000, 1567), (1650, 2900)]),
    ],
)
def test_thresholds_of_netflix(given, rule, expected):
    made, edits, _ = mended(track(*given))
    assert times(made) == expected
    assert {edit.rule for edit in edits} - {"line:break"} == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("profile", "given", "expected"),
    [
        # the BBC: a gap of a second, or none
        ("bbc", [(0, 1500, YES), (2400, 4000, YES)], [(0, 2400), (2400, 4000)]),
        ("bbc", [(0, 1500, YES), (2500, 4000, YES)], [(0, 1500), (2500, 4000)]),
        # four words: 1.2 s
        ("bbc", [(0, 1100, "You do not say"), (9000, 10_500, YES)], [(0, 1200), (9000, 10_500)]),
        # an overlap is shared: up to 1.5 s late
        ("bbc", [(0, 5000, LINE), (2000, 9000, LINE)], [(0, 3500), (3500, 9000)]),
        ("ted", [(0, 999, YES), (1100, 2100, YES)], [(0, 1000), (1100, 2100)]),
        ("ted", [(0, 7001, LINE * 2)], [(0, 7000)]),
        ("ted", [(0, 1500, YES), (1700, 3000, YES)], [(0, 1500), (1700, 3000)]),
        ("subtitle-edit", [(0, 1990, YES), (2000, 3000, YES)], [(0, 1976), (2000, 3000)]),
        ("subtitle-edit", [(0, 8001, LINE * 2)], [(0, 8000)]),
        ("subtitle-edit", [(0, 1599, LINE), (9000, 10_000, YES)], [(0, 1600), (9000, 10_000)]),
        # 17 characters a second
        ("netflix", [(0, 2352, LINE), (9000, 10_000, YES)], [(0, 2353), (9000, 10_000)]),
    ],
)
def test_thresholds_of_the_others(profile, given, expected):
    assert times(mended(track(*given), profile)[0]) == expected


def test_own_numbers_take_the_place_of_the_profiles():
    given = track((0, 500, YES), (5000, 6000, YES))
    made, *_ = mended(given, "ted", numbers={"min_ms": 700})
    assert times(made) == [(0, 700), (5000, 6000)]
    assert chosen(retime.Settings(profile="ted", numbers={"cps": 18}), "en").name == "ted (cps 18)"
    assert chosen(retime.Settings(profile="netflix"), "hi").numbers()["cps"] == 22


@pytest.mark.parametrize(
    "wrong",
    [{"profile": "netflx"}, {"off": ["time:overlp"]}, {"numbers": {"cps": -1}}, {"numbers": {"x": 1}}],
)
def test_settings_that_are_refused(wrong):
    with pytest.raises(ValidationError):
        retime.Settings(**wrong)


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
    assert {edit.rule for edit in off[1]} <= on - {rule} | {"time:gap"}
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


def test_terms_and_long_figures_get_time_to_be_read():
    entries = (Entry("Kṛṣṇa", ("krishna",)), Entry("Bhagavad Gītā", ("bhagavad gita",)))
    texts = [
        "Then krishna spoke to them",
        "Then Kṛṣṇa spoke to them",
        "the bhagavad gita.",
        "Krishnas",
        "gita",
        "108,000",
    ]
    assert unfamiliar(texts, entries, "en") == {0: 1, 1: 1, 2: 1, 3: 1, 5: 1}
    assert needed(LINE, NETFLIX, 2) == 2000 + 2 * 375


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


profiles = st.sampled_from(sorted(PROFILES))


@given(tracks(), profiles, st.sampled_from(["broken", "all"]), st.booleans())
def test_a_second_run_changes_nothing(given, profile, line_breaks, sort):
    made, _, unable = mended(given, profile, line_breaks=line_breaks, sort=sort)
    again, edits, still = mended(given._replace(cues=made), profile, line_breaks=line_breaks, sort=sort)
    assert edits == () and again == made and still == unable


@given(tracks(), profiles)
def test_the_times_of_ass_stay_hundredths_of_a_second(given, profile):
    made = tuple(
        cue._replace(start_ms=cue.start_ms // 10 * 10, end_ms=cue.end_ms // 10 * 10) for cue in given.cues
    )
    numbers = chosen(retime.Settings(profile=profile), "en", "ass")
    assert numbers.name == f"{profile} (ass)"
    counts = unfamiliar([cue.text for cue in made], (), "en")
    mended, *_ = retime.retimed(made, numbers, "en", counts, retime.Settings())
    assert not any(time % 10 for pair in times(mended) for time in pair)
    assert retime.retimed(mended, numbers, "en", counts, retime.Settings())[:2] == (mended, ())


@pytest.mark.parametrize("format", ["srt", "vtt", "ass"])
@given(given=tracks(), profile=profiles, sort=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_and_read_again_stays(tmp_path, format, given, profile, sort):
    source_file = tmp_path / f"talk.{format}"
    source_file.write_text(as_file(given, format), encoding="utf-8", newline="\n")
    timing = {"profile": profile, "sort": sort}
    assume(given.cues)
    first = one_pass(source_file, tmp_path, timing=timing)
    source_file.write_bytes(first.data)
    again = one_pass(source_file, tmp_path, timing=timing)
    assert again.data == first.data
    assert (again.retimed["retimed"], again.retimed["rebroken"], again.corrected["corrections"]) == (
        0,
        0,
        0,
    )


def test_finer_times_than_those_of_ass_are_kept_until_they_must_change(tmp_path):
    said = "Dialogue: 0,{},{},Default,,0,0,0,,Hello there\n"
    kept = said.format("0:00:01.005", "0:00:02.507")
    source_file = tmp_path / "talk.ass"
    source_file.write_text(ASS + kept + said.format("12:00:01.604", "12:00:01.8"), encoding="utf-8")
    made = one_pass(source_file, tmp_path)
    assert made.data.decode() == ASS + kept + said.format("12:00:01.60", "12:00:02.44")
    source_file.write_bytes(made.data)
    assert one_pass(source_file, tmp_path).ledger == []


@given(tracks(), profiles)
def test_no_cue_and_no_word_is_lost_and_the_order_stays(given, profile):
    made, _, _ = mended(given, profile)
    assert [cue.number for cue in made] == [cue.number for cue in given.cues]
    for was, now in zip(given.cues, made, strict=True):
        assert was.text.split() == now.text.split()
        assert (was.line, was.settings) == (now.line, now.settings)
    for lane in lanes(given.cues):
        starts = [made[at].start_ms for at in lane]
        assert starts == sorted(starts)


@given(tracks(), profiles)
def test_speech_is_never_crossed(given, profile):
    made, _, _ = mended(given, profile)
    numbers = PROFILES[profile]
    for lane in lanes(given.cues):
        for place, at in enumerate(lane):
            was, now = given.cues[at], made[at]
            assert was.start_ms <= now.start_ms <= was.start_ms + numbers.late_ms
            if now.end_ms > was.end_ms and place + 1 < len(lane):  # later only into silence
                assert now.end_ms <= made[lane[place + 1]].start_ms - numbers.gap_ms
                limit = given.cues[lane[place + 1]].start_ms - numbers.gap_ms
                assert now.end_ms <= max(limit, was.end_ms)


@given(tracks(), profiles)
def test_no_overlap_is_made_and_gaps_are_kept_or_reported(given, profile):
    made, _, unable = mended(given, profile)
    reported = {edit.cue for edit in unable if edit.rule in ("time:overlap", "time:gap", "time:end")}
    for lane in lanes(made):
        for at, after in pairwise(lane):
            one, two = made[at], made[after]
            if two.start_ms - max(one.start_ms, one.end_ms) < PROFILES[profile].gap_ms:
                assert one.number in reported
                assert two.start_ms - one.end_ms >= given.cues[after].start_ms - given.cues[at].end_ms


@given(tracks(), profiles)
def test_nothing_gets_worse_that_is_not_the_price_of_an_overlap(given, profile):
    numbers = PROFILES[profile]
    made, _, _ = mended(given, profile)
    for kind in ("zero-duration", "negative-duration", "overlap", "display-time-too-long", "out-of-order"):
        was, now = (sum(issue.kind == kind for issue in lint(one, numbers)) for one in (given.cues, made))
        assert now <= was, kind


@given(tracks(), profiles)
def test_the_edits_lead_from_the_source_to_the_result(given, profile):
    made, edits, _ = mended(given, profile)
    state = {cue.number: [cues.span(cue.start_ms, cue.end_ms), cue.text] for cue in given.cues}
    for edit in edits:
        which = int(edit.rule == linebreaks.RULE)
        assert state[edit.cue][which] == edit.before != edit.after
        state[edit.cue][which] = edit.after
    assert state == {cue.number: [cues.span(cue.start_ms, cue.end_ms), cue.text] for cue in made}


def test_every_profile_says_its_numbers():
    assert set(PROFILES) == {"netflix-en", "netflix", "bbc", "ted", "subtitle-edit"}
    for name, profile in PROFILES.items():
        assert isinstance(profile, Profile) and profile.numbers()["name"] == name
