# ruff: noqa: E501
"""Rules switched off and on in config.yaml, every other line as it was."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from phases.graph.errors import ConfigError
from phases.subtitles.off_list import switched


def listed(text: str) -> list[str]:
    """The list below `subtitles`."""
    return yaml.load(text, yaml.BaseLoader)["subtitles"]["off"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "subtitles:\n  off: [spaces]\n"),
        ("retries: 2 # times\n", "retries: 2 # times\n\nsubtitles:\n  off: [spaces]\n"),
        ("retries: 2", "retries: 2\n\nsubtitles:\n  off: [spaces]\n"),
        ("subtitles:\n", "subtitles:\n  off: [spaces]\n"),
        ("subtitles: # of talks\nretries: 2\n", "subtitles: # of talks\n  off: [spaces]\nretries: 2\n"),
        ("subtitles:\n  # one\n  profile: bbc\n", "subtitles:\n  # one\n  off: [spaces]\n  profile: bbc\n"),
        ("subtitles: {profile: bbc}\n", "subtitles: {off: [spaces], profile: bbc}\n"),
        ("subtitles: {}\n", "subtitles: {off: [spaces]}\n"),
        ("subtitles:\n  off: [] # rules\n", "subtitles:\n  off: [spaces] # rules\n"),
        ("subtitles:\n  off: # rules\n  profile: bbc\n", "subtitles:\n  off: [spaces] # rules\n  profile: bbc\n"),
        ("subtitles:\n  off: [filler] # x\n", "subtitles:\n  off: [filler, spaces] # x\n"),
        ("subtitles:\n  off:\n    - filler # x\n  a: b\n", "subtitles:\n  off:\n    - filler # x\n    - spaces\n  a: b\n"),
        ("subtitles:\n  off:\n  - filler", "subtitles:\n  off:\n  - filler\n  - spaces"),
        ("subtitles:\n  correct:\n    off: [filler]\n", "subtitles:\n  correct:\n    off: [filler, spaces]\n"),
        ("subtitles:\n  correct: {apply: safe}\n", "subtitles:\n  off: [spaces]\n  correct: {apply: safe}\n"),
    ],
)  # fmt: skip
def test_a_rule_is_put_in_and_taken_out(before, after):
    made = switched(before, "spaces", True, "correct")
    assert made == after
    assert switched(made, "spaces", True, "correct") == made
    back = switched(made, "spaces", False, "correct")
    assert "spaces" not in back
    assert switched(back, "spaces", True, "correct").count("spaces") == 1
    if "off" in before and "[" in before:
        assert back == before


@pytest.mark.parametrize("left", ["    ", "  "])
def test_the_last_of_a_list_leaves_an_empty_one(left):
    text = "subtitles:\n  off:{}\n  a: b\n"
    assert switched(text.format(f"\n{left}- spaces"), "spaces", False, "correct") == text.format(" []")
    noted = switched(text.format(f" # why\n{left}- spaces"), "spaces", False, "correct")
    assert listed(noted) == [] and "# why" in noted
    assert switched("subtitles:\n  a: b\n", "spaces", False, "correct") == "subtitles:\n  a: b\n"


def test_ids_with_a_colon_are_quoted_where_they_must_be():
    made = switched("", "term:Kṛṣṇa", True, "correct")
    assert listed(made) == ["term:Kṛṣṇa"]
    assert listed(switched(made, "time:overlap", True, "retime")) == ["term:Kṛṣṇa", "time:overlap"]


@pytest.mark.parametrize("text", ["a: [", "\tb"])
def test_a_broken_file_is_left_alone(text):
    with pytest.raises(ConfigError, match="not valid YAML"):
        switched(text, "spaces", True, "correct")


def test_what_would_be_no_yaml_is_never_written():
    with pytest.raises(ConfigError, match="cannot edit"):
        switched("x: &o [spaces]\nsubtitles:\n  off: *o\n", "spaces", False, "correct")


def test_what_cannot_be_edited_is_left_alone():
    with pytest.raises(ConfigError, match=r"write subtitles\.off: \[spaces\] by hand"):
        switched("x: &off\n  a: b\nsubtitles: *off\n", "spaces", True, "correct")
    with pytest.raises(ConfigError, match=r"write subtitles\.off: \[filler, spaces\] by hand"):
        switched("subtitles:\n  off: [\n    filler, # of Anna\n  ]\n", "spaces", True, "correct")
    with pytest.raises(ConfigError, match="by hand"):
        switched("- a list\n", "spaces", True, "correct")


IDS = st.lists(
    st.sampled_from(["spaces", "filler", "time:overlap", "term:Kṛṣṇa", "term:a: b"]), unique=True
)


@given(ids=IDS, flow=st.booleans())
def test_in_and_out_again(ids, flow):
    text = "a: 1 # one\nsubtitles:\n  profile: bbc # two\n"
    if not flow and ids:
        text += "  off:\n" + "".join(f"    - '{id}' # why\n" for id in ids[:1])
    for id in ids:
        text = switched(text, id, True, "correct")
        assert "# one" in text and "# two" in text
    assert sorted(listed(text) if ids else []) == sorted(ids)
    for id in ids:
        text = switched(text, id, False, "correct")
    assert yaml.load(text, yaml.BaseLoader)["a"] == "1" and not (listed(text) if ids else [])
