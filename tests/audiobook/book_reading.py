"""What tests look at in a book that was read, and EPUBs read as they are by default."""

from pathlib import Path

from phases.audiobook.book import Book
from phases.audiobook.readers import epub
from phases.audiobook.readers.matter import DEFAULT


def titles(book: Book) -> list[str]:
    return [chapter.title for chapter in book.chapters]


def spoken(book: Book) -> list[str]:
    """The texts of all paragraphs."""
    return [paragraph.text for chapter in book.chapters for paragraph in chapter.paragraphs]


def read_epub(path: Path, *keep: str) -> Book:
    """The book with the default rules, without those named in `keep`."""
    return epub.read(path, [rule for rule in DEFAULT if rule not in keep])
