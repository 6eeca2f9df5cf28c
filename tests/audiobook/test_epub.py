"""EPUB 2 and 3 as books: order, titles, matter, rules."""

from pathlib import Path

import pytest
from epub_maker import epub, li, nav, ncx, page, point

from phases.audiobook.book import Book, words
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.matter import DEFAULT, RULES
from phases.graph.errors import InputError


def read(path: Path, *keep: str) -> Book:
    """The book with the default rules, without those named in `keep`."""
    return reader.read(path, [rule for rule in DEFAULT if rule not in keep])


def titles(book: Book) -> list[str]:
    return [chapter.title for chapter in book.chapters]


def spoken(book: Book) -> list[str]:
    return [p.text for chapter in book.chapters for p in chapter.paragraphs]


def one(tmp_path: Path, body: str, *keep: str, attributes: str = "") -> list[str]:
    return spoken(read(epub(tmp_path / "b.epub", {"a.xhtml": page(body, attributes)}), *keep))


def test_spine_order_and_not_manifest_or_contents_order(tmp_path: Path) -> None:
    documents = {
        name: page(f"<h1>{name[0]}</h1><p>text of {name[0]}</p>") for name in ("a.x", "b.x", "c.x")
    }
    contents = nav(li("Anna", "a.x") + li("Bert", "b.x") + li("Carl", "c.x"))
    book = read(epub(tmp_path / "b.epub", documents, nav=contents, spine=["c.x", "a.x", "b.x"]))
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
    book = read(epub(tmp_path / "b.epub", {"a.html": one_file}, ncx=ncx(points), version="2.0"))
    assert titles(book) == ["Part One", "One", "Two", "Three"]
    assert [p.text for p in book.chapters[1].paragraphs] == ["1", "First.", "More."]
    # A chapter without a heading: the listener hears its title from the table of contents.
    assert [(p.text, p.source) for p in book.chapters[3].paragraphs] == [
        ("Three", "toc"),
        ("Third, without heading.", "OEBPS/a.html#7"),
    ]
    assert book.ledger.spoken == sum(len(words(text)) for text in spoken(book)) == book.ledger.source


def test_a_title_that_is_no_heading_is_heard_once(tmp_path: Path) -> None:
    documents = {
        "a.x": page('<p class="t">Chapter 1</p><p class="s">The Sea</p><p>Water.</p>'),
        "b.x": page("<p>II</p><p>Sand.</p>"),
        "c.x": page("<p>Rock and stone.</p>"),
    }
    contents = nav(li("Chapter 1: The Sea", "a.x") + li("II", "b.x") + li("Stone", "c.x"))
    book = read(epub(tmp_path / "b.epub", documents, nav=contents))
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
    book = read(epub(tmp_path / "b.epub", documents, nav=nav(li("One", "c1.x") + li("Two", "c2.x"))))
    assert titles(book) == ["A Test", "One", "Two", "Thanks"]
    assert [p.text for p in book.chapters[1].paragraphs] == ["One", "a", "b"]
    assert book.chapters[3].matter == "back"


def test_entries_for_the_same_place_are_one_chapter(tmp_path: Path) -> None:
    documents = {"a.x": page("<h2 id='x'>One</h2><p>a</p>"), "b.x": page("<h2>Two</h2><p>b</p>")}
    same = li("Part I", "a.x", li("One", "a.x#x") + li("ONE", "a.x") + li("Again", "a.x#x"))
    book = read(epub(tmp_path / "b.epub", documents, nav=nav(same + li("Two", "b.x"))))
    assert titles(book) == ["Part I: One", "Two"]


def test_without_contents_the_headings_are_the_chapters(tmp_path: Path) -> None:
    documents = {
        "a.x": page("<h1>A Test</h1><p>by Ann Other</p><h2>I</h2><p>a</p><h3>Inside</h3><p>b</p>"),
        "b.x": page("<h2>II</h2><h3>Of Cats</h3><p>c</p>"),
    }
    book = read(epub(tmp_path / "b.epub", documents))
    assert titles(book) == ["A Test", "I", "II: Of Cats"]
    kinds = [p.kind for p in book.chapters[1].paragraphs]
    assert kinds == ["title", "text", "heading", "text"]


