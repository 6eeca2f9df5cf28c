"""The guard holds back parts while other programs use the CPU, and only then."""

import subprocess
import sys
import time

import psutil
import pytest

from phases.graph.guard import Guard, OthersCpu


class World:
    """A clock and a CPU that a test sets."""

    now = 0.0
    cpu = 0.0


@pytest.fixture
def world():
    return World()


def test_holds_after_the_delay_and_lets_go_at_once(world):
    guard = Guard(85, 1.0, others=lambda: world.cpu, clock=lambda: world.now)
    seen = []
    for world.now, world.cpu in [(1, 50), (2, 90), (2.5, 90), (3, 90), (4, 90), (5, 20), (6, 90)]:
        seen.append(guard.holds())
    assert seen == [False, False, False, True, True, False, False]


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
    time.sleep(1)
    own = others.percent()
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
