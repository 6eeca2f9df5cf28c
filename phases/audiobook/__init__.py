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
    formerly=(
        ("voice", "synthesize.voice"),
        ("voice_name", "synthesize.voice"),
        ("engine", "synthesize.engine"),
        ("tts_engine", "synthesize.engine"),
        ("sample_rate", "synthesize.sample_rate"),
        ("chunk_size", "chunk.max_chars"),
        ("max_chunk_chars", "chunk.max_chars"),
        ("lufs_target", "enhance.loudness"),
        ("target_lufs", "enhance.loudness"),
        ("max_file_size_mb", "validate.max_mb"),
    ),
    summary=(("spoken", "Words"), ("skipped", "Skipped"), ("lost", "Lost"), ("audio_s", "Audio")),
)
