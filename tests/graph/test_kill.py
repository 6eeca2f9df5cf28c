"""kill -9 at random moments: nothing finished is lost, nothing half is taken for whole."""

import os
import random
import shutil
import signal
import sqlite3
import time
from contextlib import closing

import psutil

KILLS = 50
ITEMS = "abcd"


def text(name):
    return f"Title {name}\n" + "".join(f"{name} line {number}\n" for number in range(12))


def finished(project):
    """Tasks in the database, and files of made parts."""
    with closing(sqlite3.connect(project.folder / "build" / "state.db")) as db:
        tasks = {name for (name,) in db.execute("SELECT name FROM tasks")}
    cache = project.folder / "build" / "cache"
    return tasks, {path.name for path in cache.glob("*/*") if not path.name.startswith(".")}


def bounds(project):
    return {name: project.target(name).read_bytes() for name in ITEMS}


def test_kill_9_at_random_moments(project):
    for name in ITEMS:
        project.input(f"{name}.toy", text(name))
    arguments = ("-n", "2", "toy.speak.seconds=0.01")
    project.doit(*arguments)
    expected = bounds(project)
    build = project.folder / "build"
    shutil.rmtree(build)
    seed = random.Random(7)
    tasks, parts, kills = set(), set(), 0
    while kills < KILLS:
        process = project.start(*arguments, start_new_session=True)
        time.sleep(seed.uniform(0.1, 0.8))
        if process.poll() is not None:  # all is built: begin anew, there are kills left
            process.communicate()
            assert process.returncode == 0
            assert bounds(project) == expected
            shutil.rmtree(build)
            tasks, parts = set(), set()
            continue
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        kills += 1
        if (build / "state.db").exists():
            before_tasks, before_parts = tasks, parts
            tasks, parts = finished(project)
            assert before_tasks <= tasks, "a finished task was forgotten"
            assert before_parts <= parts, "a made part was lost"
    project.doit(*arguments)
    assert bounds(project) == expected
    with closing(sqlite3.connect(build / "state.db")) as db:
        twice = db.execute(
            "SELECT item, phase FROM results WHERE status = 'made' GROUP BY item, phase HAVING count(*) > 1"
        ).fetchall()
    assert not twice, "a finished task ran twice"
    assert not [p for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == str(project.folder)]
