"""Ctrl-C, SIGTERM and kill -9: the run ends in order, nothing made is lost, the next run goes on."""

import os
import signal
import time

import psutil
import pytest


def start_slow(project):
    """Start a build of 2 items with 20 parts each of 0.1 s, and wait until parts are made."""
    for name in "ab":
        project.input(f"{name}.toy", "Slow\n" + "".join(f"{name} {n}\n" for n in range(20)))
    process = project.start("-n", "2", "toy.speak.seconds=0.1", start_new_session=True)
    deadline = time.monotonic() + 30
    while len(project.made_parts()) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    return process


def test_ctrl_c_ends_in_order_and_the_next_run_goes_on(project):
    process = start_slow(project)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "interrupted, run doit again to go on" in said and "Traceback" not in said
    project.doit("toy.speak.seconds=0.1")
    spoken = [part for part in project.made_parts() if not part.startswith("group")]
    assert len(spoken) == len(set(spoken)) == 41


@pytest.mark.parametrize("retries", [0, 2])
def test_a_shutdown_that_ends_the_workers_too_is_no_failure(project, retries):
    project.input("a.toy", "Slow\n" + "".join(f"{n}\n" for n in range(20)))
    arguments = ("-n", "2", "toy.speak.seconds=0.3", f"retries={retries}")
    process = project.start(*arguments, start_new_session=True)
    while not project.made_parts() and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 143 and "1 unfinished in" in said, said
    assert "\nfailed  " not in said and "crashed" not in said
    assert project.results("phase", status="failed") == []


def test_a_second_ctrl_c_stops_at_once_and_loses_nothing(project):
    for name in "ab":
        project.input(f"{name}.toy", f"Slow\n{name} 1\n{name} 2\n")
    process = project.start("-n", "2", "toy.speak.seconds=20", start_new_session=True)
    deadline = time.monotonic() + 30
    while not project.target("b", "cut.json").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)  # a part is in flight now, and would need 20 s
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    children = psutil.Process(process.pid).children(recursive=True)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130 and "Traceback" not in said, said
    assert time.monotonic() - began < 8, "what was in flight was waited for"
    assert not psutil.wait_procs(children, timeout=5)[1]
    before = project.target("a", "cut.json").stat().st_mtime_ns
    project.doit("toy.speak.seconds=0")
    assert project.target("a", "cut.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_in_order_and_is_the_exit_code(project, number):
    process = start_slow(project)
    process.send_signal(number)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number, said
    assert "interrupted, run doit again to go on" in said


def test_nohup_goes_on_when_the_terminal_is_closed(project):
    project.input("a.toy", "Slow\n" + "".join(f"{n}\n" for n in range(10)))
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    process = project.start("toy.speak.seconds=0.1", start_new_session=True)
    signal.signal(signal.SIGHUP, ignored)
    while not project.made_parts() and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGHUP)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said


def test_kill_9_loses_only_what_was_in_flight(project):
    process = start_slow(project)
    children = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    made = project.made_parts()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive, "workers outlive their killed main process"
    said = project.doit("toy.speak.seconds=0.1")
    assert "this run was killed; what it finished is kept" in said and "doit goes on" in said
    assert "was killed" not in project.doit("toy.speak.seconds=0.1")
    spoken = [part for part in project.made_parts() if not part.startswith("group")]
    assert len(set(spoken)) == 41
    # A part in flight may have written its line in our log without its file: at most one each worker.
    assert len(spoken) - len(set(spoken)) <= 3
    assert len(made) >= 4
    assert not list((project.folder / "build" / "cache").rglob(".*.txt"))


def test_a_second_run_is_refused_and_names_the_holder(project):
    process = start_slow(project)
    said = project.doit(code=3)
    assert f"another run holds build/run.lock: process {process.pid} on" in said
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    project.doit()


def test_ctrl_c_at_the_start_shows_no_traceback(project):
    (project.folder / "dodo.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    process = project.start()
    assert process.communicate()[0] == "interrupted\n" and process.returncode == -signal.SIGINT


@pytest.mark.parametrize("lost", ["", "state.db"])
def test_a_build_folder_that_goes_during_a_run_is_no_traceback(project, lost):
    process = start_slow(project)
    gone = project.folder / "build" / lost
    gone.rename(project.folder / "gone")
    said, _ = process.communicate(timeout=60)
    assert process.returncode in ((0,) if lost else (1, 2)) and "Traceback" not in said, said
    project.doit("toy.speak.seconds=0.1")
    assert project.target("a").exists() and project.target("b").exists()
