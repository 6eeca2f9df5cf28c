"""M4B files for tests, and their chapters as FFmpeg reads them."""

from pathlib import Path
from typing import Any

import av
from making import Studio, scene, script

from phases.audiobook import enhance


def chapters(path: Path) -> list[Any]:
    with av.open(str(path)) as file:
        return list(file.chapters())


def built(folder: Path, *titles: str, engine: str = "silent", **facts: str) -> Studio:
    studio = Studio(folder, engine=engine)
    studio.speak(script(*(scene(title, (f"Words of {n}.",)) for n, title in enumerate(titles))))
    studio.master(enhance.Settings(head_ms=100, tail_ms=100))
    studio.pack(**facts)
    return studio
