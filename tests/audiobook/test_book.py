"""Books, scripts and utterances as JSON."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook import book
from phases.audiobook.book import Book, Chapter, Chunk, Ledger, Paragraph, Say, Scene, Script, Segment, Span

TEXT = st.text(max_size=8)
SPANS = st.lists(st.builds(Span, st.integers(0, 9), st.integers(0, 9), TEXT, TEXT), max_size=2).map(tuple)
PARAGRAPHS = st.builds(
    Paragraph, TEXT, TEXT, st.sampled_from(["text", "verse"]), TEXT, TEXT, SPANS
)  # fmt: skip
LEDGERS = st.builds(Ledger, st.integers(0, 9), st.integers(0, 9), st.dictionaries(TEXT, st.integers(0, 9)))
CHUNKS = st.builds(
    Chunk, st.lists(TEXT, max_size=2).map(tuple), TEXT, TEXT, TEXT, TEXT, st.lists(SPANS,
    max_size=2).map(tuple), TEXT
)  # fmt: skip
SEGMENTS = st.builds(Segment, TEXT, TEXT.filter(bool), TEXT, TEXT)


def tuples(each: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(each, max_size=2).map(tuple)


CHAPTERS = st.builds(Chapter, TEXT, tuples(PARAGRAPHS), st.sampled_from(["front", "body"]))
SCENES = st.builds(Scene, TEXT, tuples(CHUNKS))


@given(st.builds(Book, TEXT, TEXT, TEXT, TEXT, TEXT, tuples(CHAPTERS), LEDGERS, tuples(TEXT)))
def test_a_book_comes_back(tmp_path_factory, value: Book) -> None:
    path = tmp_path_factory.getbasetemp() / "book.json"
    book.write(path, value)
    assert book.read_book(path) == value


@given(st.builds(Script, TEXT, TEXT, TEXT, TEXT, tuples(SCENES), LEDGERS))
def test_a_script_comes_back(tmp_path_factory, value: Script) -> None:
    path = tmp_path_factory.getbasetemp() / "chunks.json"
    book.write(path, value)
    assert book.read_script(path) == value


@given(st.builds(Say, TEXT, tuples(tuples(tuples(tuples(SEGMENTS))))))
def test_what_is_said_comes_back(tmp_path_factory, value: Say) -> None:
    path = tmp_path_factory.getbasetemp() / "say.json"
    book.write(path, value)
    assert book.read_say(path) == value


def test_files_of_older_versions_are_read(tmp_path: Path) -> None:
    ledger = {"source": 1, "spoken": 1, "skipped": {}, "lost": 0}
    about = {"title": "T", "author": "A", "language": "en", "year": ""}
    paragraph = {"text": "Hi.", "source": "line 1", "kind": "text"}
    chapters = [{"title": "One", "paragraphs": [paragraph], "matter": "body"}]
    path = tmp_path / "book.json"
    old = about | {"cover": "", "chapters": chapters, "ledger": ledger, "warnings": []}
    path.write_text(json.dumps(old), encoding="utf-8")
    assert book.read_book(path).chapters == (Chapter("One", (Paragraph("Hi.", "line 1"),)),)
    chunk = {"sentences": ["Hi."], "kind": "text", "ends": "paragraph"}
    old = about | {"scenes": [{"title": "One", "chunks": [chunk]}], "ledger": ledger}
    path.write_text(json.dumps(old), encoding="utf-8")
    assert book.read_script(path).scenes == (Scene("One", (Chunk(("Hi.",)),)),)


def test_what_has_its_default_takes_no_room(tmp_path: Path) -> None:
    path = tmp_path / "chunks.json"
    scene = Scene("One", (Chunk(("Hi.",), source="line 1"),))
    book.write(path, Script("T", "A", "en", "", (scene,), Ledger(1, 1)))
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["scenes"] == [{"title": "One", "chunks": [{"sentences": ["Hi."], "source": "line 1"}]}]
    assert data["ledger"] == {"source": 1, "spoken": 1, "skipped": {}, "lost": 0}
