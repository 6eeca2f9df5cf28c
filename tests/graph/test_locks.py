"""One run for each build folder."""

import json
import os
import platform
import subprocess
import sys

import pytest

from phases.graph.errors import ConfigError
from phases.graph.locks import only_run


def test_the_second_is_refused_and_told_who_holds_it(tmp_path):
    with only_run(tmp_path):
        with pytest.raises(ConfigError) as error, only_run(tmp_path):
            pass
        assert f"process {os.getpid()} on {platform.node()} since 20" in str(error.value)
        with pytest.raises(ConfigError), only_run(tmp_path):
            pass
    with only_run(tmp_path):
        pass
    assert not (tmp_path / "run.lock").exists()


def test_a_dead_holders_lock_is_taken_over(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for text in (
        "",
        json.dumps({"pid": dead.pid, "started": 1.0, "host": platform.node(), "since": ""}),
        # The number of a dead process may be given to another one.
        json.dumps({"pid": os.getpid(), "started": 1.0, "host": platform.node(), "since": ""}),
    ):
        (tmp_path / "run.lock").write_text(text, encoding="utf-8")
        with only_run(tmp_path):
            pass


def test_a_holder_on_another_host_is_believed(tmp_path):
    holder = {"pid": 1, "started": 1.0, "host": "elsewhere", "since": "2026-01-01 00:00:00"}
    (tmp_path / "run.lock").write_text(json.dumps(holder), encoding="utf-8")
    with pytest.raises(ConfigError, match="process 1 on elsewhere since 2026"), only_run(tmp_path):
        pass
