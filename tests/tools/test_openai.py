"""A speech server that answers as servers do: with sound, with refusals, with nothing, or not at all."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from email.utils import formatdate

import pytest
from speech_server import Answer, Handler, Server, says, serving, sound, speaks, tone

from phases.graph.errors import ToolError, ToolTimeout, TryLater
from phases.tools import engine_check, openai
from phases.tools.speech import Segment, Spoken, Voice

KEY = "sk-test-key"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


def spoken(server: Server, *texts: str, **given: object) -> list[Spoken]:
    voice = {
        "base_url": f"http://127.0.0.1:{server.server_port}/v1/",
        "model": "tts-1",
        "api_key_env": "BINDERY_TEST_KEY",
        "time_limit": 20.0,
    }
    engine = openai.open_engine(Voice(**{**voice, **given}))  # type: ignore[arg-type]
    return engine.speak([[Segment(text, "en")] for text in texts])


@pytest.mark.parametrize("container", ["wav", "pcm", "mp3", "flac"])
@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_every_sentence_is_one_request(server: Server, container: str, rate: int) -> None:
    found = spoken(server, "Hello there.", "***", "Go!", response_format=container, sample_rate=rate)
    seconds = [len(one.pcm) / rate for one in found]
    assert seconds == [pytest.approx(0.6, abs=0.07), 0, pytest.approx(0.15, abs=0.07)]
    asked = sorted(server.asked, key=lambda one: len(str(one["input"])))
    assert [one["input"] for one in asked] == ["Go!", "Hello there."]
    assert {one["path"] for one in asked} == {"/v1/audio/speech"}
    assert asked[0].items() >= {"model": "tts-1", "speed": 1.0, "response_format": container}.items()


def test_the_key_is_sent_where_there_is_one(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken(server, "One")
    monkeypatch.setenv("BINDERY_TEST_KEY", KEY + "\n")
    spoken(server, "Two", name="nova", speed=350)
    assert server.keys == [None, f"Bearer {KEY}"]
    assert server.asked[1].items() >= {"voice": "nova", "speed": 2.0}.items()
    monkeypatch.setenv("BINDERY_TEST_KEY", "a\r\nHost: elsewhere")
    with pytest.raises(ToolError, match="the key in BINDERY_TEST_KEY is no key"):
        spoken(server, "Three")


def test_no_more_requests_at_a_time_than_are_allowed(server: Server) -> None:
    def slow(handler: Handler, body: dict[str, object]) -> None:
        time.sleep(0.05)
        speaks(handler, body)

    server.answer = slow
    # Two engines, as two workers have them.
    threads = [
        threading.Thread(
            target=spoken, args=(server, *(f"Number {n}" for n in range(6))), kwargs={"concurrency": 3}
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.asked) == 12 and server.most == 3


@pytest.mark.parametrize(
    ("status", "after", "seconds"),
    [
        (429, "7", 7),
        (429, "", None),
        (503, "0", 0),
        (500, "", None),
        (429, "soon", None),
        (429, "9e99", 3_600),
    ],
)
def test_what_may_go_away_is_tried_later(
    server: Server, status: int, after: str, seconds: float | None
) -> None:
    server.answer = says(status, '{"error": {"message": "slow down"}}', Retry_After=after)
    with pytest.raises(TryLater, match=f"refused: {status} .*: slow down") as caught:
        spoken(server, "Hello")
    assert caught.value.retry_after == seconds


def test_retry_after_may_be_a_date(server: Server) -> None:
    server.answer = says(429, Retry_After=formatdate(time.time() + 100, usegmt=True))
    with pytest.raises(TryLater) as caught:
        spoken(server, "Hello")
    assert caught.value.retry_after == pytest.approx(100, abs=5)


@pytest.mark.parametrize(
    ("answer", "match"),
    [
        (
            says(401, '{"error": {"message": "bad key"}}'),
            "refused: 401 Unauthorized: bad key; set the environment",
        ),
        (says(404, '{"detail": "no such model"}'), "refused: 404 Not Found: no such model; see"),
        (says(400, "\x1b[2Jwhat\n?" * 200), "refused: 400 Bad Request:  ?.?2Jwhat"),
        (says(302, Location="http://127.0.0.1:1/steal"), "refused: 302 Found"),
        (says(200, ""), "sent no sound"),
        (says(200, '{"audio": "soon"}'), "this is not WAV sound"),
        (says(200, "RIFF\x24\x00\x00\x00WAVEfmt "), "this is not WAV sound"),
        (lambda handler, body: handler.send(sound(tone("x" * 20, 0.0), "wav")), "made only silence"),
    ],
)
def test_what_is_no_sound_is_an_error(server: Server, answer: Answer, match: str) -> None:
    server.answer = answer
    with pytest.raises(ToolError, match=match) as caught:
        spoken(server, "Hello")
    assert str(caught.value).isprintable() and len(str(caught.value)) < 400


def test_random_bytes_are_no_sound(server: Server) -> None:
    for container in ("wav", "mp3", "flac"):
        server.answer = lambda handler, body: handler.send(b"\0\1\2" + os.urandom(3_000))
        with pytest.raises(ToolError):
            spoken(server, "Hello", response_format=container)


def test_a_server_that_hangs_or_drips_is_left(server: Server) -> None:
    def hangs(handler: Handler, body: dict[str, object]) -> None:
        time.sleep(3)

    def drips(handler: Handler, body: dict[str, object]) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):  # the other side has gone
            for _ in range(30):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.1)

    for answer in (hangs, drips):
        server.answer = answer
        started = time.monotonic()
        with pytest.raises(ToolTimeout, match=r"took longer than 0 s|took longer than 1 s"):
            spoken(server, "Hello", time_limit=0.6)
        assert time.monotonic() - started < 2.5


def test_a_connection_that_breaks_is_tried_later(server: Server) -> None:
    def breaks(handler: Handler, body: dict[str, object]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(b"RIFF")
        handler.connection.close()

    server.answer = breaks
    with pytest.raises(TryLater, match="broke off"):
        spoken(server, "Hello")
    with pytest.raises(TryLater, match="cannot be reached"):
        spoken(server, "Hello", base_url="http://127.0.0.1:1")


def test_a_message_without_end_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "MOST_BYTES", 1_000)
    with pytest.raises(ToolError, match="more than 1,000 bytes"):
        spoken(server, "Hello")


def test_the_doctor_asks_for_a_second_of_speech(server: Server) -> None:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    voice = Voice(base_url=url, model="tts-1", api_key_env="BINDERY_TEST_KEY")
    found = {one.name: one for one in engine_check.checks("openai", voice)}
    assert found["engine openai (set)"].detail == f"built in, server {url}, BINDERY_TEST_KEY is not set"
    assert found["synthesis"].ok and len(server.asked) == 1
    server.answer = says(401)
    found = {one.name: one for one in engine_check.checks("openai", voice)}
    assert "401 Unauthorized" in found["synthesis"].detail
    assert found["synthesis"].hint == "set the environment variable BINDERY_TEST_KEY"


def test_the_key_stands_in_no_message_and_no_identity(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from phases.tools import speech

    monkeypatch.setenv("BINDERY_TEST_KEY", KEY)
    server.answer = says(401, f"no such key: {KEY}")
    with pytest.raises(ToolError) as caught:
        spoken(server, "Hello")
    voice = Voice(base_url="http://x", api_key_env="BINDERY_TEST_KEY")
    assert KEY not in f"{caught.value!r} {speech.identity('openai', voice)} {openai.about(voice)}"
    assert "BINDERY_TEST_KEY is set" in openai.about(voice)
