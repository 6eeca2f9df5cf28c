"""Make the page to listen and look of a book with hostile texts, and read what is in it."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from making import Studio, scene, script

from phases.audiobook import page, words
from phases.audiobook.book import Book, Chunk, Ledger, Script, read_script, write
from phases.graph.files import read_json, write_json

HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
LEDGER = Ledger(1_234, 1_200, {"footnote": 30, "<b>rule": 4}, 0)
WARNINGS = ("chapter-2.xhtml is missing", f"the image {HOSTILE} is left out")
BOOK = script(
    scene(
        "Letter 1",
        Chunk(("Letter 1",), "title", "title"),
        ("You will rejoice to hear of Walton.", "I arrived here yesterday.", "My first task is done."),
        Chunk(("I am already far north of London,",), ends="chunk"),
        ("and as I walk, I feel a cold breeze.",),
    ),
    scene(
        HOSTILE,
        Chunk((HOSTILE,), "title", "title"),
        Chunk(("Roses are red,", "violets are blue."), "verse"),
        Chunk(("Bonjour, mes amis.",), language="fr"),
        ("***", "It goes on here."),
        ("word" * 500 + " \u202e the end of a long one.",),
    ),
    scene("Long", *[(f"This is the sentence with the number {n}.",) for n in range(1, 41)]),
)


def written(folder: Path, value: Script = BOOK, check: Path | None = None) -> Path:
    """The page of a book whose script and sound stand in `folder`."""
    told = Book(value.title, value.author, value.language, "", "", (), value.ledger, WARNINGS)
    write(folder / "book.json", told)
    words.run(folder / "chunks.json", folder / "words.json", words.Settings())
    target = folder / "index.html"
    inputs = [folder / f"{name}.json" for name in ("book", "chunks", "words")]
    page.run(*inputs, check, folder / "audio.json", target, page.Settings())
    return target


def silent(folder: Path, value: Script) -> Path:
    """``chunks.json`` and ``audio.json`` of a book with a second for each sentence, and its page."""
    write(folder / "chunks.json", value)
    chapters = []
    for one in value.scenes:
        at, starts = 0, []
        for chunk in one.chunks:
            starts.append([at + 100 * n for n in range(len(chunk.sentences))])
            at += 100 * len(chunk.sentences)
        nothing = dict.fromkeys(("loudness", "true_peak", "rms", "noise_floor"))
        picture = {"peaks": "", "loudness": ""}
        chapters.append(
            {"title": one.title, "samples": at, "sentences": starts, "picture": picture, **nothing}
        )
    write_json(folder / "audio.json", {"sample_rate": 100, "profile": "audiobook", "chapters": chapters})
    return written(folder, value)


def sounding(folder: Path) -> Path:
    """`folder`, with `BOOK` spoken by espeak under a hostile author: its page and its M4B."""
    studio = Studio(folder, engine="espeak")
    studio.speak(Script(BOOK.title, HOSTILE, "en", "1901", BOOK.scenes, LEDGER))
    studio.master()
    studio.pack().rename(folder / f"{folder.name}.m4b")
    written(folder, read_script(studio.chunks))
    return folder


class Read(HTMLParser):
    """The elements of a page, and the data of its scripts."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[Any] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][1].get("type") == "application/json" and data.strip():
            self.blocks.append(json.loads(data))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def heard(folder: Path, chapter: int) -> tuple[float, list[float], list[str]]:
    """When a chapter (from 0) starts in the book, when its sentences start in it, and those."""
    sound, spoken = read_json(folder / "audio.json"), read_script(folder / "chunks.json").scenes[chapter]
    rate, before = sound["sample_rate"], sum(c["samples"] for c in sound["chapters"][:chapter])
    starts = [start / rate for chunk in sound["chapters"][chapter]["sentences"] for start in chunk]
    return before / rate, starts, [text for chunk in spoken.chunks for text in chunk.sentences]
