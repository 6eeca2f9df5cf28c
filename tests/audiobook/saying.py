"""What the voice gets of sentences, by the phase *pronounce*."""

from pathlib import Path
from typing import Any

from making import scene, script

from phases.audiobook import book, pronounce
from phases.audiobook.book import Chunk, Script, Span, Utterance
from phases.graph.model import Metrics


def pronounced(folder: Path, value: Script, *lexicons: str, **given: Any) -> Metrics:
    """Run the phase on `value` with `lexicons`, the outer ones first; its target is ``say.json``."""
    book.write(folder / "chunks.json", value)
    beside = [folder / f"lexicon-{n}.yaml" for n in range(len(lexicons))]
    for path, text in zip(beside, lexicons, strict=True):
        path.write_text(text, encoding="utf-8")
    settings = pronounce.Settings(**given)
    return pronounce.run(
        folder / "chunks.json", target=folder / "say.json", settings=settings, beside=beside
    )


def said(
    folder: Path, *chunks: Chunk, lexicon: str = "", language: str = "en", title: str = "One", **given: Any
) -> list[list[Utterance]]:
    """The utterances of each chunk."""
    lexicons = [lexicon] if lexicon else []
    pronounced(folder, script(scene(title, *chunks), language=language), *lexicons, **given)
    return [list(chunk) for chunk in book.read_say(folder / "say.json").scenes[0]]


def one(folder: Path, text: str, spans: tuple[Span, ...] = (), **given: Any) -> Utterance:
    """The utterance of one sentence."""
    [[utterance]] = said(folder, Chunk((text,), spans=(spans,) if spans else ()), **given)
    return utterance


def texts(utterance: Utterance) -> str:
    return "".join(segment.text for segment in utterance)
