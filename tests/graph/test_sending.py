"""What is sent to real web and mail servers and to commands, and what is said where that fails."""

import json
import socketserver
import ssl
import sys
import time

import pytest
import trustme
from servers import Mail, recording, serving

from phases.graph.notify import Notification, summary
from phases.graph.sending import send

TOLD = summary(
    "r1", 2, 83.4, {"a": "made", "b": "failed", "c": "made"}, [("b:speak", "no\nvoice <!channel>")]
)


@pytest.fixture
def web():
    """A web server: its address, and what it got."""
    with recording() as (address, got):
        yield address, got


@pytest.fixture
def mail():
    """A mail server: the server, and its port."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
    server.got, server.silent, server.tls = [], False, None
    with serving(server) as port:
        yield server, port


def email(port, **more):
    given = {
        "to": "me@here.org",
        "from": "me@here.org",
        "host": "127.0.0.1",
        "port": port,
        "starttls": False,
    }
    return Notification.model_validate({"email": given | more, "timeout_s": 2})


def free_port():
    with socketserver.TCPServer(("127.0.0.1", 0), None) as server:
        return server.server_address[1]


def test_a_summary_reads_well_and_is_bounded():
    assert TOLD["text"] == "Bindery: failure: 1 failed, 2 made in 1:23 min\nb:speak: no voice <!channel>"
    assert {summary("r", code, 0, {}, [])["status"] for code in (129, 130, 143)} == {"interrupted"}
    many = summary("r", 1, 0, {}, [(f"i{n}:p", "x" * 9999) for n in range(99)])
    assert many["text"].endswith("... and 79 more") and len(many["text"]) < 12_000
    assert len(many["failures"]) == 99


def test_a_webhook_gets_slacks_text_and_our_figures(web):
    address, got = web
    assert send([Notification(webhook=f"{address}/hook")], TOLD) == []
    [(path, kind, body)] = got
    assert (path, kind) == ("/hook", "application/json")
    assert body["text"].endswith("b:speak: no voice &lt;!channel&gt;")
    assert body["bindery"]["exit"] == 2 and body["bindery"]["items"] == {"failed": 1, "made": 2}
    assert body["bindery"]["failures"] == [{"task": "b:speak", "error": "no voice <!channel>"}]


def test_a_secret_address_comes_from_the_environment_and_is_never_told(web, monkeypatch, caplog):
    address, got = web
    monkeypatch.setenv("HOOK", f"{address}/500?secret")
    [line] = send([Notification(webhook_env="HOOK")], TOLD)
    assert got and line == "notify: webhook HOOK: the server said 500 Internal Server Error"
    monkeypatch.setenv("HOOK", "ftp://secret")
    [line] = send([Notification(webhook_env="HOOK")], TOLD)
    assert "must be an address" in line
    monkeypatch.delenv("HOOK")
    assert "the environment variable HOOK is not set" in send([Notification(webhook_env="HOOK")], TOLD)[0]
    assert "secret" not in caplog.text and "not set" in caplog.text


def test_webhooks_that_fail(web):
    address, got = web
    ways = [
        Notification(webhook=f"{address}/302"),
        Notification(webhook=f"http://127.0.0.1:{free_port()}/"),
        Notification(webhook=f"{address}/hang", timeout_s=0.5),
        Notification(webhook=f"{address}/good"),
    ]
    lines = send(ways, TOLD)
    assert len(lines) == 3 and "302 Found" in lines[0] and "refused" in lines[1]
    assert "timed out" in lines[2] or "took longer" in lines[2]
    assert {kind for _, kind, _ in got} == {"application/json"}, "a redirect was followed"


def test_an_email(mail, monkeypatch):
    server, port = mail
    monkeypatch.setenv("MAIL_PASSWORD", "s3cret")
    way = email(port, to=["a@here.org", "b@here.org"], user="me", password_env="MAIL_PASSWORD")
    assert send([way], TOLD) == []
    [(words, text)] = server.got
    assert "RCPT TO:<B@HERE.ORG>" in map(str.upper, words) and any(
        word.startswith("AUTH PLAIN") for word in words
    )
    assert "Subject: Bindery: failure: 1 failed, 2 made in 1:23 min\n" in text
    assert "To: a@here.org, b@here.org\n" in text and "b:speak: no voice <!channel>\n" in text


def test_nothing_travels_readable_with_starttls(mail, tmp_path, monkeypatch):
    server, port = mail
    authority = trustme.CA()
    server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server.tls)
    monkeypatch.setenv("MAIL_PASSWORD", "secret")
    sent = email(port, starttls=True, user="me", password_env="MAIL_PASSWORD")
    server.handle_error = lambda *_: None  # the client hangs up
    [unknown] = send([sent], TOLD)
    assert "certificate verify failed" in unknown and server.got == []
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert send([sent], TOLD) == []
    [(words, text)] = server.got
    assert [word.split()[0].upper() for word in words[:4]] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
    assert "Subject: Bindery: failure" in text


def test_emails_that_fail(mail, monkeypatch):
    server, port = mail
    [refused] = send([email(free_port())], TOLD)
    assert "refused" in refused
    [unknown] = send([email(port, to="nobody@here.org")], TOLD)
    assert "no such user" in unknown
    [unset] = send([email(port, user="me", password_env="NOT_SET")], TOLD)
    assert "NOT_SET is not set" in unset
    [plain] = send([email(port, starttls=True)], TOLD)
    assert "STARTTLS" in plain
    server.silent = True
    [silent] = send([email(port).model_copy(update={"timeout_s": 0.5})], TOLD)
    assert "timed out" in silent or "took longer" in silent
    assert server.got == []


def test_a_command_gets_the_summary(tmp_path):
    out = tmp_path / "out.json"
    code = (
        "import json, os, sys\n"
        "figures = {key: value for key, value in os.environ.items() if key.startswith('BINDERY_')}\n"
        f"json.dump([json.load(sys.stdin), figures], open({str(out)!r}, 'w'))"
    )
    assert send([Notification(command=[sys.executable, "-c", code])], TOLD) == []
    told, figures = json.loads(out.read_text())
    assert told == TOLD
    assert figures["BINDERY_EXIT"] == "2" and figures["BINDERY_TEXT"] == TOLD["text"]


def test_commands_that_fail(tmp_path, caplog):
    said = [sys.executable, "-c", "print('cannot reach the printer'); raise SystemExit(1)"]
    [line] = send([Notification(command=said)], TOLD)
    assert "ended with exit code 1; the log has what it said" in line
    assert "cannot reach the printer" in caplog.text and "printer" not in line
    assert "No such file" in send([Notification(command="no-such-program")], TOLD)[0]
    late = tmp_path / "late"
    script = f"import time; time.sleep(2); open({str(late)!r}, 'w')"
    starts = (
        f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {script!r}]); time.sleep(9)"
    )
    [line] = send([Notification(command=[sys.executable, "-c", starts], timeout_s=1)], TOLD)
    assert "took longer than 1 s and was ended" in line
    time.sleep(2.5)
    assert not late.exists(), "what the command had started goes on"
