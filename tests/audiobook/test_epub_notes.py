"""Where notes of an EPUB are heard: nowhere, behind their paragraph, at the end of the chapter."""

import tempfile
from pathlib import Path
from typing import get_args

import pytest
from book_reading import with_notes_marked
from epub_maker import epub, li, nav, page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phases.audiobook import extract
from phases.audiobook.book import Book, read_book
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.matter import DEFAULT, Policy

REFERENCE, END = get_args(Policy)[1:]


def read(path: Path, policy: str, *keep: str) -> Book:
    return reader.read(path, [rule for rule in DEFAULT if rule not in keep], policy)


def one(folder: Path, body: str, policy: str = REFERENCE) -> list[str]:
    return with_notes_marked(read(epub(folder / "b.epub", {"a.x": page(body)}), policy))


NOTED = {
    "type": '<p>Text<a epub:type="noteref" href="#n">1</a>.</p><p>More.</p>'
    '<aside epub:type="footnote" id="n">The note.</aside>',
    "aria": '<p>Text<a role="doc-noteref" href="#n">1</a>.</p><p>More.</p>'
    '<aside role="doc-footnote" id="n"><p>The note. <a role="doc-backlink" href="#r">Back up</a></p>'
    "</aside>",
    "endnote": '<p>Text<a role="doc-noteref" href="#n" id="r">1</a>.</p><p>More.</p>'
    '<section role="doc-endnotes"><h3>Notes</h3><ol><li id="n" role="doc-endnote">The note.</li>'
    "</ol></section>",
    "rearnote": '<p>Text<a epub:type="noteref" href="#n">1</a>.</p><p>More.</p>'
    '<section epub:type="rearnotes"><div epub:type="rearnote" id="n"><p>1. The note.</p></div></section>',
    "popup": '<p>Text<a epub:type="noteref" href="#n">*</a>.</p><p>More.</p>'
    '<aside epub:type="footnote" id="n" hidden="">The note.</aside>',
    "raised": '<p>Text<sup><a href="#n">1</a></sup>.</p><p>More.</p><p id="n"><sup>1</sup> The note.</p>',
    "brackets": '<p>Text<a href="#n">[1]</a>.</p><p>More.</p><p><a id="n"></a>[1] The note.</p>',
    "links back": '<p>Text<a id="r" href="#n">1</a>.</p><p>More.</p>'
    '<div class="note"><p id="n"><a href="#r">1</a> The note.</p></div>',
    "row": '<p>Text<a href="#n"><sup>1</sup></a>.</p><p>More.</p>'
    '<table><tr><td><a id="n">1</a></td><td>The note.</td></tr></table>',
    "definition": '<p>Text<a href="#n"><sup>1</sup></a>.</p><p>More.</p><dl><dt id="n">1</dt>'
    "<dd>The note.</dd></dl>",
    "inline": '<p>Text<a epub:type="noteref" href="#n">1</a>'
    '<span epub:type="footnote" id="n">The note.</span>.</p>'
    "<p>More.</p>",
}


@pytest.mark.parametrize("kind", NOTED)
def test_the_note_is_heard_behind_its_paragraph(tmp_path: Path, kind: str) -> None:
    assert one(tmp_path, NOTED[kind], "skip") == ["Text.", "More."]
    assert one(tmp_path, NOTED[kind]) == ["Text.", "*The note.", "More."]
    assert one(tmp_path, NOTED[kind], END) == ["Text.", "More.", "*The note."]


def test_notes_of_another_file_come_to_their_chapters(tmp_path: Path) -> None:
    link = '<a epub:type="noteref" href="n.x#{0}" id="r{0}">{0}</a>'
    documents = {
        "a.x": page(f"<h2>A</h2><p>One{link.format(1)}.</p><p>Two{link.format(2)}.</p>"),
        "b.x": page(f"<h2>B</h2><p>Three{link.format(3)}.</p>"),
        "n.x": page(
            "<h2>Notes</h2><ol>"
            + "".join(
                f'<li id="{n}" epub:type="endnote"><p>Note {n}.</p><p>Again.'
                f' <a href="{f}.x#r{n}">↩</a></p></li>'
                for n, f in ((1, "a"), (2, "a"), (3, "b"), (4, "b"))
            )
            + "</ol>"
        ),
    }
    contents = nav(li("A", "a.x") + li("B", "b.x") + li("Notes", "n.x"))
    path = epub(tmp_path / "b.epub", documents, nav=contents, linear={"n.x": "no"})
    end = read(path, END)
    assert with_notes_marked(end) == [
        "A", "One.", "Two.", "*Note 1.", "*Again.", "*Note 2.", "*Again.",
        "B", "Three.", "*Note 3.", "*Again.",
    ]  # fmt: skip
    assert [c.title for c in end.chapters] == ["A", "B"] and "Note 4." not in str(end.chapters)
    assert with_notes_marked(read(path, REFERENCE))[1:4] == ["One.", "*Note 1.", "*Again."]


