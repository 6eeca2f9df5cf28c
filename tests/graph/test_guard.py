"""The guard holds back parts while other programs use the CPU, and only then."""

import subprocess
import sys
import time

import psutil
import pytest

from phases.graph.config import Config
from phases.graph.guard import Disk, Guard, OthersCpu


class World:
    """A clock and a machine that a test sets."""

    now = 0.0
    cpu = 0.0
    memory = 8e9


@pytest.fixture
def world():
    return World()


@pytest.fixture
def guard(world):
    config = Config(cpu_threshold=85, throttle_delay=1, min_free_memory_mb=500)
    return Guard(config, 4, lambda: world.cpu, lambda: world.memory, lambda: world.now)


def test_holds_after_the_delay_and_lets_go_at_once(world, guard):
    seen = []
    for world.now, world.cpu in [(1, 50), (2, 90), (2.5, 90), (3, 90), (4, 90), (5, 20), (6, 90)]:
        seen.append(guard.holds())
    held = "other programs need the CPU"
    assert seen == ["", "", "", held, held, "", ""]


def test_who_is_held_for_long_goes_on_part_by_part_and_says_so(world, guard, caplog):
    caplog.set_level("INFO")
    seen = []
    for world.now in [*range(1, 15), 15, 16]:
        world.cpu = 95 if world.now < 15 else 10
        guard.holds()
        seen.append(guard.crawls)
    assert seen == [False] * 11 + [True] * 3 + [False] * 2
    assert caplog.messages == ["held back: other programs need the CPU", "held back no longer"]


def test_little_memory_holds_and_lowers_the_number_of_workers(world, guard):
    seen = []
    for world.now in range(1, 40):
        world.memory = 1e8 if world.now <= 20 else 8e9
        seen.append((guard.holds(), guard.workers))
    assert seen[0] == ("little memory is free", 4)
    assert seen[19] == ("little memory is free", 1)
    assert seen[20] == ("", 1)
    assert seen[-1] == ("", 4)


def test_a_disk_too_small_for_the_plan(tmp_path):
    free_mb = psutil.disk_usage(tmp_path).free / 1e6
    disk = Disk(str(tmp_path), 100)
    assert disk.too_small_for(1e6) == "" and disk.trouble() == ""
    said = disk.too_small_for((free_mb - 50) * 1e6)
    assert "MB are needed and" in said and "min_free_disk_mb is 100" in said


def busy(seconds):
    return subprocess.Popen(
        [sys.executable, "-c", f"import time; t = time.time()\nwhile time.time() < t + {seconds}: pass"]
    )


def test_own_processes_do_not_count():
    others = OthersCpu()
    time.sleep(0.3)
    idle = others.percent()
    child = busy(30)
    others.percent()
    windows = []
    for _ in range(3):  # what else the machine does comes and goes, the child stays
        time.sleep(1)
        windows.append(others.percent())
    own = min(windows)
    child.kill()
    child.wait()
    share = 100 / psutil.cpu_count()
    assert own < idle + 0.7 * share, "the CPU of our own child was counted"


def test_other_programs_count(monkeypatch):
    others = OthersCpu()
    # A child that the guard does not know as ours is another program.
    monkeypatch.setattr("phases.graph.guard._own_processes", lambda: [psutil.Process()])
    programs = [busy(30) for _ in range(psutil.cpu_count())]
    others.percent()
    time.sleep(1)
    percent = others.percent()
    for program in programs:
        program.kill()
        program.wait()
    assert percent > 50


def test_a_disk_that_was_taken_out_is_trouble(tmp_path):
    assert Disk(f"{tmp_path}/build", 1.0).trouble() == f"{tmp_path}/build/: No such file or directory"
