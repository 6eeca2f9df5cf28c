"""`doit why` gives the reasons, the inputs and the past of one task."""

import json

from phases.graph.uptodate import shown

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


def why(project, *arguments):
    return {facts["phase"]: facts for facts in json.loads(project.doit("why", "--json", *arguments))}


def test_a_task_tells_all_about_itself(project):
    project.input("a.toy", TEXT)
    said = why(project, "a")
    assert [facts["why"] for facts in said.values()] == ["never made"] * 5
    assert said["speak"]["inputs"] == [
        {"path": "build/toy/a/cut.json", "made_by": "cut", "state": "not there, will be made"}
    ]
    assert said["speak"]["target"]["state"] == "not there" and said["speak"]["last"] is None
    project.doit()
    facts = why(project, "build/toy/a/speak.json")["speak"]
    assert (facts["state"], facts["why"], facts["failure"], facts["was"]) == ("up to date", "", None, {})
    assert facts["inputs"][0]["state"] == "same"
    assert facts["settings"] == {"voice": "anna", "seconds": 0.0} and facts["identity"] == "toy anna"
    assert facts["target"]["state"] == "as it was written"
    assert facts["target"]["bytes"] == project.target("a", "speak.json").stat().st_size
    assert (facts["last"]["parts"], facts["last"]["reused"]) == (11, 0)
    assert facts["last"]["metrics"] == {"sound_s": 11.0} and "never made" in facts["last"]["why"]


def test_reasons_and_cache_hits(project):
    source = project.input("a.toy", TEXT)
    project.doit()
    source.write_text(TEXT.replace("line 5", "line five"), encoding="utf-8")
    project.doit()
    source.touch()
    said = why(project, "a", "toy.speak.voice=berta")
    assert [facts["state"] for facts in said.values()] == [
        "up to date",
        "up to date",
        "would run",
        "maybe",
        "maybe",
    ]
    assert said["check"]["inputs"] == [{"path": "input/a.toy", "made_by": None, "state": "same"}]
    assert said["speak"]["why"] == "voice anna -> berta", "and not an identity that only repeats it"
    assert said["speak"]["was"] == {"voice": "anna", "identity": "toy anna"}
    assert said["trim"]["inputs"][0]["state"] == "same, may be made again"
    text = project.doit("why", "a:speak", "toy.speak.voice=berta")
    for line in (
        'setting   voice "berta" (was "anna")',
        'identity  toy berta (was "toy anna")',
        "parts     1 made, 10 from the cache",
        "(made by cut): same",
    ):
        assert line in text
    project.target("a").write_text("cut", encoding="utf-8")
    assert why(project, "a:bind")["bind"]["target"]["state"] == "changed by somebody else"


def test_a_failure_is_told_with_its_details(project):
    project.input("a.toy", "A\nTOOL\n")
    project.input("b.toy", "A\nTOOL\n")
    project.doit(code=1)
    text = project.doit("why", "a:speak")
    assert "state     would run: failed last time" in text
    assert "line 2: the engine said no; ask it nicely" in text
    assert "the last line" in text and "made      never" in text
    lines = project.doit("why", "a").splitlines()
    assert lines[2] == (
        "a:speak  would run: failed last time (failed: line 2: the engine said no; ask it nicely)"
    )
    assert why(project, "b")["cut"]["state"] == "duplicate"
    assert "b:cut  duplicate: built as a\n" in project.doit("why", "b")
    project.doit("ignore", "a")
    assert "a:cut  ignored: until `doit forget a`\n" in project.doit("why", "a")
    project.doit("why", code=3)
    project.doit("why", "nobody", code=3)


def test_values_of_settings_read_as_in_config_yaml():
    values = [None, True, 1, -19.0, "anna", "", [], ["*.srt"]]
    assert [shown(one) for one in values] == ["null", "true", "1", "-19", "anna", '""', "[]", '["*.srt"]']


def test_settings_that_went_with_the_state_are_not_called_unset(project):
    project.input("a.toy", TEXT)
    project.doit()
    (project.folder / "build" / "state.db").unlink()
    project.doit()
    assert why(project, "a", "toy.speak.voice=berta")["speak"]["why"] == "settings changed"
