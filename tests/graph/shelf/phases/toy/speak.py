"""Speak each line, by an engine that does what the line says.

Every part that is made leaves a line in the file named by TOY_LOG, so that a test can count.
"""

import ctypes
import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from phases.graph.errors import ToolError, TryLater
from phases.graph.files import read_json, write_json
from phases.graph.model import Made, Metrics, Needed, Part, PhaseSettings

PART_SUFFIX = ".txt"


class Settings(PhaseSettings):
    voice: str = "anna"
    seconds: float = 0.0
    """How long each part takes."""


def identity(settings: Settings) -> str:
    return f"toy {settings.voice}"


def parts(cut: Path, settings: Settings) -> list[Part]:
    lines = dict.fromkeys(read_json(cut))
    return [Part(line, f"line {number}", len(line)) for number, line in enumerate(lines, 1)]


def make(part: Part, target: Path, settings: Settings, needed: Needed) -> None:
    behaviour = BEHAVIOURS.get(part.content.split()[0])
    if behaviour:
        behaviour()
    time.sleep(settings.seconds)
    target.write_text(f"{settings.voice}: {part.content}\n" * 20, encoding="utf-8")
    if "TOY_LOG" in os.environ:
        with open(os.environ["TOY_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{part.content}\n")


def join(cut: Path, made: Sequence[Made], target: Path, settings: Settings) -> Metrics:
    keys = {one.part.content: one.key for one in made}
    write_json(target, [keys[line] for line in read_json(cut)])
    return {"sound_s": float(len(keys))}


def _segfault() -> None:
    ctypes.string_at(0)


def _hang() -> None:
    time.sleep(1000)


def _bug() -> None:
    raise ZeroDivisionError("division by zero")


def _tool() -> None:
    raise ToolError("the engine said no", "ask it nicely", output="line 1\nthe last line")


def _quota() -> None:
    raise TryLater("the quota is used up", "wait", retry_after=1.0)


def _third_try() -> None:
    with open(os.environ["TOY_LOG"] + ".tries", "a+", encoding="utf-8") as tries:
        tries.write("try\n")
        tries.seek(0)
        if len(tries.readlines()) < 3:
            raise TryLater("the server is busy", retry_after=0.1)


def _memory() -> None:
    held = []
    while True:
        held.append(bytearray(20_000_000))
        time.sleep(0.01)


def _disk_full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _grandchild() -> None:
    """Starts a program that starts another one, and waits for both."""
    inner = "import time; time.sleep(1000)"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}, 'GRANDCHILD'])"
    subprocess.run([sys.executable, "-c", outer], check=True)


def _exit() -> None:
    os._exit(3)


BEHAVIOURS: dict[str, Callable[[], None]] = {
    "SEGFAULT": _segfault,
    "HANG": _hang,
    "BUG": _bug,
    "TOOL": _tool,
    "QUOTA": _quota,
    "EXIT": _exit,
    "THIRD": _third_try,
    "MEMORY": _memory,
    "DISKFULL": _disk_full,
    "GRANDCHILD": _grandchild,
}
