"""Whole runs with the engines that users install: what is spoken, what again, and what it costs."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from phases.tools import speech
from phases.tools.audio import read_lengths, read_part
from phases.tools.speech import Segment, Voice

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
    """Speaks, but the texts of which `plan` has something else left to answer: status, header, body."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: dict[str, list[tuple[int, str, bytes]]] = {}
        self.asked: Counter[str] = Counter()
        self.times: dict[str, list[float]] = {}
        self.mended = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
        self.server.asked[text] += 1
        self.server.times.setdefault(text, []).append(time.monotonic())
        left = self.server.plan.get(text, [])
        status, after, data = left.pop(0) if left else (200, "", WAVE)
        if not status:
            self.server.mended.wait(30)
            return
        self.send_response(status)
        if after:
            self.send_header("Retry-After", after)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.mended.set()
    server.shutdown()
    server.server_close()


def configure(books: Any, more: str = "", **synthesize: object) -> None:
    books.config(f"max_workers: 2\naudiobook:\n  synthesize: {json.dumps(synthesize)}\n{more}")


def use(books: Any, server: Server, **given: object) -> None:
    url = f"http://127.0.0.1:{server.server_port}/v1"
    configure(books, engine="openai", model="tts-1", base_url=url, price_per_million=15, **given)


def keys(books: Any, item: str = "tale-md") -> list[str]:
    speech = json.loads(books.target(item, "speech.json", "audiobook").read_text("utf-8"))
    return [chunk["key"] for scene in speech["scenes"] for chunk in scene]


def sounds(books: Any) -> list[list[bytes]]:
    """The sound of each sentence of each chunk."""
    found = [books.folder / "build/cache" / key[:2] / key for key in keys(books)]
    return [[pcm.tobytes() for pcm in read_part(path)] for path in found]


def alone(engine: str, voice: Voice, *texts: str) -> list[list[bytes]]:
    """What an engine says to each text in this process."""
    opened = speech.open_engine(engine, voice)
    return [[one.pcm.tobytes() for one in opened.speak([[Segment(text, "en")]])] for text in texts]


def test_a_server_with_bad_days_fails_the_books_that_it_cannot_speak(books: Any, server: Server) -> None:
    """What may go away is waited for, all else is one line; and the next run asks for the rest alone."""
    use(books, server, timeout_s=2)
    books.input("tale.md", TALE)
    server.plan = {
        "The sea was calm.": [(429, "1", b"{}")],
        "Nobody spoke, and the boat went on.": [(500, "", b"")],
        "Garbage.": [(200, "", b"no sound")],
        "Silence.": [(200, "", HEAD + bytes(24_000))],
        "Locked.": [(401, "", b'{"error": {"message": "bad key"}}')],
        "Busy.": [(503, "0", b'{"detail": "not now"}')] * 2,
        "Hanging.": [(0, "", b"")],
    }
    for text in list(server.plan)[2:]:
        books.input(f"{text.lower()}txt", text)
    said = books.doit("retries=1", code=2)
    assert "Traceback" not in said and "failed  tale-md" not in said
    for name, why in {
        "garbage": "this is not WAV sound",
        "silence": "made only silence",
        "locked": "refused: 401 Unauthorized: bad key; set the environment variable OPENAI_API_KEY",
        "busy": "refused: 503 Service Unavailable: not now",
        "hanging": "took longer than 2 s",
    }.items():
        [line] = {line for line in said.splitlines() if line.startswith(f"failed  {name}-txt:synthesize")}
        assert why in line, line
    # Equal texts are asked for once; of the two that were refused, one when the server said.
    assert (server.asked["A Tale"], server.asked["The sea was calm."]) == (1, 2)
    assert server.asked["Nobody spoke, and the boat went on."] == 2
    first, second = server.times["The sea was calm."]
    assert second - first >= 1
    before = server.asked.copy()
    server.mended.set()
    books.doit()
    again = server.asked - before
    assert set(again) == {"Garbage.", "Silence.", "Locked.", "Busy.", "Hanging."}
    assert len(keys(books)) == 5 and len(set(keys(books))) == 4


