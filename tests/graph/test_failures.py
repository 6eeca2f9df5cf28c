"""The shelf of bad parts: each fails its item alone, with one line, and the run ends."""

import os
import signal
import time

import psutil
import pytest

GOOD = "Good\nfirst\nsecond\nthird\n"


def failures(said: str) -> list[str]:
    """The lines of the final list of failures, without doubles."""
    return sorted({line for line in said.splitlines() if line.startswith("failed")})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "SEGFAULT",
            "failed  bad:speak: line 2: the worker process was killed by SIGSEGV;"
            " the input or the engine crashed it",
        ),
        (
            "EXIT",
            "failed  bad:speak: line 2: the worker process was ended with exit code 3;"
            " the input or the engine crashed it",
        ),
        ("TOOL", "failed  bad:speak: line 2: the engine said no; ask it nicely"),
        ("QUOTA", "failed  bad:speak: line 2: the quota is used up; wait"),
        (
            "BUG",
            "failed  bad:speak: line 2: unexpected ZeroDivisionError: division by zero;"
            " this is a bug, the log has the details",
        ),
    ],
)
def test_a_bad_part_fails_its_item_alone(project, line, message):
    project.input("bad.toy", f"Bad\n{line}\nnever mind\n")
    for name in ("good", "zgood"):
        project.input(f"{name}.toy", GOOD + name)
    said = project.doit(code=2)
    assert failures(said) == [message]
    assert "Traceback" not in said
    assert project.target("good").exists() and project.target("zgood").exists()
    # What depends on the failed phase waits; the others are not made again.
    assert project.target("bad", "cut.json").exists() and not project.target("bad").exists()
    project.log.unlink()
    assert failures(project.doit(code=2)) == [message]
    # Whether the parts beside the bad one are made depends on which ends first.
    assert set(project.made_parts()) <= {"Bad", "never mind"}


def test_a_hanging_part_is_ended_at_its_time_limit(project):
    project.input("bad.toy", "Bad\nHANG\n")
    project.input("good.toy", GOOD)
    said = project.doit("toy.speak.timeout_s=1", code=2)
    [failure] = failures(said)
    assert "bad:speak: line 2: longer than 1 s; raise timeout_s" in failure
    assert project.target("good").exists()


def test_a_memory_eater_is_ended_at_its_limit(project):
    project.input("bad.toy", "Bad\nMEMORY\n")
    project.input("good.toy", GOOD)
    said = project.doit("toy.speak.memory_mb=300", code=2)
    [failure] = failures(said)
    assert "bad:speak: line 2: more than 0.3 GB; raise memory_mb" in failure
    assert project.target("good").exists()


def test_what_works_at_the_third_try_works(project):
    project.input("a.toy", "A\nTHIRD\n")
    said = project.doit()
    assert said.count("note    a:speak: line 2: the server is busy; next try in") == 2


def test_programs_of_an_ended_worker_end_with_it(project):
    project.input("a.toy", "A\nGRANDCHILD\n")
    project.doit("toy.speak.timeout_s=2", code=1)
    time.sleep(0.5)
    left = [p for p in psutil.process_iter(["cmdline"]) if "GRANDCHILD" in (p.info["cmdline"] or [])]
    assert not left


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


def test_the_failure_limit_stops_a_run_that_fails_all_over(project):
    for number in range(30):
        project.input(f"bad{number:02}.toy", f"Bad {number}\nTOOL\n")
    said = project.doit("-n", "1", code=1)
    assert "note    stopping: 10 of the 10 items that finished in this run failed" in said
    assert len(failures(said)) <= 12
    assert len(failures(project.doit("stop_on_error=never", code=1))) == 30
    assert len(failures(project.doit("-n", "1", "stop_on_error=first", code=1))) <= 3


