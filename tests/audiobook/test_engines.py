"""Whole runs with the engines that users install: what is spoken, what again, and what it costs."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import voice_maker

TALE = """# A Tale

The sea was calm.

Nobody spoke, and the boat went on.

# Land

The sea was calm.
"""
HEAD = b"RIFF" + (36 + 24_000).to_bytes(4, "little") + b"WAVEfmt " + bytes.fromhex(
    "10000000 0100 0100 c05d0000 80bb0000 0200 1000"
) + b"data" + (24_000).to_bytes(4, "little")  # fmt: skip
WAVE = HEAD + b"".join(
    (8_000 * (-1) ** (n // 30)).to_bytes(2, "little", signed=True) for n in range(12_000)
)


class Server(ThreadingHTTPServer):
    """Refuses the first requests for a text with the answers in `plan`, then speaks."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: list[tuple[int, str]] = []
        self.asked: list[str] = []
        self.body = WAVE


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body["input"])
        status, after = self.server.plan.pop(0) if self.server.plan else (200, "")
        self.send_response(status)
        if after:
            self.send_header("Retry-After", after)
        data = self.server.body if status == 200 else b'{"error": {"message": "not now"}}'
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def configure(books: Any, **given: object) -> None:
    books.config(f"max_workers: 2\naudiobook:\n  synthesize: {json.dumps(given)}\n")


def speech(books: Any) -> Any:
    return json.loads(books.target("tale-md", "speech.json", "audiobook").read_text("utf-8"))


def keys(books: Any) -> list[str]:
    return [chunk["key"] for scene in speech(books)["scenes"] for chunk in scene]


def of_server(books: Any, server: Server, **given: object) -> None:
    books.input("tale.md", TALE)
    url = f"http://127.0.0.1:{server.server_port}/v1"
    configure(books, engine="openai", model="tts-1", base_url=url, price_per_million=15, **given)


def test_a_busy_server_is_asked_again_when_it_says_so(books: Any, server: Server) -> None:
    of_server(books, server)
    server.plan = [(429, "1"), (500, ""), (503, "0")]
    said = books.doit()
    assert "failed" not in said and speech(books)["engine"] == "openai"
    # Five chunks, one of them twice: four texts, and three refusals.
    assert len(server.asked) == 7 and len(set(server.asked)) == 4
    books.doit()
    assert len(server.asked) == 7


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"no sound", 200, "this is not WAV sound"),
        (HEAD + bytes(24_000), 200, "made only silence"),
        (b"", 401, "refused: 401 Unauthorized: not now; set the environment variable OPENAI_API_KEY"),
        (b"", 503, "refused: 503 Service Unavailable: not now"),
    ],
)
def test_a_server_that_does_not_speak_fails_its_book_in_one_line(
    books: Any, server: Server, body: bytes, status: int, says: str
) -> None:
    of_server(books, server)
    server.body, server.plan = body, [(status, "0")] * 50 if status != 200 else []
    said = books.doit("retries=1", code=None)
    assert says in said and "Traceback" not in said
    server.body, server.plan = WAVE, []
    books.doit()
    assert len(keys(books)) == 5


def test_a_server_that_hangs_is_left(books: Any, server: Server) -> None:
    of_server(books, server, timeout_s=2)
    hang = threading.Event()
    handle, Handler.do_POST = Handler.do_POST, lambda self: hang.wait(8)  # type: ignore[method-assign]
    try:
        said = books.doit("retries=0", code=1)
    finally:
        hang.set()
        Handler.do_POST = handle  # type: ignore[method-assign]
    assert "took longer than 2 s" in said


def test_the_plan_says_what_it_will_cost(books: Any, server: Server) -> None:
    of_server(books, server)
    assert "of 1 item known when the phases before are made" in books.doit("plan")
    books.doit("tale-md:pronounce")
    said = json.loads(books.doit("plan", "--json"))["prices"]
    letters = len("A Tale" + "The sea was calm." + "Nobody spoke, and the boat went on." + "Land")
    assert said == [f"synthesize: {letters} characters to speak, about 0.00"]
    assert not server.asked
    books.doit()
    assert json.loads(books.doit("plan", "--json"))["prices"] == []
    configure(books, engine="espeak")
    assert json.loads(books.doit("plan", "--json"))["prices"] == []


def test_a_setting_that_the_engine_does_not_hear_speaks_nothing_again(books: Any) -> None:
    books.input("tale.md", TALE)
    configure(books, engine="espeak")
    books.doit()
    before = keys(books)
    configure(books, engine="espeak", sample_rate=48_000, response_format="mp3", styles="x")
    books.doit()
    assert keys(books) == before
    configure(books, engine="espeak", speed=180)
    books.doit()
    assert not set(keys(books)) & set(before)


def test_a_new_voice_file_speaks_its_own_passages_again(books: Any, tmp_path: Path) -> None:
    voices = tmp_path / "voices"
    voices.mkdir()
    voice_maker.piper(voices / "amy.onnx")
    voice_maker.piper(voices / "luc.onnx")
    books.input("tale.md", TALE)
    books.config(
        f"audiobook:\n  synthesize: {{engine: piper, model: {json.dumps(str(voices))}, voice: amy}}\n"
        "  pronounce: {voices: {land: luc}}\n"
    )
    books.doit()
    before = keys(books)
    assert ":synthesize" not in books.doit()
    voice_maker.piper(voices / "luc.onnx", dice=False)
    books.doit()
    after = keys(books)
    assert after[:3] == before[:3] and not set(after[3:]) & set(before[3:])