def test_a_note_is_heard_once_however_often_it_is_referred_to(tmp_path: Path) -> None:
    link = '<a epub:type="noteref" href="#n">1</a>'
    body = f'<p>One{link}.</p><p>Two{link}.</p><aside epub:type="footnote" id="n">The note.</aside>'
    assert one(tmp_path, body) == ["One.", "*The note.", "Two."]


def test_a_note_of_a_note(tmp_path: Path) -> None:
    link = '<a epub:type="noteref" href="#{0}">{0}</a>'
    note = '<aside epub:type="footnote" id="{0}"><p>Note {1}{2}.</p></aside>'
    notes = note.format("n1", "A", link.format("n2")) + note.format("n2", "B", link.format("n1"))
    body = f"<p>Text{link.format('n1')}.</p><p>More.</p>{notes}"
    assert one(tmp_path, body) == ["Text.", "*Note A.", "*Note B.", "More."]


def test_references_in_what_is_left_out_bring_no_note(tmp_path: Path) -> None:
    link = '<a epub:type="noteref" href="#n">1</a>'
    body = f'<p hidden="">Gone{link}</p><p>Text.</p><aside epub:type="footnote" id="n">The note.</aside>'
    assert one(tmp_path, body) == ["Text."]


def test_a_note_to_a_heading_is_heard_behind_all_of_it(tmp_path: Path) -> None:
    body = (
        '<h2>Chapter<a epub:type="noteref" href="#n">*</a></h2><h3>The Sea</h3><p>Text.</p>'
        '<aside epub:type="footnote" id="n">The note.</aside>'
    )
    assert one(tmp_path, body) == ["Chapter", "The Sea", "*The note.", "Text."]


@pytest.mark.parametrize("policy", get_args(Policy))
def test_links_to_chapters_are_no_notes(tmp_path: Path, policy: str) -> None:
    body = (
        '<p id="c1"><a href="#h1">1</a></p><h2 id="h1"><a href="#c1">1</a></h2><p>See'
        ' <a href="#h2">2</a>.</p>'
        '<h2 id="h2">2</h2><p>Text.</p>'
    )
    assert one(tmp_path, body, policy) == ["1", "1", "See 2.", "2", "Text."]


def test_a_label_is_not_taken_for_a_word(tmp_path: Path) -> None:
    body = '<p>Text<sup><a href="#n">{0}</a></sup>.</p><p id="n">{1}</p>'
    for label, note, said in (
        ("a", "a note.", "a note."),
        ("a", "a. note.", "note."),
        ("1", "12 men.", "12 men."),
        ("1", "1) Men.", "Men."),
    ):
        assert one(tmp_path, body.format(label, note)) == ["Text.", f"*{said}"]


def test_a_heading_above_nothing_but_notes_is_not_heard(tmp_path: Path) -> None:
    body = (
        '<h2>One</h2><p>Text<sup><a href="#n">1</a></sup>.</p><h3>Footnotes</h3><p id="n">1. The note.</p>'
        "<h2>Two</h2><p>End.</p>"
    )
    assert one(tmp_path, body, "skip") == ["One", "Text.", "Two", "End."]
    assert one(tmp_path, body, END) == ["One", "Text.", "*The note.", "Two", "End."]


def test_who_takes_footnote_out_of_skip_hears_notes_where_they_stand(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", {"a.x": page(NOTED["type"])})
    assert with_notes_marked(read(path, "skip", "footnote")) == ["Text.", "More.", "The note."]


def test_the_setting(tmp_path: Path) -> None:
    source, target = epub(tmp_path / "b.epub", {"a.x": page(NOTED["type"])}), tmp_path / "book.json"
    extract.run(source, None, target, extract.Settings(notes="reference"))
    assert with_notes_marked(read_book(target)) == ["Text.", "*The note.", "More."]
    with pytest.raises(ValueError, match="chapter_end"):
        extract.Settings(notes="somewhere")  # type: ignore[arg-type]


LINK = st.builds(
    '<a epub:type="noteref" href="#n{0}"><sup>{0}</sup></a>'.format, st.integers(0, 3)
) | st.builds('<a href="#r{0}">{0}</a>'.format, st.integers(0, 3))
INSIDE = st.lists(st.sampled_from(["word ", "more ", "<br/>", "1. "]) | LINK, max_size=4).map("".join)
ELEMENT = st.builds(
    "<{0} id='{1}{2}'>{3}</{0}>".format,
    st.sampled_from(["p", "li", "div", "aside", "h2", "span"]),
    st.sampled_from("nr"),
    st.integers(0, 3),
    INSIDE,
)


@given(st.lists(ELEMENT, min_size=1, max_size=8).map("".join), st.sampled_from(get_args(Policy)))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_any_page_adds_up_and_the_text_itself_stays(body: str, policy: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = epub(Path(folder) / "b.epub", {"a.x": page(body + "<p>End.</p>")})
        said = with_notes_marked(read(path, policy))
        assert [text for text in said if not text.startswith("*")] == with_notes_marked(read(path, "skip"))
