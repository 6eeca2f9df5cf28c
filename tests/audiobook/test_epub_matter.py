"""EPUB: front and back matter, and what the rules of `skip` leave out."""

from pathlib import Path

import pytest
from book_reading import read_epub, spoken, titles
from epub_maker import epub, li, nav, ncx, page, point

from phases.audiobook.readers import epub as reader
from phases.audiobook.readers.matter import RULES
from phases.graph.errors import InputError

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
    book = read_epub(epub(tmp_path / "b.epub", documents))
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
    book = read_epub(epub(tmp_path / "b.epub", documents, guide=guide, version="2.0"))
    assert [(c.title, c.matter) for c in book.chapters] == [("Preface", "front"), ("One", "body")]
    assert book.ledger.skipped == {"titlepage": 2, "copyright-page": 2}


def test_a_page_of_links_is_a_table_of_contents(tmp_path: Path) -> None:
    links = "".join(f'<p><a href="c{i}.x">Chapter {i}</a></p>' for i in range(4))
    prose = "".join(
        f'<p>He went to <a href="c{i}.x">Chapter {i}</a> and read it there.</p>' for i in range(4)
    )
    chapters = {f"c{i}.x": page(f"<h2>Chapter {i}</h2><p>Text.</p>") for i in range(4)}
    book = read_epub(epub(tmp_path / "a.epub", {"t.x": page(f"<h2>Chapters</h2>{links}"), **chapters}))
    assert titles(book) == [f"Chapter {i}" for i in range(4)] and book.ledger.skipped == {"toc": 9}
    assert not read_epub(epub(tmp_path / "b.epub", {"t.x": page(prose), **chapters})).ledger.skipped


def test_a_landmark_does_not_skip_a_document_that_holds_the_book(tmp_path: Path) -> None:
    document = page("<h1>A Test</h1><h2 id='a'>One</h2><p>a</p><h2 id='b'>Two</h2><p>b</p>")
    guide = '<reference type="title-page" href="a.x"/><reference type="cover" href="a.x"/>'
    points = ncx(point("One", "a.x#a") + point("Two", "a.x#b"))
    book = read_epub(epub(tmp_path / "b.epub", {"a.x": document}, guide=guide, ncx=points, version="2.0"))
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
    book = read_epub(path)
    assert [(c.title, c.matter) for c in book.chapters] == [("Dedication", "front"), ("One", "body")]
    assert book.ledger.skipped == {"non-linear": 4}
    assert "An aside for later" in spoken(read_epub(path, "non-linear"))


def test_nothing_to_speak_is_an_error(tmp_path: Path) -> None:
    path = epub(tmp_path / "b.epub", {"a.x": page('<section epub:type="cover"><p>Cover</p></section>')})
    with pytest.raises(InputError, match="no text to speak"):
        read_epub(path)
