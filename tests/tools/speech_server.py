"""A speech server on this machine, with the answers that servers give."""

import io
import json
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import numpy as np

Answer = Callable[["Handler", dict[str, object]], None]


class Server(ThreadingHTTPServer):
    """Keeps what it was asked, and the most requests that there were at once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.at_once = self.most = 0
        self.lock = threading.Lock()
        self.answer: Answer = speaks


class Handler(BaseHTTPRequestHandler):
    """Answers as its server is told to."""

    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.asked.append(body | {"path": self.path})
            self.server.keys.append(self.headers["Authorization"])
            self.server.at_once += 1
            self.server.most = max(self.server.most, self.server.at_once)
        try:
            self.server.answer(self, body)
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def send(self, data: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


def tone(text: str, level: float = 0.4) -> np.ndarray:
    """A tone of 50 ms for each letter."""
    time_ = np.arange(1_200 * len(text)) / 24_000
    return (level * 32_767 * np.sin(2 * np.pi * 440 * time_)).astype(np.int16)


def sound(pcm: np.ndarray, container: str) -> bytes:
    """`pcm` as a file."""
    if container == "pcm":
        return pcm.tobytes()
    out = io.BytesIO()
    if container == "wav":
        with wave.open(out, "wb") as file:
            file.setparams((1, 2, 24_000, 0, "NONE", ""))
            file.writeframes(pcm.tobytes())
        return out.getvalue()
    codec, form = {"mp3": ("libmp3lame", "s16p"), "flac": ("flac", "s16")}[container]
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=24_000, layout="mono")
        stream.format = form
        frame = av.AudioFrame.from_ndarray(pcm[None], format=form, layout="mono")
        frame.sample_rate = 24_000
        for one in (frame, None):
            file.mux(stream.encode(one))
    return out.getvalue()


def speaks(handler: Handler, body: dict[str, object]) -> None:
    """The answer that is a tone as long as its text, in the container that was asked for."""
    handler.send(sound(tone(str(body["input"])), str(body["response_format"])))


def says(status: int, text: str = "", **headers: str) -> Answer:
    """The answer that is only text."""
    return lambda handler, body: handler.send(text.encode(), status, **headers)


@contextmanager
def serving() -> Iterator[Server]:
    """A server in a thread, which speaks until it gets another answer."""
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
