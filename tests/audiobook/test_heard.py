"""What listeners of other makers complain of in the reading of books; each test says what they heard."""

from pathlib import Path

import pytest
from book_reading import spoken, titles
from conftest import CORPUS
from epub_maker import epub, li, nav, page

from phases.audiobook import readers
from phases.audiobook.book import Book, words
from phases.audiobook.readers.matter import DEFAULT


def read(path: Path, policy: str = "skip") -> Book:
    return readers.reader(path).read(path, DEFAULT, policy)  # type: ignore[no-any-return]


def written(folder: Path, name: str, content: str) -> Book:
    (folder / name).write_text(content, encoding="utf-8")
    return read(folder / name)


def test_the_stories_came_in_the_order_of_the_alphabet(tmp_path: Path) -> None:
    stories = ["A Scandal in Bohemia", "The Red-Headed League", "A Case of Identity", "The Blue Carbuncle"]
    documents = {f"{title}.xhtml": page(f"<h2>{title}</h2><p>It began.</p>") for title in sorted(stories)}
    book = read(epub(tmp_path / "b.epub", documents, spine=[f"{title}.xhtml" for title in stories]))
    assert titles(book) == stories


def test_the_letters_came_behind_the_chapters(tmp_path: Path) -> None:
    order = [f"letter-{n}.xhtml" for n in (1, 2)] + [f"chapter-{n}.xhtml" for n in (1, 2)]
    documents = {name: page(f"<h2>{name[:-6]}</h2><p>It began.</p>") for name in sorted(order)}
    contents = nav("".join(li(name[:-6], name) for name in sorted(order)))
    book = read(epub(tmp_path / "b.epub", documents, spine=order, nav=contents))
    assert titles(book) == [name[:-6] for name in order]


def test_letters_preface_and_introduction_were_missing(tmp_path: Path) -> None:
    names = [
        "introduction.xhtml",
        "preface.xhtml",
        "letter-1.xhtml",
        "chapter-1.xhtml",
        "uncopyright.xhtml",
    ]
    documents = {
        name: page(
            f'<section epub:type="{name.split(".")[0].split("-")[0]}"><h2>{name}</h2><p>Text.</p></section>'
        )
        for name in names
    }
    assert titles(read(epub(tmp_path / "b.epub", documents))) == names


def test_the_title_of_a_chapter_was_its_first_sentence(tmp_path: Path) -> None:
    documents = {f"{n}.x": page(f"<p>You will rejoice to hear {n}.</p>") for n in "ab"}
    book = read(
        epub(tmp_path / "b.epub", documents, nav=nav(li("Letter I", "a.x") + li("Letter II", "b.x")))
    )
    assert titles(book) == ["Letter I", "Letter II"] and spoken(book)[0] == "Letter I"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<h2><span>Letter</span><span>I</span></h2>", "Letter I"),
        ("<h2><span>Chapter</span><span>XXIV</span></h2>", "Chapter XXIV"),
        ("<h2>Chapter<br/>4</h2>", "Chapter 4"),
    ],
)
def test_letter_i_was_spoken_as_letteri(tmp_path: Path, markup: str, title: str) -> None:
    book = read(epub(tmp_path / "b.epub", {"a.x": page(f"{markup}<p>Text.</p>")}))
    assert (titles(book), spoken(book)[0]) == ([title], title)


def test_stories_about_an_index_and_a_publisher_were_missing(tmp_path: Path) -> None:
    stories = [
        "The Index Finger",
        "The Publisher’s Contents",
        "Copyright, or the Notes of a Cover",
        "An Appendix and Its Colophon",
    ]
    body = "<p>The publisher held the index of all contents, its copyright, cover and notes.</p>"
    documents = {f"{n}.x": page(f"<h2>{title}</h2>{body}") for n, title in enumerate(stories)}
    for name, made in (
        ("epub", lambda: read(epub(tmp_path / "b.epub", documents))),
        ("html", lambda: written(tmp_path, "b.html", "".join(f"<h2>{t}</h2>{body}" for t in stories))),
        ("md", lambda: written(tmp_path, "b.md", "".join(f"## {t}\n\n{body[3:-4]}\n\n" for t in stories))),
    ):
        book = made()
        assert titles(book) == stories and not book.ledger.skipped, name


