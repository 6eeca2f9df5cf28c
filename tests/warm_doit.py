"""doit in a fork of a process that has imported all its modules already.

A test may run doit ten times, and most of the time of such a run goes into the imports. `start` runs this
file as a program, which imports them once; each run is then a child of it, with a folder, an environment,
an output and an exit code of its own. Elsewhere than on Linux, a fork is not safe and `start` gives None.
"""

import json
import os
import select
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

LONGEST_REQUEST = 100_000


class WarmDoit:
    """The process that has imported doit and the phases, as a client sees it."""

    def __init__(self, env: dict[str, str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, __file__, str(theirs.fileno())]
        # Its own output is a pipe as that of each run is: Python looks at its start what it can do with it.
        self._process = subprocess.Popen(
            command, env=env, pass_fds=[theirs.fileno()], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        theirs.close()
        self._socket = ours

    def run(
        self, folder: Path, env: dict[str, str], arguments: list[str], timeout: float
    ) -> tuple[int, str]:
        """Exit code and output of ``doit <arguments>`` in `folder`, ended with all its processes."""
        reader, writer = os.pipe()
        request = json.dumps([str(folder), env, arguments]).encode()
        with suppress(BrokenPipeError):
            socket.send_fds(self._socket, [request], [writer])
        os.close(writer)
        with os.fdopen(reader, "rb", buffering=0) as output:
            said, end = b"", time.monotonic() + timeout
            while select.select([output], [], [], max(0.0, end - time.monotonic()))[0]:
                if not (data := output.read(1 << 16)):
                    break
                said += data
            else:
                for process in psutil.Process(self._process.pid).children(recursive=True):
                    process.kill()
                self._socket.recv(100)
                raise TimeoutError(f"not done in {timeout:g} s\n{said.decode(errors='replace')}")
        ended = b""
        with suppress(ConnectionResetError):
            ended = self._socket.recv(100)
        assert ended, self._process.communicate()[0].decode(errors="replace")  # it could not import them
        return int(ended), said.decode("utf-8")


_STARTED: dict[str, WarmDoit] = {}


def start(env: dict[str, str]) -> WarmDoit | None:
    """The warm process for the PYTHONPATH of `env`, the same for each test; it ends with the tests."""
    if not sys.platform.startswith("linux"):
        return None
    path = env["PYTHONPATH"]
    if path not in _STARTED:
        _STARTED[path] = WarmDoit(env)
    return _STARTED[path]


def _import_all() -> None:
    """What a run of doit imports in its main process; it leaves no other trace than the modules."""
    import importlib
    import pkgutil

    import doit.doit_cmd  # noqa: F401

    from phases.graph import commands, config, pool, reporter, run, state, tasks  # noqa: F401

    for module in pkgutil.iter_modules(commands.__path__):
        importlib.import_module(f"{commands.__name__}.{module.name}")
    config.pipelines()


def _serve(server: socket.socket) -> list[str]:
    """Fork for each request; a child comes back with its arguments, the parent never does."""
    while True:
        request, writers, _, _ = socket.recv_fds(server, LONGEST_REQUEST, 1)
        if not request:
            os._exit(0)
        child = os.fork()
        if not child:
            server.close()
            folder, env, arguments = json.loads(request)
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(env)
            os.dup2(writers[0], 1)
            os.dup2(writers[0], 2)
            os.close(writers[0])
            sys.path.insert(0, folder)
            return list(arguments)
        os.close(writers[0])
        _, status = os.waitpid(child, 0)
        server.send(str(os.waitstatus_to_exitcode(status)).encode())


def _main() -> None:
    del sys.path[0]  # this folder, of which doit knows nothing
    sys.argv[0] = "-m"  # as it is while ``python -m doit`` imports it
    _import_all()
    sys.argv[1:] = _serve(socket.socket(fileno=int(sys.argv[1])))
    import runpy

    runpy.run_module("doit", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
