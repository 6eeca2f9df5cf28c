"""What is printed may find no reader: a pipe that was closed, a terminal that is gone, a full disk.

A command goes on all the same, because it may be half through with what it changes.
"""

import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from doit.cmdparse import CmdParseError
from doit.exceptions import InvalidCommand

from phases.graph.database import damaged

ON_WINDOWS = sys.platform == "win32"
"""There a pipe that was closed may be an invalid argument (https://bugs.python.org/issue30418)."""

BACKEND = "bindery"
"""Name of our database among doit's, as pyproject.toml gives it."""


class Outlet:
    """A text stream that takes everything, also when nothing can be written to it any more."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.trouble = ""
        """Why the output is incomplete, in words; empty where its reader did not want more, too."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write `text`, or nothing."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Write what is held back, or nothing."""
        self._try(self._stream.flush)

    def _try(self, action: Callable[[], Any]) -> None:
        try:
            action()
        except OSError as error:
            if not (isinstance(error, BrokenPipeError) or (ON_WINDOWS and error.errno == errno.EINVAL)):
                self.trouble = error.strerror or str(error)
            # What the stream holds back is written once more, when Python ends at the latest.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def outlets() -> Iterator[Outlet]:
    """The standard output as an `Outlet`, which `print` uses, too; likewise for errors."""
    before = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        out = Outlet(before[0] or nowhere)  # one that was closed before Python started (`>&-`) is None
        sys.stdout, sys.stderr = out, Outlet(before[1] or nowhere)
        try:
            yield out
            out.flush()
        finally:
            sys.stdout, sys.stderr = before


class Printing:
    """What all commands have in common that print: goes before doit's class among the bases."""

    name: str
    execute_tasks: bool
    outstream: Any = None
    cmdparser: Any

    def get_backends(self) -> dict[str, Any]:
        """Of doit's databases only ours: the others hold no history."""
        backends = super().get_backends()  # type: ignore[misc]
        ours = {name: one for name, one in backends.items() if name == BACKEND}
        self.cmdparser["backend"].choices = {name: one.desc for name, one in ours.items()}
        return ours

    def parse_execute(self, in_args: list[str]) -> Any:
        """As doit does it; 3 when what was asked for could not be printed."""
        prints = self.outstream is sys.stdout
        with outlets() as out:
            if prints:
                self.outstream = out
            try:
                code = super().parse_execute(in_args)  # type: ignore[misc]
            except CmdParseError as error:  # behind its reason doit shows the insides of its parser
                said = " ".join(str(error).partition(" (parsing options: ")[0].split()).rstrip(".")
                raise InvalidCommand(f"{said}; see `doit help {self.name}`") from None
            except sqlite3.DatabaseError as error:
                if not damaged(error):
                    raise
                what = "move it away: what is made is recognised without it"
                raise InvalidCommand(f"build/state.db is damaged ({error}); {what}") from None
        if not out.trouble:
            return code
        sys.stderr.write(
            f"ERROR: the output is incomplete: {out.trouble}; make room, or send it elsewhere\n"
        )
        return code if self.execute_tasks else code or 3


def printable(text: str) -> str:
    """`text` without what could command a terminal; new lines stay."""
    return "".join(
        letter if letter.isprintable() or letter == "\n" else letter.encode("unicode_escape").decode()
        for letter in text
    )
