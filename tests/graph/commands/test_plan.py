"""`doit plan` says what the next run does, and changes nothing."""

import json

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


def files(project):
    """Every file of build/ with its size and time, but the database, which may give new ids."""
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for path in (project.folder / "build").rglob("*")
        if path.is_file() and not path.name.startswith("state.db")
    }


def plan(project, *arguments):
    """The plan as JSON; build/ is as it was."""
    before = files(project)
    said = project.doit("plan", "--json", *arguments)
    assert files(project) == before
    return json.loads(said[said.index("{\n") :])


def phases(planned, action):
    """The tasks that the plan would `make`, `maybe` make, or `fail`."""
    return {
        f"{item['id']}:{phase['phase']}"
        for item in planned["items"]
        for phase in item["phases"]
        if phase["action"] == action
    }


def states(planned):
    return {item["id"]: " ".join(filter(None, [item["state"], item["at"]])) for item in planned["items"]}


def whys(planned, id):
    [item] = [item for item in planned["items"] if item["id"] == id]
    return {phase["phase"]: phase["why"] for phase in item["phases"]}


def said(output, word):
    lines = [line.split() for line in output.splitlines() if line.startswith(f"{word} ")]
    return {line[1].rstrip(":") for line in lines}


def holds(project, *arguments, code=0):
    """Plan, run, and compare: all that was sure is made, and besides only what was called maybe."""
    planned = plan(project, *arguments)
    output = project.doit(*arguments, code=code)
    made = said(output, "made")
    assert phases(planned, "make") <= made <= phases(planned, "make") | phases(planned, "maybe"), output
    assert phases(planned, "fail") == said(output, "failed"), output
    return planned, made


def all_of(*items):
    return {f"{item}:{phase}" for item in items for phase in ("check", "cut", "speak", "trim", "bind")}


