"""The score: what it is by hand, and that editing alone never raises it."""

import json
import random
from collections import Counter
from itertools import count

import pytest
from cue_making import WORDS, track, tracks
from hypothesis import given
from hypothesis import strategies as st

from phases.graph.errors import InputError
from phases.subtitles import cues, retime, score, vocabulary
from phases.subtitles.cues import Removal, Track
from phases.subtitles.profiles import PROFILES
from phases.subtitles.reading import plain, unfamiliar
from phases.subtitles.vocabulary import Vocabulary
from phases.tools.lexicon import Entry

NETFLIX = PROFILES["netflix-en"]
NOBODY = Vocabulary("en", ())
LEXICON = Vocabulary("en", (Entry("Kṛṣṇa", ("krishna",)), Entry("Bhagavad Gītā", ("bhagavad gita",))))
profiles = st.sampled_from([*PROFILES.values()])


def counted(given: Track, words: Vocabulary) -> dict[int, int]:
    return unfamiliar([cue.text for cue in given.cues], words.entries, "en")


def both(before: Track, after: Track, profile=NETFLIX, words=LEXICON) -> tuple[float, float]:
    was, now = score.scored(before, after, profile, counted(before, words))
    return was.score, now.score


def texts(given: Track, *new: str) -> Track:
    return given._replace(
        cues=tuple(cue._replace(text=text) for cue, text in zip(given.cues, new, strict=True))
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(0, 1000, "Yes."), (2000, 3000, "No.")], 100.0),
        ([(0, 1000, "Yes."), (2000, 2000, "No.")], 50.0),  # one of two that nobody can read
        ([(0, 1000, ""), (2000, 2000, "")], 0.0),
        ([(0, 1000, "Yes."), (2000, 2500, "No.")], 85.0),  # one of two is too short: 0.3
        ([(0, 1000, "Yes."), (900, 2000, "No.")], 75.0),  # overlap: 0.5
        ([(0, 1000, "Yes."), (1010, 2010, "No.")], 95.0),  # gap: 0.1
        ([], 0.0),
    ],
)
def test_the_formula(given, expected):
    assert both(track(*given), track(*given)) == (expected, expected)


def test_mending_raises_it():
    before = track((0, 500, "Yes, krishna."), (4000, 7000, "a word and " * 5 + "one"))
    settings = retime.Settings()
    mended, *_ = retime.retimed(before.cues, NETFLIX, "en", counted(before, LEXICON), settings)
    was, now = both(before, before._replace(cues=mended))
    assert (was, now) == (45.0, 100.0)  # too short, too fast for a term, a long line


def test_a_name_takes_more_time_in_each_of_its_spellings():
    before = track((0, 960, "So krishna did"))  # 14 characters: 700 ms; 12: 600; 375 for the name
    assert both(before, texts(before, "So Kṛṣṇa did")) == (50.0, 50.0)
    assert both(before, texts(before, "So Kṛṣṇa did"), words=NOBODY) == (100.0, 100.0)


@pytest.mark.parametrize(
    "after",
    ["This line has far too many words in it", "", "line", "This line has far too many words in it x"],
)
def test_making_a_text_shorter_mends_nothing(after):
    before = track((0, 1000, "This line has far too many words in it, it is also broken nowhere at all"))
    was, now = both(before, texts(before, after))
    assert now <= was


def test_what_a_recogniser_wrote_twice_may_go():
    before = track((0, 1000, "um, the the mind is like"), (2000, 3000, "is like wind"))
    after = texts(before, "the mind is like", "wind")
    was, now = score.scored(before, after, NETFLIX, {})
    assert (was.score, now.score, now.lost) == (75.0, 100.0, ())


def test_a_cue_that_is_gone_helps_nothing():
    before = track((0, 1000, "Yes."), (2000, 2100, "This cannot be read in the time"), (3000, 4000, ""))
    for number in (1, 2, 3):
        gone = before.cues[number - 1]
        left = tuple(cue for cue in before.cues if cue != gone)
        after = before._replace(cues=left, removed=(Removal(gone.line, "x", gone.text, number),))
        was, now = both(before, after)
        assert now <= was
        with pytest.raises(InputError, match=f"cue {number} would be lost"):
            both(before, before._replace(cues=left))


def test_the_order_of_the_result_does_not_matter():
    before = track((4000, 4200, "No."), (0, 1000, "Yes."))
    after = before._replace(cues=before.cues[::-1])
    was, now = score.scored(before, after, NETFLIX, {})
    assert [issue.kind for issue in was.issues] == ["display-time-too-short", "out-of-order"]
    assert [(issue.place, issue.kind) for issue in now.issues] == [(0, "display-time-too-short")]


