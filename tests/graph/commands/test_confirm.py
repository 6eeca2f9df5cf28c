"""`doit confirm=true` shows the plan at a terminal, and asks."""

import os
import pty
import signal
import subprocess
import sys
import time

import pytest

TEXT = "The Title\n" + "".join(f"line {number}\n" for number in range(10))


def at_terminal(project, answer):
    """Run doit with confirm=true at a terminal and give `answer` at its question."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "doit", "confirm=true"],
        cwd=project.folder,
        env={**project.env, "COLUMNS": "100", "TERM": "dumb"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    output, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            output += os.read(master, 4096)
        except OSError:  # the other end was closed
            break
        if answer is not None and b"[Y/n]" in output:
            if answer:
                os.write(master, answer)
            else:
                os.kill(process.pid, signal.SIGINT)
            answer = None
    os.close(master)
    return process.wait(timeout=30), output.decode()


@pytest.mark.parametrize(("answer", "made"), [(b"\n", True), (b"n\n", False), (b"", False)])
def test_confirm_shows_the_plan_and_asks(project, answer, made):
    project.input("a.toy", TEXT)
    code, output = at_terminal(project, answer)
    assert "check to bind" in output and "Go on? [Y/n]" in output and "Traceback" not in output
    assert (code, project.target("a").exists()) == (0 if made else 1, made)


def test_confirm_without_a_terminal_is_an_error(project):
    project.input("a.toy", TEXT)
    process = project.start("confirm=true", stdin=subprocess.DEVNULL)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 3
    assert output == (
        "ERROR: confirm=true asks at a terminal, and there is none; look at `doit plan` instead\n"
    )
