"""Notifications: which are wanted, what the config may say, and that a failing one fails no run."""

import signal
import time
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError
from servers import recording

from phases.graph.config import Config
from phases.graph.notify import Notification


@pytest.fixture
def web():
    """A web server: its address, and what it got."""
    with recording() as (address, got):
        yield address, got


def test_on(tmp_path):
    ways = {on: Notification(command="x", on=on) for on in ("always", "failure", "success")}
    assert [on for on, way in ways.items() if way.wanted(success=True)] == ["always", "success"]
    assert [on for on, way in ways.items() if way.wanted(success=False)] == ["always", "failure"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{'on': failure}", "takes one of command, webhook, webhook_env, email"),
        ("{command: a, webhook: 'http://b'}", "takes one of"),
        ("{'on': never, command: a}", "'always', 'failure' or 'success'"),
        ("{webhook: 'file:///etc/passwd'}", "must be an address that starts with https"),
        ("{email: {to: a, from: b, user: c}}", "user and password_env go together"),
        ("{email: {to: a, from: b, host: d.org, starttls: false, user: c, password_env: D}}", "readable"),
        ("{email: {to: [], from: b}}", "at least 1 item"),
    ],
)
def test_what_is_wrong_in_the_config_is_named(text, message):
    with pytest.raises(ValidationError, match=message):
        Notification.model_validate(yaml.safe_load(text))


def test_one_or_several_in_the_config():
    [way] = Config.model_validate({"notify": {"on": "failure", "command": "say it"}}).notify
    assert way.command == ("say", "it") and way.on == "failure"
    assert len(Config.model_validate({"notify": [{"command": "a"}, {"webhook": "http://b"}]}).notify) == 2


def test_a_wrong_secret_is_not_shown(project):
    project.config("notify: {webhook: 'hooks.example.org/s3cret'}")
    said = project.doit(code=3)
    assert (
        said
        == "ERROR: config.yaml: notify.0.webhook: must be an address that starts with https:// or http://\n"
    )


def wait_for(file: Path):
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)


def test_runs_tell_once_and_a_failing_notification_fails_no_run(project, web):
    address, got = web
    project.config(
        f"notify:\n- {{webhook: '{address}/hook'}}\n- {{on: failure, webhook: '{address}/500'}}\n"
    )
    project.input("a.toy", "A\nfine\n")
    project.doit()
    assert [path for path, _, _ in got] == ["/hook"] and got[0][2]["bindery"]["items"] == {"made": 1}
    project.doit()
    assert len(got) == 1, "a run with nothing to do tells nothing"
    project.input("b.toy", "B\nTOOL\n")
    lines = project.doit(code=2).splitlines()
    assert "note    notify: webhook 127.0.0.1: the server said 500 Internal Server Error" in lines
    assert sorted(path for path, _, _ in got[1:]) == ["/500", "/hook"]
    assert "b:speak: line 2: the engine said no; ask it nicely" in got[1][2]["text"]
    assert "500" in (project.folder / "build" / "bindery.log").read_text()


def test_an_interrupted_run_tells_it(project, web):
    address, got = web
    project.config(
        f"notify: {{on: failure, webhook: '{address}/hook'}}\ntoy: {{speak: {{seconds: 0.3}}}}\n"
    )
    project.input("a.toy", "A\n" + "".join(f"line {n}\n" for n in range(99)))
    process = project.start()
    wait_for(project.log)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    [(_, _, body)] = got
    assert body["bindery"]["status"] == "interrupted" and body["bindery"]["exit"] == 130
