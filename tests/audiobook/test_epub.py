"""EPUB 2 and 3 as books: order, chapters, titles, and what the book says of itself."""

from base64 import b64decode
from pathlib import Path

from book_reading import read_epub, spoken, titles
from epub_maker import METADATA, epub, li, nav, ncx, page, point
from pictures import PNG_BASE64

from phases.audiobook.book import words
from phases.audiobook.readers import epub as reader


def test_spine_order_and_not_manifest_or_contents_order(tmp_path: Path) -> None:
    documents = {
        name: page(f"<h1>{name[0]}</h1><p>text of {name[0]}</p>") for name in ("a.x", "b.x", "c.x")
    }
    contents = nav(li("Anna", "a.x") + li("Bert", "b.x") + li("Carl", "c.x"))
    book = read_epub(epub(tmp_path / "b.epub", documents, nav=contents, spine=["c.x", "a.x", "b.x"]))
    assert titles(book) == ["Carl", "Anna", "Bert"]
    assert spoken(book) == ["c", "text of c", "a", "text of a", "b", "text of b"]
    assert [chapter.paragraphs[0].kind for chapter in book.chapters] == ["title"] * 3


def test_epub2_with_ncx_nested_and_with_fragments(tmp_path: Path) -> None:
    one_file = page(
        '<h1 id="p1">Part One</h1><h2 id="c1">1</h2><p>First.</p><p>More. <a id="c2"/></p>'
        '<h2>2</h2><p>Second.</p><div id="c3"><p>Third, without heading.</p></div>'
    )
    points = point(
        "Part One",
        "a.html#p1",
        point("One", "a.html#c1") + point("Two", "a.html#c2") + point("Three", "a.html#c3"),
    )
    book = read_epub(epub(tmp_path / "b.epub", {"a.html": one_file}, ncx=ncx(points), version="2.0"))
    assert titles(book) == ["Part One", "One", "Two", "Three"]
    assert [p.text for p in book.chapters[1].paragraphs] == ["1", "First.", "More."]
    # A chapter without a heading: the listener hears its title from the table of contents.
    assert [(p.text, p.source) for p in book.chapters[3].paragraphs] == [
        ("Three", "toc"),
        ("Third, without heading.", "OEBPS/a.html#7"),
    ]
    assert book.ledger.spoken == sum(len(words(text)) for text in spoken(book)) == book.ledger.source


def test_anchors_that_are_missing_or_stand_behind_their_heading(tmp_path: Path) -> None:
    whole = '<h2>One</h2><p id="c1">a</p><h2>Two</h2><a id="c2"></a><p>b</p><h2>Three</h2><p>c</p>'
    contents = nav(li("One", "a.x#c1") + li("2. Two", "a.x#c2") + li("Three", "a.x#gone"))
    book = read_epub(epub(tmp_path / "b.epub", {"a.x": page(whole)}, nav=contents))
    assert titles(book) == ["One", "2. Two", "Three"]
    assert spoken(book) == ["One", "a", "Two", "b", "Three", "c"]
    assert [[p.kind for p in chapter.paragraphs] for chapter in book.chapters] == [["title", "text"]] * 3


def test_a_title_that_is_no_heading_is_heard_once(tmp_path: Path) -> None:
    documents = {
        "a.x": page('<p class="t">Chapter 1</p><p class="s">The Sea</p><p>Water.</p>'),
        "b.x": page("<p>II</p><p>Sand.</p>"),
        "c.x": page("<p>Rock and stone.</p>"),
    }
    contents = nav(li("Chapter 1: The Sea", "a.x") + li("II", "b.x") + li("Stone", "c.x"))
    book = read_epub(epub(tmp_path / "b.epub", documents, nav=contents))
    assert spoken(book) == ["Chapter 1", "The Sea", "Water.", "II", "Sand.", "Stone", "Rock and stone."]
    assert [p.kind for p in book.chapters[0].paragraphs] == ["title", "title", "text"]


