"""The state and the config of an old folder, read: whatever may stand in them."""

import json

import pytest

from phases.audiobook import PIPELINE
from phases.graph import old_config, old_state
from phases.graph.errors import ConfigError


def read(tmp_path, state):
    (tmp_path / "old.json").write_text(json.dumps(state))
    return old_state.read(tmp_path / "old.json", (".mp3", ".m4b"))


def test_a_file_that_is_no_state_is_refused(books, tmp_path):
    for text, message in (
        ("[1]", "is no state file"),
        ("{}", "is no state file"),
        ("{", "cannot be read: not valid JSON"),
    ):
        (tmp_path / "old.json").write_text(text)
        with pytest.raises(ConfigError, match=message):
            old_state.read(tmp_path / "old.json", (".m4b",))
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with pytest.raises(ConfigError, match="cannot be read"):
        old_state.read(tmp_path / "deep.json", (".m4b",))
    books.input("a.txt", "{0}\n\nThe story of {0} is short.\n")
    said = books.doit("adopt", "nowhere/pipeline.json", code=3)
    assert "nowhere/pipeline.json: cannot be read: No such file" in said and "Traceback" not in said


def test_one_book_owns_what_is_said_of_the_phase(tmp_path):
    state = {
        "input_file": "books/Gift.pdf",
        "phase1": {"files": {"Gift": {"hash": "A" * 64}}},
        "phase4": {"files": {"Gift": {"chunk_0": {"audio_path": "chunk_0.mp3"}}}},
        "phase5": {
            "status": "success",
            "artifacts": ["p/audiobook.mp3", "p/audiobook.json"],
            "chunks": [{"enhanced_path": "p/chunk_0.mp3"}],
        },
    }
    [book] = read(tmp_path, state)
    assert book.results == ["p/audiobook.mp3"] and book.sources == ["books/Gift.pdf"]
    assert book.sha256 == "a" * 64 and book.statuses[5] == "success"


@pytest.mark.parametrize(
    "entry",
    [None, 3, [], "a.mp3", {"status": {"deep": []}}, {"hash": 5, "input_file": []}, {"": {"": [[]]}}],
)
def test_any_entry_is_read(tmp_path, entry):
    books = read(tmp_path, {"phase1": entry, "phase2": {"files": entry}, "phase5": {"files": {"x": entry}}})
    assert "x" in {book.key for book in books}


def test_files_in_a_list(tmp_path):
    files = [{"input_file": "D:\\a\\One.epub", "output": "one.m4b"}, {"file_id": "two"}, 7]
    one, two = read(tmp_path, {"phase5": {"files": files}})
    assert (one.key, one.results, two.key) == ("One", ["one.m4b"], "two")


def test_paths_of_a_moved_folder(tmp_path):
    file = tmp_path / "old" / "out" / "a.mp3"
    file.parent.mkdir(parents=True)
    file.touch()
    (tmp_path / "secret.mp3").touch()
    old = tmp_path / "old"
    for path in ("out/a.mp3", str(file), "/home/me/work/out/a.mp3", "C:\\work\\out\\a.mp3", "./out/a.mp3"):
        assert old_state.locate(path, old) == file, path
    for path in ("b.mp3", "/", "", "x\0y.mp3", "x" * 5000, "out", "//"):
        assert old_state.locate(path, old) is None, path


def test_an_old_config_that_cannot_be_read(tmp_path):
    file = tmp_path / "config.yaml"
    assert old_config.read(file, PIPELINE) == []
    for text, number in (("a: b: c", 1), ("- 1", 0), ("", 0), ("1: 2", 1)):
        file.write_text(text)
        assert len(old_config.read(file, PIPELINE)) == number
