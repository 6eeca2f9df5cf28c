"""Another program that needs the CPU slows the dispatch of parts down, and it comes back."""

import subprocess
import sys
import time

import psutil

LINES = 1500


def rate(project, seconds):
    """Parts made a second, in the next `seconds`."""
    before = len(project.made_parts())
    time.sleep(seconds)
    return (len(project.made_parts()) - before) / seconds


def test_dispatch_slows_down_and_comes_back(project):
    project.input("a.toy", "Title\n" + "".join(f"line {number}\n" for number in range(LINES)))
    busy = "while True: pass"
    process = project.start(
        "-n",
        "2",
        "toy.speak.seconds=0.05",
        "cpu_threshold=85",
        "throttle_delay=0.5",
        "max_parts_per_worker=0",
    )
    while len(project.made_parts()) < 5:
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.05)
    free = rate(project, 1.5)
    programs = [subprocess.Popen([sys.executable, "-c", busy]) for _ in range(psutil.cpu_count())]
    time.sleep(2.5)
    loaded = rate(project, 2)
    for program in programs:
        program.kill()
        program.wait()
    deadline, back = time.monotonic() + 20, 0.0
    while back <= 0.5 * free and time.monotonic() < deadline:
        back = rate(project, 1)
    process.terminate()
    process.communicate(timeout=30)
    assert loaded < 0.2 * free, f"{free:.0f} parts a second before, {loaded:.0f} under load"
    assert back > 0.5 * free, f"{free:.0f} parts a second before, {back:.0f} after"


def test_a_busy_machine_delays_a_run_and_does_not_keep_it_for_ever(project):
    project.input("a.toy", "Title\nline 1\nline 2\n")
    program = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    # The last part is due when the guard has had its first look.
    said = project.doit("-n", "2", "toy.speak.seconds=1", "cpu_threshold=0.001", "throttle_delay=0")
    program.kill()
    program.wait()
    assert "1 made" in said
    assert said.count("note    held back: other programs need the CPU; one part at a time goes on\n") == 1
    events = (project.folder / "build" / "bindery.log").read_text(encoding="utf-8")
    assert events.count("held back: other programs need the CPU") == 1
