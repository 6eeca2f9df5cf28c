# ruff: noqa: E501
"""The rules as data: each does what its example says, and is tried wherever it may match."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phases.subtitles.cues import Cue
from phases.subtitles.rules import REASONS, RISKS, RULES
from phases.subtitles.rules.engine import Engine
from phases.subtitles.rules.letters import ends_sentence, small_beginning
from phases.subtitles.rules.speech import DOUBLED, FILLERS
from phases.subtitles.rules.spelling import Spelling
from phases.subtitles.rules.text import Text
from phases.subtitles.rules.whole import Whole
from phases.tools.lexicon import Entry

PLAIN = Spelling((), "en")


def applied(rule: str, *texts: str, language: str = "en") -> list[str]:
    """`texts` after this one rule."""
    cues = [Cue(n, 0, 1000, text, n) for n, text in enumerate(texts, 1)]
    return [cue.text for cue in Engine({rule}, set(), language, PLAIN).run(cues).cues]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_example_of_each_rule(rule):
    before, after = rule.example
    assert before != after
    assert applied(rule.id, before) == [after]
    assert applied(rule.id, after) == [after]
    assert applied(rule.id, "A text for no rule at all.", before, "And one more")[1] == after


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_finds_all_cues_of_a_file(rule):
    before, after = rule.example
    changed = applied(rule.id, *[before, "A text for no rule at all."] * 100)
    assert changed == [after, "A text for no rule at all."] * 100


PIECES = st.sampled_from(
    [" ", " ", "\n", "um,", "Uh", "the", "The", "is", "i", "'m", "’ll", "am", ".", ",", "?", "go", "Gött", "\u00a0", "\t",
     "—", "…", "“", "r\u0325"]
)  # fmt: skip


@given(st.lists(st.lists(PIECES, max_size=9).map("".join), max_size=5))
@example(["\ti'm", "the  the", "and i  am"])
def test_a_look_at_a_whole_file_misses_no_match(texts):
    whole = Whole(texts)
    for rule in RULES:
        found = {texts[n] for n in whole.may_match(rule)}
        for text in texts:
            work = Text(text.replace("\n", " "), "")
            if text not in found:
                assert work.by(rule) is work, rule.id


NAMES = [Entry("Kṛṣṇa", ("krishna",)), Entry("Gītā", ("gita",)), Entry("Bhagavad Gītā", ("bhagavad gita",))]
NAMED = st.sampled_from(
    [" ", " ", "\n", "krishna", "Kṛṣṇa", "bhagavad", "Gita", "Gītā", "’s", "“", "go", "\0"]
)


@given(st.lists(st.lists(NAMED, max_size=9).map("".join), max_size=5))
def test_names_are_found_in_all_texts_at_once_as_in_each(texts):
    together = Spelling(NAMES, "en")
    among = together.among(texts)
    for n, text in enumerate(texts):
        alone = Spelling(NAMES, "en")
        assert (n in among) == bool(alone.among([text]))
        assert together.corrected(Text(text, "")).text == alone.corrected(Text(text, "")).text
        assert n in among or together.corrected(Text(text, "")).text == text
        assert Spelling(NAMES, "en").corrected(Text(text, "")).text == alone.corrected(Text(text, "")).text


WORDS = st.lists(st.sampled_from(["a", "b", "so", "the", "..."]), max_size=30).map(" ".join)


@given(WORDS | st.builds(lambda phrase, more: f"{phrase} {phrase} {phrase}{more}", WORDS, WORDS))
def test_what_is_said_again_and_again_is_looked_at(text):
    rule = next(rule for rule in RULES if rule.id == "repeated-phrase")
    words = text.split()
    if rule.pattern.search(text) and len(set(words)) * 3 <= len(words) + 6:
        assert list(Whole(["x", text]).may_match(rule)) == [1]
    half = next(rule for rule in RULES if rule.id == "repeated-line")
    if half.pattern.search(text):
        assert list(Whole(["x", text]).may_match(half)) == [1]


def test_every_rule_stands_in_readme():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert [id for id in RISKS if f"`{id}`" not in readme] == []


def test_ids_are_unique_and_each_has_a_reason_and_a_risk():
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert REASONS.keys() == RISKS.keys()
    assert all(reason and "  " not in reason for reason in REASONS.values())
    assert set(RISKS.values()) <= {"safe", "review", "off"}


@pytest.mark.parametrize("filler", FILLERS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{}, we go", "we go"),
        ("{0}, {0}, we go", "we go"),
        ("we go, {}, home", "we go, home"),
        ("We went. {}, and then home", "We went. and then home"),
        ("we go {} home", None),
        ("{} we go", None),
        ("we go, {}", None),
        ("{},", None),
        ("we said {}, and went", None),
    ],
)  # fmt: skip
def test_fillers_only_at_the_start_and_between_commas(filler, before, after):
    text = before.format(filler)
    both = Engine({"filler", "filler-start"}, set(), "en", PLAIN).run([Cue(1, 0, 1, text, 1)]).cues[0].text
    assert both == (text if after is None else after)
    assert Engine({"filler", "filler-start"}, set(), "de", PLAIN).run([Cue(1, 0, 1, text, 1)]).edits == ()


@pytest.mark.parametrize("word", ["that", "had", "very", "no", "is", "you", "it", "her", "krishna", "so"])
def test_words_that_may_stand_twice_do(word):
    text = f"and {word} {word} again"
    assert applied("repeated-word", text) == [text]


@pytest.mark.parametrize("word", sorted(DOUBLED))
def test_words_that_never_stand_twice(word):
    assert applied("repeated-word", f"In {word} {word} end") == [f"In {word} end"]
    assert applied("repeated-word", f"In {word}\n{word} end") == [f"In {word}\nend"]
    assert applied("repeated-word", f"In {word}\n{word}") == [f"In {word}"]
    many = " ".join(["In", *[word] * 20, "end"])
    assert applied("repeated-word", many) == [many if word == "every" else f"In {word} end"], (
        "or it is sung"
    )
    assert word == "every" or applied("repeated-word", f"In {word} {word} {word.title()} End") == [
        f"In {word} {word.title()} End"
    ]
    kept = f"In {word} {word.title()} End"
    assert applied("repeated-word", kept) == [kept]


@pytest.mark.parametrize(
    "text", ["That is all.", "Why?", "Go!", "So.</i>", "(yes.)", "He said “yes.”", "End.)", "So. \n"]
)
def test_ends_of_sentences(text):
    assert ends_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        "and then",
        "so...",
        "see Dr.",
        "vol.",
        "J.",
        "e.g.",
        "at 9 a.m.",
        "No.1",
        "well,",
        "",
        "so. . .",
        "so...\n",
        "“Go!”",
        'Who asks "why?"',
        "(is it?)</i>",
    ],
)
def test_no_ends_of_sentences(text):
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [("and", 0), ("<i>and", 3), ("- and", 2), ("\n and", 2), ("{\\an8}and", 6), ("And", -1), ("iPhone", -1), ("e.g. this", -1),
     ("2 and", -1), ("“and", -1), ("ßa", 0), ("x.org", -1), ("अथ", -1), ("c is", -1), ("- g?", -1),
     ("a", 0), ("e-mail", 0), ("d'you", 0)],
)  # fmt: skip
def test_small_beginnings(text, at):
    assert small_beginning(text) == at


def test_a_pronoun_that_is_said_twice_is_one_both_times():
    assert applied("alone-i", "and i i think") == ["and I I think"]
    assert applied("alone-i", "i i i'm") == ["I I I'm"]
    assert applied("alone-i", "and i I think of i i squared") == ["and I I think of i i squared"]
    assert applied("repeated-word-likely", "and I I think") == ["and I think"]


def test_rules_for_one_language():
    assert applied("space-before", "Oui !", language="fr") == ["Oui !"]
    assert applied("space-before", "Yes !", language="en-GB") == ["Yes!"]
    assert applied("alone-i", "i am", language="en_GB") == ["I am"]
    assert applied("space-before", "Oui !", language="fr_CA") == ["Oui !"]
    assert applied("odd-spaces", "Oui\u00a0!", language="fr") == ["Oui\u00a0!"]
    assert applied("alone-i", "i am", language="nl") == ["i am"]
    assert applied("alone-i", "i am", language="") == ["i am"]
    assert applied("invisible", "ก\u200bก a\u200bb") == ["ก\u200bก ab"]
