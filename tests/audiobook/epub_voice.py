"""Read EPUBs for what they say of how they are spoken: their paragraphs, and the spans of each."""

from pathlib import Path

from epub_maker import epub, page

from phases.audiobook.book import Book, Paragraph
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.matter import DEFAULT


def paragraphs(book: Book) -> list[Paragraph]:
    return [p for chapter in book.chapters for p in chapter.paragraphs]


def read(path: Path, policy: str = "skip") -> list[Paragraph]:
    return paragraphs(reader.read(path, DEFAULT, policy))


def one(folder: Path, body: str, attributes: str = "") -> list[Paragraph]:
    """The paragraphs of an EPUB with one page around `body`."""
    return read(epub(folder / "b.epub", {"a.x": page(body, attributes)}))


def marked(paragraph: Paragraph) -> list[tuple[str, str, str]]:
    """(words, language, sounds or words to say) of its spans."""
    return [(paragraph.text[s.start : s.end], s.language, s.ipa or s.say) for s in paragraph.spans]
