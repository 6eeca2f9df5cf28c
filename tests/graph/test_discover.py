"""Ids: readable, stable, told apart."""

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook import PIPELINE
from phases.graph.discover import items, plain_id
from phases.graph.errors import ConfigError
from phases.graph.model import Pipeline


def find(folder, known=None, patterns=(), recursive=True, taken=()):
    """Paths and ids of the items in `folder`."""
    found = items(folder, [PIPELINE], patterns, recursive, {} if known is None else known, taken)
    return {item.source.relative_to(folder).as_posix(): item.id for item in found}


def write(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "id"),
    [
        ("The Time Machine.epub", "the-time-machine"),
        ("book_x.epub", "book_x"),
        ("book_x.pdf", "book_x-pdf"),
        ("Wells/The Time Machine.epub", "wells/the-time-machine"),
        ("Война и мир.epub", "война-и-мир"),
        ("紅樓夢.epub", "紅樓夢"),
        ("हिन्दी की किताब.epub", "हिन्दी-की-किताब"),
        ("Les Misérables, t. 1.epub", "les-misérables-t-1"),
        ("a=b: 'c' \"d\" 📚.epub", "a-b-c-d"),
        ("EPUB.EPUB", "epub"),
        ("_private.epub", "private"),
        ("-n.epub", "n"),
    ],
)
def test_ids_are_readable(path, id):
    assert plain_id(path, PIPELINE) == unicodedata.normalize("NFC", id)


@given(st.text(min_size=1))
def test_any_name_gives_a_safe_id(name):
    id = plain_id(name.replace("/", "-") + ".epub", PIPELINE)
    assert id and not set(id) & set("= :*?\"'<>|\\/\n\t\0")
    assert id[0] not in "-_." and len(id.encode()) < 240
    assert plain_id(name.replace("/", "-") + ".epub", PIPELINE) == id


def test_adding_or_removing_a_file_renames_no_other(tmp_path):
    known = {}
    write(tmp_path, "a-b.epub")
    before = find(tmp_path, known)
    write(tmp_path, "A B.epub", "a b.pdf", "sub/a b.epub")
    after = find(tmp_path, known)
    assert after["a-b.epub"] == before["a-b.epub"] == "a-b"
    assert after["a b.pdf"] == "a-b-pdf" and after["sub/a b.epub"] == "sub/a-b"
    assert after["A B.epub"].startswith("a-b-") and len(set(after.values())) == 4
    (tmp_path / "a-b.epub").unlink()
    assert find(tmp_path, known) == {path: id for path, id in after.items() if path != "a-b.epub"}


def test_the_same_files_get_the_same_ids_every_time(tmp_path):
    write(tmp_path, "A B.epub", "a-b.epub", "a b.epub")
    first = find(tmp_path)
    assert first == find(tmp_path) and len(set(first.values())) == 3


SUBTITLES = Pipeline("other", ("*.srt", "*.vtt"), PIPELINE.phases)


def test_files_of_two_pipelines_with_one_stem_are_told_apart_by_their_suffix(tmp_path):
    def both(known):
        found = items(tmp_path, [PIPELINE, SUBTITLES], (), True, known, ())
        return {item.path: item.id for item in found}

    known, later = {}, {}
    write(tmp_path, "x.srt", "y.epub", "sub/z.srt")
    before = both(known)
    assert before == {"x.srt": "x", "y.epub": "y", "sub/z.srt": "sub/z"}
    write(tmp_path, "x.epub", "y.srt", "y.vtt", "sub/z.epub", "Y.srt")
    after = both(known)
    assert before.items() <= after.items(), "adding a file renames no other"
    assert after["x.epub"] == "x-epub" and after["sub/z.epub"] == "sub/z-epub"
    assert after["y.srt"].startswith("y-")
    assert after["y.vtt"] == "y-vtt" and {after["y.srt"], after["Y.srt"]} > {"y-srt"}
    assert len(set(after.values())) == len(after) and both(known) == after
    assert both(later)["x.srt"] == "x-srt", "in an empty state the first by path has the plain id"


def test_an_id_that_became_the_name_of_a_command_is_given_up(tmp_path):
    write(tmp_path, "undo.epub", "other.epub")
    known = {"undo.epub": "undo", "other.epub": "kept"}
    found = find(tmp_path, known, taken={"undo"})
    assert found["undo.epub"].startswith("undo-") and found["other.epub"] == "kept"


def test_names_of_commands_are_not_taken(tmp_path):
    write(tmp_path, "list.epub", "con.epub")
    found = find(tmp_path, taken={"list"})
    assert found["list.epub"].startswith("list-") and found["con.epub"].startswith("con-")


def test_patterns_hidden_files_and_sub_folders(tmp_path):
    write(tmp_path, "a.epub", "b.PDF", "c.odt", ".d.epub", "~$e.epub", "sub/f.epub", ".git/g.epub")
    assert set(find(tmp_path)) == {"a.epub", "b.PDF", "sub/f.epub"}
    assert set(find(tmp_path, recursive=False)) == {"a.epub", "b.PDF"}
    assert set(find(tmp_path, patterns=("*.pdf",))) == {"b.PDF"}
    os.symlink(tmp_path, tmp_path / "sub" / "round")
    os.symlink("nowhere", tmp_path / "dangling.epub")
    assert set(find(tmp_path)) == {"a.epub", "b.PDF", "sub/f.epub"}


def test_no_item_lies_in_a_folder_that_another_one_writes(tmp_path):
    write(tmp_path, "tale.epub", "tale/Transcript.epub", "tale/mp3/1.epub", "mp3/2.epub", "tale/flac.md")
    found = find(tmp_path)
    assert found["mp3/2.epub"] == "mp3/2" and found["tale/flac.md"] == "tale/flac-md"
    assert found["tale/Transcript.epub"].startswith("tale/transcript-")
    assert found["tale/mp3/1.epub"].startswith("tale/mp3-")


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(ConfigError, match="there is no folder"):
        find(tmp_path / "nowhere")


def test_what_cannot_be_read_is_said(tmp_path):
    write(tmp_path, "a.epub")
    os.symlink("round.epub", tmp_path / "round.epub")
    with pytest.raises(ConfigError, match=r"round\.epub: cannot be read: Too many levels"):
        find(tmp_path)


def test_targets_are_no_inputs(tmp_path, monkeypatch):
    write(tmp_path, "a.epub", "build/audiobook/a/a.epub", "sub/build/b.epub")
    monkeypatch.chdir(tmp_path)
    for folder in (Path(), tmp_path):
        assert set(find(folder)) == {"a.epub", "sub/build/b.epub"}
    for folder in (Path("build"), tmp_path / "build" / "audiobook"):
        with pytest.raises(ConfigError, match="is where Bindery writes"):
            find(folder)


def test_a_name_that_is_no_utf8_works(project):
    path = os.fsencode(project.folder / "input") + b"/caf\xe9.toy"
    with open(path, "w", encoding="utf-8") as file:
        file.write("Title\nline\n")
    for _ in range(2):
        project.doit()
    assert len(list((project.folder / "build" / "toy").glob("caf*/*.bound"))) == 1
