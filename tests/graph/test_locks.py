"""One run for each build folder."""

import errno
import os
import platform
import subprocess
import sys

import pytest

from phases.graph.errors import ConfigError
from phases.graph.locks import held_by, holder, only_run


def test_the_second_is_refused_and_told_who_holds_it(tmp_path):
    with only_run(tmp_path):
        with pytest.raises(ConfigError) as error, only_run(tmp_path):
            pass
        assert f"process {os.getpid()} on {platform.node()} since 20" in str(error.value)
        with pytest.raises(ConfigError), only_run(tmp_path):
            pass
    with only_run(tmp_path):
        pass
    assert holder(tmp_path) is None


def test_a_lock_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "run.lock").mkdir()
    with (
        pytest.raises(ConfigError, match=r"run\.lock: cannot be opened: Is a directory"),
        only_run(tmp_path),
    ):
        pass


def test_a_disk_without_locks_is_said(tmp_path, monkeypatch):
    def refuse(file, how):
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    with (
        pytest.raises(ConfigError, match=r"run\.lock: cannot be locked: .*; work on a local disk"),
        only_run(tmp_path),
    ):
        pass
    assert holder(tmp_path) is None


def test_a_dead_holders_lock_is_taken_over(tmp_path):
    code = f"""
import os
from pathlib import Path
from phases.graph.locks import held_by, holder, only_run
with only_run(Path({str(tmp_path)!r})):
    os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode != 0
    assert (tmp_path / "run.lock").read_text(encoding="utf-8")
    assert holder(tmp_path) is None
    with only_run(tmp_path):
        assert holder(tmp_path)["pid"] == os.getpid()


@pytest.mark.parametrize("owner", ["~$deck.pptx", "~$ck.pptx", ".~lock.deck.pptx#"])
def test_an_owner_file_says_that_a_program_has_it_open(tmp_path, owner):
    source = tmp_path / "deck.pptx"
    source.write_bytes(b"deck")
    assert held_by(source) == ""
    (tmp_path / owner).write_bytes(b"")
    assert held_by(source) == owner


def test_a_locked_input_is_held(tmp_path):
    fcntl = pytest.importorskip("fcntl")
    source = tmp_path / "deck.pptx"
    with open(source, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert held_by(source) == "a lock"
    assert held_by(source) == ""
    assert held_by(tmp_path / "nowhere") == ""


def test_a_folder_in_the_place_of_the_lock_is_no_run(tmp_path):
    (tmp_path / "run.lock").mkdir()
    assert holder(tmp_path) is None
