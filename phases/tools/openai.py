"""A speech server with OpenAI's interface, ``POST <base_url>/audio/speech``: one request for each sentence.

What the server sends for the same text may differ from time to time; the part cache keeps the first
good answer, and only there is it the same again. Servers: OpenAI, Kokoro-FastAPI, LocalAI, Speaches.
"""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import mktime_tz, parsedate_tz
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from phases.graph.errors import ToolError, ToolTimeout, TryLater
from phases.tools.audio import Pcm, checked, decode, joined, resampled, trimmed
from phases.tools.slots import slot
from phases.tools.speech import USUAL_SPEED, Segment, Spoken, Utterance, Voice, plain, runs

PCM_RATE = 24_000
"""Hz of the format `pcm`, which says nothing of itself: 16 bit, mono, little-endian."""
MOST_BYTES = 100_000_000
"""Bytes of one sentence."""
BLOCK = 65_536
AGAIN = {408, 409, 425, 429, 500, 502, 503, 504, 529}
"""Answers after which another try may help."""


class OpenAI:
    """A voice of a model of a server."""

    varies = True

    def __init__(self, voice: Voice) -> None:
        self.voice = voice
        self.sample_rate = voice.sample_rate
        self.url = voice.base_url.rstrip("/") + "/audio/speech"
        self.name = urlsplit(self.url).netloc.rpartition("@")[2]

    def speak(self, utterances: Sequence[Utterance], take: int = 0) -> list[Spoken]:
        deadline = time.monotonic() + self.voice.time_limit
        asked = [runs(utterance, lambda one: one.voice or self.voice.name) for utterance in utterances]
        with ThreadPoolExecutor(self.voice.concurrency) as threads:
            answers = [
                [threads.submit(self._run, name, segments, deadline) for name, segments in parts]
                for parts in asked
            ]
            try:
                return [joined([one.result() for one in parts], self.sample_rate) for parts in answers]
            finally:
                threads.shutdown(wait=True, cancel_futures=True)

    def _run(self, name: str, segments: Sequence[Segment], deadline: float) -> Spoken:
        text = plain("".join(one.text for one in segments))
        if not text:
            return joined([], self.sample_rate)
        body = {
            "model": self.voice.model,
            "input": text,
            "voice": name or "alloy",
            "response_format": self.voice.response_format,
            "speed": round(min(4.0, max(0.25, self.voice.speed / USUAL_SPEED)), 3),
        }
        with slot(self.url, self.voice.concurrency, deadline):
            data = self._post(body, deadline)
        return Spoken(checked(trimmed(self._sound(data), self.sample_rate), self.name, text))

    def _sound(self, data: bytes) -> Pcm:
        if not data:
            raise ToolError(f"{self.name} sent no sound", "look at the server's log")
        if self.voice.response_format == "pcm":
            pcm = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
            return resampled(pcm, PCM_RATE, self.sample_rate)
        hint = "look at the server's log, or set another response_format"
        return decode(data, self.sample_rate, self.name, hint, self.voice.response_format)

    def _post(self, body: dict[str, Any], deadline: float) -> bytes:
        request = urllib.request.Request(self.url, json.dumps(body).encode(), self._headers())
        left = max(0.1, deadline - time.monotonic())
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=left) as answer:
                return _read(answer, deadline)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error) from None
        except TimeoutError as error:
            raise self._slow() from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._slow() from error
            raise TryLater(f"{self.name} cannot be reached: {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            raise TryLater(f"{self.name} broke off: {error or type(error).__name__}") from error

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "bindery"}
        key = self._key()
        if not key.isascii() or not key.isprintable():
            raise ToolError(f"the key in {self.voice.api_key_env} is no key", "set it anew")
        return headers | ({"Authorization": f"Bearer {key}"} if key else {})

    def _key(self) -> str:
        return os.environ.get(self.voice.api_key_env, "").strip() if self.voice.api_key_env else ""

    def _slow(self) -> ToolTimeout:
        return ToolTimeout(
            f"{self.name} took longer than {self.voice.time_limit:.0f} s",
            "raise timeout_s or look at the server",
        )

    def _refused(self, error: urllib.error.HTTPError) -> ToolError | TryLater:
        said = f"{error.code} {error.reason}{_message(error, self._key())}"
        if error.code in AGAIN:
            after = _seconds(error.headers.get("Retry-After", ""))
            return TryLater(f"{self.name} refused: {said}", retry_after=after)
        hint = "see model, voice and base_url in audiobook.synthesize"
        if error.code in (401, 403):
            hint = f"set the environment variable {self.voice.api_key_env or 'of the key'}"
        return ToolError(f"{self.name} refused: {said}", hint)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """The key is for this server alone, and a POST that is sent on becomes a GET."""


def _read(answer: Any, deadline: float) -> bytes:
    """The body of an answer, bounded in size and time, however slowly it drips."""
    data = bytearray()
    while block := answer.read1(BLOCK):
        data += block
        if len(data) > MOST_BYTES:
            raise ToolError(f"the server sent more than {MOST_BYTES:,} bytes", "it must send one sentence")
        if time.monotonic() > deadline:
            raise TimeoutError
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return bytes(data)


def _message(error: urllib.error.HTTPError, key: str) -> str:
    """What the server says of its refusal, behind a colon, in one printable line without the `key`."""
    try:
        said = error.read(10_000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return ""
    try:
        found = json.loads(said)
        said = found["error"]["message"] if isinstance(found.get("error"), dict) else found["detail"]
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    said = str(said).replace(key, "…") if key else str(said)
    line = " ".join("".join(c if c.isprintable() else " " for c in said).split())[:200]
    return f": {line}" if line else ""


def _seconds(retry_after: str) -> float | None:
    """The value of ``Retry-After``, seconds or a date (RFC 9110, 10.2.3), in seconds; at most an hour."""
    try:
        seconds = float(retry_after)
    except ValueError:
        date = parsedate_tz(retry_after)
        if date is None:
            return None
        seconds = mktime_tz(date) - time.time()
    return min(max(0.0, seconds), 3_600.0) if seconds == seconds else None


def open_engine(voice: Voice) -> OpenAI:
    return OpenAI(voice)


def about(voice: Voice) -> str:
    """The server that is set, for ``doit doctor``; nothing is sent to it."""
    key = voice.api_key_env
    state = "no key" if not key else f"{key} is {'set' if os.environ.get(key) else 'not set'}"
    return f"built in, server {voice.base_url or 'none'}, {state}"
