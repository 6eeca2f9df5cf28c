"""One book in six formats: every reader hears the same chapters, words and notes, whatever the book is."""

import html
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from docx_maker import docx, note, par, reference, run
from epub_maker import epub, page
from fb2_maker import fb2
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook import readers
from phases.audiobook.book import Book, words
from phases.audiobook.readers.matter import DEFAULT, Policy

COMMON = (
    "the sea was calm and nobody knew why “Oh!” Mr. Smith’s well-known café 1,000 3.14 naïve index"
    " publisher contents copyright Größe"
)
SENTENCE = st.lists(st.sampled_from(COMMON.split()), min_size=3, max_size=9).map(
    lambda chosen: "So " + " ".join(chosen) + "."
)


@dataclass(frozen=True)
class Text:
    """A paragraph, and the note to its end or nothing."""

    text: str
    note: str = ""


CHAPTER = st.lists(st.builds(Text, SENTENCE, st.just("") | SENTENCE), min_size=1, max_size=4)
NOVEL = st.lists(CHAPTER, min_size=2, max_size=4)
Novel = list[list[Text]]


def numbered(novel: Novel) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """(title, [(text, note, number of the note or 0)]) of each chapter."""
    count, found = 0, []
    for index, chapter in enumerate(novel, start=1):
        rows = []
        for one in chapter:
            count += bool(one.note)
            rows.append((one.text, one.note, count if one.note else 0))
        found.append((f"Chapter {index}", rows))
    return found


def markup(novel: Novel) -> tuple[str, str]:
    """(chapters, notes) as HTML."""
    body = notes = ""
    for title, rows in numbered(novel):
        body += f"<h2>{title}</h2>"
        for text, note_, number in rows:
            link = f'<sup><a id="r{number}" href="#n{number}">{number}</a></sup>' if number else ""
            body += f"<p>{html.escape(text)}{link}</p>\n"
            if number:
                back = f'<a href="#r{number}">{number}</a>. '
                notes += f'<p id="n{number}">{back}{html.escape(note_)}</p>\n'
    return body, f"<h2>Notes</h2>{notes}" if notes else ""


def as_epub(folder: Path, novel: Novel) -> Path:
    return epub(folder / "b.epub", {"a.x": page("".join(markup(novel)))})


def as_html(folder: Path, novel: Novel) -> Path:
    (folder / "b.html").write_text(f"<html><body>{''.join(markup(novel))}</body></html>", encoding="utf-8")
    return folder / "b.html"


def as_docx(folder: Path, novel: Novel) -> Path:
    body = notes = ""
    for title, rows in numbered(novel):
        body += par(title, "Heading1")
        for text, note_, number in rows:
            body += par(run(text) + (reference("footnote", number) if number else ""))
            notes += note("footnote", number, par(note_)) if number else ""
    return docx(folder / "b.docx", body, footnotes=notes)


def as_fb2(folder: Path, novel: Novel) -> Path:
    body = notes = ""
    for title, rows in numbered(novel):
        body += f"<section><title><p>{title}</p></title>"
        for text, note_, number in rows:
            link = f'<a l:href="#n{number}" type="note">[{number}]</a>' if number else ""
            body += f"<p>{html.escape(text)}{link}</p>"
            if number:
                label = f"<title><p>{number}</p></title>"
                notes += f'<section id="n{number}">{label}<p>{html.escape(note_)}</p></section>'
        body += "</section>"
    return fb2(folder / "b.fb2", f'<body>{body}</body><body name="notes">{notes}</body>')


def as_text(folder: Path, novel: Novel, markdown: bool = False) -> Path:
    body, mark = "", "^" if markdown else ""
    for title, rows in numbered(novel):
        body += f"{'## ' if markdown else ''}{title}\n\n"
        for text, note_, number in rows:
            body += text + (f"[{mark}{number}]" if number else "") + "\n\n"
            body += f"[{mark}{number}]{':' if markdown else ''} {note_}\n\n" if number else ""
    path = folder / ("b.md" if markdown else "b.txt")
    path.write_text(body, encoding="utf-8")
    return path


def as_markdown(folder: Path, novel: Novel) -> Path:
    return as_text(folder, novel, markdown=True)


FORMATS = [as_epub, as_html, as_docx, as_fb2, as_text, as_markdown]


def wanted(novel: Novel, policy: str) -> list[list[str]]:
    """What is to be heard of each chapter; notes behind a ``*``."""
    found = []
    for title, rows in numbered(novel):
        heard, waiting = [title], []
        for text, note_, _ in rows:
            heard.append(text)
            if note_ and policy == "reference":
                heard.append(f"*{note_}")
            elif note_:
                waiting.append(f"*{note_}")
        found.append(heard + waiting * (policy == "chapter_end"))
    return found


def heard(book: Book) -> list[list[str]]:
    return [[("*" if p.kind == "note" else "") + p.text for p in c.paragraphs] for c in book.chapters]


@pytest.mark.parametrize("made", FORMATS, ids=lambda function: function.__name__[3:])
@given(NOVEL, st.sampled_from(get_args(Policy)))
@settings(deadline=None, max_examples=25)
def test_every_format_is_heard_alike(made, novel: Novel, policy: str) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder), novel)
        book = readers.reader(path).read(path, DEFAULT, policy)
    assert heard(book) == wanted(novel, policy)
    assert [chapter.title for chapter in book.chapters] == [title for title, _ in numbered(novel)]
    spoken = sum(len(words(p.text)) for chapter in book.chapters for p in chapter.paragraphs)
    assert book.ledger.spoken == spoken
    assert book.ledger.source == spoken + sum(book.ledger.skipped.values())