@pytest.mark.parametrize(
    ("markup", "heard"),
    [
        ("<h2><span>Letter</span> <span>I</span></h2>", ["Letter I"]),
        ("<h2><span>Letter</span><span>I</span></h2>", ["Letter I"]),
        ("<h2>Chapter<span>XXIV</span></h2>", ["Chapter XXIV"]),
        ("<h2><span>Chapter</span><br/><span>4</span></h2>", ["Chapter 4"]),
        ("<h2><b>C</b>hapter <b>O</b>ne</h2>", ["Chapter One"]),
        ("<h2><span>Kapitel</span><span>Anfang</span></h2>", ["Kapitel Anfang"]),
        ("<hgroup><h2>Chapter</h2><h2>I</h2><p>The Sea</p></hgroup>", ["Chapter", "I", "The Sea"]),
        ("<p><b>W</b>hen I was <i>you</i>ng,<br/>I sang</p>", ["When I was young, I sang"]),
        ("<p>co\u00adop\u2060er\u00a0ate\u200a—\u200byes</p>", ["cooper ate —yes"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("<p>one<br/>more<br/> <br/>two<br/><br/><br/>three</p>", ["one more", "two", "three"]),
        ("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", ["a", "b", "c"]),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul>d</li></ul><dl><dt>e</dt><dd>f</dd></dl>", list("abcdef")),
        (
            "<p>seen<span hidden=''>x</span><i style='display: none'>y</i><b aria-hidden='true'>z</b></p>",
            ["seen"],
        ),
        ("<p>漢<ruby>字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です</p>", ["漢字です"]),
        ("<p>a<!-- no -->b<?pi no?>c</p><script>no</script><style>no</style>", ["abc"]),
        ("<p>a &lt; b &amp; c&#160;d &nbsp;&eacute;&mdash;x</p>", ["a < b & c d é—x"]),
        ("<p>x<![CDATA[ <y> ]]>z</p>", ["x <y> z"]),
        ("<p>The <img src='i.png' alt='big cat'/>sat</p>", ["The sat"]),
        ('<p>ex<span epub:type="pagebreak" id="p5">5</span>ample</p>', ["example"]),
        ("<pre>one\ntwo</pre><pre><code>x = 1</code></pre>", ["one\ntwo"]),
        ("<video>cannot play<p>this</p></video><p>a</p>", ["a"]),
    ],
)
def test_what_a_reader_sees(tmp_path: Path, markup: str, heard: list[str]) -> None:
    assert one(tmp_path, markup) == heard


def test_verse_keeps_its_lines(tmp_path: Path) -> None:
    poem = (
        '<blockquote epub:type="z3998:verse"><p><span>Roses are red,</span><br/> '
        "<span>Violets are blue</span></p></blockquote>"
    )
    book = read(epub(tmp_path / "b.epub", {"a.x": page(poem)}))
    (paragraph,) = book.chapters[0].paragraphs
    assert (paragraph.text, paragraph.kind) == ("Roses are red,\nViolets are blue", "verse")


@pytest.mark.parametrize(
    "reference",
    [
        '<a epub:type="noteref" href="n.x#n1">1</a>',
        '<a role="doc-noteref" href="n.x#n1">1</a>',
        '<a href="n.x#n1"><sup>1</sup></a>',
        '<sup><a href="n.x#n1">1</a></sup>',
        '<a href="n.x#n1">[1]</a>',
        '<a href="n.x#n1">*</a>',
    ],
)
def test_note_references_and_their_notes_are_not_read_out(tmp_path: Path, reference: str) -> None:
    documents = {
        "a.x": page(f"<h2>One</h2><p id='r1'>Before{reference} after.</p><p>End.</p>"),
        "n.x": page('<h2>Notes</h2><p id="n1"><a href="a.x#r1"><sup>1</sup></a> The note itself.</p>'),
    }
    book = read(epub(tmp_path / "b.epub", documents))
    assert spoken(book) == ["One", "Before after.", "End."]
    assert book.ledger.skipped["footnote"] + book.ledger.skipped["endnotes"] == 5
    everything = reader.read(tmp_path / "b.epub", [])
    assert "The note itself." in spoken(everything)[-1]


def test_links_that_are_no_note_references_are_spoken(tmp_path: Path) -> None:
    body = (
        '<p><a href="#x">12</a> men, see <a href="#y">[that page]</a>, 2<sup>10</sup>.</p><p id="x">y</p>'
    )
    assert one(tmp_path, body) == ["12 men, see [that page], 2^10.", "y"]


MATTER = [name for name, rule in RULES.items() if rule.types]


@pytest.mark.parametrize("name", MATTER)
def test_every_rule_of_a_type_skips_by_type_and_by_role_and_can_be_left_out(
    tmp_path: Path, name: str
) -> None:
    rule = RULES[name]
    marks = [f'epub:type="{token}"' for token in rule.types.split()]
    marks += [f'role="{role}"' for role in rule.roles.split()]
    for mark in marks:
        body = f"<section><p>Kept.</p></section><section {mark}><p>Three more words</p></section>"
        path = epub(tmp_path / "b.epub", {"a.x": page(body)})
        assert spoken(reader.read(path, [name])) == ["Kept."], mark
        assert reader.read(path, [name]).ledger.skipped == {name: 3}
        assert spoken(reader.read(path, [])) == ["Kept.", "Three more words"]


def test_words_that_sound_like_matter_are_no_reason_to_skip(tmp_path: Path) -> None:
    documents = {
        "index.xhtml": page(
            "<h2>The Index Finger</h2><p>The publisher held the index of all contents.</p>"
        ),
        "copyright.xhtml": page("<h2>Copyright, a Story</h2><p>Notes and a colophon.</p>"),
    }
    book = read(epub(tmp_path / "b.epub", documents))
    assert titles(book) == ["The Index Finger", "Copyright, a Story"] and not book.ledger.skipped


def test_landmarks_name_documents_without_types(tmp_path: Path) -> None:
    documents = {
        "t.x": page("<h1>A Test</h1>"),
        "p.x": page("<h2>Preface</h2><p>a</p>"),
        "c.x": page("<h2>One</h2><p>b</p>"),
        "l.x": page("<h2>Legal</h2><p>c</p>"),
    }
    guide = "".join(
        f'<reference type="{kind}" href="{href}"/>'
        for kind, href in (("title-page", "t.x"), ("text", "c.x"), ("copyright-page", "l.x"))
    )
    book = read(epub(tmp_path / "b.epub", documents, guide=guide, version="2.0"))
    assert [(c.title, c.matter) for c in book.chapters] == [("Preface", "front"), ("One", "body")]
    assert book.ledger.skipped == {"titlepage": 2, "copyright-page": 2}


def test_a_page_of_links_is_a_table_of_contents(tmp_path: Path) -> None:
    links = "".join(f'<p><a href="c{i}.x">Chapter {i}</a></p>' for i in range(4))
    prose = "".join(
        f'<p>He went to <a href="c{i}.x">Chapter {i}</a> and read it there.</p>' for i in range(4)
    )
    chapters = {f"c{i}.x": page(f"<h2>Chapter {i}</h2><p>Text.</p>") for i in range(4)}
    book = read(epub(tmp_path / "a.epub", {"t.x": page(f"<h2>Chapters</h2>{links}"), **chapters}))
    assert titles(book) == [f"Chapter {i}" for i in range(4)] and book.ledger.skipped == {"toc": 9}
    assert not read(epub(tmp_path / "b.epub", {"t.x": page(prose), **chapters})).ledger.skipped


def test_a_landmark_does_not_skip_a_document_that_holds_the_book(tmp_path: Path) -> None:
    document = page("<h1>A Test</h1><h2 id='a'>One</h2><p>a</p><h2 id='b'>Two</h2><p>b</p>")
    guide = '<reference type="title-page" href="a.x"/><reference type="cover" href="a.x"/>'
    points = ncx(point("One", "a.x#a") + point("Two", "a.x#b"))
    book = read(epub(tmp_path / "b.epub", {"a.x": document}, guide=guide, ncx=points, version="2.0"))
    assert titles(book) == ["A Test", "One", "Two"] and not book.ledger.skipped


def test_matter_of_types_and_what_is_out_of_order(tmp_path: Path) -> None:
    documents = {
        "d.x": page('<section epub:type="dedication"><p>To you</p></section>', 'epub:type="frontmatter"'),
        "c.x": page(
            '<section epub:type="chapter"><h2>One</h2><p>a</p></section>', 'epub:type="bodymatter"'
        ),
        "x.x": page("<p>An aside for later</p>"),
    }
    path = epub(
        tmp_path / "b.epub",
        documents,
        nav=nav(li("Dedication", "d.x") + li("One", "c.x")),
        linear={"x.x": "no"},
    )
    book = read(path)
    assert [(c.title, c.matter) for c in book.chapters] == [("Dedication", "front"), ("One", "body")]
    assert book.ledger.skipped == {"non-linear": 4}
    assert "An aside for later" in spoken(read(path, "non-linear"))


def test_metadata(tmp_path: Path) -> None:
    metadata = (
        '<dc:title id="s">The Subtitle</dc:title><dc:title id="m">The <i>Main</i> Title</dc:title>'
        '<meta refines="#m" property="title-type">main</meta><dc:creator id="a">Ann Other</dc:creator>'
        '<dc:creator id="b">Bob Draws</dc:creator><meta refines="#b" property="role">ill</meta>'
        '<dc:creator opf:role="aut">Carl Co</dc:creator><dc:language>DE_at</dc:language>'
        '<dc:date opf:event="modification">2020</dc:date><dc:date opf:event="publication">1850-01</dc:date>'
    )
    path = epub(tmp_path / "b.epub", {"a.x": page("<p>a</p>")}, metadata=metadata)
    facts, book = reader.inspect(path), read(path)
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
    assert read(path).language == reader.inspect(path).language == "de"
    assert any("look like de" in warning for warning in reader.inspect(path).warnings)


def test_metadata_is_optional(tmp_path: Path) -> None:
    book = read(epub(tmp_path / "some book.epub", {"a.x": page("<p>a</p>")}, metadata=""))
    assert (book.title, book.author, book.year, book.language) == ("some book", "", "", "en")


def test_entities_declared_by_the_document_itself(tmp_path: Path) -> None:
    doctype, body = '<!DOCTYPE html [<!ENTITY title "Mrs.">]>', "<p>&title; Hudson &copy; &unknown;</p>"
    document = f"{doctype}<html><body>{body}</body></html>"
    assert spoken(read(epub(tmp_path / "b.epub", {"a.x": document}))) == ["Mrs. Hudson © &unknown;"]


def test_nothing_to_speak_is_an_error(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", {"a.x": page('<section epub:type="cover"><p>Cover</p></section>')})
    with pytest.raises(InputError, match="no text to speak"):
        read(path)
