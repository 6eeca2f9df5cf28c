"""`doit adopt`: takes over what is whole, plans the rest, touches nothing of the old folder."""

import hashlib
import json
import math
import sqlite3
import wave
from array import array
from pathlib import Path

import pytest

TEXT = "{0}\n\nThe story of {0} is short.\n"


def tone(path: Path, seconds: float, loud: float = 0.3) -> Path:
    """A sound in the format that the suffix names."""
    av = pytest.importorskip("av")
    path.parent.mkdir(parents=True, exist_ok=True)
    rate = 22_050
    pcm = array("h", (int(32_767 * loud * math.sin(n / 9)) for n in range(int(rate * seconds))))
    wav = path.with_suffix(".wav")
    with wave.open(str(wav), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())
    if path != wav:
        format_, codec = {".m4b": ("mp4", "aac"), ".mp3": ("mp3", "mp3")}[path.suffix]
        with av.open(str(wav)) as source, av.open(str(path), "w", format=format_) as output:
            stream = output.add_stream(codec, rate=rate)
            for frame in source.decode(audio=0):
                output.mux(stream.encode(frame))
            output.mux(stream.encode(None))
        wav.unlink()
    return path


def tree(folder: Path) -> dict[str, object]:
    """Every file below `folder`: content, time and mode; of folders their names."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        stat = path.stat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        found[str(path.relative_to(folder))] = (content, stat.st_mtime_ns, stat.st_mode)
    return found


def rows(project) -> dict[str, str]:
    with sqlite3.connect(project.folder / "build" / "state.db") as connection:
        return dict(connection.execute("SELECT name, data FROM tasks"))


def pipeline_json(folder: Path, alpha: str) -> dict[str, object]:
    """The state of the old folder, with paths in all forms; `alpha` is the hash of that book."""
    done = {"status": "success"}
    names = ("alpha", "beta", "cut", "empty", "gone", "other", "failed", "pieces", "silent", "nobody")
    first = {name: dict(done) for name in names}
    first["alpha"] = {"repair_status": "validated", "hash": alpha}
    first["beta"]["input_file"] = "C:\\Users\\me\\books\\Beta.TXT"
    first["other"]["source"] = str(folder / "other.txt")
    fifth = {
        "alpha": {**done, "output": "finished/alpha.m4b", "chunks": ["finished/nobody.m4b"]},
        "beta": {**done, "output": {"audiobook_path": "/home/me/moved/finished/beta book.mp3"}},
        "cut": {**done, "output_file": "finished/cut.wav"},
        "empty": {**done, "path": str(folder / "finished" / "empty.m4b")},
        "gone": {**done, "path": "finished/gone.m4b"},
        "other": {**done, "path": "finished/other.m4b"},
        "failed": {"status": "failed", "error": "no.mp3"},
        "pieces": {**done, "segments": ["finished/alpha.m4b", "finished/other.m4b"]},
        "silent": {**done, "artifacts": ["finished/silent.wav"]},
        "nobody": {**done, "path": "finished/nobody.m4b"},
    }
    return {
        "pipeline_version": "1.0",
        "phase1": {"status": "success", "files": first},
        "phase4": {"files": {"pieces": {**done, "audio_path": "finished/other.m4b"}}},
        "phase5": {"status": "partial", "files": fifth},
        "batch": {"summary": {"total_files": 10}},
    }


@pytest.fixture
def old(books, tmp_path_factory):
    """An old folder with all that can be, and an input for most of it."""
    folder = tmp_path_factory.mktemp("old")
    finished = folder / "finished"
    for name in ("alpha", "beta", "cut", "empty", "gone", "other", "failed", "pieces", "silent"):
        books.input(f"{name}.txt", TEXT.format(name))
    tone(finished / "alpha.m4b", 3)
    tone(finished / "beta book.mp3", 3)
    cut = tone(finished / "cut.wav", 60)
    cut.write_bytes(cut.read_bytes()[:500_000])
    (finished / "empty.m4b").touch()
    tone(finished / "other.m4b", 1)
    tone(finished / "silent.wav", 1, loud=0)
    tone(finished / "nobody.m4b", 1)
    (folder / "other.txt").write_text("another story\n")
    alpha = hashlib.sha256((books.folder / "input" / "alpha.txt").read_bytes()).hexdigest()
    (folder / "pipeline.json").write_text(json.dumps(pipeline_json(folder, alpha)))
    (folder / "config.yaml").write_text(
        "phases_to_run: [1, 2, 5]\nresume_enabled: true\npipeline_json: ../pipeline.json\n"
        "phase_timeout: 600\nvoice: anna\nmake_coffee: yes\n"
    )
    return folder


def test_what_is_whole_is_taken_the_rest_is_planned_and_undo_takes_it_back(books, old):
    books.doit("list")
    tree_before, build_before, rows_before = tree(old), tree(books.folder / "build"), rows(books)
    said = json.loads(books.doit("adopt", str(old / "pipeline.json"), "--json"))
    why = {row["book"]: (row["status"], row["why"]) for row in said["books"]}
    assert why["alpha"] == ("adopted", str(old / "finished" / "alpha.m4b"))
    assert why["beta"] == ("adopted", str(old / "finished" / "beta book.mp3"))
    assert why["cut"][0] == "planned" and "its end is missing" in why["cut"][1]
    assert why["empty"] == ("planned", "empty.m4b is empty")
    assert why["gone"] == ("planned", "finished/gone.m4b is not there")
    assert why["other"][0] == "no input" and "another content" in why["other"][1]
    assert why["failed"][0] == "planned" and why["pieces"] == (
        "planned",
        "the old state names no finished file",
    )
    assert "silent throughout" in why["silent"][1]
    assert why["nobody"] == ("no input", "no input has its name")
    assert {row["book"]: row["old"] for row in said["books"]}["alpha"] == "1 validated, 5 success"
    now = {note["key"]: note["now"] for note in said["config"]}
    assert now["phases_to_run"] == "phases_to_run: [validate, extract, package]"
    assert now["resume_enabled"] == "resume_enabled, as before" and "timeout_s" in now["phase_timeout"]
    assert now["voice"] == "audiobook.synthesize.voice" and now["make_coffee"] == "not known here"
    target = books.target("alpha-txt", "{id}.m4b", "audiobook")
    assert target.read_bytes() == (old / "finished" / "alpha.m4b").read_bytes()
    assert books.target("beta-txt", "{id}.mp3", "audiobook").exists()
    assert not (books.folder / "build" / "audiobook" / "cut-txt").exists()
    assert tree(old) == tree_before
    # Again: nothing new, and a table.
    table = books.doit("adopt", str(old))
    assert "2 adopted, 8 not" in table and "make_coffee" in table
    assert "beta-txt" in books.doit("adopt") and tree(old) == tree_before

    assert "2 taken back" in books.doit("adopt", str(old / "pipeline.json"), "--undo")
    assert rows(books) == rows_before and tree(old) == tree_before
    after = tree(books.folder / "build")
    ours = {name for name in after.keys() | build_before.keys() if name.startswith("audiobook")}
    assert not ours and books.doit("adopt") == "nothing is adopted\n"


def test_an_adopted_item_is_made_only_when_it_changes_or_is_asked_for(books, old):
    books.doit("adopt", str(old))
    target = books.target("alpha-txt", "{id}.m4b", "audiobook")
    adopted, first = target.read_bytes(), ("alpha-txt", "beta-txt", "phases_to_run=1")
    assert "2 up to date" in books.doit("alpha-txt", "beta-txt")
    (books.folder / "input" / "alpha.txt").touch()
    assert "2 up to date" in books.doit("alpha-txt", "beta-txt")
    plan = {item["id"]: item for item in json.loads(books.doit("plan", "--json"))["items"]}
    assert plan["alpha-txt"]["phases"] == [] and plan["cut-txt"]["phases"]
    assert "made    alpha-txt:validate" in books.doit(*first, "audiobook.enhance.loudness=-18")
    books.input("beta.txt", TEXT.format("betty"))
    said = books.doit(*first)
    assert "made    beta-txt:validate" in said and "made    alpha-txt" not in said
    assert "changed" in books.doit("adopt")
    assert target.read_bytes() == adopted
    books.doit("-a", "alpha-txt", "audiobook.synthesize.engine=silent")
    assert target.read_bytes() != adopted
    made = target.read_bytes()
    said = books.doit("adopt", "--undo")
    assert "was changed since, and stays" in said and target.read_bytes() == made


def test_forgetting_forgets_an_adoption(books, old):
    books.doit("adopt", str(old))
    books.doit("forget", "alpha-txt")
    assert "made    alpha-txt:validate" in books.doit("alpha-txt", "phases_to_run=1")
    said = json.loads(books.doit("adopt", str(old), "--json"))
    assert said["books"][0]["status"] == "adopted", "the copy that is left is the same file"


def test_what_is_made_already_is_kept(books, old):
    target = books.target("alpha-txt", "{id}.m4b", "audiobook")
    target.parent.mkdir(parents=True)
    target.write_text("mine")
    said = json.loads(books.doit("adopt", str(old), "--json"))
    assert "alpha-txt.m4b is there already" in said["books"][0]["why"]
    assert target.read_text() == "mine"
