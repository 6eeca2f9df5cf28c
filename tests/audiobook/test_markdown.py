"""Markdown: headings, front matter, and what is left out."""

from pathlib import Path

import pytest
from book_reading import read_text, spoken, titles

from phases.audiobook.readers import text
from phases.graph.errors import InputError

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
    book = read_text(tmp_path, MARKDOWN, "x.md")
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


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("No", "No"),
        ("007", "007"),
        ("12:01", "12:01"),
        ('"\\ud83d\\ude00 Book"', "😀 Book"),
        ("~", "a book"),
    ],
)
def test_a_title_is_as_it_is_written(tmp_path: Path, title: str, read: str) -> None:
    (tmp_path / "a_book.md").write_text(f"---\ntitle: {title}\nisbn: 0306406152\n---\nText.", "utf-8")
    facts = text.inspect(tmp_path / "a_book.md")
    assert (facts.title, facts.isbn) == (read, "0306406152")


def test_front_matter_of_the_publication(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(
        "---\nauthor: [Ann, Bob]\npublisher: Sea\nisbn: 978-0-306-40615-7\nseries: Waves\nseries_part: 2\n"
        "description: |\n  A wet\n  book.\n---\n\nText.\n"
    )
    facts = text.inspect(tmp_path / "x.md")
    assert facts.authors == ("Ann", "Bob") and (facts.series, facts.series_part) == ("Waves", "2")
    assert (facts.publisher, facts.isbn, facts.description) == ("Sea", "9780306406157", "A wet\nbook.")


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    book = read_text(tmp_path, "# My *Book*\n\nText.\n", "x.markdown")
    assert (book.title, titles(book)) == ("My Book", ["My Book"])
    book = read_text(tmp_path, "# A\n\na\n\n# B\n\n## C\n\nb\n\n## D\n\nc", "the_file.md")
    assert titles(book) == ["A", "B: C", "D"]
    assert read_text(tmp_path, "Only text.", "the_file.md").title == "the file"


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
    book = read_text(tmp_path, f"---\n{matter}\n---\n\nText.\n", "x.md")
    assert spoken(book)[-1] == "Text." and not (tmp_path / "hacked").exists()


def test_nesting_that_markdown_it_would_leave_out(tmp_path: Path) -> None:
    assert spoken(read_text(tmp_path, ">" * 40 + " deep\n", "x.md")) == ["deep"]
    with pytest.raises(InputError, match="nested deeper"):
        read_text(tmp_path, ">" * 200 + " deep\n", "x.md")


def test_attributes_of_headings_are_not_spoken(tmp_path: Path) -> None:
    text = "# The Sea {#sea .unnumbered}\n\nIt is wet.\n\n# Shore {-}\n\nDry.\n\n"
    text += "# A {set} of *two*\n\nOn {.x}\n"
    book = read_text(tmp_path, text, "a.md")
    assert (book.title, titles(book)) == ("The Sea", ["The Sea", "Shore", "A {set} of two"])
    assert spoken(book)[-1] == "On {.x}"
