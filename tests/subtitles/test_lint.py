"""The lint finds each fault at its exact threshold, and counts what a viewer sees."""

import sys
import unicodedata

import pytest
from cue_making import track

from phases.subtitles.lint import WEIGHTS, Issue, lint
from phases.subtitles.profiles import PROFILES
from phases.subtitles.reading import SPECIAL, Missing, characters, optimal, reading_ms, seen

NETFLIX = PROFILES["netflix-en"]
YES = "Yes."
LINE = "This is the whole of a line that is read"


def found(*given, profile="netflix-en", **more):
    return sorted(lint(track(*given).cues, PROFILES[profile], **more))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(0, 833, YES)], []),
        ([(0, 832, YES)], [Issue(0, "display-time-too-short", 832, 833)]),
        ([(0, 7007, YES)], []),
        ([(0, 7008, YES)], [Issue(0, "display-time-too-long", 7008, 7007)]),
        ([(5, 5, YES)], [Issue(0, "zero-duration", 0)]),
        ([(500, 5, YES)], [Issue(0, "negative-duration", -495)]),
        ([(0, 1000, YES), (1083, 2000, "No.")], []),
        ([(0, 1000, YES), (1082, 2000, "No.")], [Issue(0, "gap-too-short", 82, 83)]),
        ([(0, 1000, YES), (1000, 2000, "No.")], [Issue(0, "gap-too-short", 0, 83)]),
        ([(0, 1000, YES), (999, 2000, "No.")], [Issue(0, "overlap", 1)]),
        ([(0, 1000, YES), (1084, 2000, "No.")], [Issue(0, "gap-not-closed", 84, 83)]),
        ([(0, 1000, YES), (1499, 2500, "No.")], [Issue(0, "gap-not-closed", 499, 83)]),
        ([(0, 1000, YES), (1500, 2500, "No.")], []),
        # an overlap over a cue in between
        (
            [(0, 5000, YES), (1000, 2000, "No."), (4000, 6000, YES)],
            [Issue(0, "overlap", 1000), Issue(0, "overlap", 4000)],
        ),
        ([(0, 2000, LINE)], []),
        ([(0, 1999, LINE)], [Issue(0, "reading-speed", 20.0, 20.0)]),
        ([(0, 1000, LINE)], [Issue(0, "reading-speed", 40.0, 20.0)]),
        ([(0, 5000, "a" * 42)], []),
        ([(0, 5000, "a" * 43)], [Issue(0, "line-too-long", 43, 42)]),
        ([(0, 5000, f"<i>{'a' * 42}</i>")], []),
        ([(0, 5000, "a\nb\nc")], [Issue(0, "too-many-lines", 3, 2)]),
        ([(0, 5000, "")], [Issue(0, "empty")]),
        ([(0, 5000, "<i> </i>")], [Issue(0, "empty")]),
        ([(0, 5000, "<i>a")], [Issue(0, "mismatched-italic", 1, 0)]),
        ([(0, 5000, "a</B>")], [Issue(0, "mismatched-bold", 0, 1)]),
        ([(0, 1000, "I am"), (1083, 2000, "I am")], [Issue(1, "repeated", 83, 1000)]),
        ([(0, 1000, "I am"), (1083, 2000, "I\nam")], [Issue(1, "repeated", 83, 1000)]),
        ([(0, 1000, "I am"), (2000, 3000, "I am")], []),
        ([(0, 1000, YES), (1083, 2000, YES)], []),
        ([(5000, 6000, YES), (0, 1000, "No.")], [Issue(1, "out-of-order", 5000)]),
        # elsewhere on the screen
        ([(0, 2000, YES), (1000, 2000, r"{\an8}No.")], []),
    ],
)  # fmt: skip
def test_thresholds_of_netflix(given, expected):
    assert found(*given) == sorted(expected)


