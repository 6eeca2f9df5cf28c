"""Build many small items through seven quick phases, beside the same functions in a plain loop.

usage: small.py [ITEMS] [WORKERS]    (default: 1000 items, 1 worker)

The pipeline is a throwaway one: seven phases that are not divided copy about 45 KB of JSON with a small
change each. The limit is the same seven functions in one process with an atomic write. CPU seconds are
those of all processes; the wall clock is only worth something on a quiet machine.
"""

import json
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import measure

from phases.graph.files import writing

PHASES = ("parse", "clean", "correct", "retime", "score", "mark", "write")
BYTES = 45_000
LEAST_ITEMS_MIN = 3_000
"""By the CPU seconds of all processes together, that is on one core."""
AT_ONCE = ("cpu_threshold=100", "nice=0")
"""A benchmark does not wait for other programs."""
MOST_NOOP_S, MOST_USS_MB, MOST_TREE_MB = 1.0, 100, 200

PHASE = '''"""Copy a small file: {name}."""

import json
from pathlib import Path

from phases.graph.model import Metrics, PhaseSettings


class Settings(PhaseSettings):
    word: str = "{name}"


def run(source: Path, target: Path, settings: Settings) -> Metrics:
    value = json.loads(source.read_bytes())
    value["done"].append(settings.word)
    target.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8", newline="\\n")
    return {{"cues": len(value["cues"])}}
'''
PIPELINE = '''"""Seven quick phases over small files."""

from phases.graph.model import Phase, Pipeline
from phases.small import {names}

PIPELINE = Pipeline(name="small", patterns=("*.small",), phases=({phases}))
'''


def pipeline(folder: Path) -> None:
    """Write the package ``phases/small`` below `folder`."""
    package = folder / "phases" / "small"
    package.mkdir(parents=True)
    (folder / "phases" / "__init__.py").touch()
    reads = ("source", *PHASES)
    phases = "".join(
        f'Phase({name}, reads="{read}", target="{name}.json"), '
        for name, read in zip(PHASES, reads, strict=False)
    )
    text = PIPELINE.format(names=", ".join(PHASES), phases=phases)
    (package / "__init__.py").write_text(text, encoding="utf-8")
    for name in PHASES:
        (package / f"{name}.py").write_text(PHASE.format(name=name), encoding="utf-8")


def inputs(folder: Path, count: int) -> None:
    """Write `count` files of about `BYTES` bytes, no two of them the same."""
    for number in range(count):
        cues: list[dict[str, object]] = []
        while len(cues) * 90 < BYTES:
            at = len(cues) * 2000
            cues.append(
                {"start": at, "end": at + 1800, "text": f"cue {len(cues)} of the talk {number}, so"}
            )
        text = json.dumps({"done": [], "cues": cues})
        (folder / "input" / f"talk-{number:05}.small").write_text(text, encoding="utf-8")


def limit_s(folder: Path) -> float:
    """CPU seconds of the seven functions in a plain loop, each target written as a whole."""
    sys.path.insert(0, str(folder))
    import phases

    phases.__path__.append(str(folder / "phases"))
    from phases.small import PIPELINE

    out = folder / "limit"
    began = _cpu_s()
    for item in sorted((folder / "input").iterdir()):
        source = item
        for phase in PIPELINE.phases:
            target = out / item.stem / phase.target
            with writing(target, durable=False) as temporary:
                phase.module.run(source, target=temporary, settings=phase.settings())
            source = target
    seconds = _cpu_s() - began
    shutil.rmtree(out)
    return seconds


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    workers = sys.argv[2] if len(sys.argv) > 2 else "1"
    with tempfile.TemporaryDirectory() as name:
        folder = measure.project(Path(name, "project"))
        pipeline(folder)
        inputs(folder, items)
        limit = limit_s(folder)
        seconds, peak = measure.watched(folder, "-n", workers, *AT_ONCE, path=folder)
        began = time.perf_counter()
        _, noop = measure.watched(folder, "-n", workers, *AT_ONCE, path=folder)
        noop_s = time.perf_counter() - began
    print(
        f"{items:,} items, {len(PHASES)} phases, -n {workers}: {seconds:.1f} s,"
        f" {60 * items / seconds:,.0f} items/min by the clock; {peak.cpu_s:.1f} CPU s"
        f" (main process {peak.main_cpu_s:.1f}): {60 * items / peak.cpu_s:,.0f} items/min on one core,"
        f" {1000 * peak.cpu_s / items:.1f} ms an item"
    )
    graph = 1000 * (peak.cpu_s - limit) / items
    print(
        f"limit: {limit:.1f} CPU s, {60 * items / limit:,.0f} items/min; the graph takes {graph:.1f} ms"
        f" an item, {graph / len(PHASES):.2f} ms a phase"
    )
    print(
        f"peak memory: {peak.uss:.0f} MB in one process (USS), {peak.pss:.0f} MB in all (PSS);"
        f" nothing to do: {noop_s:.2f} s, {noop.cpu_s:.2f} CPU s"
    )
    good = (
        60 * items / peak.cpu_s >= LEAST_ITEMS_MIN
        and noop_s <= MOST_NOOP_S
        and peak.uss <= MOST_USS_MB
        and peak.pss <= MOST_TREE_MB
    )
    print(
        f"goal: {LEAST_ITEMS_MIN:,} items/min on one core, nothing to do in {MOST_NOOP_S:g} s,"
        f" {MOST_USS_MB} MB a process, {MOST_TREE_MB} MB in all:"
        f" {'reached' if good else 'MISSED'}; {measure.load()}"
    )


if __name__ == "__main__":
    main()