def test_what_failed_last_time_keeps_nothing_waiting(project):
    for number in range(12):
        project.input(f"a{number:02}.toy", f"Bad {number}\nTOOL\n")
    for number in range(3):
        project.input(f"z{number}.toy", GOOD + str(number))
    said = project.doit("-n", "1", code=1)
    assert "note    stopping: 10 of the 10 items" in said and not project.target("z0").exists()
    project.doit("-n", "1", code=2)
    assert all(project.target(f"z{number}").exists() for number in range(3))


def test_an_input_that_somebody_has_open_is_skipped_and_built_next_time(project):
    project.input("deck.toy", GOOD)
    project.input("good.toy", GOOD + "x")
    owner = project.input("~$deck.toy", "")
    said = project.doit("max_lock_wait=1", code=2)
    assert failures(said) == ["failed  deck:check: skipped, another program has it open (~$deck.toy)"]
    owner.unlink()
    project.doit()
    assert project.target("deck").exists()


def test_the_log_has_traceback_and_last_words(project):
    project.input("a.toy", "A\nBUG\n")
    project.input("b.toy", "B\nTOOL\n")
    said = project.doit(code=1)
    log = (project.folder / "build" / "bindery.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log and "Traceback" in log and "the last line" in log
    assert "the last line" not in said


def test_exit_codes(project):
    project.input("bad.toy", " ")
    project.doit(code=1)
    project.input("good.toy", GOOD)
    project.doit(code=2)
    project.doit(code=2)
    (project.folder / "input" / "bad.toy").unlink()
    project.doit(code=0)
    project.doit("nobody", code=3)


def test_no_continue_stops_at_the_first_failure(project):
    project.input("a.toy", " ")
    project.input("b.toy", GOOD)
    project.doit("-n", "1", "--no-continue", code=1)
    assert not project.target("b").exists()


def test_a_repaired_item_keeps_what_was_made_before(project):
    source = project.input("a.toy", GOOD)
    project.doit()
    project.log.unlink()
    source.write_text(" ", encoding="utf-8")
    project.doit(code=1)
    source.write_text(GOOD, encoding="utf-8")
    said = project.doit()
    assert project.made_parts() == []
    assert "a:speak" not in said


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


def test_sigterm_exits_143(project):
    process = start_slow(project)
    process.terminate()
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 143, said


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


def test_a_read_only_build_folder_is_one_line(project):
    project.input("a.toy", GOOD)
    project.doit("a:cut")
    folder = project.target("a").parent
    (folder / "speak.json").mkdir()  # nobody, not even root, can write a file over a folder
    said = project.doit(code=1)
    [failure] = failures(said)
    assert "a:speak" in failure and "directory" in failure


def test_fifty_books_of_which_three_are_corrupt(project):
    for number in range(50):
        project.input(f"book-{number:02}.toy", " " if number in (7, 23, 41) else GOOD + str(number))
    said = project.doit(code=2)
    assert failures(said) == [
        f"failed  book-{number}:check: the file is empty; put some lines into it"
        for number in ("07", "23", "41")
    ]
    assert "3 failed at check, 47 made" in said
    assert len(list((project.folder / "build" / "toy").glob("*/*.bound"))) == 47


def test_what_cannot_be_entered_ends_the_run(project):
    """The disk of build/ is full, say: here a record cannot be written."""
    project.input("a.toy", "Title\nline\n")
    (project.folder / "build" / "toy" / "a" / ".made.json").mkdir(parents=True)
    said = project.doit(code=1)
    assert "note    stopping: build/: Is a directory: nothing else can be written" in said
    assert "Traceback" not in said and "1 unfinished in" in said  # not made: phases were left
    (project.folder / "build" / "toy" / "a" / ".made.json").rmdir()
    assert "1 made" in project.doit()


def test_ctrl_c_at_the_start_shows_no_traceback(project):
    (project.folder / "dodo.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    process = project.start()
    assert process.communicate()[0] == "interrupted\n" and process.returncode == -signal.SIGINT
