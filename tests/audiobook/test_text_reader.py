"""TXT and Markdown: encodings, and what is no text."""

import codecs
from pathlib import Path

import pytest
from book_reading import read_text

from phases.audiobook import readers
from phases.audiobook.readers import text
from phases.graph.errors import InputError

SAMPLE = "Élan, “naïve” café — 10 €."


@pytest.mark.parametrize(
    ("data", "warned"),
    [
        (SAMPLE.encode(), False),
        (codecs.BOM_UTF8 + SAMPLE.encode(), False),
        (codecs.BOM_UTF16_LE + SAMPLE.encode("utf-16-le"), False),
        (codecs.BOM_UTF16_BE + SAMPLE.encode("utf-16-be"), False),
        (codecs.BOM_UTF32_LE + SAMPLE.encode("utf-32-le"), False),
        (("a " * 50).encode("utf-16-le") + SAMPLE.encode("utf-16-le"), False),
        (SAMPLE.encode("cp1252"), True),
        (b"caf\xe9 and " + SAMPLE.encode(), True),  # of one bad byte all accents went wrong
    ],
)
def test_encodings(data: bytes, warned: bool) -> None:
    found, warning = text.decode(data)
    assert found.endswith(SAMPLE) and bool(warning) == warned


def test_breaks_of_lines_that_word_writes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"One, two,\x0bthree.")
    assert readers.reader(path) is text
    assert text.decode(path.read_bytes()) == ("One, two,\nthree.", "")


@pytest.mark.parametrize("data", [b"a\x00b\x01c" * 20, bytes(range(1, 32)), b"\x7fELF\x02\x01"])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError, match="not a text"):
        text.decode(data)


def test_empty_of_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        read_text(tmp_path, " \n* * *\n")
    with pytest.raises(InputError, match="no text to speak"):
        read_text(tmp_path, "```\ncode\n```\n", "x.md")
