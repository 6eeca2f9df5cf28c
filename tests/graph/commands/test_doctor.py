"""`doit doctor`: says what is there, what is missing and how to get it; exit 0 or 3."""

import json
import os
import re
import sqlite3
from pathlib import Path

import psutil
import pytest

from phases.graph import checks
from phases.graph.config import Config
from phases.graph.notify import Notification

SICK = '''"""Sick."""
from phases.graph.model import Check, Phase, PhaseSettings, Pipeline
from phases.sick import {names}
PIPELINE = Pipeline("sick", ("*.sick",), ({phases}))
'''
PHASE = '''"""A phase."""
import ctypes
from phases.graph.model import Check, PhaseSettings
class Settings(PhaseSettings):
    voice: str = "anna"
def run(source, target, settings): ...
def checks(settings):
    {body}
'''


def found(project, *arguments, code=0):
    """The checks by name."""
    text = project.doit("doctor", "--json", *arguments, code=code)
    said = json.loads(text[text.index("{") :])  # notes of doit's loader go before it
    assert said["ok"] == (code == 0)
    return {check["name"]: check for check in said["checks"]}


def test_all_is_here(books):
    books.input("a.txt", "A book.\n")
    books.config("max_workers: 1\n")
    found_ = found(books)
    assert "1 for audiobook" in found_["inputs"]["detail"]
    assert found_["config"]["detail"].startswith(str(books.folder / "config.yaml"))
    samples = re.search(r"\(([\d,]+) samples, peak", found_["synthesis"]["detail"])
    assert int(samples[1].replace(",", "")) > 10_000
    voices = re.search(r"espeak-ng \d[.\d]+, (\d+) voices", found_["engine espeak (set)"]["detail"])
    assert int(voices[1]) > 50
    assert "aac there" in found_["encoder"]["detail"] and found_["state"]["ok"]
    assert {"doit", "av", "numpy"} <= found_.keys()
    assert sorted(os.listdir(books.folder / "build")) == ["bindery.log", "state.db"]
    left = set(os.listdir(books.folder)) - {"__pycache__"}  # which Python makes, of dodo.py
    assert left == {"build", "config.yaml", "dodo.py", "input", "pyproject.toml"}


def test_a_missing_program_and_a_wrong_voice_are_named(books):
    command = ("audiobook.synthesize.engine=command", "audiobook.synthesize.command=[no-such-speaker]")
    said = books.doit("doctor", *command, code=3)
    assert (
        "there is no program no-such-speaker" in said and "missing: engine command (set), synthesis" in said
    )
    wrong = found(books, "audiobook.synthesize.voice=nobody-speaks-so", code=3)
    assert "no voice 'nobody-speaks-so'" in wrong["synthesis"]["detail"] and wrong["synthesis"]["hint"]
    assert found(books, "audiobook.synthesize.engine=silent")["synthesis"]["ok"]


def test_a_check_that_crashes_ends_nothing_else(books):
    folder = books.folder / "more" / "phases" / "sick"
    folder.mkdir(parents=True)
    bodies = {
        "crash": "ctypes.string_at(0)",
        "bug": "return 1 / 0",
        "good": "return [Check('the doctor of good', True, settings.voice)]",
    }
    for name, body in bodies.items():
        (folder / f"{name}.py").write_text(PHASE.format(body=body))
    names = ", ".join(bodies)
    phases = "".join(f"Phase({name}, reads='source', target='{name}'), " for name in bodies)
    (folder / "__init__.py").write_text(SICK.format(names=names, phases=phases))
    books.env["PYTHONPATH"] += os.pathsep + str(folder.parents[1])
    (folder.parent / "__init__.py").write_text("")
    found_ = found(books, "sick.good.voice=berta", code=3)
    assert "killed by SIGSEGV" in found_["sick.crash"]["detail"]
    assert "ZeroDivisionError" in found_["sick.bug"]["detail"]
    assert "bindery.log" in found_["sick.bug"]["hint"]
    assert found_["the doctor of good"]["detail"] == "berta" and found_["synthesis"]["ok"]


def test_a_wrong_config_is_one_line(books):
    books.config("audiobook:\n  synthesize:\n    engine: parrot\n")
    said = books.doit("doctor", code=3)
    assert said.startswith("ERROR: config.yaml: audiobook.synthesize.engine: must be one of")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("version", "bounds", "good"),
    [
        ("3.11.7", ">=3.11", True),
        ("3.10.14", ">=3.11", False),
        ("0.37.0", "==0.37.*", True),
        ("0.38", "==0.37.*", False),
        ("10.0", ">=9.1", True),
        ("9.0", ">=9.1", False),
        ("9.1.0", "==9.1", True),
        ("9.1rc1", ">=9, <9.2", True),
        ("9.2", ">=9,<9.2", False),
        ("2.3", "~=2.1", True),
        ("3.0", "~=2.1", False),
        ("1.5", "!=1.5", False),
        ("1.5", "", True),
    ],
)
def test_bounds_of_versions(version, bounds, good):
    assert checks.fits(version, bounds) == good


def test_a_package_that_is_missing_or_too_old(monkeypatch):
    wanted = ["psutil>=999", "pyyaml>=1", "no-such-package>=2", 'pytest>=8; extra == "test"']
    monkeypatch.setattr(checks, "_project", lambda: checks._Project(">=99", wanted))
    by_name = {check.name: check for check in checks.packages()}
    assert list(by_name) == ["no-such-package", "psutil", "pyyaml"]
    assert not by_name["psutil"].ok and "needed is >=999" in by_name["psutil"].detail
    assert by_name["pyyaml"].ok and by_name["pyyaml"].detail[0].isdigit()
    assert by_name["no-such-package"].hint == "pip install 'no-such-package>=2'"
    assert not checks.python().ok


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    assert not checks.writable("build", tmp_path / "file").ok
    assert checks.writable("build", tmp_path / "new").ok and not list((tmp_path / "new").iterdir())


def test_a_damaged_database(tmp_path):
    file = tmp_path / "state.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE tasks (name TEXT PRIMARY KEY, data TEXT)")
        connection.executemany("INSERT INTO tasks VALUES (?, ?)", [(str(n), "x" * 500) for n in range(500)])
    connection.close()
    assert "whole, 500 tasks" in checks.database(file).detail
    data = bytearray(file.read_bytes())
    data[4096 * 5 : 4096 * 9] = bytes(4096 * 4)
    file.write_bytes(data)
    assert not checks.database(file).ok
    assert not checks.database(tmp_path / "none.db").ok and not (tmp_path / "none.db").exists()


def test_machine_and_secrets(tmp_path, monkeypatch):
    few = psutil.disk_usage(str(tmp_path)).free / 1e6 + 1e6
    tight = {
        check.name: check
        for check in checks.machine(Config(min_free_disk_mb=few, max_workers=250), tmp_path)
    }
    assert tight["disk"].needed and not tight["disk"].ok
    assert not tight["cores"].ok and not tight["cores"].needed
    monkeypatch.delenv("HOOK", raising=False)
    config = Config(notify=[Notification(webhook_env="HOOK")])
    *_, notify = checks.configuration(config, Path("config.yaml"), [])
    assert not notify.ok and "HOOK is not set" in notify.detail
