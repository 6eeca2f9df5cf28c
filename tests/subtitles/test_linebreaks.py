"""Lines are broken where a reader pauses, and nothing but spaces and newlines changes."""

from itertools import pairwise

import pytest
from cue_making import WORDS, texts
from hypothesis import given
from hypothesis import strategies as st

from phases.subtitles import linebreaks
from phases.subtitles.linebreaks import cost, keeping, keeps, pieces, rebroken, same, wrong
from phases.subtitles.profiles import PROFILES, Numbers, Profile
from phases.subtitles.reading import plain, seen
from phases.subtitles.sizes import sizes

NETFLIX = PROFILES["netflix-en"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # after punctuation
        ("The mind is like the wind,\none without a second, and it moves.", "en"),
        ("He had gone away. Nobody in the hall\nof the lecture knew where he was.", "en"),
        # before conjunctions and prepositions
        ("So today we are going to look\nat chapter two of the Gita", "en"),
        ("All the students were sitting together\nunder the branches of the tree", "en"),
        # no name in two, no number from what it counts
        ("Yesterday the famous teacher\nMahatma Gandhi arrived there", "en"),
        ("Nobody had read the words\nof chapter 2 verse 47 aloud", "en"),
        # the lower line is the longer one
        ("one two three four five six\nseven eight nine ten eleven", "en"),
        ("Der Lehrer sprach mit seinen Schülern\nund sie hörten ihm lange schweigend zu", "de"),
        ("Le maître parlait à ses élèves\net ils écoutaient tous en silence", "fr"),
        ("El maestro hablaba con los alumnos\ny todos lo escuchaban en silencio", "es"),
        # tags stay whole
        ('Open <font color="red">all the days of the year</font>\nbut the day of rest', "en"),
        ("{\\an8}The sign above the door\nof the old library in the city reads", "en"),
    ],
)
def test_breaks(text, language):
    assert rebroken(text.replace("\n", " "), NETFLIX, language) == text
    assert rebroken(text.replace(" ", "\n"), NETFLIX, language) == text or "<font" in text


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("Only yesterday evening they were reading it aloud", "they\nwere"),
        ("They were all sitting around a lion that was asleep", "a\nlion"),
        ("Everybody who was here, too, heard the lion roaring", "the\nlion"),
        ("So the students that live there have never seen a snow", "have\nnever"),
    ],
)
def test_what_belongs_together_is_not_torn(text, torn):
    assert torn not in rebroken(text, NETFLIX, "en")


@pytest.mark.parametrize(
    ("before", "word", "good"),
    [
        ("end.", "Then", True), ("wind,", "one", True), ("stayed", "because", True), ("went", "to", True),
        ("“end.”", "Then", True), ("self—", "which", True),
        ("the", "wind", False), ("a", "lecture", False), ("we", "have", False), ("have", "been", False),
        ("do", "not", False), ("Mahatma", "Gandhi", False), ("Dr.", "Rao", False), ("verse", "47", False),
        ("to", "yoga", False), ("my", "teacher", False), ("chapter", "two", False),
    ],
)  # fmt: skip
def test_costs(before, word, good):
    assert (cost(before, word, "en") < 0) == good
    assert cost(f"<i>{before}", f"{word}</i>", "en") == cost(before, word, "en")


@pytest.mark.parametrize(
    "text",
    [
        "- Have you read the whole of the second chapter of it, then?\n- No.",
        "–Is it he who is coming over the bridge in the evening?\n–Yes, it is.",
        "♪ row row row your boat gently down the stream, merrily ♪",
        "KRISHNA: Look at all of these men who are gathered here.\nARJUNA: I see them.",
        "[a bell is rung in the temple behind the house, twice]\nAnd then?",
        "dharmakṣetre kurukṣetre samavetā yuyutsavaḥ ।\nmāmakāḥ pāṇḍavāścaiva ॥",
        "Hare Krishna Hare Krishna, Krishna Krishna Hare Hare, Hare Rama",
        "Look what stands there, it is 00:00:05,000 --> 00:00:09,000",
        "Look what stands in it: the times 00:00:05.000 - 00:00:09.000",
        "Somebody joined the two files of the lecture \ufeffat the same place",
        "<v Fred>Have you read the whole of the second chapter of it, then?",
        "{\\k20}ka{\\k30}ra{\\k40}oke is sung in the hall behind the old house",
        "{\\pos(20,30)}The sign above the door of the old library in the city",
    ],
)
def test_lines_that_are_what_they_are_keep_their_breaks(text):
    assert wrong(sizes([text]), NETFLIX) and keeps(text)


