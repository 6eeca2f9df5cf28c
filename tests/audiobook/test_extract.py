"""extract as a phase: settings, target, and a whole real book."""

import json
from pathlib import Path

import pytest
from conftest import CORPUS
from epub_maker import epub, li, nav, page
from pydantic import ValidationError

from phases.audiobook import book, extract
from phases.audiobook.book import WORD, words
from phases.audiobook.readers.matter import DEFAULT, RULES
from phases.graph.errors import InputError

DOCUMENTS = {
    "d.x": page('<section epub:type="dedication"><p>To you</p></section>'),
    "c.x": page("<h2>One</h2><p>The words.</p>"),
}


def test_target_and_metrics(tmp_path: Path) -> None:
    source = epub(tmp_path / "b.epub", DOCUMENTS, nav=nav(li("Dedication", "d.x") + li("One", "c.x")))
    metrics = extract.run(source, None, tmp_path / "book.json", extract.Settings())
    found = book.read_book(tmp_path / "book.json")
    assert [chapter.title for chapter in found.chapters] == ["Dedication", "One"]
    assert metrics == {
        "title": "A Test",
        "chapters": 2,
        "words": 6,
        "spoken": 6,
        "skipped": 0,
        "lost": 0,
    }
    first = (tmp_path / "book.json").read_bytes()
    extract.run(source, None, tmp_path / "book.json", extract.Settings())
    assert (tmp_path / "book.json").read_bytes() == first


def test_the_first_warnings_are_shown(tmp_path: Path) -> None:
    documents = DOCUMENTS | {f"{n}.x": page("<p>gone</p>") for n in range(5)}
    for gone, said in (
        (2, "OEBPS/0.x is missing; OEBPS/1.x is missing"),
        (5, "OEBPS/0.x is missing; OEBPS/1.x is missing; OEBPS/2.x is missing; and 2 more"),
    ):
        lost = [f"OEBPS/{n}.x" for n in range(gone)]
        source = epub(tmp_path / "b.epub", documents, leave_out=lost)
        assert extract.run(source, None, tmp_path / "book.json", extract.Settings())["warnings"] == said


def test_rules_of_the_settings(tmp_path: Path) -> None:
    source = epub(tmp_path / "b.epub", DOCUMENTS)
    metrics = extract.run(source, None, tmp_path / "book.json", extract.Settings(skip=("dedication",)))
    assert (metrics["spoken"], metrics["skipped"]) == (3, 2)
    assert book.read_book(tmp_path / "book.json").ledger.skipped == {"dedication": 2}


def test_unknown_rule_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(ValidationError, match=r"unknown rule 'endnote', did you mean endnotes\?"):
        extract.Settings(skip=("endnote",))
    with pytest.raises(ValidationError, match="there are cover, titlepage"):
        extract.Settings(skip=("qqqqqq",))


def test_the_order_of_the_rules_is_no_change() -> None:
    one = extract.Settings(skip=("toc", "cover", "toc"))
    assert one.model_dump() == extract.Settings(skip=("cover", "toc")).model_dump()
    assert extract.Settings().skip == extract.Settings(skip=tuple(reversed(DEFAULT))).skip


def test_every_rule_says_what_it_skips() -> None:
    assert all(rule.doc for rule in RULES.values()) and set(DEFAULT) < set(RULES)
    tokens = [token for rule in RULES.values() for token in rule.types.split()]
    assert len(tokens) == len(set(tokens))


def test_errors_leave_no_target(tmp_path: Path) -> None:
    source = tmp_path / "b.txt"
    source.write_bytes(b"")
    with pytest.raises(InputError):
        extract.run(source, None, tmp_path / "book.json", extract.Settings())
    assert not (tmp_path / "book.json").exists()


def fold(text: list[str]) -> list[str]:
    return [word.replace("’", "'").casefold() for word in text]


@pytest.fixture(scope="module")
def frankenstein(tmp_path_factory: pytest.TempPathFactory) -> book.Book:
    source = CORPUS / "frankenstein.epub"
    if not source.exists():
        pytest.skip("the shared test books are not here")
    target = tmp_path_factory.mktemp("frankenstein") / "book.json"
    extract.run(source, None, target, extract.Settings())
    return book.read_book(target)


def test_frankenstein_word_for_word(frankenstein: book.Book) -> None:
    truth = json.loads((CORPUS / "frankenstein.truth.json").read_text(encoding="utf-8"))
    for matter, titles in (
        ("body", None),
        ("front", ("Introduction", "Preface", "Dedication", "Epigraph")),
    ):
        want = [
            word
            for chapter in truth["chapters"]
            if chapter["matter"] == matter and (titles is None or chapter["title"] in titles)
            for word in chapter["words"]
        ]
        got = [
            word
            for chapter in frankenstein.chapters
            if chapter.matter == matter
            for p in chapter.paragraphs
            if p.source != "toc"
            for word in words(p.text)
        ]
        assert fold(got) == fold(WORD.findall(" ".join(want)))


def test_frankenstein_chapters_and_ledger(frankenstein: book.Book) -> None:
    titles = [chapter.title for chapter in frankenstein.chapters]
    assert titles[:5] == ["Introduction", "Preface", "Dedication", "Epigraph", "Letter I"]
    assert titles[-2:] == ["Chapter XXIV", "Walton, in Continuation"] and len(titles) == 33
    ledger = frankenstein.ledger
    assert ledger.lost == 0 and not frankenstein.warnings
    assert ledger.source == ledger.spoken + sum(ledger.skipped.values())
    assert {"titlepage", "imprint", "halftitle", "endnotes", "colophon", "copyright-page"} < set(
        ledger.skipped
    )
    assert ledger.spoken == sum(len(words(p.text)) for c in frankenstein.chapters for p in c.paragraphs)
    spoken_by_toc = [p.text for c in frankenstein.chapters for p in c.paragraphs if p.source == "toc"]
    assert spoken_by_toc == ["Dedication", "Epigraph"]
