"""Whatever track and profile are: nothing is lost or worse, speech never crossed, and once is enough."""

from itertools import pairwise

import pytest
from cue_making import track, tracks
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from mending import mended, profiles, times
from passes import as_file, one_pass

from phases.subtitles import cues, linebreaks, retime, retiming
from phases.subtitles.lanes import lanes
from phases.subtitles.lint import lint
from phases.subtitles.profiles import PROFILES, chosen
from phases.subtitles.reading import unfamiliar
from phases.subtitles.sizes import sizes

NUMBERS = {
    "min_ms": [0, 1, 500, 5000],
    "max_ms": [1, 1000, 3000, 20_000],
    "gap_ms": [0, 1, 500, 2000],
    "chain_ms": [0, 100, 3000],
    "cps": [0, 5, 30],
    "optimal_cps": [0, 10, 20],
    "line_chars": [5, 20, 80],
    "lines": [1, 3],
    "word_ms": [0, 200, 400],
    "late_ms": [0, 3000],
    "tail_ms": [0, 5000],
}
own_numbers = st.just({}) | st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(some) for name, some in NUMBERS.items()}
)


@example(track((1000, 500, "")), "netflix-en", {"min_ms": 0}, "broken", False)
@given(tracks(), profiles, own_numbers, st.sampled_from(["broken", "all"]), st.booleans())
def test_a_second_run_changes_nothing(given, profile, numbers, line_breaks, sort):
    how = {"numbers": numbers, "line_breaks": line_breaks, "sort": sort}
    made, _, unable = mended(given, profile, **how)
    again, edits, still = mended(given._replace(cues=made), profile, **how)
    assert edits == () and again == made and still == unable


class OneByOne(retiming.Times):
    """Asks every rule about every cue."""

    def _again(self, lane, visit):
        again = set()
        for place in visit:
            self._unable.pop(lane[place], None)
            count = len(self.edits)
            self._visit(lane, place)
            again |= {place - 1, place, place + 1} if len(self.edits) > count else set()
        return again


@given(tracks(), profiles, st.sets(st.sampled_from(sorted(retiming.RULES)), max_size=2))
def test_the_usual_borders_are_mended_as_all_others(given, profile, off):
    said = [cue.text for cue in given.cues]
    made = [
        kind(given.cues, sizes(said), PROFILES[profile], unfamiliar(said, (), "en"), off)
        for kind in (retiming.Times, OneByOne)
    ]
    for times_of in made:
        times_of.mend()
    quick, slow = ((one.edits, one.unable, one.start, one.end, one.changed) for one in made)
    assert quick == slow


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
