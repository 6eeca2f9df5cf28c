# ruff: noqa: E501
"""Correct: what each rule does to a file, that it does it once, and that nothing else happens."""

import re
from pathlib import Path

import golden_file
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lecture_archive import Result, corrected, edit, large_lexicon, track

from phases.graph.errors import InputError
from phases.subtitles import correct, source, srt, terms
from phases.subtitles.rules import RISKS, engine
from phases.subtitles.rules.protected import quotations, spans
from phases.subtitles.rules.rule import Rule

GOLDEN = Path(__file__).parent / "golden" / "correct"


def ledger(result: Result) -> str:
    """The edits and suggestions, one a line."""
    rows = [("edit", one) for one in result.edits] + [("review", one) for one in result.review]
    return "".join(
        f"{kind} {e.cue} {e.line} {e.rule} {e.risk}: {e.before!r} -> {e.after!r}\n" for kind, e in rows
    )


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_golden(case, tmp_path):
    given, golden = GOLDEN / case / "in", GOLDEN / case / "golden"
    path = given / "config.yaml"
    config = yaml.load(path.read_text(), yaml.BaseLoader) if path.exists() else {}
    lexicons = [path for path in [given / "lexicon.yaml"] if path.exists()]
    talk, _ = source.read(given / "talk.srt")
    how, choice = {"language": "en"} | config.get("terms", {}), config.get("correct", {})
    assert not any(terms.refuse(path) for path in lexicons)
    result = corrected(tmp_path, talk, lexicons, how, **choice)
    made = {"talk.srt": srt.render(result.track.cues, talk.end), "changes.txt": ledger(result)}
    for name, text in made.items():
        golden_file.check(golden / name, text)
    again = corrected(tmp_path, result.track, lexicons, how, **choice)
    assert again.texts == result.texts and not again.edits


WORDS = st.sampled_from(
    [
        "the", "The", "and", "i", "um,", "Uh,", "krishna", "Krsna", "arjun", "bhagwat", "gita", "Gītā", "mind", "like",
        "you", "know,", "that", "2.47", "1,000", '"', "“", "”", "‘", "’", "♪", "<i>", "</i>", "{\\an8}", "om", "hare",
        "...", ".", "!", "?", ",", " ,", "Dr.", "www.krishna.com", "kri\u200bshna", "kr\u0323s\u0323n\u0323a", "-",
        "karmaṇy", "phaleṣu", "कृष्ण", "॥", "upanishads", "KRISHNA", "sri", "a,b", "is", "it", "we", "\u00a0", "e\u0301",
    ]
)  # fmt: skip
LINES = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "  ", "", "\t", ", "])), min_size=1, max_size=8
).map(lambda pieces: "".join(word + gap for word, gap in pieces))
TEXTS = st.lists(
    st.lists(LINES | st.text(max_size=12), min_size=1, max_size=3), min_size=1, max_size=6
).map(
    lambda cue_lines: [
        "\n".join(line for text in lines for line in text.splitlines() if line.strip())
        for lines in cue_lines
    ]
)
CHAIN = """
terms:
  - {term: Śrī Kṛṣṇa, variants: [sri krishna, sri kṛṣṇa]}
  - {term: Kṛṣṇa, popular: Krishna, variants: [krsna]}
  - {term: Bhagavad Gītā, variants: [bhagwat gita, bhagwat gītā]}
  - {term: Gītā, popular: Gita}
  - {term: Arjuna, variants: [arjun]}
  - {term: Upaniṣad, popular: Upanishad}
"""


