"""What ``doit doctor`` looks at in the main process: Python, packages, machine, build folder, config."""

import os
import platform
import re
import sqlite3
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import psutil

import phases
from phases.graph.config import Config
from phases.graph.figures import counted
from phases.graph.item import Item
from phases.graph.model import Check, Pipeline

REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*([^;]*)")
"""Name and bounds of a requirement; what stands behind the semicolon says where it is not needed."""
ROOM_MB = 2_000
"""Free disk below which a book or two may not fit, in MB."""


def python() -> Check:
    """The version of Python, against what the project asks for."""
    asked = _project().python
    version = platform.python_version()
    detail = f"{platform.python_implementation()} {version}, {platform.system()} {platform.machine()}"
    return Check("Python", fits(version, asked), detail, f"install Python {asked}")


def packages() -> Iterator[Check]:
    """Each package that the project depends on."""
    for requirement in sorted(_project().dependencies, key=str.lower):
        match = REQUIREMENT.match(requirement)
        if match is None or "extra" in requirement.partition(";")[2]:
            continue
        name, bounds = match[1], match[2].strip().strip("()")
        install = f"pip install '{name}{bounds}'"
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Check(name, ";" in requirement, "not installed", install)
        else:
            good = fits(version, bounds)
            yield Check(name, good, version if good else f"{version}, needed is {bounds}", install)


def fits(version: str, bounds: str) -> bool:
    """Is `version` within bounds such as ``>=6,<8`` or ``==0.37.*``?

    >>> fits("0.37.1", "==0.37.*"), fits("5.9", ">=6"), fits("10.0", ">=9.1, <10")
    (True, False, False)
    """
    for bound in filter(None, map(str.strip, bounds.split(","))):
        operator, asked = re.match(r"([<>=!~]*)\s*(.*)", bound).groups()  # type: ignore[union-attr]
        have, want = _release(version), _release(asked)
        if asked.endswith(".*") or operator == "~=":
            have = have[: len(want) if operator != "~=" else len(want) - 1]
            want = want[: len(have)]
            operator = "!=" if operator == "!=" else "=="
        width = max(len(have), len(want))
        have, want = (numbers + [0] * (width - len(numbers)) for numbers in (have, want))
        holds = {">=": have >= want, ">": have > want, "<=": have <= want, "<": have < want}
        if not holds.get(operator, (have != want) if operator == "!=" else (have == want)):
            return False
    return True


def machine(config: Config, build: Path) -> Iterator[Check]:
    """Cores, memory and room."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    hint = f"set max_workers to {cores}"
    detail = f"{cores} for {counted(config.max_workers, 'worker')}"
    yield Check("cores", cores >= config.max_workers, detail, hint, needed=False)
    memory = psutil.virtual_memory()
    detail = f"{memory.available / 1e9:.1f} of {memory.total / 1e9:.1f} GB are free"
    enough = memory.available / 1e6 > config.min_free_memory_mb
    yield Check("memory", enough, detail, "end other programs, or lower min_free_memory_mb", needed=False)
    free = psutil.disk_usage(str(build if build.exists() else Path())).free / 1e6
    detail, hint = f"{free / 1e3:,.1f} GB are free for {build}/", "make room on this disk"
    if free < config.min_free_disk_mb:
        yield Check("disk", False, detail, f"{hint}, or lower min_free_disk_mb")
    else:
        yield Check("disk", free >= ROOM_MB, detail, hint, needed=False)


def writable(name: str, folder: Path) -> Check:
    """Can files be made in `folder`? Makes one and removes it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        reason = error.strerror or str(error)
        return Check(
            name, False, f"{folder}: {reason}", "make it writable for you, or work in another folder"
        )
    return Check(name, True, f"{folder}/ can be written")


def database(file: Path) -> Check:
    """Does the state database open, and is it whole?"""
    try:
        address = f"{file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as connection:
            [[said]] = connection.execute("PRAGMA quick_check(1)").fetchall()
            tasks = connection.execute("SELECT count(*) FROM tasks").fetchone()[0]
    except sqlite3.Error as error:
        said, tasks = str(error), 0
    found = f"whole, {counted(tasks, 'task')}" if said == "ok" else said
    detail = f"{file}: {found}; SQLite {sqlite3.sqlite_version}"
    return Check("state", said == "ok", detail, "delete it: what is provably made is recognised again")


def configuration(config: Config, file: Path, pipelines: Iterable[Pipeline]) -> Iterator[Check]:
    """The config, which was checked when it was loaded, and the secrets that it asks for."""
    names = ", ".join(pipeline.name for pipeline in pipelines)
    where = str(file.absolute()) if file.exists() else f"there is no {file}, all defaults"
    yield Check("config", True, f"{where}; pipelines: {names}")
    for one in config.notify:
        variable = one.webhook_env or (one.email.password_env if one.email else "")
        if variable:
            there = bool(os.environ.get(variable))
            detail = f"{one.name}: {variable} is {'set' if there else 'not set'}"
            hint = f"set the environment variable {variable}"
            yield Check("notify", there, detail, hint, needed=False)


def inputs(config: Config, items: Iterable[Item], pipelines: Iterable[Pipeline]) -> Check:
    """How many inputs each pipeline has."""
    counts = Counter(item.pipeline.name for item in items)
    sample = "" if config.input_dir.exists() else " (the bundled sample)"
    found = ", ".join(f"{counts[pipeline.name]:,} for {pipeline.name}" for pipeline in pipelines)
    hint = f"put files into {config.input_dir}/"
    return Check("inputs", counts.total() > 0, f"{config.input_dir}/{sample}: {found}", hint, needed=False)


class _Project(NamedTuple):
    """What the project asks for."""

    python: str
    dependencies: list[str]


def _project() -> _Project:
    """Of pyproject.toml in a checkout, else what pip has noted of the installed project."""
    file = Path(phases.__file__).parents[1] / "pyproject.toml"
    if file.exists():
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
        if table.get("name") == "bindery":
            return _Project(table["requires-python"], table["dependencies"])
    noted = metadata.metadata("bindery")
    return _Project(noted["Requires-Python"], metadata.requires("bindery") or [])


def _release(version: str) -> list[int]:
    """``3.11.7rc1+x`` -> [3, 11, 7]"""
    match = re.match(r"v?(\d+(?:\.\d+)*)", version.strip())
    return [int(number) for number in match[1].split(".")] if match else []
