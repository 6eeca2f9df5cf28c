"""Where the notes of Markdown and plain texts are heard, and brackets that are no notes."""

import tempfile
from pathlib import Path
from typing import get_args

from book_reading import with_notes_marked
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook.readers import text
from phases.audiobook.readers.matter import DEFAULT, Policy

REFERENCE, END = get_args(Policy)[1:]
MARKDOWN = (
    "# One\n\nText[^a] flows.\n\nMore.\n\n# Two\n\nEnd.\n\n[^a]: The *note*.\n\n    Its second part.\n"
)
GUTENBERG = """\
CHAPTER I

Text[1] flows in a[2] river, and [sic] it is wide.

More of it.

[1] The note.

[Footnote 2: Another note.

It goes on [here].]

CHAPTER II

The words[1] again, and again[1].

Between two notes the text is heard.

[1] A third note.
"""


def written(folder: Path, content: str, name: str, policy: str) -> list[str]:
    (folder / name).write_text(content, encoding="utf-8")
    return with_notes_marked(text.read(folder / name, DEFAULT, policy))


def test_markdown(tmp_path: Path) -> None:
    assert written(tmp_path, MARKDOWN, "b.md", "skip") == ["One", "Text flows.", "More.", "Two", "End."]
    note = ["*The note.", "*Its second part."]
    assert written(tmp_path, MARKDOWN, "b.md", REFERENCE)[:4] == ["One", "Text flows.", *note]
    assert written(tmp_path, MARKDOWN, "b.md", END)[:5] == ["One", "Text flows.", "More.", *note]


def test_gutenberg_text(tmp_path: Path) -> None:
    first, second = "Text flows in a river, and [sic] it is wide.", "The words again, and again."
    between = "Between two notes the text is heard."
    assert written(tmp_path, GUTENBERG, "b.txt", "skip") == [
        "CHAPTER I", first, "More of it.", "CHAPTER II", second, between,
    ]  # fmt: skip
    assert written(tmp_path, GUTENBERG, "b.txt", REFERENCE) == [
        "CHAPTER I", first, "*The note.", "*Another note.", "*It goes on [here].]", "More of it.",
        "CHAPTER II", second, "*A third note.", between,
    ]  # fmt: skip
    assert written(tmp_path, GUTENBERG, "b.txt", END)[-3:] == [second, between, "*A third note."]


def test_brackets_that_are_no_notes(tmp_path: Path) -> None:
    content = "He took item [1] of it.\n\n[2] is another matter.\n\nAnd [a] third.\n"
    for policy in get_args(Policy):
        heard_ = written(tmp_path, content, "b.txt", policy)
        assert heard_ == ["He took item [1] of it.", "[2] is another matter.", "And [a] third."]


def test_an_unclosed_note_takes_nothing_with_it(tmp_path: Path) -> None:
    content = "Text[1].\n\n[Footnote 1: never closed\n\n" + "More text.\n\n" * 30
    assert written(tmp_path, content, "b.txt", "skip").count("More text.") == 30


PIECE = st.sampled_from(
    ["word", "[1]", "[2]", "[a]", "[1] x", "[Footnote 1: y", "z]", "\n\n", "\n\n", " ", "[", "]"]
)


@given(st.lists(PIECE, max_size=30).map("".join), st.sampled_from(get_args(Policy)))
@settings(deadline=None, max_examples=100)
def test_any_text_adds_up(content: str, policy: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = written(Path(folder), content + "\n\nEnd.", "b.txt", policy)
        silent = written(Path(folder), content + "\n\nEnd.", "b.txt", "skip")
    assert [text for text in said if not text.startswith("*")] == silent and silent[-1] == "End."