@pytest.fixture(scope="module")
def chained(tmp_path_factory):
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.yaml"
    path.write_text(CHAIN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the mind,\num, is still", "the mind,\nis still"),
        ("the mind is\nthe the wind", "the mind is\nthe wind"),
        ("it is the the, I say, mind", "it is the, I say, mind"),
        ("it is so—the the mind…your your wind", "it is so—the mind…your wind"),
        ("the mind\n, the wind\n.", "the mind,\nthe wind."),
        ("Um,\nthe mind is still", "The mind is still"),
        ("so i\nam here", "so I\nam here"),
        ("read the bhagwat\ngita now", "read the Bhagavad\nGītā now"),
        ("the sri\nkrishna said so", "the Śrī\nKṛṣṇa said so"),
        ("- so i\nam here", "- so i\nam here"),  # each line is somebody's
        ("the\n\u00ad\nmind", "the\nmind"),
        ("\u00a0", "\u00a0"),
        ("he said 'krsna\nis near' to me", "he said 'krsna\nis near' to me"),
    ],
)
def test_where_a_line_breaks_to_fit_is_a_space_to_the_rules(tmp_path, chained, text, expected):
    assert corrected(tmp_path, track(text), [chained]).texts == [expected]
    one = corrected(tmp_path, track(expected.replace("\n", " ")), [chained])
    assert expected.startswith("- ") or one.texts == [expected.replace("\n", " ")]


def test_spaces_at_the_ends_of_cues(tmp_path):
    assert corrected(tmp_path, track("one ", " two", "three\t", "four")).texts == [
        "one",
        "two",
        "three",
        "four",
    ]


def test_cues_out_of_order_are_read_as_they_are_shown(tmp_path):
    first, second = track("then more", "The end.").cues
    shown = [second._replace(start_ms=0), first._replace(start_ms=5000)]
    for order in (shown, shown[::-1]):
        made = corrected(tmp_path, track()._replace(cues=tuple(order)))
        assert {cue.number: cue.text for cue in made.track.cues} == {1: "Then more", 2: "The end."}
        assert [cue.number for cue in made.track.cues] == [cue.number for cue in order]


