"""Times by the exact numbers of each profile, and by the user's own."""

import pytest
from cue_making import track
from mending import LINE, YES, mended, times
from pydantic import ValidationError

from phases.subtitles import retime
from phases.subtitles.profiles import PROFILES, Profile, chosen
from phases.subtitles.reading import needed, unfamiliar
from phases.tools.lexicon import Entry

NETFLIX = PROFILES["netflix-en"]


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
        # the 400 characters of a recogniser's half minute take 20 s to read, and no cut makes them fewer
        ([(0, 28_000, LINE * 10)], "time:long", [(0, 20_000)]),
        ([(0, 19_000, LINE * 10)], None, [(0, 19_000)]),
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


def test_what_cannot_be_read_in_the_longest_time_is_reported():
    given = track((0, 19_000, LINE * 10))
    assert "time:long" in {one.rule for one in mended(given)[2]}
    assert "time:long" not in {one.rule for one in mended(given, off=("time:long",))[2]}


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
    assert [chosen(retime.Settings(profile="netflix"), tag).cps for tag in ("hi", "hi_IN")] == [22, 22]


@pytest.mark.parametrize(
    "wrong",
    [{"profile": "netflx"}, {"off": ["time:overlp"]}, {"numbers": {"cps": -1}}, {"numbers": {"x": 1}}],
)
def test_settings_that_are_refused(wrong):
    with pytest.raises(ValidationError):
        retime.Settings(**wrong)


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


def test_every_profile_says_its_numbers():
    assert set(PROFILES) == {"netflix-en", "netflix", "bbc", "ted", "subtitle-edit"}
    for name, profile in PROFILES.items():
        assert isinstance(profile, Profile) and profile.numbers()["name"] == name
