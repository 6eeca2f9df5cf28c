"""The audiobook pipeline: a book in, an M4B with chapters out."""

from phases.audiobook import chunk, enhance, extract, package, synthesize, validate
from phases.graph.model import Phase, Pipeline

PIPELINE = Pipeline(
    name="audiobook",
    patterns=("*.epub", "*.pdf", "*.md", "*.txt"),
    phases=(
        Phase(validate, reads="source", target="validate.json"),
        Phase(extract, reads="source", target="book.json"),
        Phase(chunk, reads="extract", target="chunks.json"),
        Phase(synthesize, reads="chunk", target="speech.json"),
        Phase(enhance, reads="chunk synthesize", target="audio.json"),
        Phase(package, reads="validate chunk enhance", target="{id}.m4b"),
    ),
    preload=("phases.tools.audio", "phases.tools.m4b", "phases.audiobook.readers.epub"),
    summary=(("spoken", "Words"), ("skipped", "Skipped"), ("lost", "Lost"), ("audio_s", "Audio")),
)
