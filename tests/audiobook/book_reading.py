"""What tests look at in a book that was read; EPUBs and texts, read as they are by default."""

from pathlib import Path

from phases.audiobook.book import Book, words
from phases.audiobook.readers import epub, text
from phases.audiobook.readers.matter import DEFAULT


def titles(book: Book) -> list[str]:
    return [chapter.title for chapter in book.chapters]


def spoken(book: Book) -> list[str]:
    """The texts of all paragraphs."""
    return [paragraph.text for chapter in book.chapters for paragraph in chapter.paragraphs]


def spoken_words(book: Book) -> list[str]:
    return [word for text in spoken(book) for word in words(text)]


def read_epub(path: Path, *keep: str) -> Book:
    """The book with the default rules, without those named in `keep`."""
    return epub.read(path, [rule for rule in DEFAULT if rule not in keep])


def read_text(folder: Path, content: str | bytes, name: str = "a book.txt", *keep: str) -> Book:
    """The book in a file `name` with `content`, without the rules named in `keep`."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return text.read(path, [rule for rule in DEFAULT if rule not in keep])


def with_notes_marked(book: Book) -> list[str]:
    """The paragraphs, with a mark before notes; the ledger must add up."""
    spoken = [p for chapter in book.chapters for p in chapter.paragraphs]
    assert book.ledger.spoken == sum(len(words(p.text)) for p in spoken)
    assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())
    return [("*" if p.kind == "note" else "") + p.text for p in spoken]
