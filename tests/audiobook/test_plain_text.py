"""TXT: paragraphs, chapters, and what is left out."""

from pathlib import Path

from book_reading import read_text, spoken, titles
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook.book import words
from phases.audiobook.readers import plain
from phases.audiobook.readers.gutenberg import mark
from phases.audiobook.readers.ledger import letters
from phases.audiobook.readers.matter import DEFAULT

NOVEL = """\
The Sea
by Ann Other

CHAPTER I.
The Shore

It was a dark night on the shore where nobody ever came in the winter of that
well-
known year, and _nobody_ knew why.

* * *

     Roses are red,
     Violets are blue.

Chapter 1 was long, he said.

CHAPTER II

THE STORM

    "Who is there?" she asked of the wind that blew in from the sea and
the rain.
    Nobody answered her, and the door stayed shut until the next morning
came.
"""


def test_a_novel(tmp_path: Path) -> None:
    book = read_text(tmp_path, NOVEL)
    assert (book.title, book.author, book.language) == ("The Sea", "Ann Other", "en")
    assert titles(book) == ["The Sea", "CHAPTER I. The Shore", "CHAPTER II: THE STORM"]
    assert [p.text for p in book.chapters[1].paragraphs] == [
        "CHAPTER I. The Shore",
        "It was a dark night on the shore where nobody ever came in the winter of that well-known year, "
        "and nobody knew why.",
        "Roses are red,\nViolets are blue.",
        "Chapter 1 was long, he said.",
    ]
    assert [p.kind for p in book.chapters[1].paragraphs] == ["title", "text", "verse", "text"]
    assert [p.text[:8] for p in book.chapters[2].paragraphs] == [
        "CHAPTER ",
        "THE STOR",
        '"Who is ',
        "Nobody a",
    ]
    assert book.chapters[1].paragraphs[1].source == "line 7"
    assert book.ledger.source == book.ledger.spoken == sum(len(words(t)) for t in spoken(book))


def test_lines_that_are_not_wrapped_are_paragraphs(tmp_path: Path) -> None:
    long = "This is one paragraph on one very long line, " * 6
    book = read_text(tmp_path, f"Chapter 1\n{long}\n{long}\n{long}\nChapter 2\n{long}\nYes.\n")
    assert titles(book) == ["Chapter 1", "Chapter 2"]
    assert [len(chapter.paragraphs) for chapter in book.chapters] == [4, 3]


GUTENBERG = """\
The Project Gutenberg eBook of The Sea

Title: The Sea
    and the Shore

Author: Ann Other

Language: French

*** START OF THE PROJECT GUTENBERG EBOOK THE SEA ***

Produced by Somebody

THE SEA

Contents

CHAPTER I. The Shore .... 5
CHAPTER II. The Storm .... 9

CHAPTER I.

The Shore

Le texte du premier chapitre.

CHAPTER II.

The Storm

Le texte du deuxième.

End of the Project Gutenberg EBook of The Sea

*** END OF THE PROJECT GUTENBERG EBOOK THE SEA ***

A licence of many words.
"""


def test_gutenberg_header_footer_and_contents(tmp_path: Path) -> None:
    book = read_text(tmp_path, GUTENBERG)
    assert (book.title, book.author, book.language) == ("The Sea and the Shore", "Ann Other", "fr")
    assert titles(book) == ["The Sea and the Shore", "CHAPTER I. The Shore", "CHAPTER II. The Storm"]
    assert spoken(book)[0] == "THE SEA" and spoken(book)[-1] == "Le texte du deuxième."
    assert set(book.ledger.skipped) == {"gutenberg", "toc"} and book.ledger.skipped["toc"] == 11
    everything = read_text(tmp_path, GUTENBERG, "a.txt", "gutenberg", "toc")
    assert not everything.ledger.skipped and spoken(everything)[-1] == "A licence of many words."


def test_a_book_that_only_speaks_of_gutenberg_is_whole() -> None:
    stanzas = plain.stanzas("We read Project Gutenberg.\n\nThe end of the Project Gutenberg is far.\n")
    assert mark(stanzas) == stanzas


@given(
    st.lists(
        st.sampled_from(
            [
                "Chapter 1",
                "some words here",
                "  indented",
                "",
                "",
                "* * *",
                "Contents",
                "XII",
                "a-",
                "_b_",
                "ROSES",
            ]
        ),
        max_size=40,
    )
)
@settings(deadline=None, max_examples=300)
def test_any_text_comes_out_whole_and_in_order(lines: list[str]) -> None:
    content = "\n".join(lines)
    blocks, starts = plain.blocks(content, frozenset(DEFAULT), "x")
    assert letters("".join(run.text for block in blocks for run in block.runs)) == letters(content)
    assert all(at < len(blocks) for at in starts)
