"""`doit undo-rule` through the real doit: a rule is taken back in all files, and given back."""

import json

import pytest

TALK = """1
00:00:01,000 --> 00:00:03,000
Um, the  mind is restless.

2
00:00:04,000 --> 00:00:06,000
krsna said to arjun

"""
OTHER = TALK.replace("Um, the  mind", "The mind")
LEXICON = "terms:\n  - {term: Kṛṣṇa, variants: [krsna]}\n  - {term: Arjuna, variants: [arjun]}\n"
CONFIG = "max_workers: 1 # one\nsubtitles:\n  profile: netflix-en # the profile\n"


@pytest.fixture
def unmade(books):
    books.config(CONFIG)
    books.input("talk.srt", TALK)
    books.input("other.srt", OTHER)
    books.input("lexicon.yaml", LEXICON)
    return books


@pytest.fixture
def talks(unmade):
    unmade.doit()
    return unmade


def made(talks, name="talk.srt"):
    return (talks.folder / "build" / "subtitles" / name).read_text(encoding="utf-8")


def test_a_rule_is_taken_back_and_given_back(talks):
    first, other = made(talks), made(talks, "other.srt")
    assert "The mind is restless." in first and "Kṛṣṇa said to Arjuna" in first
    said = talks.doit("undo-rule", "filler-start")
    assert said == "filler-start is off in config.yaml; run doit, and its 1 edit in 1 file is taken back\n"
    config = (talks.folder / "config.yaml").read_text(encoding="utf-8")
    assert config == CONFIG.replace("subtitles:\n", "subtitles:\n  off: [filler-start]\n")
    talks.doit()
    assert "Um, the mind is restless." in made(talks)
    assert made(talks, "other.srt") == other
    ledgers = (talks.folder / "build" / "subtitles").glob("*.changes.jsonl")
    rules = {json.loads(line)["rule"] for ledger in ledgers for line in ledger.open(encoding="utf-8")}
    assert "filler-start" not in rules and {"spaces", "lexicon"} <= rules
    assert "nothing to do" in talks.doit("undo-rule", "filler-start")
    talks.doit("undo-rule", "--undo", "filler-start")
    talks.doit()
    assert made(talks) == first


def test_one_term_is_taken_back(talks):
    said = json.loads(talks.doit("undo-rule", "term:Kṛṣṇa", "--json"))
    assert (said["edits"], said["files"], said["off"], said["changed"]) == (2, 2, True, True)
    talks.doit()
    assert "Krsna said to Arjuna" in made(talks)


def test_a_rule_of_retime_leaves_correct_alone(talks):
    assert "time:overlap is off in config.yaml; it had changed nothing" in talks.doit(
        "undo-rule", "time:overlap"
    )
    assert '"up to date"' in talks.doit("why", "talk:correct", "--json")
    assert '"would run"' in talks.doit("why", "talk:retime", "--json")


def test_another_config_file(unmade):
    (unmade.folder / "my.yaml").write_text(CONFIG, encoding="utf-8")
    unmade.doit("undo-rule", "spaces", "config=my.yaml")
    assert "off: [spaces]" in (unmade.folder / "my.yaml").read_text(encoding="utf-8")
    assert (unmade.folder / "config.yaml").read_text(encoding="utf-8") == CONFIG


def test_what_is_no_rule(unmade):
    for words, said in [
        (["space"], "no rule is called 'space'; perhaps spaces"),
        (["qqq"], "no rule is called 'qqq'; the ledgers name them"),
        (["term:Krishn"], "no entry of the lexicon is called 'Krishn'; perhaps term:Kṛṣṇa"),
        (["term:arjun"], "no entry of the lexicon is called 'arjun'; perhaps term:Arjuna"),
        (["term:qqq"], "no entry of the lexicon is called 'qqq'; the ledgers name them"),
        ([], "which rule?"),
        (["spaces", "filler"], "which rule?"),
    ]:
        assert said in unmade.doit("undo-rule", *words, code=3)
    assert (unmade.folder / "config.yaml").read_text(encoding="utf-8") == CONFIG
