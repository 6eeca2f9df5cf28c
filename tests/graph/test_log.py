"""The log: one line an event, whole lines from many processes, old ones put aside."""

import logging
import multiprocessing
import os
import re

import pytest

from phases.graph.errors import ConfigError
from phases.graph.log import Log, about

LINE = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (DEBUG|INFO|WARNING|ERROR)"
    r" run=(\S+) item=(\S+) phase=(\S+) (\S+) (.*)"
)


@pytest.fixture
def file(tmp_path):
    """A log file; the logging of the tests is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path / "bindery.log"
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        handler.close()
    root.handlers, root.level = handlers, level


def read(file):
    """The fields of each line; every line must have all of them."""
    lines = file.read_text(encoding="utf-8").splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    return [match.groups() for match in found]


def test_every_line_of_an_event_has_its_fields(file):
    Log(str(file), "INFO", "r1").open()
    log = logging.getLogger("phases.graph.anything")
    log.info("starts")
    with about("dickens/hard-times:speak"):
        try:
            raise ValueError("no\nsuch voice")
        except ValueError:
            log.exception("it failed")
        log.debug("too small to note")
    log.warning("made", extra={"task": "b:cut"})
    lines = read(file)
    assert lines[0] == ("INFO", "r1", "-", "-", "anything:", "starts")
    assert lines[1] == ("ERROR", "r1", "dickens/hard-times", "speak", "anything:", "it failed")
    assert lines[-1] == ("WARNING", "r1", "b", "cut", "anything:", "made")
    traceback = lines[2:-1]
    assert {line[1:5] for line in traceback} == {("r1", "dickens/hard-times", "speak", "|")}
    assert traceback[0][5].startswith("Traceback") and traceback[-1][5] == "such voice"


def test_nothing_in_a_message_can_pass_for_another_event_or_command(file):
    Log(str(file), "INFO", "r1").open()
    lie = "2025-01-01 00:00:00.000 INFO run=r1 item=x phase=y z: lie\x00"
    logging.error("bad title \x1b[2J\ud800\r\n%s", lie)
    first, second = read(file)
    assert first[5] == r"bad title \x1b[2J\ud800" and second[4] == "|"


def test_level(file):
    Log(str(file), "ERROR", "r1").open()
    logging.warning("not this")
    logging.error("this")
    assert [line[5] for line in read(file)] == ["this"]


def _write_many(file, name):
    Log(file, "INFO", "r1").open()
    with about(f"{name}:speak"):
        for number in range(300):
            logging.info("%d\n%s", number, name * 3000)


def test_processes_never_tear_each_others_lines(file):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(str(file), name)) for name in "abcd"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    lines = read(file)
    assert len(lines) == 4 * 300 * 2
    for event, further in zip(lines[::2], lines[1::2], strict=True):
        assert event[2] == further[2] and further[5] == event[2] * 3000
    for name in "abcd":
        assert [line[5] for line in lines if line[2] == name][::2] == [str(n) for n in range(300)]


def test_a_long_log_is_put_aside_and_five_are_kept(file):
    log = Log(str(file), "INFO", "r1")
    log.rotate()  # there is none yet
    for number in range(8):
        log.rotate(at=10)
        file.write_text(f"log number {number}\n", encoding="utf-8")
    names = sorted(path.name for path in file.parent.iterdir())
    assert names == ["bindery.log"] + [f"bindery.log.{number}" for number in range(1, 6)]
    assert "7" in file.read_text() and "6" in file.with_name("bindery.log.1").read_text()
    assert "2" in file.with_name("bindery.log.5").read_text()
    log.rotate(at=1000)
    assert "7" in file.read_text()


def test_follow_shows_the_events_of_this_run_once(file):
    Log(str(file), "INFO", "old").open()
    logging.info("before")
    log = Log(str(file), "INFO", "new")
    events = log.follow()
    assert next(events) == []
    logging.info("of another run")
    log.open()
    logging.info("one\nwith details")
    assert [line.rpartition(" ")[2] for line in next(events)] == ["one"]
    logging.info("two")
    logging.info("three")
    with file.open("ab") as half:
        half.write(b"2025-01-01 00:00:00.000 INFO run=new item=a phase=b c: ha")
    assert [line.rpartition(" ")[2] for line in next(events)] == ["two", "three"]
    with file.open("ab") as half:
        half.write(b"lf\n")
    assert [line.rpartition(" ")[2] for line in next(events)] == ["half"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a disk that is always full")
def test_a_full_disk_does_not_stop_the_work(file, capsys):
    Log("/dev/full", "INFO", "r1").open()
    logging.error("lost")
    assert capsys.readouterr() == ("", "")


def test_a_log_that_cannot_be_opened_is_one_clear_line(file):
    file.mkdir()
    with pytest.raises(ConfigError, match=r"log_file: .* cannot be written: Is a directory"):
        Log(str(file), "INFO", "r1").open()


def test_a_run_logs_by_item_and_shows_it_only_when_asked(project):
    project.input("a.toy", "A\nTOOL\n")
    project.input("b.toy", "B\nBUG\n")
    project.input("c.toy", "C\nfine\n")
    quiet = project.doit("-v", "0", code=2).splitlines()
    assert sorted(line.split()[:2] for line in quiet[:-1]) == [
        ["failed", "a:speak:"],
        ["failed", "b:speak:"],
    ]
    assert "2 failed" in quiet[-1]
    file = project.folder / "build" / "bindery.log"
    lines = read(file)
    assert {"check", "cut", "speak", "trim", "bind"} == {line[3] for line in lines if line[2] == "c"}
    of_a, of_b = ([" ".join(line[4:]) for line in lines if line[2] == item] for item in "ab")
    assert "| the last line" in of_a and any("ZeroDivisionError" in line for line in of_b)
    assert len({line[1] for line in lines}) == 1
    said = project.doit("-v", "2", "b", code=1)
    assert "ERROR run=" in said and "item=b phase=speak" in said
    assert "Traceback" not in said
    assert len({line[1] for line in read(file)}) == 2


def test_log_level_and_log_file_of_the_config(project):
    project.input("c.toy", "C\nfine\n")
    project.doit("log_level=ERROR", "log_file=logs/my.log")
    assert (project.folder / "logs" / "my.log").read_text() == ""
    (project.folder / "file").write_text("")
    said = project.doit("log_file=file/my.log", code=3)
    assert said.startswith("ERROR: log_file: file/my.log cannot be written") and said.count("\n") == 1
