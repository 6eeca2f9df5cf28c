"""Who is told that a run has ended, and what: the section ``notify`` of the config.

Every run reads this; :mod:`phases.graph.sending` is imported only when there is something to send. A
password or a secret address stands in an environment variable that the config names, and in no log.
"""

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Summary = dict[str, Any]
"""What is sent: ``text`` for people, and the figures of the run."""

MOST_FAILURES = 20
"""Failures that a message names."""
LONGEST = 500
"""Characters of an error that are told."""
TLS_PORT = 465
"""Where SMTP is encrypted from the first byte; elsewhere `starttls` encrypts it."""
HERE = {"localhost", "127.0.0.1", "::1"}


class Email(BaseModel):
    """A message by SMTP."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    to: tuple[str, ...] = Field(min_length=1)
    """One address or several."""
    sender: str = Field(alias="from")
    host: str = "localhost"
    port: int = Field(587, ge=1, le=65_535)
    starttls: bool = True
    user: str = ""
    password_env: str = ""
    """Name of the environment variable with the password."""

    @field_validator("to", mode="before")
    @classmethod
    def _one(cls, to: Any) -> Any:
        return [to] if isinstance(to, str) else to

    @model_validator(mode="after")
    def _safe(self) -> "Email":
        if bool(self.user) != bool(self.password_env):
            raise ValueError("user and password_env go together")
        if self.user and not (self.starttls or self.port == TLS_PORT or self.host in HERE):
            raise ValueError("the password would travel readable: set starttls, or port 465")
        return self


class Notification(BaseModel):
    """One way to tell it; exactly one of the ways is given."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    on: Literal["always", "failure", "success"] = "always"
    """After which runs; an interrupted one counts as a failure."""
    command: tuple[str, ...] = ()
    """Program and arguments; the summary as JSON on stdin, and its figures as BINDERY_..."""
    webhook: str = ""
    """Address that gets the summary as JSON; its `text` is what Slack shows."""
    webhook_env: str = ""
    """Name of the environment variable with that address, where it is a secret."""
    email: Email | None = None
    timeout_s: float = Field(10.0, gt=0, le=600)

    @field_validator("command", mode="before")
    @classmethod
    def _words(cls, command: Any) -> Any:
        return tuple(shlex.split(command)) if isinstance(command, str) else command

    @field_validator("webhook")
    @classmethod
    def _web(cls, webhook: str) -> str:
        if webhook:
            checked_address(webhook)
        return webhook

    @model_validator(mode="after")
    def _one_way(self) -> "Notification":
        if sum(map(bool, (self.command, self.webhook, self.webhook_env, self.email))) != 1:
            raise ValueError("takes one of command, webhook, webhook_env, email")
        return self

    @property
    def name(self) -> str:
        """For messages; without anything secret."""
        if self.command:
            return f"command {self.command[0]}"
        if self.email:
            return f"e-mail by {self.email.host}"
        return f"webhook {self.webhook_env or urlsplit(self.webhook).hostname}"

    def wanted(self, success: bool) -> bool:
        """Is it for a run that ended so?"""
        return self.on in ("always", "success" if success else "failure")


def summary(
    run: str, exit_code: int, seconds: float, items: Mapping[str, str], failures: Iterable[tuple[str, str]]
) -> Summary:
    """What is told of a run; `items` says what came of each, `failures` are tasks with their errors."""
    failures = [(task, " ".join(error.replace("\0", " ").split())[:LONGEST]) for task, error in failures]
    ended = "success" if exit_code == 0 else "failure" if exit_code < 128 else "interrupted"
    counts = dict(sorted(Counter(items.values()).items()))
    counted = ", ".join(f"{count} {status}" for status, count in counts.items()) or "nothing done"
    minutes, rest = divmod(round(seconds), 60)
    lines = [f"Bindery: {ended}: {counted} in {minutes}:{rest:02} min"]
    lines += [f"{task}: {error}" for task, error in failures[:MOST_FAILURES]]
    if len(failures) > MOST_FAILURES:
        lines.append(f"... and {len(failures) - MOST_FAILURES} more")
    return {
        "text": "\n".join(lines),
        "run": run,
        "status": ended,
        "exit": exit_code,
        "seconds": round(seconds, 3),
        "items": counts,
        "failures": [{"task": task, "error": error} for task, error in failures],
    }


def checked_address(address: str) -> str:
    """`address`, if it is one of the web; an error does not repeat it, for it may be a secret."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that starts with https:// or http://")
    if not address.isascii() or not address.isprintable() or " " in address:
        raise ValueError("must be an address without spaces and special characters")
    return address
