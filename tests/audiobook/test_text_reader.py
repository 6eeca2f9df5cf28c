"""TXT and Markdown: encodings, paragraphs, chapters, what is left out."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook.book import Book, words
from phases.audiobook.readers import plain, text
from phases.audiobook.readers.gutenberg import mark
from phases.audiobook.readers.language import guess, language
from phases.audiobook.readers.ledger import letters
from phases.audiobook.readers.matter import DEFAULT
from phases.audiobook.readers.plain_headings import contents, level, subtitle, unnumbered
from phases.graph.errors import InputError


def read(folder: Path, content: str | bytes, name: str = "a book.txt", *keep: str) -> Book:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return text.read(path, [rule for rule in DEFAULT if rule not in keep])


def titles(book: Book) -> list[str]:
    return [chapter.title for chapter in book.chapters]


def spoken(book: Book) -> list[str]:
    return [p.text for chapter in book.chapters for p in chapter.paragraphs]


SAMPLE = "Élan, “naïve” café — 10 €."


@pytest.mark.parametrize(
    ("data", "warned"),
    [
        (SAMPLE.encode(), False),
        (codecs.BOM_UTF8 + SAMPLE.encode(), False),
        (codecs.BOM_UTF16_LE + SAMPLE.encode("utf-16-le"), False),
        (codecs.BOM_UTF16_BE + SAMPLE.encode("utf-16-be"), False),
        (codecs.BOM_UTF32_LE + SAMPLE.encode("utf-32-le"), False),
        (("a " * 50).encode("utf-16-le") + SAMPLE.encode("utf-16-le"), False),
        (SAMPLE.encode("cp1252"), True),
    ],
)
def test_encodings(data: bytes, warned: bool) -> None:
    found, warning = text.decode(data)
    assert found.endswith(SAMPLE) and bool(warning) == warned


@pytest.mark.parametrize("data", [b"a\x00b\x01c" * 20, bytes(range(1, 32)), b"\x7fELF\x02\x01"])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError, match="not a text"):
        text.decode(data)


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
    book = read(tmp_path, NOVEL)
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
    book = read(tmp_path, f"Chapter 1\n{long}\n{long}\n{long}\nChapter 2\n{long}\nYes.\n")
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
    book = read(tmp_path, GUTENBERG)
    assert (book.title, book.author, book.language) == ("The Sea and the Shore", "Ann Other", "fr")
    assert titles(book) == ["The Sea and the Shore", "CHAPTER I. The Shore", "CHAPTER II. The Storm"]
    assert spoken(book)[0] == "THE SEA" and spoken(book)[-1] == "Le texte du deuxième."
    assert set(book.ledger.skipped) == {"gutenberg", "toc"} and book.ledger.skipped["toc"] == 11
    everything = read(tmp_path, GUTENBERG, "a.txt", "gutenberg", "toc")
    assert not everything.ledger.skipped and spoken(everything)[-1] == "A licence of many words."


def test_a_book_that_only_speaks_of_gutenberg_is_whole() -> None:
    stanzas = plain.stanzas("We read Project Gutenberg.\n\nThe end of the Project Gutenberg is far.\n")
    assert mark(stanzas) == stanzas


@pytest.mark.parametrize(
    "line",
    [
        "CHAPTER I", "Chapter 12.", "Chapter One", "chapter xiv", "CHAPTER THE LAST", "Letter 4",
        "Chapter 3: The Sea", "Chapter 3 - The Sea", "Chapter IV The Sea", "XIV.", "12",
        "I. A SCANDAL IN BOHEMIA", "Prologue", "EPILOGUE.", "Erstes Kapitel", "Kapitel 3",
        "Chapitre premier", "Capítulo II", "Глава первая", "ГЛАВА 5", "STAVE ONE", "[Chapter 5]",
        "_Chapter 5_",
    ],
)  # fmt: skip
def test_headings_of_chapters(line: str) -> None:
    assert level(line) == 2


@pytest.mark.parametrize(
    "line", ["Part One", "BOOK II: The Sea", "VOLUME 3", "Zweites Buch", "Часть первая 1"[:5] + " 1"]
)
def test_headings_of_parts(line: str) -> None:
    assert level(line) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Chapter 1 was long, he said.", "Letter 2 arrived on Monday", "Part of me knew", "* * *",
        "Book early!", "Act now", "The chapter", "I. He came and went.", "A letter", "Contents",
        "Chapters", "Mix",
        "1984 was a year", "Introduction to the sea, and why it is wet, as told by those who know it best.",
    ],
)  # fmt: skip
def test_lines_that_are_no_headings(line: str) -> None:
    assert level(line) == 0


def test_bare_numbers_are_chapters_only_in_a_series(tmp_path: Path) -> None:
    assert titles(read(tmp_path, "I\n\nOne text.\n\nII\n\nTwo text.\n\nIII\n\nThree text.\n")) == [
        "I",
        "II",
        "III",
    ]
    assert len(read(tmp_path, "Who?\n\nI\n\nsaid the fly.\n\n12\n\n1984\n").chapters) == 1
    assert unnumbered([["1"], ["x"], ["2"], ["1"], ["2"], ["3"], ["7"], ["XIV"]]) == frozenset((6, 7))


def test_subtitles() -> None:
    assert subtitle(["THE STORM"]) and subtitle(["The Storm of the Century"])
    assert (
        not subtitle(["“Who is there?”"]) and not subtitle(["It was night."]) and not subtitle(["he came"])
    )


def test_contents_must_come_again() -> None:
    assert contents([["Contents"], ["Milk, eggs, flour"], ["He put the list away."]]) == frozenset()
    listed = [["Contents"], ["One"], ["Two"], ["One"], ["text"], ["Two"]]
    assert contents(listed) == frozenset((0, 1, 2))
    unnamed = [
        ["Chapter 1"],
        ["Chapter 2"],
        ["Chapter 3"],
        ["Chapter 1"],
        ["a"],
        ["Chapter 2"],
        ["b"],
        ["Chapter 3"],
    ]
    assert contents(unnamed) == frozenset((0, 1, 2))


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


MARKDOWN = """\
---
title: "The Sea & the Shore"
author:
  - Ann Other
  - name: Bob