def test_new_broken_and_equal_items(project, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    project.env["TMPDIR"] = str(temporary)
    project.input("a.toy", TEXT)
    project.input("broken.toy", "  \n")
    project.input("bytes.toy", b"Title\n\xff\xfe\n")
    project.input("sub/twin.toy", TEXT)
    planned, made = holds(project, code=2)
    assert states(planned) == {
        "a": "new",
        "broken": "blocked check",
        "bytes": "blocked check",
        "sub/twin": "duplicate a",
    }
    assert whys(planned, "broken") == {"check": "the file is empty; put some lines into it"}
    assert whys(planned, "bytes")["check"].startswith("unexpected UnicodeDecodeError")
    assert "utf-8" in whys(planned, "bytes")["check"]
    assert phases(planned, "make") == made == all_of("a") | {"sub/twin:check"}
    assert planned["counts"] == {"new": 1, "blocked": 2, "duplicate": 1}
    assert planned["phases"] == {"make": 6, "maybe": 0, "fail": 2}
    # Without any run before, nobody knows what it costs.
    assert not list(temporary.glob("bindery*"))
    assert planned["seconds"] == {"sure": None, "most": None} and planned["disk_free_bytes"] > 0


def in_many_situations(project):
    """Build items; then happens to each what its name says."""
    for name in ("changed", "spaces", "title", "touched", "deleted", "edited", "good"):
        project.input(f"{name}.toy", TEXT.replace("Title", name))
    project.input("repaired.toy", " ")
    project.doit(code=2)
    project.input("changed.toy", TEXT.replace("Title", "changed").replace("line 5", "line five"))
    project.input("spaces.toy", TEXT.replace("Title", "spaces").replace("line 5", " line 5 "))
    project.input("title.toy", TEXT.replace("Title", "Other"))
    (project.folder / "input" / "touched.toy").touch()
    project.target("deleted").unlink()
    project.target("edited", "cut.json").write_text("[]", encoding="utf-8")
    project.input("repaired.toy", TEXT.replace("Title", "repaired"))
    project.input("twin.toy", TEXT.replace("Title", "good"))


def test_many_situations_at_once(project):
    in_many_situations(project)
    planned, made = holds(project)
    assert states(planned) == {
        "changed": "changed",
        "spaces": "changed",
        "title": "changed",
        "touched": "up to date",
        "deleted": "changed",
        "edited": "changed",
        "good": "up to date",
        "repaired": "failed check",
        "twin": "duplicate good",
    }
    wave = {
        "speak": "if cut gives something else",
        "trim": "if speak gives something else",
        "bind": "if trim gives something else",
    }
    assert whys(planned, "changed") == {
        "check": "changed.toy changed",
        "cut": "changed.toy changed",
        **wave,
    }
    assert whys(planned, "deleted") == {"bind": "target missing"}
    assert whys(planned, "edited") == {"cut": "target was changed by somebody else", **wave}
    # The first phase was tried, so it is known that it gives another title.
    assert whys(planned, "title")["bind"] == "check gives something else"
    assert whys(planned, "repaired")["check"] == "failed last time"
    # A wave goes on where it was said that it may, and stops where the output is equal.
    assert all_of("changed", "title", "repaired") <= made
    assert {task for task in made if task.startswith(("spaces", "edited"))} == {
        "spaces:check",
        "spaces:cut",
        "edited:cut",
    }
    after = plan(project)
    assert after["phases"] == {"make": 0, "maybe": 0, "fail": 0}
    assert after["counts"] == {"up to date": 8, "duplicate": 1}


def test_settings_parts_and_what_it_costs(project):
    project.input("a.toy", TEXT)
    project.input("b.toy", TEXT + "one more\n")
    project.doit("phases_to_run=1,2")
    # The parts of speak are known, because what it reads is there; the two items share eleven.
    planned = plan(project, "phases_to_run=speak")
    assert phases(planned, "make") == {"a:speak", "b:speak"}
    assert states(planned) == {"a": "resume speak", "b": "resume speak"}
    assert planned["parts"] == {"make": 12, "cached": 0}
    project.doit("a:speak")
    planned, made = holds(project)
    assert planned["parts"] == {"make": 1 + 3, "cached": 11}
    assert made == all_of("a", "b") - {"a:check", "a:cut", "a:speak", "b:check", "b:cut"}
    assert len(project.made_parts()) == 12 + 3 + 3 - 2  # two groups are shared as well
    planned, made = holds(project, "toy.trim.loud=2", "a")
    assert whys(planned, "a") == {"trim": "loud 1 -> 2", "bind": "if trim gives something else"}
    assert planned["parts"] == {"make": 3, "cached": 0} and set(states(planned)) == {"a"}
    planned = plan(project, "-a", "-n", "4", "toy.trim.loud=2")
    assert phases(planned, "make") == all_of("a", "b")
    assert planned["parts"]["cached"] == 0 and planned["workers"] == 4
    assert planned["unmeasured"] == []


def test_a_batch_and_a_failure_in_the_middle(project):
    project.input("a.toy", "A\nBUG\n")
    for name in "bcd":
        project.input(f"{name}.toy", TEXT.replace("Title", name))
    planned, made = plan(project, "batch_size=2"), said(project.doit("batch_size=2", code=2), "made")
    assert states(planned) == {"a": "new", "b": "new", "c": "left", "d": "left"}
    # That a part fails later on cannot be known before.
    assert phases(planned, "make") - made == {"a:speak", "a:trim", "a:bind"} and made <= phases(
        planned, "make"
    )
    planned = plan(project, "batch_size=2")
    # What failed last time keeps no new item waiting.
    assert states(planned) == {"a": "left", "b": "up to date", "c": "new", "d": "new"}
    assert "left for the next run" in project.doit("plan", "batch_size=2")
    (project.folder / "input" / "d.toy").unlink()
    planned = plan(project, "batch_size=2")
    assert states(planned) == {"a": "failed speak", "b": "up to date", "c": "new"}
    assert whys(planned, "a") == {"speak": "failed last time", "trim": "never made", "bind": "never made"}
    table = project.doit("plan", "batch_size=2")
    assert "failed last time at speak" in table
    assert "line 2: unexpected" in table
    assert "1 up to date" in table and "phases: 8 to make; parts: " in table


def test_a_plan_is_read_by_people(project):
    project.input("a.toy", TEXT)
    project.doit()
    project.input("a.toy", TEXT.replace("line 5", "line five"))
    project.input("b.toy", " ")
    table = project.doit("plan")
    assert "\x1b" not in table
    rows = [line.split(maxsplit=3) for line in table.splitlines()]
    assert rows[1][:3] == ["b", "blocked", "check"] and rows[1][3].strip().startswith("the file is empty")
    assert "check to cut  a.toy changed" in table and "maybe: if cut gives something else" in table
    project.doit("plan", "nobody", code=3)
    assert "changes nothing" in project.doit("help", "plan")