@pytest.mark.parametrize(
    "text", ["The mind is well-known. See: it moves, as I said", "It (the mind) moves"]
)
def test_and_no_others(text):
    assert not keeps(text)


@given(st.lists(texts | st.sampled_from(["om om om", "So so, so so", "- No", "॥ ॥", "Yes\u2015", "|"])))
def test_a_look_at_all_texts_finds_those_that_keep_their_breaks(several):
    assert keeping(several) == {at for at, text in enumerate(several) if keeps(text)}


def test_what_is_wrong():
    said = ["a" * 42, "a" * 43, "a\nb", "a\nb\nc", f"<i>{'a' * 42}</i>"]
    assert wrong(sizes(said), NETFLIX) == [1, 3]


def test_what_fits_in_one_line_is_one_line():
    assert rebroken("One.\nTwo.\nThree.", NETFLIX, "en") == "One. Two. Three."


def test_what_fits_nowhere_is_balanced():
    made = rebroken(" ".join(WORDS[:10] * 3), NETFLIX, "en").split("\n")
    assert len(made) == 2 and abs(len(made[0]) - len(made[1])) <= 2 * linebreaks.SLACK + 10
    assert rebroken("a" * 60, NETFLIX, "en") == "a" * 60


profiles = st.sampled_from([*PROFILES.values()]) | st.builds(
    lambda lines, chars: Profile(
        **PROFILES["ted"].numbers() | Numbers(lines=lines, line_chars=chars).model_dump(exclude_none=True)
    ),
    st.integers(1, 4),
    st.integers(8, 50),
)


@given(texts, profiles, st.sampled_from(["en", "de-AT", "xx", ""]))
def test_only_spaces_and_newlines_change_and_once(text, profile, language):
    made = rebroken(text, profile, language)
    assert pieces(made) == pieces(text)
    assert rebroken(made, profile, language) == made
    assert made.count("\n") < profile.lines
    if any(cut for cut in pairwise(range(len(pieces(text)))) if _fits(pieces(text), cut[1], profile)):
        assert seen(made)[2] <= profile.line_chars


@given(texts, st.sampled_from([" ", "\n", "  "]), st.sampled_from(["\n", " ", "", "x"]))
def test_the_same_text_is_one_of_the_same_pieces(text, before, after):
    other = text.replace(before, after)
    assert same(text, other) == (pieces(text) == pieces(other))


def _fits(words: list[str], at: int, profile: Profile) -> bool:
    """Do the words fit in two lines that are parted before the word `at`?"""
    lines = (" ".join(words[:at]), " ".join(words[at:]))
    return profile.lines >= 2 and all(len(plain(line)) <= profile.line_chars for line in lines)


@given(texts, st.integers(20, 50))
def test_two_lines_are_the_best_of_all(text, limit):
    """The quick way from the middle outwards finds a break as good as the one that tries them all."""
    words = pieces(text)
    widths = [len(plain(word)) for word in words]
    if len(words) < 2:
        return
    costs = [0, *(cost(*pair, "en") for pair in pairwise(words))]
    quick = linebreaks._halves(words, widths, "en", limit, force=False)
    slow = linebreaks._ends(widths, costs, 2, limit)
    assert (quick is None) == (slow is None)
    if quick and slow:
        prices = []
        for [end] in (quick, slow):
            left, right = sum(widths[:end]) + end - 1, sum(widths[end:]) + len(widths) - end - 1
            prices.append(abs(left - right) + costs[end] + (linebreaks.TOP_HEAVY if left > right else 0))
        assert prices[0] == prices[1]