def test_mr_and_oh_were_not_spoken(tmp_path: Path) -> None:
    said = ["Oh!", "Mr.", "“Yes.”", "No", "I.", "Ah, well."]
    markup = "".join(f"<p>{text}</p>" for text in said)
    assert spoken(read(epub(tmp_path / "b.epub", {"a.x": page(markup)}))) == said
    assert spoken(written(tmp_path, "b.md", "\n\n".join(said).replace("I.", "I"))) == [
        text.replace("I.", "I") for text in said
    ]
    assert spoken(written(tmp_path, "b.html", markup)) == said
    assert spoken(written(tmp_path, "b.txt", "\n\n".join(said))) == said


def test_one_missing_picture_silenced_the_whole_book(tmp_path: Path) -> None:
    gone = (
        '<item id="p" href="gone.png" media-type="image/png"/>'
        '<item id="q" href="gone.css" media-type="text/css"/>'
    )
    documents = {"a.x": page("<h2>One</h2><p>a</p>"), "b.x": page("<h2>Two</h2><p>b</p>")}
    path = epub(tmp_path / "b.epub", documents, manifest=gone, leave_out=["OEBPS/b.x"])
    book = read(path)
    assert spoken(book) == ["One", "a"] and book.warnings == ("OEBPS/b.x is missing",)
    said = readers.reader(path).inspect(path).warnings
    assert said == ("OEBPS/gone.png is missing", "OEBPS/gone.css is missing")


def test_the_text_between_two_notes_was_missing(tmp_path: Path) -> None:
    content = "He went[1] to the old town and came[2] home.\n\n[1] On foot.\n\nHe slept.\n\n[2] Late.\n"
    book = written(tmp_path, "b.txt", content)
    assert spoken(book) == ["He went to the old town and came home.", "He slept."]
    markup = '<p>He went<a href="#n1">[1]</a> to the old town and came<a href="#n2">[2]</a> home.</p>'
    notes = '<p id="n1">[1] On foot.</p><p>He slept.</p><p id="n2">[2] Late.</p>'
    assert spoken(read(epub(tmp_path / "b.epub", {"a.x": page(markup + notes)}))) == spoken(book)


def test_numbers_and_texts_of_notes_were_read_out_in_the_middle_of_a_sentence(tmp_path: Path) -> None:
    markup = (
        '<p>It was late<sup><a href="#n" id="r">12</a>'
        '</sup> and<a epub:type="noteref" href="#m">*</a> dark.</p>'
        '<p id="n"><a href="#r">12</a>. By the clock. <a href="#r">Return to text</a></p>'
        '<aside epub:type="footnote" id="m">By the window.</aside>'
    )
    path = epub(tmp_path / "b.epub", {"a.x": page(markup)})
    assert spoken(read(path)) == ["It was late and dark."]
    assert spoken(read(path, "chapter_end")) == ["It was late and dark.", "By the clock.", "By the window."]


def test_the_table_of_contents_was_read_out(tmp_path: Path) -> None:
    links = "".join(f'<p><a href="#c{n}">Chapter {n}</a></p>' for n in range(1, 4))
    text = "".join(f'<h2 id="c{n}">Chapter {n}</h2><p>Text {n}.</p>' for n in range(1, 4))
    body = f"<h2>Contents</h2>{links}{text}"
    for book in (read(epub(tmp_path / "b.epub", {"a.x": page(body)})), written(tmp_path, "b.html", body)):
        assert spoken(book)[:2] == ["Chapter 1", "Text 1."] and set(book.ledger.skipped) == {"toc"}
        assert titles(book) == ["Chapter 1", "Chapter 2", "Chapter 3"]


@pytest.mark.parametrize(("name", "least"), [("frankenstein.epub", 33), ("frankenstein.pdf", 29)])
def test_frankenstein_had_chapters_called_page_1(name: str, least: int) -> None:
    if not (CORPUS / name).exists():
        pytest.skip("the shared test books are not here")
    book = read(CORPUS / name)
    assert len(book.chapters) >= least and not any(t.startswith("Page") for t in titles(book))
    assert {"Letter I", "Letter IV", "Chapter I", "Chapter XXIV"} <= set(titles(book))


@pytest.mark.parametrize("policy", ["skip", "reference", "chapter_end"])
def test_words_of_frankenstein_were_missing(policy: str) -> None:
    if not (CORPUS / "frankenstein.epub").exists():
        pytest.skip("the shared test books are not here")
    book = read(CORPUS / "frankenstein.epub", policy)
    count = sum(len(words(text)) for text in spoken(book))
    assert count == book.ledger.spoken == book.ledger.source - sum(book.ledger.skipped.values())
    notes = [p.text for chapter in book.chapters for p in chapter.paragraphs if p.kind == "note"]
    assert len(notes) == (0 if policy == "skip" else 3)