lang: en-gb
date: 1999-05-01
---

# The Sea

Intro with a note[^n], `code` and [a link](http://example.org "title").

## One

Text **bo**ld ![a picture](y.png)
goes on.\\
Here too.

```python
x = 1
```

| a | b |
|---|---|
| c | d |

### Inside

<div>raw &nbsp; html<br>here</div>

Two
---

- e
- f

[^n]: The note.
"""


def test_markdown(tmp_path: Path) -> None:
    book = read(tmp_path, MARKDOWN, "x.md")
    assert (book.title, book.author, book.language, book.year) == (
        "The Sea & the Shore",
        "Ann Other, Bob",
        "en-GB",
        "1999",
    )
    assert titles(book) == ["The Sea", "One", "Two"]
    assert [p.text for p in book.chapters[0].paragraphs] == [
        "The Sea",
        "Intro with a note, code and a link.",
    ]
    one = book.chapters[1].paragraphs
    assert [p.text for p in one] == [
        "One",
        "Text bold goes on. Here too.",
        *"abcd",
        "Inside",
        "raw html here",
    ]
    kinds = ["title", "text", "table", "table", "table", "table", "heading", "text"]
    assert [p.kind for p in one] == kinds
    assert one[1].source == "line 16"
    assert [p.text for p in book.chapters[2].paragraphs] == ["Two", "e", "f"]
    assert book.ledger.skipped == {"alt": 2, "code": 2, "footnote": 2, "noteref": 1}


def test_front_matter_of_the_publication(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(
        "---\nauthor: [Ann, Bob]\npublisher: Sea\nisbn: 978-0-306-40615-7\nseries: Waves\nseries_part: 2\n"
        "description: |\n  A wet\n  book.\n---\n\nText.\n"
    )
    facts = text.inspect(tmp_path / "x.md")
    assert facts.authors == ("Ann", "Bob") and (facts.series, facts.series_part) == ("Waves", "2")
    assert (facts.publisher, facts.isbn, facts.description) == ("Sea", "9780306406157", "A wet\nbook.")


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    book = read(tmp_path, "# My *Book*\n\nText.\n", "x.markdown")
    assert (book.title, titles(book)) == ("My Book", ["My Book"])
    book = read(tmp_path, "# A\n\na\n\n# B\n\n## C\n\nb\n\n## D\n\nc", "the_file.md")
    assert titles(book) == ["A", "B: C", "D"]
    assert read(tmp_path, "Only text.", "the_file.md").title == "the file"


@pytest.mark.parametrize(
    "matter",
    [
        "a: &x [1]\nb: *x",
        "!!python/object/apply:os.system ['touch hacked']",
        "a: [",
        "- a",
        "a: " + "[" * 5000,
    ],
)
def test_hostile_front_matter_is_only_text(tmp_path: Path, matter: str) -> None:
    book = read(tmp_path, f"---\n{matter}\n---\n\nText.\n", "x.md")
    assert spoken(book)[-1] == "Text." and not (tmp_path / "hacked").exists()


def test_nesting_that_markdown_it_would_leave_out(tmp_path: Path) -> None:
    assert spoken(read(tmp_path, ">" * 40 + " deep\n", "x.md")) == ["deep"]
    with pytest.raises(InputError, match="nested deeper"):
        read(tmp_path, ">" * 200 + " deep\n", "x.md")


def test_empty_of_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text"):
        read(tmp_path, " \n* * *\n")
    with pytest.raises(InputError, match="no text to speak"):
        read(tmp_path, "```\ncode\n```\n", "x.md")


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        ("It was the best of times, it was the worst of times, and that was that for her.", "en"),
        ("Es war die beste und die schlimmste Zeit, und das ist nicht der Anfang von dem Buch.", "de"),
        ("C'était le meilleur et le pire des temps, et je ne sais pas que dire de la vie.", "fr"),
        ("Все счастливые семьи похожи друг на друга.", "ru"),
        ("吾輩は猫である。名前はまだ無い。", "ja"),
        ("道可道，非常道。名可名，非常名。", "zh"),
        ("12345", ""),
    ],
)
def test_guessing_the_language(sample: str, code: str) -> None:
    assert guess(sample) == code


def test_the_language_that_the_book_names_counts() -> None:
    assert language("EN_us", "der die und") == ("en-US", "")
    assert language("zh-hant-tw", "") == ("zh-hant-TW", "")
    for said, tag in (("fre", "fr"), ("deu", "de"), ("ENG-us", "en-US"), ("iw", "he"), ("grc", "grc")):
        assert language(said, "") == (tag, "")
    assert language("und", "12")[0] == "en" and language("???", "")[1]


def test_a_text_warns_of_its_language_only_where_the_words_do_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for written, code, warned in (
        ("the man and the woman in the house of the king", "en", False),
        ("Ho!", "en", True),
    ):
        path.write_text(written, encoding="utf-8")
        facts = text.inspect(path)
        assert facts.language == code and bool(facts.warnings) == warned
