"""A disk that is full, or would be: the run says so and stops, or does not begin."""

import psutil

GOOD = "Good\nfirst\nsecond\nthird\n"


def test_a_full_disk_stops_the_run(project):
    project.input("a.toy", "A\nDISKFULL\n")
    for number in range(5):
        project.input(f"b{number}.toy", GOOD + str(number))
    said = project.doit("-n", "1", code=1)
    assert "No space left on device" in said and "note    stopping: " in said
    assert not project.target("b4").exists()


def test_too_little_free_space_is_said_before_anything_is_made(project):
    project.input("a.toy", GOOD)
    said = project.doit("min_free_disk_mb=1e12", code=3)
    assert "MB are free on the disk, min_free_disk_mb is 1,000,000,000,000; make room, or lower it" in said
    assert "Traceback" not in said and project.made_parts() == []


def test_a_plan_that_would_fill_the_disk_is_refused(project):
    project.input("a.toy", GOOD)
    project.doit()
    made = sum(file.stat().st_size for file in project.target("a").parent.iterdir())
    project.input("b.toy", GOOD * 50_000)
    free = psutil.disk_usage(project.folder).free
    # With room for what stands, but not for fifty thousand times as much.
    said = project.doit("b", f"min_free_disk_mb={(free - 10_000 * made) / 1e6}", code=3)
    assert "MB are needed and" in said and not project.target("b", "cut.json").exists()


def test_what_cannot_be_entered_ends_the_run(project):
    """The disk of build/ is full, say: here a record cannot be written."""
    project.input("a.toy", "Title\nline\n")
    (project.folder / "build" / "toy" / "a" / ".made.json").mkdir(parents=True)
    said = project.doit(code=1)
    assert "note    stopping: build/: Is a directory: nothing else can be written" in said
    assert "Traceback" not in said and "1 unfinished in" in said  # not made: phases were left
    (project.folder / "build" / "toy" / "a" / ".made.json").rmdir()
    assert "1 made" in project.doit()
