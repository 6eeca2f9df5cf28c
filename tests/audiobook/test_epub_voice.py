"""What an EPUB says of how it is spoken: languages, speakers, kinds of text."""

from itertools import pairwise
from pathlib import Path

import pytest
from epub_maker import METADATA, epub, page
from epub_voice import marked, one, paragraphs, read
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook.book import Span
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.language import same
from phases.audiobook.readers.ledger import Run, letters

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
    assert same("en_GB", "en") and not same("en_GB", "en-US")


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
