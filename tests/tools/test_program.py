"""Programs that behave and programs that do not."""

import os
import pickle
import signal
import sys
import time
from pathlib import Path

import pytest

from phases.graph.errors import ToolError, ToolMissing, ToolTimeout, TryLater
from phases.tools import program

pytestmark = pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX")


def python(code: str, feed: bytes = b"", timeout: float = 20, most: int = 1_000_000) -> bytes:
    return program.run([sys.executable, "-c", code], feed, timeout, most)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_output_is_what_it_wrote_whatever_the_size() -> None:
    feed = bytes(range(256)) * 3_000
    assert python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", feed) == feed


def test_input_that_nobody_reads_does_no_harm() -> None:
    assert python("print('done')", b"x" * 5_000_000) == b"done\n"


def test_missing_program() -> None:
    with pytest.raises(ToolMissing, match="no-such-program"):
        program.run(["no-such-program"], b"", 5, 100)


def test_a_file_that_is_no_program(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x00\x01\x02")
    broken.chmod(0o755)
    with pytest.raises(ToolMissing, match="did not start"):
        program.run([str(broken)], b"", 5, 100)


def test_failure_tells_the_last_lines() -> None:
    with pytest.raises(ToolError) as caught:
        python("import sys\nfor n in range(5000): print('line', n, file=sys.stderr)\nsys.exit(3)")
    error = pickle.loads(pickle.dumps(caught.value))
    assert "exit status 3" in str(error) and "line 4999" in str(error)
    assert error.output.splitlines() == [f"line {n}" for n in range(4992, 5000)]


def test_failure_with_bytes_that_are_no_text() -> None:
    with pytest.raises(ToolError) as caught:
        python("import sys; sys.stderr.buffer.write(b'\\xff\\x1b[31mbad\\x00'); sys.exit(1)")
    assert (
        "bad" in str(caught.value) and "\x1b" not in str(caught.value) and "\x00" not in str(caught.value)
    )


def test_crash_names_the_signal() -> None:
    with pytest.raises(ToolError, match=f"signal {int(signal.SIGSEGV)}"):
        python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")


def test_temporary_failure_is_for_later() -> None:
    with pytest.raises(TryLater, match="quota"):
        python("import sys; print('the quota is used up', file=sys.stderr); sys.exit(75)")


@pytest.mark.parametrize("sessions", [True, False], ids=["sessions", "as on Windows"])
def test_a_hang_ends_with_all_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sessions: bool
) -> None:
    if not sessions:
        monkeypatch.delattr(os, "killpg")
    note = tmp_path / "pids"
    code = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)"
    )
    with pytest.raises(ToolTimeout, match="longer than"):
        python(code, timeout=1.5)
    assert all(gone(int(pid)) for pid in note.read_text().split())


def test_a_child_left_behind_ends_too() -> None:
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid)"
    )
    assert gone(int(python(code)))


def test_endless_output_is_stopped() -> None:
    with pytest.raises(ToolError, match="more than 1,000,000 bytes"):
        python("import sys\nwhile True: sys.stdout.write('x' * 65536)")


@pytest.mark.skipif(sys.platform != "linux", reason="a program is tied to its parent on Linux alone")
def test_it_ends_when_the_worker_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    inner = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    code = (
        "import sys\nfrom phases.tools import program\n"
        f"program.run([sys.executable, '-c', {inner!r}], b'', 60, 100)"
    )
    worker = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", code])
    deadline = time.monotonic() + 20
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    assert gone(int(note.read_text()))
