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


def test_a_machine_that_slept_takes_no_time_from_a_part(project):
    project.input("a.toy", "A\nB\nC\nD\n")
    arguments = ("-n", "2", "toy.speak.seconds=0.6", "toy.speak.timeout_s=2", "retries=0")
    process = project.start(*arguments, start_new_session=True)
    while not project.made_parts() and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(2.5)
    os.kill(process.pid, signal.SIGCONT)
    time.sleep(0.3)  # it looks at its workers before they have ended their sleep
    os.killpg(process.pid, signal.SIGCONT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert sorted(project.made_parts()) == ["A", "B", "C", "D", "group of 4"]


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


def test_what_cannot_be_replaced_is_called_by_its_name(project):
    project.input("a.toy", "A\none\n")
    project.target("a").joinpath("somebody's").mkdir(parents=True)
    assert "failed  a:bind: build/toy/a/a.bound: Is a directory" in project.doit(code=1)
