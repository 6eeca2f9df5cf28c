"""Without what only Linux has, the same is built."""

import os
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "other_system"
CONFIG = """
audiobook:
  mp3: {make: true}
  library: {make: true}
"""
BOOK = "# Who: me?\n\nOne *sentence*.\n\n# Nul.\n\nAnother one.\n"
CUES = "1\n00:00:01,000 --> 00:00:03,000\nthis  is how a book is sewn\n"


def built(project):
    """Every target with its content."""
    project.doit()
    build = project.folder / "build"
    return {
        path.relative_to(build).as_posix(): path.read_bytes()
        for name in ("audiobook", "library", "subtitles")
        for path in build.joinpath(name).rglob("*")
        if path.is_file() and path.name != ".made.json"
    }


@pytest.mark.skipif(sys.platform != "linux", reason="the other systems are themselves")
def test_other_systems_make_the_same_bytes(books):
    books.config(CONFIG)
    books.input("A/book.md", BOOK)
    books.input("talk.srt", CUES)
    here = built(books)
    assert any(name.startswith("library/") for name in here)
    for system in ("darwin", "win32"):
        books.env |= {
            "OTHER_SYSTEM": system,
            "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])]),
        }
        shutil.rmtree(books.folder / "build")
        assert built(books) == here
    # Files that are there are replaced, and a database that is none is set aside.
    books.input("A/book.md", BOOK + "A third one.\n")
    assert built(books).keys() == here.keys()
    books.folder.joinpath("build", "state.db").write_bytes(b"no database" * 1000)
    assert "4 up to date" in books.doit()
