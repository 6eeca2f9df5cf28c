"""A book as one HTML file: chapters, table of contents, notes, metadata, broken pages."""

import base64
from pathlib import Path

import pytest
from book_reading import spoken
from pictures import PNG_BASE64 as PNG

from phases.audiobook import readers
from phases.audiobook.book import Book, words
from phases.audiobook.readers import html as reader
from phases.audiobook.readers.matter import DEFAULT
from phases.graph.errors import InputError

HEAD = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The Sea &amp; the Shore</title>
<meta name="author" content="Ann Other"><meta name="DC.date" content="1850-05-01"></head><body>"""
BOOK = f"""{HEAD}
<h1>The Sea</h1><p>by Ann Other
<h2>Contents</h2>
<p class=toc><a href="#c1">I. The Shore</a></p><p><a href="#c2">II. The Storm</a> 12</p>
<p><a href="#c3">III.</a></p>
<h2 id=c1>I. The Shore</h2><p>Water<a id=r1 href="#f1"><sup>1</sup></a> flows.
<h3>Inside</h3><p>More.
<h2><a id=c2></a>II. The Storm</h2><p>Wind, see <a href="#c1">chapter I</a>.
<h2 id=c3>III.</h2><p>End.
<h2>Footnotes</h2><p><a id=f1 href="#r1">[1]</a> It is wet. <a href="#r1">Back</a></p></body></html>"""


def page(folder: Path, text: str | bytes, name: str = "b.html") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(path: Path, policy: str = "skip", *keep: str) -> Book:
    return reader.read(path, [rule for rule in DEFAULT if rule not in keep], policy)


def test_a_book(tmp_path: Path) -> None:
    path = page(tmp_path, BOOK)
    book, facts = read(path), reader.inspect(path)
    assert readers.reader(path) is reader and facts.format == "HTML"
    for found in (book, facts):
        assert (found.title, found.author, found.language, found.year) == (
            "The Sea & the Shore",
            "Ann Other",
            "en",
            "1850",
        )
    assert [c.title for c in book.chapters] == ["The Sea", "I. The Shore", "II. The Storm", "III."]
    assert spoken(book)[:5] == ["The Sea", "by Ann Other", "I. The Shore", "Water flows.", "Inside"]
    assert spoken(book)[-1] == "End." and "Wind, see chapter I." in spoken(book)
    assert book.ledger.skipped == {"footnote": 6, "noteref": 1, "toc": 9} and not book.warnings
    assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())


@pytest.mark.parametrize(("policy", "before"), [("reference", "Water flows."), ("chapter_end", "More.")])
def test_notes(tmp_path: Path, policy: str, before: str) -> None:
    book = read(page(tmp_path, BOOK), policy)
    heard = spoken(book)
    assert heard[heard.index(before) + 1] == "It is wet." and heard[-1] == "End."
    assert book.ledger.spoken == sum(len(words(text)) for text in heard)
    assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())


def test_the_markup_of_gutenberg(tmp_path: Path) -> None:
    head = HEAD.replace("<title>", '<meta name="dc.title" content="Sea"><title>The Gutenberg eBook of ')
    text = f"""{head}