@pytest.mark.parametrize("apply", ["safe", "review"])
@given(texts=TEXTS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_second_pass_changes_nothing_whatever_the_text(tmp_path, chained, apply, texts):
    first = corrected(tmp_path, track(*texts), [chained], apply=apply)
    assert len(first.texts) == len(texts)
    second = corrected(tmp_path, track(*first.texts), [chained], apply=apply)
    assert second.texts == first.texts
    assert second.edits == ()


@given(texts=TEXTS)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_protected_spans_are_identical_and_no_cue_is_emptied(tmp_path, chained, texts):
    result = corrected(tmp_path, track(*texts), [chained])
    inside = quotations(texts)
    for n, (before, after) in enumerate(zip(texts, result.texts, strict=True)):
        assert after.count("\n") <= before.count("\n")
        assert all(line.strip(" \t") for line in after.split("\n")) or not before.strip(" \t")
        at = 0
        for start, end in sorted(spans(before, inside.get(n, ""))):
            at = after.find(before[start:end], at)
            assert at >= 0, (before, after)
    assert [cue.number for cue in result.track.cues] == list(range(1, len(texts) + 1))
    assert [cue[1:3] for cue in result.track.cues] == [cue[1:3] for cue in track(*texts).cues]


@given(texts=TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_edits_lead_from_the_source_to_the_result(tmp_path, chained, texts):
    result = corrected(tmp_path, track(*texts), [chained])
    for n, text in enumerate(texts):
        for one in result.edits:
            if one.cue == n + 1:
                assert one.before == text and one.rule in RISKS and one.line == n * 4 + 1
                text = one.after
        assert text == result.texts[n]


@pytest.mark.parametrize("rule", [id for id in RISKS if id not in ("fuzzy", "spelling")])
def test_every_rule_can_be_switched_off(tmp_path, chained, rule):
    texts = [
        "Um,  krishna\u00a0said , uh, the the end,and i'm sure.",
        "kr\u0323s\u0323n\u0323a i sing we we said.The\u200b end",
        "he ran away\nhe ran away",
        "he ran away\nand so on. go on go on now go on go on now go on go on now",
    ]
    everything = corrected(tmp_path, track(*texts), [chained])
    used = {one.rule for one in (*everything.edits, *everything.review)}
    without = corrected(tmp_path, track(*texts), [chained], off=(rule,))
    assert rule not in {one.rule for one in (*without.edits, *without.review)}
    assert rule in used or rule == "sentence-capital"


def test_metrics_and_tallies(tmp_path, chained):
    result = corrected(tmp_path, track("krsna and krsna  and arjun", "we we ran", "nothing"), [chained])
    assert result.metrics == {
        "corrections": 2,
        "suggestions": 1,
        "rule:lexicon": 1,
        "rule:spaces": 1,
        "term:Arjuna": 1,
        "term:Kṛṣṇa": 2,
    }
    assert result.review == (edit("repeated-word-likely", "we we ran", "we ran", 2, 5, "review"),)


def test_one_term_is_switched_off(tmp_path, chained):
    result = corrected(tmp_path, track("krsna and arjun"), [chained], off=("term:Kṛṣṇa",))
    assert result.texts == ["krsna and Arjuna"]
    assert "term:Kṛṣṇa" not in result.metrics


def test_review_rules_are_applied_by_wish(tmp_path):
    result = corrected(tmp_path, track("we we ran"), apply="review")
    assert result.texts == ["we ran"] and result.edits[0].risk == "review"
    assert corrected(tmp_path, track("we we ran"), on=("repeated-word-likely",)).texts == ["we ran"]


def test_a_rule_that_nobody_knows_has_a_suggestion():
    with pytest.raises(ValueError, match="no rule is called space, perhaps spaces"):
        correct.Settings(off=("space",))
    # What is off in retime alone changes no setting of correct, so nothing is made again.
    assert correct.Settings(off=("time:overlap", "term:Kṛṣṇa")).off == ("term:Kṛṣṇa",)


def test_a_rule_that_changes_its_own_result_is_an_error_with_rule_and_line(tmp_path, monkeypatch):
    growing = Rule("spaces", "a rule with a fault", "safe", re.compile("a+"), r"\g<0>a", ("a", "aa"))
    monkeypatch.setattr(engine, "RULES", (growing,))
    with pytest.raises(InputError, match="line 5: the rule spaces changes what it has changed before"):
        corrected(tmp_path, track("no", "and so on"))


def test_a_quotation_over_several_cues_is_left_alone(tmp_path, chained):
    texts = ["He said: “krsna is near", "and arjun , too", "krsna” and krsna"]
    assert corrected(tmp_path, track(*texts), [chained]).texts == [*texts[:2], "krsna” and Kṛṣṇa"]
    straight = [text.replace("“", '"').replace("”", '"') for text in texts]
    assert corrected(tmp_path, track(*straight), [chained]).texts == [*straight[:2], 'krsna" and Kṛṣṇa']


def test_a_quotation_that_never_ends_protects_its_own_cue_only(tmp_path, chained):
    texts = ["He said: “krsna is near", *["krsna came"] * 20]
    assert corrected(tmp_path, track(*texts), [chained]).texts == [texts[0], *["Kṛṣṇa came"] * 20]


def test_sentences_go_on_over_empty_cues(tmp_path):
    assert corrected(tmp_path, track("The end.", "", "then more")).texts == ["The end.", "", "Then more"]


def test_a_cue_that_a_rule_by_wish_empties_is_passed_over(tmp_path):
    texts = ["and so it is.", "and so it is.\n", "then more"]
    assert corrected(tmp_path, track(*texts), apply="review").texts == [texts[0], "", "Then more"]


def test_the_same_bytes_every_time(tmp_path):
    big = large_lexicon(tmp_path / "lexicon.yaml", 500)
    source_track = track("krsna said  so", "um, the the end", "Geeta, upanishads and vedha")
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        corrected(tmp_path / name, source_track, [big])
        made.append([(tmp_path / name / file).read_bytes() for file in ("terms.json", "corrected.json")])
    assert made[0] == made[1]