@pytest.mark.parametrize(
    ("profile", "given", "expected"),
    [
        ("netflix", [(0, 2352, LINE)], [Issue(0, "reading-speed", 17.0, 17.0)]),
        ("netflix", [(0, 2353, LINE)], []),
        ("bbc", [(0, 1199, "You do not say")], [Issue(0, "reading-speed", 11.7, 11.7)]),
        ("bbc", [(0, 1200, "You do not say")], []),
        ("bbc", [(0, 2000, YES), (2999, 4000, YES)], [Issue(0, "gap-not-closed", 999, 0)]),
        ("bbc", [(0, 2000, YES), (3000, 4000, YES)], []),
        ("bbc", [(0, 2000, YES), (2000, 4000, YES)], []),
        ("bbc", [(0, 4000, "a" * 38)], [Issue(0, "line-too-long", 38, 37)]),
        ("ted", [(0, 999, YES)], [Issue(0, "display-time-too-short", 999, 1000)]),
        ("ted", [(0, 7001, YES)], [Issue(0, "display-time-too-long", 7001, 7000)]),
        ("ted", [(0, 1904, LINE)], [Issue(0, "reading-speed", 21.0, 21.0)]),
        ("ted", [(0, 1905, LINE)], []),
        ("subtitle-edit", [(0, 1000, YES), (1023, 2023, YES)], [Issue(0, "gap-too-short", 23, 24)]),
        ("subtitle-edit", [(0, 1000, YES), (1024, 2024, YES)], []),
        ("subtitle-edit", [(0, 8001, YES)], [Issue(0, "display-time-too-long", 8001, 8000)]),
        ("subtitle-edit", [(0, 1600, LINE)], []),
        ("subtitle-edit", [(0, 4000, "a" * 44)], [Issue(0, "line-too-long", 44, 43)]),
    ],
)
def test_thresholds_of_the_others(profile, given, expected):
    assert found(*given, profile=profile) == expected


def test_unfamiliar_words_take_more_time_and_missing_characters_count():
    assert found((0, 2374, LINE), unfamiliar={0: 1}) == [Issue(0, "reading-speed", 16.8, 16.8)]
    assert found((0, 2375, LINE), unfamiliar={0: 1}) == []
    assert found((0, 2000, LINE), missing={0: Missing(3, 0)}) == [
        Issue(0, "line-too-long", 43, 42),
        Issue(0, "reading-speed", 21.5, 20.0),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, 0, 0)),
        (" ", (0, 0, 0)),
        ("one two", (7, 1, 7)),
        ("one\ntwo", (7, 2, 3)),  # the break counts as the space that it stands for
        ("<i>one\ntwo </i>", (7, 2, 4)),  # nor is a space at an end, wherever the lines break
        ("<i>one two </i>", (7, 1, 8)),
        ("one  two", (7, 1, 8)),  # a run of spaces is read as one; it takes its room
        ("<i>one</i> {\\an8}two", (7, 1, 7)),
        ("a < b > c", (9, 1, 9)),
        ("{note}", (6, 1, 6)),
        ("ātman", (5, 1, 5)),
        ("a\u0304tman", (5, 1, 5)),
        ("\u200bone\ufeff", (3, 1, 3)),
        ("नमस्ते", (4, 1, 4)),  # of its signs the two without a width of their own are not counted
        ("日本語", (3, 1, 3)),
    ],
)
def test_what_is_seen(text, expected):
    assert seen(text) == expected


@pytest.mark.parametrize(
    ("letters", "time"),
    [
        (10, 833),  # 667 ms, a fifth more are 800
        (18, 1440),  # 1200 ms, a fifth more
        (22, 1680),  # 1467 ms
        (30, 2000),
        (44, 2900),  # 2933 ms, but never below 2900
        (60, 3840),  # 4000 ms less 4 in 100
    ],
)
def test_the_optimal_time_is_that_of_subtitle_edit(letters, time):
    assert optimal("a" * letters, NETFLIX) == time


def test_reading_time_by_words():
    assert reading_ms("You do not say", PROFILES["bbc"]) == 4 * 300
    assert optimal("one two three four five", PROFILES["bbc"]) == 5 * 350


def test_every_weight_is_a_share():
    assert all(0 < weight <= 1 for weight in WEIGHTS.values())


def test_the_first_question_finds_every_character_without_width():
    """Else a line would be as wide as its pieces only by chance."""
    without = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") and char != "\n"
    ]
    assert all(map(SPECIAL.match, without))


def test_a_tab_is_read_as_a_space():
    assert seen("the\tmind") == seen("the mind")


def test_a_tag_beside_a_line_break_is_no_space_more():
    assert characters("the mind <i>\nis</i> still ") == characters("the mind is still")