def test_a_term_much_shorter_than_its_variant_is_no_loss():
    words = Vocabulary("en", (Entry("C++", ("c plus plus",)),))
    before = track((0, 2000, "It is c plus plus"), (3000, 5000, "and no dot net"))
    for after, lost in (("It is C++", ()), ("It C++", (0,))):
        made = texts(before, after, before.cues[1].text)
        assert score.scored(before, made, NETFLIX, {}, words)[1].lost == lost
    assert score.scored(before, texts(before, "It is C++", ""), NETFLIX, {})[1].lost == (0, 1)


def test_run_writes_profile_issues_and_worst_cues(tmp_path):
    before = track((0, 1000, "Yes."), (2000, 2500, "No."), (4000, 5000, "a" * 50))
    after = before._replace(cues=(*before.cues[:1], before.cues[1]._replace(end_ms=3000), before.cues[2]))
    cues.write(tmp_path / "cues.json", before)
    cues.write(tmp_path / "retimed.json", after)
    vocabulary.write(tmp_path / "terms.json", NOBODY)
    paths = [tmp_path / name for name in ("cues.json", "retimed.json", "terms.json")]
    metrics = score.run(*paths, target=tmp_path / "score.json", settings=score.Settings(worst=1))
    assert metrics == {
        "profile": "netflix-en", "score_before": 63.33, "score": 73.33, "issues_before": 3, "issues": 2,
        "issue:line-too-long": 1, "issue:reading-speed": 1,
    }  # fmt: skip
    record = json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))
    assert record["profile"] == NETFLIX.numbers() and record["cues"] == 3
    assert record["before"] == {
        "score": 63.33,
        "issues": {"display-time-too-short": 1, "line-too-long": 1, "reading-speed": 1},
    }
    assert record["worst"] == [
        {"line": 10, "cue": 3, "issue": "line-too-long", "value": 50, "limit": 42, "text": "a" * 50},
        {"line": 10, "cue": 3, "issue": "reading-speed", "value": 50.0, "limit": 20.0, "text": "a" * 50},
    ]


@given(tracks(least=1), profiles, st.randoms(use_true_random=False))
def test_deleting_words_never_raises_it(before, profile, chance):
    before = _distinct(before)
    after = texts(before, *(_fewer(cue.text, chance) for cue in before.cues))
    was, now = both(before, after, profile)
    assert now <= was


def _distinct(given: Track) -> Track:
    """`given` with words that are all different, so that none is what a recogniser wrote twice."""
    number = count(100)
    return texts(
        given,
        *(
            "\n".join(
                " ".join(f"{word}{next(number)}" for word in line.split() if word[-1].isalnum())
                for line in plain(cue.text).split("\n")
            )
            for cue in given.cues
        ),
    )


def _fewer(text: str, chance: random.Random) -> str:
    lines = [[word for word in line.split(" ") if chance.random() < 0.7] for line in text.split("\n")]
    return "\n".join(" ".join(words) for words in lines if words)


@given(tracks(least=1), profiles, st.randoms(use_true_random=False))
def test_edits_that_mend_nothing_never_raise_it(before, profile, chance):
    """Whatever is done to texts and times: it rises only where a cue is rid of something that was wrong."""
    after = before._replace(
        cues=tuple(
            cue._replace(
                text=" ".join(
                    chance.choice(WORDS) if chance.random() < 0.2 else word for word in cue.text.split(" ")
                ),
                start_ms=max(0, cue.start_ms + chance.choice([0, 0, 0, -500, 40, 500])),
                end_ms=max(0, cue.end_ms + chance.choice([0, 0, 0, -500, 40, 500])),
            )
            for cue in before.cues
        )
    )
    was, now = score.scored(before, after, profile, counted(before, LEXICON))
    old, new = (Counter((issue.place, issue.kind) for issue in state.issues) for state in (was, now))
    if old <= new:
        assert now.score <= was.score


@given(tracks(least=1), profiles)
def test_other_words_of_the_same_number_are_a_loss(before, profile):
    """To write something shorter in each word's place makes nothing quicker to read."""
    before = _distinct(before)
    after = texts(before, *(" ".join("x" for _ in cue.text.split()) for cue in before.cues))
    was, now = score.scored(before, after, profile, counted(before, LEXICON))
    kinds = {(issue.place, issue.kind) for issue in now.issues}
    for issue in was.issues:
        if issue.kind == "reading-speed" and profile.cps:
            assert (issue.place, issue.kind) in kinds


@given(tracks(), profiles)
def test_it_is_a_number_from_0_to_100(given, profile):
    was, now = both(given, given, profile)
    assert 0 <= was == now <= 100


@given(tracks(least=1), profiles)
def test_retiming_never_lowers_it_but_for_the_price_of_an_overlap(given, profile):
    settings = retime.Settings(profile=profile.name)
    counts = counted(given, NOBODY)
    mended, *_ = retime.retimed(given.cues, profile, "en", counts, settings)
    was, now = score.scored(given, given._replace(cues=mended), profile, counts)
    price = sum(
        issue.kind in ("overlap", "gap-too-short", "zero-duration", "negative-duration")
        for issue in was.issues
    )
    assert now.score >= was.score or price
