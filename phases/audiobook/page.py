"""Write the page to listen and look: one HTML file that plays the M4B beside it.

The text of each chapter stands in a block of its own, which is read when it is opened, so that a book
of any length opens at once.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from phases.audiobook import page_parts
from phases.audiobook.book import Scene, Script, read_script
from phases.graph.files import read_json
from phases.graph.model import Metrics, PhaseSettings
from phases.tools.html_page import allowed, data, text, web

VERSION = 1


class Settings(PhaseSettings):
    make: bool = True
    """Write it."""


def wanted(settings: Settings) -> bool:
    return settings.make


def run(
    extract: Path,
    script: Path,
    words: Path,
    check: Path | None,
    audio: Path,
    target: Path,
    settings: Settings,
) -> Metrics:
    """Write the page for the script with its sound; the M4B is named like the item's folder."""
    book, sound = read_script(script), read_json(audio)
    doubtful = read_json(words)["words"]
    heard = read_json(check)["heard"] if check else None
    rate, chapters = sound["sample_rate"], sound["chapters"]
    style, code = web(__package__, "page.css"), web(__package__, "page.js")
    head = Template(web(__package__, "page.html")).substitute(
        style=style,
        style_hash=allowed(style),
        script_hash=allowed(code),
        title=text(book.title),
        author=text(book.author),
        language=text(book.language),
        audio=text(f"./{quote(f'{script.parent.name}.m4b')}"),
        tiles=page_parts.tiles(book, chapters, rate, doubtful),
        chapters=page_parts.chapters(chapters, rate),
        sections="\n".join(
            (
                page_parts.warnings(read_json(extract).get("warnings", ()), heard, book),
                page_parts.words(doubtful, book.language),
                page_parts.ledger(book.ledger),
                page_parts.measures(chapters, rate, sound["profile"]),
            )
        ),
    )
    with target.open("w", encoding="utf-8", newline="\n") as page:
        page.write(head)
        page.writelines(_blocks(book, chapters, rate))
        page.write(f"<script>{code}</script>\n</body>\n</html>\n")
    return {"page_bytes": target.stat().st_size}


def _blocks(book: Script, chapters: list[dict[str, Any]], rate: int) -> Iterator[str]:
    """The times of all chapters, and the text of each."""
    times = list(_times(chapters, rate))
    yield f'<script type="application/json" id="times">{data(times)}</script>\n'
    for scene, chapter in zip(book.scenes, chapters, strict=True):
        block = data(_chapter(scene, chapter, rate))
        yield f'<script type="application/json" class="chapter">{block}</script>\n'


def _times(chapters: list[dict[str, Any]], rate: int) -> Iterator[tuple[float, float]]:
    """Seconds at which each chapter starts in the book, and how long it is."""
    before = 0
    for chapter in chapters:
        yield round(before / rate, 3), round(chapter["samples"] / rate, 3)
        before += chapter["samples"]


def _chapter(scene: Scene, chapter: Mapping[str, Any], rate: int) -> dict[str, Any]:
    """A chapter for the script: its paragraphs, its sentences, and where they start.

    A paragraph is its kind, the number of its sentences and its language; the times are milliseconds,
    each from the one before.
    """
    paragraphs: list[tuple[str, int, str]] = []
    goes_on = False
    for chunk in scene.chunks:
        if goes_on:
            kind, count, language = paragraphs.pop()
            paragraphs.append((kind, count + len(chunk.sentences), language))
        else:
            paragraphs.append((chunk.kind, len(chunk.sentences), chunk.language))
        goes_on = chunk.ends == "chunk"
    starts = [round(1000 * start / rate) for chunk in chapter["sentences"] for start in chunk]
    return {
        "paragraphs": paragraphs,
        "sentences": [sentence for chunk in scene.chunks for sentence in chunk.sentences],
        "times": [after - before for before, after in zip([0, *starts], starts, strict=False)],
        "loudness": chapter["loudness"],
        "peaks": chapter["picture"]["peaks"],
        "levels": chapter["picture"]["loudness"],
    }
