"""A program that speaks garbage fails its book alone, with one line."""

import shlex
import sys

import pytest

GARBAGE = "import sys; sys.stdin.read(); sys.stdout.buffer.write({})"


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("b'no sound at all' * 50", "this is not WAV sound"),
        ("b''", "wrote no sound"),
        ("b'RIFF' + b'\\xff' * 2000", "this is not WAV sound"),
    ],
)
def test_garbage_from_the_engine(books, output, says):
    books.input("tale.md", "# A Tale\n\nOnce there was one.\n")
    command = shlex.join([sys.executable, "-c", GARBAGE.format(output)])
    engine = ("audiobook.synthesize.engine=command", f"audiobook.synthesize.command={command}")
    said = books.doit(*engine, "retries=0", code=1)
    [failure] = {line for line in said.splitlines() if line.startswith("failed  tale-md:synthesize")}
    assert says in failure and "Traceback" not in said
    books.doit("audiobook.synthesize.engine=silent")
    assert books.target("tale-md", "{id}.m4b", "audiobook").exists()
