"""What an EPUB says of how it is spoken: languages, speakers, pronunciations, kinds of text."""

from itertools import pairwise
from pathlib import Path

import pytest
from epub_maker import METADATA, epub, page
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook import chunk, extract, pronounce
from phases.audiobook.book import Book, Paragraph, Span, read_say
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.language import same
from phases.audiobook.readers.ledger import Run, letters
from phases.audiobook.readers.matter import DEFAULT

SSML = 'xmlns:ssml="http://www.w3.org/2001/10/synthesis"'


def paragraphs(book: Book) -> list[Paragraph]:
    return [p for chapter in book.chapters for p in chapter.paragraphs]


def read(path: Path, policy: str = "skip") -> list[Paragraph]:
    return paragraphs(reader.read(path, DEFAULT, policy))


def one(folder: Path, body: str, attributes: str = "") -> list[Paragraph]:
    return read(epub(folder / "b.epub", {"a.x": page(body, attributes)}))


def marked(paragraph: Paragraph) -> list[tuple[str, str, str]]:
    """(words, language, sounds or words to say) of its spans."""
    return [(paragraph.text[s.start : s.end], s.language, s.ipa or s.say) for s in paragraph.spans]


# languages


@pytest.mark.parametrize("name", ["xml:lang", "lang"])
def test_a_foreign_phrase_is_spoken_in_its_language(tmp_path: Path, name: str) -> None:
    [p] = one(tmp_path, f'<p>He said <i {name}="fr">mon  <b>cher</b> ami!</i> and left.</p>')
    assert p.text == "He said mon cher ami! and left."
    assert (p.language, marked(p)) == ("", [("mon cher ami!", "fr", "")])


def test_a_foreign_paragraph_with_a_phrase_of_the_books_own_language(tmp_path: Path) -> None:
    body = (
        '<div xml:lang="de"><p>Er sagte <span xml:lang="en">never</span>.</p></div><p>So'
        ' <i xml:lang="en">it</i> is.</p>'
    )
    first, second = one(tmp_path, body)
    assert (first.language, marked(first)) == ("de", [("never", "en", "")])
    assert (second.language, second.spans) == ("", ())


def test_a_paragraph_whose_words_are_all_in_one_language_is_in_it(tmp_path: Path) -> None:
    [p] = one(tmp_path, '<p>“<i lang="la">Cogito, ergo sum.</i>”</p>')
    assert (p.language, p.spans) == ("la", ())


@pytest.mark.parametrize("code", ["und", "zxx", "not a code!", "x"])
def test_what_is_no_language_is_none(tmp_path: Path, code: str) -> None:
    [p] = one(tmp_path, f'<p>So <i lang="{code}">it</i> is.</p>')
    assert (p.language, p.spans) == ("", ())


ENGLISH = "<p>The man and the woman were in the house of the king, and it was not for him.</p>"


def test_the_language_of_the_program_that_made_a_page_is_not_believed(tmp_path: Path) -> None:
    german = page(ENGLISH).replace("<html ", '<html xml:lang="de" ')
    french = page("<p>C'est la vie, et je ne sais pas que dire de la vie dans le monde.</p>")
    french = french.replace("<html ", '<html xml:lang="fr" ')
    first, second = read(epub(tmp_path / "b.epub", {"a.x": german, "b.x": french}))
    assert (first.language, second.language) == ("", "fr")


def test_a_region_is_kept_where_both_name_one(tmp_path: Path) -> None:
    metadata = METADATA.replace(">en<", ">en-GB<")
    body = '<p>So <i lang="en">it</i> was <i lang="en-US">there</i>.</p>'
    [p] = read(epub(tmp_path / "b.epub", {"a.x": page(body)}, metadata=metadata))
    assert marked(p) == [("there", "en-US", "")]
    assert same("en", "en-GB") and same("EN-gb", "en-GB") and not same("en-GB", "en-US")


# speakers


@pytest.mark.parametrize(
    ("markup", "speaker"),
    [
        ('<blockquote epub:type="z3998:letter"><p>Dear</p></blockquote>', "z3998:letter"),
        ('<section epub:type="chapter z3998:diary"><p>Dear</p></section>', "z3998:diary"),
        ("<blockquote><p>Dear</p></blockquote>", "blockquote"),
        ('<div epub:type="z3998:letter"><blockquote><p>Dear</p></blockquote></div>', "z3998:letter"),
        ('<blockquote><p epub:type="z3998:quotation">Dear</p></blockquote>', "z3998:quotation"),
        ('<div role="doc-epigraph"><p>Dear</p></div>', "epigraph"),
        ('<p>Dear <i epub:type="z3998:letter">x</i></p>', ""),
        ("<p>Dear</p>", ""),
    ],
)
def test_whose_words_they_are(tmp_path: Path, markup: str, speaker: str) -> None:
    assert [p.speaker for p in one(tmp_path, markup)] == [speaker]


def test_headings_are_the_narrators(tmp_path: Path) -> None:
    body = '<section epub:type="z3998:letter"><h2>Letter I</h2><p>Dear</p></section>'
    assert [p.speaker for p in one(tmp_path, body)] == ["", "z3998:letter"]


# pronunciation


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


# kinds


@pytest.mark.parametrize(
    ("markup", "kinds", "rule"),
    [
        (
            "<table><caption>c</caption><tr><th>a</th><td><p>b</p></td></tr></table>",
            ["caption", "table", "table"],
            "table",
        ),
        ("<ul><li>a<ul><li><p>b</p></li></ul></li></ul>", ["list", "list"], "list"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", ["list", "list"], "list"),
        ("<figure><figcaption>a</figcaption></figure>", ["caption"], "caption"),
        ('<div epub:type="z3998:poem"><p>a</p></div>', ["verse"], "verse"),
        ("<p><img src='x' alt='a cat'/></p>", ["alt"], "alt"),
    ],
)  # fmt: skip
def test_kinds_and_the_rules_that_leave_them_out(
    tmp_path: Path, markup: str, kinds: list[str], rule: str
) -> None:
    path = epub(tmp_path / "b.epub", {"a.x": page(f"<p>Text.</p>{markup}<p>End.</p>")})
    spoken = [p for p in paragraphs(reader.read(path, [])) if p.text not in ("Text.", "End.")]
    assert [p.kind for p in spoken] == kinds
    silent = reader.read(path, [rule])
    assert [p.text for p in paragraphs(silent)] == ["Text.", "End."]
    assert silent.ledger.skipped == {rule: sum(len(p.text.split()) for p in spoken)}


# any runs

RUN = st.builds(
    Run,
    st.text(st.sampled_from(" \n\u00ad.,“”abÉ1_—"), max_size=6),
    st.sampled_from(["", "", "", "noteref"]),
    st.sampled_from(["", "fr", "de"]),
    st.sampled_from(["", "", "x"]),
)


@given(st.lists(RUN, max_size=8), st.sampled_from(["text", "verse"]), st.sampled_from(["", "fr"]))
@settings(deadline=None, max_examples=300)
def test_spans_stand_where_their_words_do(runs: list[Run], kind: str, language: str) -> None:
    block = Block(tuple(runs), kind, language=language)
    spans = block.spans
    assert all(0 <= s.start < s.end <= len(block.text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    wanted = [r for r in runs if not r.rule and (r.ipa or (r.language and r.language != language))]
    got = "".join(block.text[s.start : s.end] for s in spans)
    assert letters(got) == letters("".join(r.text for r in wanted))
    assert isinstance(spans, tuple) and all(isinstance(s, Span) for s in spans)