<section class="pg-boilerplate pgheader"><h2>The Project Gutenberg eBook of Sea</h2></section>
<h1>Sea</h1><h2>Contents</h2><table><tr><td><a href="#c1" class="pginternal">CHAPTER I</a></td></tr>
<tr><td><a href="#c2">CHAPTER II</a></td></tr><tr><td><a href="#c3">CHAPTER III</a></td></tr></table>
<div class="chapter"><h2><a id="c1"></a>CHAPTER I</h2>
<p>Water<a id="fnref1"></a><a href="#fn1">[1]</a>.</p></div>
<div class="chapter"><h2><a id="c2"></a>CHAPTER II</h2>
<p>Wind<a id="fnref2"></a><sup><a href="#fn2">2</a></sup>.</p></div>
<div class="chapter"><h2><a id="c3"></a>CHAPTER III</h2><p>Rock.</p></div>
<div class="footnotes"><h3>FOOTNOTES:</h3>
<div class="footnote"><p><a id="fn1"></a> <a href="#fnref1">[1]</a> Wet.</p></div>
<div class="footnote"><p id="fn2"><a href="#fnref2"><span class="label">2</span></a> Loud.</p></div></div>
<section class="pg-boilerplate pgfooter"><p>A licence.</p></section></body></html>"""
    path = page(tmp_path, text)
    assert spoken(read(path)) == [
        "Sea", "CHAPTER I", "Water.", "CHAPTER II", "Wind.", "CHAPTER III", "Rock.",
    ]  # fmt: skip
    book = read(path, "chapter_end")
    assert spoken(book)[1:6] == ["CHAPTER I", "Water.", "Wet.", "CHAPTER II", "Wind."]
    assert book.title == "Sea"
    assert set(book.ledger.skipped) == {"backlink", "footnote", "gutenberg", "noteref", "toc"}


def test_suffixes_and_content(tmp_path: Path) -> None:
    for name in ("a.htm", "a.xhtml", "a.html", "a"):
        assert readers.reader(page(tmp_path, BOOK, name)) is reader
    with pytest.raises(InputError, match="DOCX, HTML, FB2"):
        readers.reader(page(tmp_path, bytes(range(32)) * 9, "noise.html"))


def test_without_headings_the_chapters_are_found_by_their_patterns(tmp_path: Path) -> None:
    text = "<p><b>Chapter 1</b></p><p>a b</p><p><b>Chapter 2</b></p><p>c d</p>"
    assert [c.title for c in read(page(tmp_path, HEAD + text)).chapters] == ["Chapter 1", "Chapter 2"]


def test_parts_and_their_chapters(tmp_path: Path) -> None:
    text = "".join(
        f"<h1>Part {p}</h1>" + "".join(f"<h2>Chapter {c}</h2><p>Text {p}{c}.</p>" for c in "12")
        for p in "12"
    )
    assert [c.title for c in read(page(tmp_path, HEAD + text)).chapters] == [
        "Part 1: Chapter 1",
        "Chapter 2",
        "Part 2: Chapter 1",
        "Chapter 2",
    ]


def test_links_that_are_no_table_of_contents_are_spoken(tmp_path: Path) -> None:
    text = (
        '<p id=a>First.</p><p>See <a href="#x">the storm</a>.</p><h2 id=x>Storm</h2><p id=y>y</p>'
        "<p id=z>z</p>"
        '<ul><li><a href="#a">back</a></li><li><a href="#x">to</a></li><li><a href="#y">all</a></li></ul>'
    )
    book = read(page(tmp_path, HEAD + text))
    assert not book.ledger.skipped and spoken(book)[-3:] == ["back", "to", "all"]


def test_a_title_of_contents_is_heard_where_it_is_asked_for(tmp_path: Path) -> None:
    assert "Contents" in spoken(read(page(tmp_path, BOOK), "skip", "toc"))


def test_what_its_head_says_of_the_publication(tmp_path: Path) -> None:
    metas = (
        '<meta name="author" content="Bob"><meta name="description" content="A wet book.">'
        '<meta name="DC.publisher" content="Sea"><meta property="book:isbn" content="978-0-306-40615-7">'
        '<meta name="calibre:series" content="Waves"><meta name="calibre:series_index" content="2.0">'
    )
    facts = reader.inspect(page(tmp_path, HEAD.replace("</head>", f"{metas}</head>") + "<p>a</p>"))
    assert facts.authors == ("Ann Other", "Bob") and (facts.series, facts.series_part) == ("Waves", "2")
    assert (facts.publisher, facts.isbn, facts.description) == ("Sea", "9780306406157", "A wet book.")


def test_the_cover_is_a_picture_inside_the_page(tmp_path: Path) -> None:
    text = f'{HEAD}<img id="cover" src="data:image/png;base64,{PNG}"><p>a</p>'
    path = page(tmp_path, text)
    assert reader.inspect(path).cover == base64.b64decode(PNG) and read(path).cover == "cover"
    beside = page(tmp_path, f'{HEAD}<img id="cover" src="/etc/passwd"><p>a</p>', "c.html")
    assert reader.inspect(beside).cover == b""
    broken = page(tmp_path, text.replace(PNG, "QUJD"), "d.html")
    assert "no cover" in reader.inspect(broken).warnings[0]


def test_broken_empty_and_hostile_pages(tmp_path: Path) -> None:
    assert spoken(read(page(tmp_path, "<p>a<div>b</div>c<b>d"))) == ["a", "b", "cd"]
    for text, match in (
        ("<html><body><p> </p></body></html>", "has no text"),
        ('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>', "declares XML entities"),
    ):
        with pytest.raises(InputError, match=match) as caught:
            reader.inspect(page(tmp_path, text))
        assert caught.value.hint and "\n" not in str(caught.value)


def test_encodings(tmp_path: Path) -> None:
    text = "<html><head><meta charset='{}'></head><body><p>Élan “café”</p></body></html>"
    for charset, codec in (("utf-8", "utf-8"), ("windows-1252", "cp1252"), ("utf-16", "utf-16")):
        book = read(page(tmp_path, text.format(charset).encode(codec)))
        assert spoken(book) == ["Élan “café”"], charset


def test_the_conditions_that_word_writes_are_no_text(tmp_path: Path) -> None:
    one = "<p>1.<![if !supportLists]><span> </span><![endif]>One<!--[if IE]>no<![endif]--></p>"
    assert spoken(read(page(tmp_path, f"{HEAD}<h1>A</h1>{one}"))) == ["A", "1. One"]
