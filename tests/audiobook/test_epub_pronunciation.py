"""How an EPUB says its words are pronounced: SSML in its pages, and lexicons (PLS) beside them."""

from pathlib import Path

import pytest
from epub_maker import epub, page
from epub_voice import marked, one, paragraphs, read

from phases.audiobook import chunk, extract, pronounce
from phases.audiobook.book import Paragraph, read_say
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.matter import DEFAULT

SSML = 'xmlns:ssml="http://www.w3.org/2001/10/synthesis"'


def test_ssml_ph(tmp_path: Path) -> None:
    body = (
        f'<p {SSML}>In <span ssml:ph="ˈlɛstɚ">Leicester</span>, <b ssml:ph="x"'
        ' ssml:alphabet="x-sampa">so</b>.</p>'
    )
    [p] = one(tmp_path, body)
    assert marked(p) == [("Leicester", "", "ˈlɛstɚ")]


def test_the_alphabet_of_ssml_holds_for_what_is_inside(tmp_path: Path) -> None:
    body = (
        f'<div {SSML} ssml:alphabet="x-sampa"><p><i ssml:ph="a">One</i></p></div><p {SSML}><i'
        ' ssml:ph="b">Two</i> x</p>'
    )
    first, second = one(tmp_path, body)
    assert not first.spans and marked(second) == [("Two", "", "b")]


LEXICON = """<lexicon version="1.0" alphabet="ipa" xml:lang="en"
  xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
<lexeme><grapheme>Krishna</grapheme><grapheme>Kṛṣṇa</grapheme><phoneme>ˈkrɪʂɳə</phoneme></lexeme>
<lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
<lexeme><grapheme>Van Gogh</grapheme><phoneme alphabet="x-sampa">vAn</phoneme>
  <phoneme>vɑn xɔx</phoneme></lexeme>
<lexeme><grapheme>Van</grapheme><phoneme>væn</phoneme></lexeme>
<lexeme><grapheme>lead</grapheme><phoneme>liːd</phoneme><phoneme prefer="true">lɛd</phoneme></lexeme>
<lexeme xml:lang="fr"><grapheme>pain</grapheme><phoneme>pɛ̃</phoneme></lexeme>
<lexeme><grapheme>nothing</grapheme></lexeme>
</lexicon>"""
ITEM = '<item id="pls" href="words.pls" media-type="application/pls+xml"/>'
LINK = '<link rel="pronunciation" type="application/pls+xml" hreflang="en" href="words.pls"/>'


def lexicon(folder: Path, link: str, **documents: str) -> list[Paragraph]:
    """The paragraphs of a book with `LEXICON`; `link` stands in the head of document a."""
    pages = {f"{name}.x": page(body) for name, body in documents.items()}
    pages["a.x"] = pages["a.x"].replace("<head>", f"<head>{link}")
    return read(epub(folder / "b.epub", pages, manifest=ITEM, files={"OEBPS/words.pls": LEXICON}))


def test_a_lexicon_of_the_book(tmp_path: Path) -> None:
    body = (
        "<p>Krish<b>na</b> and Kṛṣṇa’s Van Gogh, a Van; W3C. Krishnas</p><p>Lead, misled nothing pain</p>"
    )
    first, second, third = lexicon(tmp_path, LINK, a=body, b="<p>Krishna</p>")
    assert marked(first) == [
        ("Krishna", "", "ˈkrɪʂɳə"),
        ("Kṛṣṇa", "", "ˈkrɪʂɳə"),
        ("Van Gogh", "", "vɑn xɔx"),
        ("Van", "", "væn"),
        ("W3C", "", "World Wide Web Consortium"),
    ]
    assert first.spans[-1].say and not first.spans[-1].ipa
    assert marked(second) == [("Lead", "", "lɛd")]
    assert not third.spans  # its document links to no lexicon


def test_a_lexicon_that_no_document_links_to_holds_for_all(tmp_path: Path) -> None:
    assert [marked(p)[0][2] for p in lexicon(tmp_path, "", a="<p>Krishna</p>", b="<p>Van</p>")] == [
        "ˈkrɪʂɳə",
        "væn",
    ]


def test_a_lexicon_speaks_words_of_its_language_only_and_ssml_goes_before_it(tmp_path: Path) -> None:
    body = (
        f'<p>so <i lang="de">x</i></p><p lang="fr">du pain et lead</p><p {SSML}>a <i'
        ' ssml:ph="x">Van</i></p>'
    )
    _, french, own = lexicon(tmp_path, "", a=body)
    assert marked(french) == [("pain", "", "pɛ̃")] and marked(own) == [("Van", "", "x")]


def test_a_lexicon_speaks_in_notes_too(tmp_path: Path) -> None:
    body = (
        '<p>a<a epub:type="noteref" href="#n">1</a></p><aside epub:type="footnote" id="n">To Van.</aside>'
    )
    path = epub(tmp_path / "b.epub", {"a.x": page(body)}, manifest=ITEM, files={"OEBPS/words.pls": LEXICON})
    assert marked(read(path, "reference")[1]) == [("Van", "", "væn")]


@pytest.mark.parametrize(
    ("data", "warned"),
    [
        ("\x01 nothing", "cannot be used"),
        ('<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><lexicon/>', "cannot be used"),
        (None, "words.pls is missing"),
    ],
)
def test_a_broken_lexicon_is_a_warning(tmp_path: Path, data: str | None, warned: str) -> None:
    files = {"OEBPS/words.pls": data} if data else {}
    path = epub(tmp_path / "b.epub", {"a.x": page("<p>Van</p>")}, manifest=ITEM, files=files)
    book = reader.read(path, DEFAULT)
    assert [p.text for p in paragraphs(book)] == ["Van"] and any(warned in w for w in book.warnings)


def test_the_voice_gets_the_sounds_and_words_of_the_lexicon(tmp_path: Path) -> None:
    body = '<p>The W3C met Krishna. <i lang="fr">Bon.</i></p>'
    path = epub(tmp_path / "b.epub", {"a.x": page(body)}, manifest=ITEM, files={"OEBPS/words.pls": LEXICON})
    book, chunks, say = (tmp_path / name for name in ("book.json", "chunks.json", "say.json"))
    extract.run(path, None, book, extract.Settings())
    chunk.run(book, chunks, chunk.Settings())
    pronounce.run(chunks, say, pronounce.Settings())
    [[[first, second]]] = read_say(say).scenes
    assert [(s.text, s.ipa) for s in first] == [
        ("The World Wide Web Consortium met ", ""),
        ("Krishna", "ˈkrɪʂɳə"),
        (".", ""),
    ]
    assert [(s.text, s.language) for s in second] == [("Bon.", "fr")]