def test_the_plan_says_what_it_will_cost(books: Any, server: Server) -> None:
    books.input("tale.md", TALE)
    use(books, server)
    assert "of 1 item known when the phases before are made" in books.doit("plan")
    books.doit("tale-md:pronounce")
    letters = len("A Tale" + "The sea was calm." + "Nobody spoke, and the boat went on." + "Land")
    said = json.loads(books.doit("plan", "--json", "audiobook.synthesize.price_per_million=15000"))
    assert said["prices"] == [f"synthesize: {letters} characters to speak, about {letters * 0.015:.2f}"]
    assert not server.asked
    books.doit("tale-md:synthesize")
    assert json.loads(books.doit("plan", "--json"))["prices"] == []


def test_a_new_voice_file_speaks_its_own_passages_again(books: Any, tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="the extra `piper` is not installed")
    voice_maker = pytest.importorskip("voice_maker", reason="onnx is not installed")
    voices = tmp_path / "voices"
    voices.mkdir()
    for name in ("amy", "luc"):
        voice_maker.piper(voices / f"{name}.onnx", language="en-us" if name == "amy" else "fr")
    books.input("tale.md", TALE)
    more = "  pronounce: {voices: {land: luc}}\n"
    configure(books, more, engine="piper", model=str(voices), voice="amy")
    books.doit()
    assert books.target("tale-md", "{id}.m4b", "audiobook").exists()
    before = keys(books)
    model = str(voices)
    assert sounds(books)[:3] == alone(
        "piper", Voice("amy", model=model), *TALE.replace("# ", "").split("\n\n")[:3]
    )
    assert sounds(books)[3:] == alone("piper", Voice("luc", model=model), "Land", "The sea was calm.")
    unheard = ("audiobook.synthesize.sample_rate=48000", "audiobook.synthesize.pitch=20")
    books.doit("tale-md:synthesize", *unheard)
    assert keys(books) == before
    voice_maker.piper(voices / "luc.onnx", dice=False)
    books.doit("tale-md:synthesize")
    after = keys(books)
    assert after[:3] == before[:3] and not set(after[3:]) & set(before[3:])


def test_all_parts_have_one_rate_after_a_voice_of_a_higher_one_came(books: Any, tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="the extra `piper` is not installed")
    voice_maker = pytest.importorskip("voice_maker", reason="onnx is not installed")
    voices = tmp_path / "voices"
    voices.mkdir()
    voice_maker.piper(voices / "amy.onnx", rate=16_000)
    books.input("tale.md", TALE)
    configure(books, engine="piper", model=str(voices))
    books.doit("tale-md:synthesize")
    voice_maker.piper(voices / "luc.onnx", language="fr", rate=22_050)
    books.input("tale.md", TALE.replace("calm", "wild"))
    books.doit("tale-md:synthesize")
    made = json.loads(books.target("tale-md", "speech.json", "audiobook").read_text("utf-8"))
    files = [books.folder / "build/cache" / key[:2] / key for key in keys(books)]
    assert {read_lengths(file).sample_rate for file in files} == {made["sample_rate"]} == {22_050}


def test_a_voice_file_that_stays_is_not_read_again(books: Any, tmp_path: Path) -> None:
    """Its digest is believed as long as size and times are the same: shown by a wrong one."""
    pytest.importorskip("kokoro_onnx", reason="the extra `kokoro` is not installed")
    voice_maker = pytest.importorskip("voice_maker", reason="onnx is not installed")
    model = voice_maker.kokoro(tmp_path)
    books.input("tale.md", TALE)
    configure(
        books, "  pronounce: {voices: {land: ff_siwis}}\n", engine="kokoro", model=str(model), speed=200
    )
    books.doit()
    assert books.target("tale-md", "{id}.m4b", "audiobook").exists()
    narrator, other = (Voice(name, model=str(model), speed=200) for name in ("af_heart", "ff_siwis"))
    assert sounds(books)[:3] == alone(
        "kokoro", narrator, "A Tale", "The sea was calm.", "Nobody spoke, and the boat went on."
    )
    assert sounds(books)[3:] == alone("kokoro", other, "Land", "The sea was calm.")
    youngest = max(file.stat().st_ctime for file in model.parent.iterdir())
    time.sleep(max(0, youngest + 2.5 - time.time()))  # too young to be believed
    assert "up to date" in books.doit("plan")
    kept = books.folder / "build/voices.json"
    digests = json.loads(kept.read_text("utf-8"))
    assert len(digests) == 2
    digests[str(model)][-1] = "0" * 64
    kept.write_text(json.dumps(digests), encoding="utf-8")
    assert "identity" in books.doit("plan")
    model.touch()
    assert "up to date" in books.doit("plan")
