"""The one door to other programs: run one, bounded in time and output, and end it whole."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO

import psutil

from phases.graph.errors import ToolError, ToolMissing, ToolTimeout, TryLater

TEMPORARY_FAILURE = 75
"""EX_TEMPFAIL of sysexits.h: the program itself says that another try may help."""
LAST_BYTES = 4_000
"""Bytes of standard error that are kept for the message."""
LAST_LINES = 8
GRACE_S = 2.0
"""Seconds to empty the pipes when the program has ended."""

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1
_OWN_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""Windows has no sessions, but this keeps Ctrl+C from the program as one does."""


def run(argv: Sequence[str], feed: bytes, timeout: float, most: int) -> bytes:
    """What the program `argv` writes to standard output when it reads `feed`.

    `timeout` is in seconds; `most` is the number of bytes of output that it may write.
    The program gets a session of its own, and whatever it started ends with it.
    Raises :class:`ToolMissing`, :class:`ToolTimeout`, :class:`TryLater` (exit status 75) or
    :class:`ToolError` with the last lines of its standard error.
    """
    name = argv[0]
    process = _start(argv)
    heard, said = bytearray(), bytearray()

    def hear(block: bytes) -> None:
        heard.extend(block)
        if len(heard) > most:
            _end(process)

    def say(block: bytes) -> None:
        said.extend(block)
        del said[:-LAST_BYTES]

    assert process.stdin and process.stdout and process.stderr
    threads = [
        _thread(_write, process.stdin, feed),
        _thread(_read, process.stdout, hear),
        _thread(_read, process.stderr, say),
    ]
    try:
        status = process.wait(timeout)
    except subprocess.TimeoutExpired:
        hint = "raise timeout_s or look at the program"
        raise ToolTimeout(f"{name} took longer than {timeout:.0f} s", hint, _last(said)) from None
    finally:
        _end(process)
        for thread in threads:
            thread.join(GRACE_S)
    if len(heard) > most:
        raise ToolError(f"{name} wrote more than {most:,} bytes", "look at what it writes", _last(said))
    _check(name, status, _last(said))
    return bytes(heard)


def _start(argv: Sequence[str]) -> "subprocess.Popen[bytes]":
    hint = "install it, or correct the command"
    try:
        if shutil.which(argv[0]) is None:
            raise ToolMissing(f"the program {argv[0]} was not found", hint)
        return subprocess.Popen(
            list(argv),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            creationflags=_OWN_GROUP,
            preexec_fn=_end_with_parent if _LIBC else None,
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ToolMissing(f"the program {argv[0]} did not start ({error})", hint) from error


def _end_with_parent() -> None:
    """In the new process: be killed with the worker, which may die without a chance to end us."""
    assert _LIBC
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and everything in its session."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            _kill_tree(process.pid)
    process.wait()


def _kill_tree(pid: int) -> None:
    """End a process and what it has started, where there are no sessions (Windows)."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in [*process.children(recursive=True), process]:
            with suppress(psutil.Error):
                one.kill()


def _thread(work: Callable[..., None], pipe: IO[bytes], what: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=(pipe, what), daemon=True)
    thread.start()
    return thread


def _write(pipe: IO[bytes], feed: bytes) -> None:
    with suppress(OSError):  # a program may close its input before it has read it all
        pipe.write(feed)
    with suppress(OSError):
        pipe.close()


def _read(pipe: IO[bytes], take: Callable[[bytes], None]) -> None:
    with suppress(OSError, ValueError), pipe:
        while block := os.read(pipe.fileno(), 65_536):
            take(block)


def _last(said: bytearray) -> str:
    """The last lines of standard error, printable."""
    lines = bytes(said).decode("utf-8", "replace").splitlines()[-LAST_LINES:]
    return "\n".join(
        "".join(c if c.isprintable() else " " for c in line).rstrip() for line in lines
    ).strip()


def _check(name: str, status: int, last: str) -> None:
    """Raise what an exit status other than 0 means."""
    if status == 0:
        return
    why = last.rpartition("\n")[2] or "it said nothing"
    if status == TEMPORARY_FAILURE:
        raise TryLater(f"{name} cannot do it now: {why}")
    how = f"was ended by signal {-status}" if status < 0 else f"failed with exit status {status}"
    raise ToolError(f"{name} {how}: {why}", "run it by hand to see more", last)
