"""Send what a run has to tell: to a command, a webhook or by e-mail."""

import json
import logging
import os
import smtplib
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from typing import Any
from urllib.error import HTTPError, URLError

import psutil

from phases.graph.notify import TLS_PORT, Notification, Summary, checked_address

log = logging.getLogger(__name__)


def send(notifications: Iterable[Notification], told: Summary) -> list[str]:
    """Send `told` in all the ways that want it, side by side; one line for each that failed.

    Never raises, and takes no longer than the longest `timeout_s`: what hangs is left alone.
    """
    wanted = [one for one in notifications if one.wanted(told["exit"] == 0)]
    failed: dict[int, str] = {}
    threads = []
    for number, one in enumerate(wanted):
        failed[number] = f"notify: {one.name}: took longer than {one.timeout_s:g} s"
        thread = threading.Thread(target=_try, args=(one, told, failed, number), daemon=True)
        thread.start()
        threads.append((thread, time.monotonic() + one.timeout_s + 0.5))
    try:
        for thread, until in threads:
            thread.join(max(0.0, until - time.monotonic()))
    except KeyboardInterrupt:
        log.warning("somebody did not want to wait for the notifications")
    lines = list(failed.values())
    for line in lines:
        log.warning("%s", line)
    return lines


def _try(one: Notification, told: Summary, failed: dict[int, str], number: int) -> None:
    way: Callable[[Notification, Summary], None] = (
        _run_command if one.command else _send_email if one.email else _post
    )
    try:
        way(one, told)
    except Exception as error:  # whatever it is: the run has ended well
        reason = " ".join(str(error).split()) or type(error).__name__
        failed[number] = f"notify: {one.name}: {reason[:300]}"
    else:
        del failed[number]


def _run_command(one: Notification, told: Summary) -> None:
    figures = {"run": told["run"], "status": told["status"], "exit": told["exit"], "text": told["text"]}
    figures |= {"seconds": told["seconds"], "failures": len(told["failures"])}
    environment = {f"BINDERY_{name.upper()}": str(value) for name, value in figures.items()}
    # Files, because a pipe would wait for what the program leaves running behind it.
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as output:
        stdin.write(json.dumps(told, ensure_ascii=False).encode())
        stdin.seek(0)
        process = subprocess.Popen(
            one.command, stdin=stdin, stdout=output, stderr=output, env=os.environ | environment
        )
        try:
            code = process.wait(one.timeout_s)
        except subprocess.TimeoutExpired:
            _end(process.pid)
            raise TimeoutError(f"took longer than {one.timeout_s:g} s and was ended") from None
        if code:
            output.seek(0)
            log.warning("%s said:\n%s", one.name, output.read()[-2000:].decode(errors="replace"))
            raise RuntimeError(f"ended with exit code {code}; the log has what it said")


def _end(pid: int) -> None:
    """Kill a process and all that it started."""
    try:
        process = psutil.Process(pid)
        for one in [*process.children(recursive=True), process]:
            one.kill()
    except psutil.NoSuchProcess:
        pass


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """A POST that is sent on becomes a GET: better to say that the address is wrong."""


def _post(one: Notification, told: Summary) -> None:
    address = one.webhook or checked_address(_secret(one.webhook_env))
    # Slack reads `text` only, with three characters escaped; what is ours stands below a name of its own.
    text = told["text"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = {"text": text, "bindery": {key: value for key, value in told.items() if key != "text"}}
    request = urllib.request.Request(
        address,
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "User-Agent": "bindery"},
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=one.timeout_s):
            return
    except HTTPError as error:
        with error:
            raise RuntimeError(f"the server said {error.code} {error.reason}") from None
    except URLError as error:
        raise RuntimeError(f"{error.reason}") from None


def _send_email(one: Notification, told: Summary) -> None:
    email = one.email
    assert email is not None
    message = EmailMessage()
    message["Subject"] = told["text"].partition("\n")[0]
    message["From"], message["To"] = email.sender, ", ".join(email.to)
    message.set_content(told["text"] + f"\n\nRun {told['run']}, exit code {told['exit']}.\n")
    server: smtplib.SMTP
    if email.port == TLS_PORT:
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(email.host, email.port, timeout=one.timeout_s, context=context)
    else:
        server = smtplib.SMTP(email.host, email.port, timeout=one.timeout_s)
    with server:
        if email.starttls and email.port != TLS_PORT:
            server.starttls(context=ssl.create_default_context())
        if email.user:
            server.login(email.user, _secret(email.password_env))
        server.send_message(message)


def _secret(variable: str) -> str:
    if not os.environ.get(variable):
        raise RuntimeError(f"the environment variable {variable} is not set")
    return os.environ[variable]
