"""Books of one chapter for tests, and the chunks that are made of them."""

from pathlib import Path

from hypothesis import strategies as st

from phases.audiobook import chunk
from phases.audiobook.book import Book, Chapter, Chunk, Ledger, Paragraph, Script, read_script, write


def book(*paragraphs: Paragraph | str, language: str = "en") -> Book:
    """A book of one chapter."""
    given = tuple(
        p if isinstance(p, Paragraph) else Paragraph(p, f"line {n}") for n, p in enumerate(paragraphs, 1)
    )
    return Book(
        "Title", "Author", language, "1900", "", (Chapter("One", given),), Ledger(9, 5, {"note": 4})
    )


def script(tmp_path: Path, source: Book, max_chars: int = 400) -> Script:
    write(tmp_path / "book.json", source)
    target = tmp_path / "chunks.json"
    chunk.run(tmp_path / "book.json", target=target, settings=chunk.Settings(max_chars=max_chars))
    return read_script(target)


def chunks(tmp_path: Path, *paragraphs: Paragraph | str, max_chars: int = 400) -> list[Chunk]:
    return list(script(tmp_path, book(*paragraphs), max_chars).scenes[0].chunks)


def texts(made: list[Chunk]) -> list[str]:
    return [" ".join(each.sentences) for each in made]


def letters(parts: list[str]) -> str:
    return "".join(char for part in parts for char in part if char.isalnum())


ANY = st.text(st.sampled_from("aé1 .!?;:,—“”’…()\n\u0301\u200d👩日。、 ـب"), max_size=120) | st.text(
    max_size=60
)
