"""``doit retry``: what failed last time, and nothing else."""


def test_retry_runs_what_failed_and_nothing_else(project):
    assert "none failed last time" in project.doit("retry")
    for name in "ab":
        project.input(f"{name}.toy", f"{name}\nfirst\n")
    for name in ("bad", "worse"):
        project.input(f"{name}.toy", f"{name}\nTOOL\n")
    project.doit(code=2)
    project.input("new.toy", "new\n")
    project.log.unlink()
    said = project.doit("retry", code=1)
    assert "bad:speak: line 2: the engine said no" in said and "2 failed at speak" in said
    # Whether a part beside the bad one is still made depends on which ends first.
    assert set(project.made_parts()) <= {"bad", "worse"}
    assert not project.target("new", "check.json").exists()

    assert "of these failed last time" in project.doit("retry", "a")
    assert "no item" in project.doit("retry", "nobody", code=3)
    project.input("bad.toy", "bad\nwell again\n")
    assert "1 made" in project.doit("retry", "-n", "1", "bad")  # doit's way: options first
    assert project.target("bad").exists()
    said = project.doit("retry", code=1)
    assert "worse:speak" in said and "bad:" not in said
    (project.folder / "input" / "worse.toy").unlink()
    assert "none failed last time" in project.doit("retry")
