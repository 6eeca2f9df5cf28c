"""Targets: files and folders that are whole or not there, and stand where they belong."""

import os
import shutil
import signal
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.graph import targets

NAMES = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: not targets.OF_SYSTEM.fullmatch(name))
CARDS = ".work/a/cards"


def made(said):
    return sorted(line.split()[1] for line in said.splitlines() if line.startswith("made "))


def tree(folder):
    """Every file below `folder` with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def notes(project):
    project.input("a.note", "one\ntwo\nthree\n")
    project.input("sub/b.note", "four\n")
    return project


def test_a_file_is_renamed_when_it_is_whole(tmp_path):
    target = tmp_path / "x" / "a.txt"
    with targets.writing(str(target)) as temporary:
        temporary.write_text("one", encoding="utf-8")
        assert temporary.suffix == ".txt" and not target.exists()
    assert target.read_text(encoding="utf-8") == "one"
    with pytest.raises(ZeroDivisionError), targets.writing(str(target), str(tmp_path / "y")) as temporary:
        assert temporary.parent == tmp_path / "y"
        temporary.write_text("two", encoding="utf-8")
        raise ZeroDivisionError
    assert target.read_text(encoding="utf-8") == "one"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.txt"]


def test_a_folder_takes_the_place_of_the_old_one_as_a_whole(tmp_path):
    target = f"{tmp_path}/mp3/"
    for name in ("one", "two"):
        with targets.writing(target) as temporary:
            assert temporary.is_dir() and not list(temporary.iterdir())
            (temporary / "in").mkdir()
            (temporary / "in" / name).write_text(name, encoding="utf-8")
    assert tree(tmp_path) == {"mp3/in/two": b"two"}
    with pytest.raises(ZeroDivisionError), targets.writing(target) as temporary:
        (temporary / "three").write_text("three", encoding="utf-8")
        raise ZeroDivisionError
    assert tree(tmp_path) == {"mp3/in/two": b"two"}


def test_clear_removes_what_was_left_of_this_target_only(tmp_path):
    names = [".12-a[1].txt", ".3-old-a[1].txt", ".12-b-a[1].txt", "a[1].txt", ".12-a[1].txt.json"]
    for name in names:
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / ".9-a[1].txt").mkdir()
    targets.clear(str(tmp_path / "a[1].txt"))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[2:])
    targets.clear(str(tmp_path / "nowhere" / "a.txt"))


@pytest.mark.parametrize("name", ["n" * 251 + ".srt", "北" * 83 + ".ass"])
@pytest.mark.parametrize("folder", ["", "/"])
def test_a_name_as_long_as_the_disk_allows_is_written_and_cleared(tmp_path, name, folder):
    target, kept = f"{tmp_path}/{name}{folder}", f"{tmp_path}/{name[1:]}{folder}"
    for _ in range(2):
        with targets.writing(target) as place:
            place.joinpath("file").write_bytes(b"a") if folder else place.write_bytes(b"a")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with targets.writing(target) as left, targets.writing(kept) as other:
        for place in (left, other):
            place.joinpath("file").write_bytes(b"a") if folder else place.write_bytes(b"a")
        assert left.suffix == other.suffix == name[-4:]
        targets.clear(target)
        assert other.exists() and not left.exists()
        left.mkdir() if folder else left.write_bytes(b"a")


def test_stat_and_digest_cover_every_file(tmp_path):
    folder = f"{tmp_path}/f/"
    with pytest.raises(OSError):
        targets.stat(folder)
    (tmp_path / "f" / "in").mkdir(parents=True)
    one = tmp_path / "f" / "in" / "one.txt"
    one.write_text("one", encoding="utf-8")
    stat, digest = targets.stat(folder), targets.digest(folder)
    assert (digest[0], digest[1]) == (stat.st_mtime, stat.st_size) and stat.st_size == 3
    os.utime(one, (1, 1))
    assert targets.stat(folder) != stat and targets.digest(folder)[1:] == digest[1:], "another time only"
    one.write_text("two", encoding="utf-8")
    assert targets.digest(folder)[2] != digest[2]
    one.write_text("one", encoding="utf-8")
    one.rename(one.with_name("two.txt"))
    assert targets.digest(folder)[2] != digest[2], "the name counts"
    with pytest.raises(OSError):
        targets.stat(f"{one.with_name('two.txt')}/")


@given(
    st.dictionaries(NAMES.filter(lambda name: name not in (".", "..")), st.binary(max_size=20), max_size=4)
)
def test_the_same_files_have_the_same_digest_wherever_they_lie(tmp_path_factory, files):
    first, second = (tmp_path_factory.mktemp("f") for _ in range(2))
    for folder, items in ((first, files.items()), (second, reversed(files.items()))):
        for name, content in items:
            (folder / name).write_bytes(content)
    assert targets.digest(f"{first}/")[1:] == targets.digest(f"{second}/")[1:]
    assert targets.digest(f"{first}/")[1] == sum(map(len, tree(first).values()))


def test_mirrored_targets_stand_as_their_sources(notes):
    notes.input("sub/deep/c d.memo", "five\n")
    notes.doit()
    build = notes.folder / "build" / "notes"
    files = {path for path in tree(build) if not path.startswith(".work/")}
    assert files == {"a.note", "sub/b.note", "sub/deep/c d.memo", "tally.json"}
    assert (build / ".work/sub/deep/c-d-memo/read.json").exists()
    (build / "sub" / "b.note").write_text("edited", encoding="utf-8")
    assert made(notes.doit()) == ["sub/b:write"], "and the collection reads what it read before"
    assert "up to date" in notes.doit("build/notes/sub/b.note")
    notes.doit("clean", "sub/b", "sub/deep/c-d-memo")
    assert not (build / "sub").exists() and not (build / ".work" / "sub").exists()
    assert (build / "a.note").exists()


@pytest.mark.parametrize("damage", ["deleted", "edited", "added", "all of it"])
def test_a_folder_that_was_touched_is_made_again(notes, damage):
    notes.doit()
    cards = notes.folder / "build" / "notes" / CARDS
    good = tree(cards)
    if damage == "deleted":
        (cards / "0.txt").unlink()
    elif damage == "edited":
        (cards / "inner" / "1.txt").write_bytes(good["inner/1.txt"][::-1])
    elif damage == "added":
        (cards / "extra.txt").write_text("extra", encoding="utf-8")
    else:
        shutil.rmtree(cards)
    why = "target missing" if damage == "all of it" else "target was changed by somebody else"
    assert why in notes.doit("plan")
    assert made(notes.doit()) == ["a:cards"], "and the next phase reads the same content"
    assert tree(cards) == good
    assert made(notes.doit()) == []


def test_a_folder_that_was_looked_at_is_up_to_date(notes):
    notes.doit()
    cards = notes.folder / "build" / "notes" / CARDS
    for name in (".DS_Store", "inner/.DS_Store", "inner/._1.txt", "Thumbs.db", "desktop.ini"):
        (cards / name).write_bytes(b"of the system")
    assert made(notes.doit()) == []


def test_a_folder_is_read_by_the_next_phase_and_known_to_every_command(notes):
    notes.doit()
    notes.input("a.note", "one\n2\nthree\n")
    assert {"a:cards", "a:index"} <= set(made(notes.doit()))
    assert list(tree(notes.folder / "build" / "notes" / CARDS)) != []
    assert "U a:index" in notes.doit("list", "--all", "--status")
    said = notes.doit("why", "build/notes/.work/a/cards")
    assert "a:cards" in said and "as it was written" in said
    assert "made by cards): same" in notes.doit("why", "a:index")
    for name in (f"build/notes/{CARDS}", f"build/notes/{CARDS}/"):
        assert "1 up to date" in notes.doit(name)
    notes.doit("clean", "a:cards")
    assert not (notes.folder / "build" / "notes" / CARDS).exists()


def test_kill_9_leaves_no_half_folder(notes):
    notes.input("a.note", "".join(f"line {number}\n" for number in range(30)))
    notes.doit()
    cards = notes.folder / "build" / "notes" / CARDS
    whole = tree(cards)
    for moment in (0.5, 0.9, 1.3):
        notes.input("a.note", "".join(f"line {number} {moment}\n" for number in range(30)))
        process = notes.start("notes.cards.seconds=0.03", start_new_session=True)
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert not cards.exists() or len(tree(cards)) == len(whole) == 30
    notes.doit()
    assert all(b"1.3" in content for content in tree(cards).values()) and len(tree(cards)) == 30
    left = [path for path in cards.parent.iterdir() if path.name.startswith(".")]
    assert [path.name for path in left] == [".made.json"]


def test_a_name_that_is_no_utf8_is_mirrored(notes):
    path = os.fsencode(notes.folder / "input") + b"/caf\xe9.note"
    with open(path, "w", encoding="utf-8") as file:
        file.write("line\n")
    for _ in range(2):
        notes.doit()
    assert os.path.exists(os.fsencode(notes.folder / "build" / "notes") + b"/caf\xe9.note")
    assert "caf" in (notes.folder / "build" / "pipeline.json").read_text(encoding="utf-8")
