"""Worker processes that the system does not give end a run with one line."""

import errno
import os

import pebble
import pytest

from phases.graph.config import Config
from phases.graph.errors import ToolError
from phases.graph.jobs import Limits
from phases.graph.log import Log
from phases.graph.pool import Pool


@pytest.mark.parametrize("code", [errno.EAGAIN, errno.EMFILE, errno.EPIPE])
def test_no_process_can_be_started(code, monkeypatch):
    def schedule(*_, **__):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(pebble.ProcessPool, "schedule", schedule)
    pool = Pool(Config(), 1, (), Log(os.devnull, "INFO"))
    with pytest.raises(ToolError, match="the worker processes cannot be started; see the log"):
        pool.submit("a", Limits(timeout_s=1.0, memory_mb=100.0), "refuse")
    pool.close()
