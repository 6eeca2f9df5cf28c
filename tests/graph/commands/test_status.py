"""`doit status` says what stands now, quickly and without being in the way."""

import json
import os
import signal
import time

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


def status(project, *arguments):
    return json.loads(project.doit("status", "--json", *arguments))


def states(said):
    return {item["id"]: (item["state"], item["at"], item["made"]) for item in said["items"]}


def in_every_state(project):
    """Bring an item into each state, and call it so."""
    for name in ("done", "changed", "touched", "deleted", "ignored"):
        project.input(f"{name}.toy", TEXT.replace("Title", name))
    project.input("unfinished.toy", "Other\n")
    project.input("bad.toy", " ")
    project.input("part.toy", "Part\nTOOL\n")
    project.doit("unfinished:cut")
    project.doit("done", "changed", "touched", "deleted", "bad", "part", "ignored", code=2)
    project.doit("ignore", "ignored")
    project.input("changed.toy", TEXT + "more\n")
    (project.folder / "input" / "touched.toy").touch()
    project.target("deleted").unlink()
    project.input("twin.toy", TEXT.replace("Title", "done"))
    project.doit("twin:check")
    project.input("new.toy", "Another\n")


def test_every_state_of_an_item(project):
    assert "no items" in project.doit("status") and "no run yet" in project.doit("status")
    in_every_state(project)
    said = status(project)
    assert states(said) == {
        "bad": ("failed", "check", 0),
        "changed": ("out of date", "check", 3),
        "deleted": ("out of date", "bind", 4),
        "done": ("done", "", 5),
        "ignored": ("ignored", "", 5),
        "new": ("never built", "check", 0),
        "part": ("failed", "speak", 2),
        "touched": ("touched", "check", 5),
        "twin": ("duplicate", "done", 1),
        "unfinished": ("unfinished", "speak", 2),
    }
    assert said["counts"]["failed"] == 2 and sum(said["counts"].values()) == 10
    assert said["to_go"] == 2 + 1 + 5 + 3
    reasons = {item["id"]: item["reason"] for item in said["items"]}
    assert reasons["bad"] == "the file is empty; put some lines into it"
    assert reasons["changed"] == "check: changed.toy changed"
    assert reasons["deleted"] == "bind: target missing"
    assert (said["run"]["state"], said["run"]["made"], said["run"]["exit"]) == ("ended", 1, 0)
    table = project.doit("status")
    assert "failed at speak" in table and "line 2: the engine said no; ask it nicely" in table
    assert "duplicate of done" in table and "10 items: " in table and "2 failed" in table
    assert f"last run {said['run']['id']}: " in table and "phases: 1 made, 0 failed, exit 0" in table
    # A setting counts as well.
    [item] = status(project, "done", "toy.trim.loud=2")["items"]
    assert (item["state"], item["reason"]) == ("out of date", "trim: loud 1 -> 2")
    project.doit("status", "nobody", code=3)


def test_while_a_run_is_going_and_after_it_was_killed(project):
    project.input("a.toy", "Slow\n" + "".join(f"a {n}\n" for n in range(40)))
    project.input("b.toy", TEXT)
    process = project.start("-n", "1", "toy.speak.seconds=0.2", start_new_session=True)
    deadline = time.monotonic() + 30
    while len(project.made_parts()) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    said = status(project, "toy.speak.seconds=0.2")
    run = said["run"]
    assert (run["state"], run["process"], run["exit"]) == ("running", process.pid, None)
    assert run["made"] >= 2 and run["failed"] == 0 and 0 < said["to_go"] <= 8
    assert states(said)["a"] == ("unfinished", "speak", 2)
    line = project.doit("status").splitlines()[-1]
    assert line.startswith("running since ") and f"process {process.pid}" in line and "to go" in line
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    said = status(project)
    assert (said["run"]["state"], said["run"]["process"], said["run"]["id"]) == ("killed", None, run["id"])
    assert "killed" in project.doit("status").splitlines()[-1]


def test_many_items_are_counted_and_the_done_ones_not_listed(project):
    for number in range(60):
        project.input(f"{number:02}.toy", f"T{number}\n")
    table = project.doit("status")
    assert table.count("never built") == 40 + 1 and "... and 20 more" in table
