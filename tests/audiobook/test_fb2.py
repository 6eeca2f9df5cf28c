"""FictionBook 2: sections, titles, verse, notes, pictures, and what is broken or hostile."""

import base64
import zipfile
from pathlib import Path

import pytest
from book_reading import spoken
from fb2_maker import INFO, fb2
from pictures import PNG_BASE64 as PNG

from phases.audiobook import readers
from phases.audiobook.book import Book, words
from phases.audiobook.readers import fb2 as reader
from phases.audiobook.readers.matter import DEFAULT
from phases.graph.errors import InputError


def read(path: Path, policy: str = "skip", *keep: str) -> Book:
    return reader.read(path, [rule for rule in DEFAULT if rule not in keep], policy)


def test_what_the_book_says_about_itself(tmp_path: Path) -> None:
    path = fb2(tmp_path / "b.fb2")
    book, facts = read(path), reader.inspect(path)
    assert readers.reader(path) is reader
    for found in (book, facts):
        assert (found.title, found.author, found.language, found.year) == (
            "The Sea",
            "Ann B. Other, bob",
            "en",
            "1850",
        )
    assert (facts.format, facts.cover, facts.cover_name) == ("FB2", base64.b64decode(PNG), "c.png")
    assert book.cover == "c.png" and not facts.warnings


def test_series_publisher_and_what_it_is_about(tmp_path: Path) -> None:
    info = INFO.replace(
        "<lang>",
        '<annotation><p>A <b>wet</b></p><p>book.</p></annotation><sequence name="Waves" number="2"/><lang>',
    )
    info += "<publish-info><publisher>Sea</publisher><isbn>978-0-306-40615-7</isbn></publish-info>"
    facts = reader.inspect(fb2(tmp_path / "b.fb2", info=info))
    assert facts.authors == ("Ann B. Other", "bob")
    assert (facts.series, facts.series_part, facts.publisher) == ("Waves", "2", "Sea")
    assert (facts.isbn, facts.description) == ("9780306406157", "A wet\nbook.")


def test_sections_are_chapters(tmp_path: Path) -> None:
    book = read(fb2(tmp_path / "b.fb2"))
    assert [c.title for c in book.chapters] == [
        "Ann Other: The Sea",
        "Part One: Chapter 1: The Shore",
        "Chapter 2",
    ]
    assert [(p.text, p.kind, p.speaker) for p in book.chapters[1].paragraphs] == [
        ("Part One", "title", ""),
        ("Chapter 1", "title", ""),
        ("The Shore", "title", ""),
        ("It was darkness and more.", "text", ""),
        ("A Song", "verse", "z3998:poem"),
        ("Roses are red,\nViolets blue.", "verse", "z3998:poem"),
        ("Inside", "heading", ""),
        ("After.", "text", ""),
    ]
    assert [(p.text, p.kind) for p in book.chapters[2].paragraphs][1:] == [
        ("Said he.", "text"),
        ("End.", "text"),
        ("a", "table"),
        ("b", "table"),
    ]
    assert book.chapters[0].paragraphs[2].speaker == "epigraph"


@pytest.mark.parametrize(
    ("policy", "at"), [("reference", "It was darkness and more."), ("chapter_end", "After.")]
)
def test_notes(tmp_path: Path, policy: str, at: str) -> None:
    path = fb2(tmp_path / "b.fb2")
    silent, book = read(path), read(path, policy)
    assert silent.ledger.skipped == {"alt": 2, "footnote": 9, "noteref": 1}
    heard = spoken(book)
    assert heard[heard.index(at) + 1 :][:2] == ["A lack of light.", "Really."]
    assert book.ledger.skipped == {"alt": 2, "footnote": 3, "noteref": 2}
    for found in (silent, book):
        assert found.ledger.source == found.ledger.spoken + sum(found.ledger.skipped.values())
        assert found.ledger.spoken == sum(len(words(text)) for text in spoken(found))


def test_zipped_and_misnamed(tmp_path: Path) -> None:
    fb2(tmp_path / "b.fb2").rename(tmp_path / "book.xml")
    with zipfile.ZipFile(tmp_path / "the_sea.fb2.zip", "w") as archive:
        archive.write(tmp_path / "book.xml", "b.fb2")
    for name in ("the_sea.fb2.zip", "book.xml"):
        assert readers.reader(tmp_path / name) is reader
        assert len(spoken(read(tmp_path / name))) == 17
    with zipfile.ZipFile(tmp_path / "two.fb2.zip", "w") as archive:
        archive.writestr("a.fb2", "a")
        archive.writestr("b.fb2", "b")
    with pytest.raises(InputError, match="holds 2 FB2 books and not one"):
        reader.inspect(tmp_path / "two.fb2.zip")


def test_a_book_without_titles_or_description(tmp_path: Path) -> None:
    path = fb2(tmp_path / "the_sea.fb2", "<body><section><p>a</p></section></body>", "", "")
    book = read(path)
    assert (book.title, book.author, spoken(book)) == ("the sea", "", ["a"])


def test_a_passage_in_another_language(tmp_path: Path) -> None:
    body = (
        '<body><section><p>He said <emphasis xml:lang="fr">bon mot</emphasis>.</p>'
        '<p xml:lang="de">Ja.</p></section></body>'
    )
    [first, second] = read(fb2(tmp_path / "b.fb2", body)).chapters[0].paragraphs
    [span] = first.spans
    assert (first.text[span.start : span.end], span.language) == ("bon mot", "fr")
    assert second.language == "de"


def test_faults_of_the_cover_are_warnings(tmp_path: Path) -> None:
    assert reader.inspect(fb2(tmp_path / "a.fb2", cover="")).warnings == ("the cover c.png is missing",)
    assert "no cover" in reader.inspect(fb2(tmp_path / "b.fb2", cover="QUJD")).warnings[0]


def test_a_russian_book_in_its_own_encoding(tmp_path: Path) -> None:
    text = fb2(
        tmp_path / "b.fb2", "<body><section><p>Все счастливые семьи похожи.</p></section></body>", ""
    )
    data = text.read_text(encoding="utf-8").replace("utf-8", "windows-1251").encode("cp1251")
    text.write_bytes(data)
    book = read(text)
    assert (spoken(book), book.language) == (["Все счастливые семьи похожи."], "ru")


def test_what_is_broken_or_hostile_gets_one_line(tmp_path: Path) -> None:
    laughs = (
        '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><FictionBook><body>&b;</body>'
        "</FictionBook>"
    )
    for name, text, match in (
        ("a.fb2", "nothing", "no FB2 inside"),
        ("b.fb2", "<html><body><p>a</p></body></html>", "no FB2 inside"),
        ("c.fb2", "<FictionBook><body><p> </p></body></FictionBook>", "has no text"),
        ("d.fb2", laughs, "declares XML entities"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match=match) as caught:
            reader.inspect(tmp_path / name)
        assert caught.value.hint and "\n" not in str(caught.value)


def test_broken_markup_is_repaired_with_a_warning_or_refused(tmp_path: Path) -> None:
    path = fb2(tmp_path / "b.fb2", "<body><section><p>One<p>two</section></body>")
    assert any("not well-formed" in warning for warning in reader.inspect(path).warnings)
    try:
        assert "".join(spoken(read(path))).replace(" ", "") == "Onetwo"
    except InputError as error:
        assert "would be lost" in str(error)
