"""A program that speaks garbage fails its book alone, with one line."""

import shlex
import sys

GARBAGE = """
import sys
said = {"One": b"no sound at all" * 50, "Two": b"", "Three": b"RIFF" + b"\\xff" * 2000}
sys.stdout.buffer.write(said[sys.stdin.read().strip(" .\\n")])
"""


def test_garbage_from_the_engine(books):
    for text in ("One", "Two", "Three"):
        books.input(f"{text.lower()}.txt", f"{text}.\n")
    command = shlex.join([sys.executable, "-c", GARBAGE])
    engine = ("audiobook.synthesize.engine=command", f"audiobook.synthesize.command={command}")
    said = books.doit(*engine, "retries=0", code=1)
    for name, why in {
        "one": "this is not WAV sound",
        "two": "wrote no sound",
        "three": "this is not WAV sound",
    }.items():
        [failure] = {
            line for line in said.splitlines() if line.startswith(f"failed  {name}-txt:synthesize")
        }
        assert why in failure
    assert "Traceback" not in said
    books.doit("audiobook.synthesize.engine=silent")
    assert books.target("three-txt", "{id}.m4b", "audiobook").exists()