def test_files_without_an_entry_continue_the_chapter(tmp_path: Path) -> None:
    documents = {
        "front.x": page("<p>For my mother.</p>"),
        "c1.x": page("<h2>One</h2><p>a</p>"),
        "c1b.x": page("<p>b</p>"),
        "c2.x": page("<h2>Two</h2><p>c</p>"),
        "back.x": page("<h2>Thanks</h2><p>d</p>", 'epub:type="backmatter"'),
    }
    book = read_epub(epub(tmp_path / "b.epub", documents, nav=nav(li("One", "c1.x") + li("Two", "c2.x"))))
    assert titles(book) == ["A Test", "One", "Two", "Thanks"]
    assert [p.text for p in book.chapters[1].paragraphs] == ["One", "a", "b"]
    assert book.chapters[3].matter == "back"


def test_entries_for_the_same_place_are_one_chapter(tmp_path: Path) -> None:
    documents = {"a.x": page("<h2 id='x'>One</h2><p>a</p>"), "b.x": page("<h2>Two</h2><p>b</p>")}
    same = li("Part I", "a.x", li("One", "a.x#x") + li("ONE", "a.x") + li("Again", "a.x#x"))
    book = read_epub(epub(tmp_path / "b.epub", documents, nav=nav(same + li("Two", "b.x"))))
    assert titles(book) == ["Part I: One", "Two"]


def test_without_contents_the_headings_are_the_chapters(tmp_path: Path) -> None:
    documents = {
        "a.x": page("<h1>A Test</h1><p>by Ann Other</p><h2>I</h2><p>a</p><h3>Inside</h3><p>b</p>"),
        "b.x": page("<h2>II</h2><h3>Of Cats</h3><p>c</p>"),
    }
    book = read_epub(epub(tmp_path / "b.epub", documents))
    assert titles(book) == ["A Test", "I", "II: Of Cats"]
    kinds = [p.kind for p in book.chapters[1].paragraphs]
    assert kinds == ["title", "text", "heading", "text"]


def test_metadata(tmp_path: Path) -> None:
    metadata = (
        '<dc:title id="s">The Subtitle</dc:title><dc:title id="m">The <i>Main</i> Title</dc:title>'
        '<meta refines="#m" property="title-type">main</meta><dc:creator id="a">Ann Other</dc:creator>'
        '<dc:creator id="b">Bob Draws</dc:creator><meta refines="#b" property="role">ill</meta>'
        '<dc:creator opf:role="aut">Carl Co</dc:creator><dc:language>DE_at</dc:language>'
        '<dc:date opf:event="modification">2020</dc:date><dc:date opf:event="publication">1850-01</dc:date>'
    )
    path = epub(tmp_path / "b.epub", {"a.x": page("<p>a</p>")}, metadata=metadata)
    facts, book = reader.inspect(path), read_epub(path)
    for found in (facts, book):
        assert (found.title, found.author, found.language, found.year) == (
            "The Main Title",
            "Ann Other, Carl Co",
            "de-AT",
            "1850",
        )


def test_language_from_the_words_when_nothing_names_it(tmp_path: Path) -> None:
    text = "Der Mann und die Frau sind nicht in dem Haus, und das Kind ist mit den anderen auf der Straße."
    path = epub(tmp_path / "b.epub", {"a.x": page(f"<p>{text}</p>")}, metadata="<dc:title>A</dc:title>")
    assert read_epub(path).language == reader.inspect(path).language == "de"
    assert any("look like de" in warning for warning in reader.inspect(path).warnings)


def test_covers_that_no_id_names(tmp_path: Path) -> None:
    picture = b64decode(PNG_BASE64)
    cover = page('<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="../c.png"/></svg>')
    for more in (
        {"guide": '<reference type="cover" href="x/cover.x"/>'},
        {"metadata": METADATA + '<meta name="cover" content="c.png"/>'},
    ):
        path = epub(
            tmp_path / "b.epub",
            {"x/cover.x": cover, "a.x": page("<p>a</p>")},
            manifest='<item id="picture" href="c.png" media-type="image/png"/>',
            files={"OEBPS/c.png": picture},
            version="2.0",
            **more,
        )
        assert reader.inspect(path).cover_name == "OEBPS/c.png"
        assert read_epub(path).cover == "OEBPS/c.png"


def test_metadata_is_optional(tmp_path: Path) -> None:
    book = read_epub(epub(tmp_path / "some book.epub", {"a.x": page("<p>a</p>")}, metadata=""))
    assert (book.title, book.author, book.year, book.language) == ("some book", "", "", "en")
