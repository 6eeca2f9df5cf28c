"""EPUB: what a reader sees of a page is what is heard."""

from pathlib import Path

import pytest
from book_reading import read_epub, spoken
from epub_maker import epub, page

from phases.audiobook.readers import epub as reader


def one(tmp_path: Path, body: str, *keep: str, attributes: str = "") -> list[str]:
    return spoken(read_epub(epub(tmp_path / "b.epub", {"a.xhtml": page(body, attributes)}), *keep))


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
        ("<p><img src='o.png' alt='O'/>nce <img src='i.png' alt='A'/>way.</p>", ["Once way."]),
        ("<p><b><img src='t.png' alt='“T'/></b><i>hat</i> is.</p>", ["“That is."]),
        (
            "<p><img src='a.png' alt='A'/> man.</p><p><img src='x.png' alt='X'/>: no.</p>",
            ["A man.", ": no."],
        ),
        ("<p>ex<span class='pagenum'><a id='p5'>[Pg 5]</a></span>ample</p>", ["example"]),
        ("<p><a class='pageno' id='p5'>5</a>one <span class='pagenum'>six two</span></p>", ["one six two"]),
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
    book = read_epub(epub(tmp_path / "b.epub", {"a.x": page(poem)}))
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
    book = read_epub(epub(tmp_path / "b.epub", documents))
    assert spoken(book) == ["One", "Before after.", "End."]
    assert book.ledger.skipped["footnote"] + book.ledger.skipped["endnotes"] == 5
    everything = reader.read(tmp_path / "b.epub", [])
    assert "The note itself." in spoken(everything)[-1]


def test_links_that_are_no_note_references_are_spoken(tmp_path: Path) -> None:
    body = (
        '<p><a href="#x">12</a> men, see <a href="#y">[that page]</a>, 2<sup>10</sup>.</p><p id="x">y</p>'
    )
    assert one(tmp_path, body) == ["12 men, see [that page], 2^10.", "y"]


def test_entities_declared_by_the_document_itself(tmp_path: Path) -> None:
    doctype, body = '<!DOCTYPE html [<!ENTITY title "Mrs.">]>', "<p>&title; Hudson &copy; &unknown;</p>"
    document = f"{doctype}<html><body>{body}</body></html>"
    assert spoken(read_epub(epub(tmp_path / "b.epub", {"a.x": document}))) == ["Mrs. Hudson © &unknown;"]
