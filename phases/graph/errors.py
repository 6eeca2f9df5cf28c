"""What can go wrong, and what the user is told.

BinderyError
├── ConfigError            config.yaml or the command line is wrong (exit 3)
├── InputError             this item is broken; the others go on
├── ToolError              an engine or a program failed
│   ├── ToolMissing        it is not installed
│   └── ToolTimeout        it took longer than its limit
└── TryLater               quota, network, a locked file: worth another try

Anything else is a bug: a traceback in the log and one line on the screen.
Every error keeps its values as attributes and in `args`, so that it survives the
way back from a worker process, and reads as one line: what is wrong; what to do.
"""

ROOM = "make room on its disk, or give yourself the right to write there"
"""The hint where a file of the state cannot be written."""
PLEASE = "please report it with this file"
"""The hint where a file shows a fault of ours."""


class BinderyError(Exception):
    """`message` says what is wrong, `hint` what the user can do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        line = f"{self.message}; {self.hint}" if self.hint else self.message
        return " ".join(line.split())


class ConfigError(BinderyError):
    """`config.yaml` or a `name=value` of the command line is wrong."""


class InputError(BinderyError):
    """The item itself cannot be used: broken, encrypted, empty, too large."""


class ToolError(BinderyError):
    """An engine or a program failed; `output` holds the last lines that it said."""

    def __init__(self, message: str, hint: str = "", output: str = "") -> None:
        super().__init__(message, hint)
        self.args = (message, hint, output)
        self.output = output


class ToolMissing(ToolError):
    """Something is not installed; the hint is the command that installs it."""


class ToolTimeout(ToolError):
    """A call took longer than its limit and was ended."""


class TryLater(BinderyError):
    """The cause may go away by itself; `retry_after` is in seconds, where it is known."""

    def __init__(self, message: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.args = (message, hint, retry_after)
        self.retry_after = retry_after
