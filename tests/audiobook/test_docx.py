"""Word documents: styles, notes, tables, languages, facts, and what was deleted."""

from pathlib import Path

import pytest
from book_reading import spoken, titles
from docx_maker import docx, note, par, reference, run
from pictures import PNG

from phases.audiobook import readers
from phases.audiobook.book import Book, words
from phases.audiobook.readers import docx as reader
from phases.audiobook.readers.matter import DEFAULT

CORE = "<dc:title>The Sea</dc:title><dc:creator>Ann Other;Bob</dc:creator>"
NOVEL = (
    par("The Sea", "Title")
    + par("Chapter One", "Heading1")
    + par(run("It was ") + run("dark", "<w:b/>") + run("ness. "))
    + par("Inside", "Heading2")
    + par("He said it.", "Quote")
    + par("The Storm", "Kapitel")
    + par("Wind.")
    + par("After", "Own")
    + par("End.")
)


def read(path: Path, policy: str = "skip") -> Book:
    return reader.read(path, DEFAULT, policy)


def adds_up(book: Book) -> None:
    assert book.ledger.spoken == sum(len(words(text)) for text in spoken(book))
    assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())
    assert book.ledger.lost == 0


def test_a_novel_with_styles(tmp_path: Path) -> None:
    path = docx(tmp_path / "b.docx", NOVEL, core=CORE)
    book, facts = read(path), reader.inspect(path)
    assert readers.reader(path) is reader
    for found in (book, facts):
        assert (found.title, found.author, found.language) == ("The Sea", "Ann Other, Bob", "en-US")
    assert titles(book) == ["The Sea", "Chapter One", "The Storm", "After"]
    one = book.chapters[1].paragraphs
    assert [p.text for p in one] == ["Chapter One", "It was darkness.", "Inside", "He said it."]
    assert [p.kind for p in one] == ["title", "text", "heading", "text"]
    assert one[3].speaker == "blockquote" and facts.format == "Word"
    adds_up(book)


def test_a_novel_written_by_python_docx(tmp_path: Path) -> None:
    import docx as library

    document = library.Document()
    document.add_heading("The Sea", 0)
    document.add_heading("One", 1)
    document.add_paragraph("Water, ").add_run("salt").bold = True
    document.add_paragraph("first", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    document.add_heading("Two", 1)
    document.add_paragraph("Sand.")
    document.save(str(tmp_path / "b.docx"))
    book = read(tmp_path / "b.docx")
    assert titles(book) == ["The Sea", "One", "Two"]
    assert [p.text for p in book.chapters[1].paragraphs] == ["One", "Water, salt", "first", "left", "right"]
    assert [p.kind for p in book.chapters[1].paragraphs] == ["title", "text", "list", "table", "table"]
    adds_up(book)


def test_chapters_without_styles_are_found_by_their_patterns(tmp_path: Path) -> None:
    body = "".join(par(text) for text in ("Chapter 1", "Water.", "Chapter 2", "Sand, and chapter 3 of it."))
    book = read(docx(tmp_path / "b.docx", body))
    assert titles(book) == ["Chapter 1", "Chapter 2"]
    assert book.chapters[0].paragraphs[0].kind == "title"


@pytest.mark.parametrize(
    ("policy", "heard"),
    [
        ("skip", ["One", "Water flows.", "Sand.", "Two", "Rock."]),
        ("reference", ["One", "Water flows.", "It is wet.", "Sand.", "Two", "Rock.", "A stone."]),
        ("chapter_end", ["One", "Water flows.", "Sand.", "It is wet.", "Two", "Rock.", "A stone."]),
    ],
)
def test_footnotes_and_endnotes(tmp_path: Path, policy: str, heard: list[str]) -> None:
    body = (
        par("One", "Heading1")
        + par(run("Water") + reference("footnote", 2) + run(" flows."))
        + par("Sand.")
        + par("Two", "Heading1")
        + par(run("Rock.") + reference("endnote", 2))
    )
    mark = "<w:r><w:footnoteRef/></w:r>"
    path = docx(
        tmp_path / "b.docx",
        body,
        footnotes=note("footnote", 2, par(mark + run(" It is wet."))) + note("footnote", 3, par("Unused.")),
        endnotes=note("endnote", 2, par("A stone.")),
    )
    book = read(path, policy)
    assert spoken(book) == heard and titles(book) == ["One", "Two"]
    kinds = [p.kind for c in book.chapters for p in c.paragraphs]
    assert kinds.count("note") == (0 if policy == "skip" else 2)
    assert book.ledger.skipped == {"footnote": 6 if policy == "skip" else 1}
    adds_up(book)


def test_what_was_deleted_moved_hidden_or_doubled_is_not_read_out(tmp_path: Path) -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:docPr descr='a boat'/><w:txbxContent>"
        f"{par('Boxed.')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>{par('Boxed.')}"
        f"<mc:AlternateContent><mc:Fallback>{par('Boxed.')}</mc:Fallback></mc:AlternateContent>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = par(
        run("Kept ")
        + "<w:del><w:r><w:delText>gone </w:delText></w:r></w:del>"
        + f"<w:ins>{run('new ')}</w:ins>"
        + f"<w:moveFrom>{run('moved ')}</w:moveFrom><w:moveTo>{run('here ')}</w:moveTo>"
        + run("secret ", "<w:vanish/>")
        + run("seen", '<w:vanish w:val="0"/>')
        + "<w:r><w:instrText> PAGEREF x </w:instrText></w:r>"
    )
    book = read(docx(tmp_path / "b.docx", body + par(box) + par("End.")))
    assert spoken(book) == ["Kept new here seen", "Boxed.", "End."]
    assert book.ledger.skipped == {"hidden": 1, "alt": 2}
    adds_up(book)


def test_characters_that_are_elements(tmp_path: Path) -> None:
    inner = (
        "<w:r><w:t>co</w:t><w:softHyphen/><w:t>operate</w:t><w:tab/><w:t>well</w:t><w:noBreakHyphen/>"
        "<w:t>known</w:t><w:br/><w:t>line</w:t></w:r>"
    )
    maths = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    assert spoken(read(docx(tmp_path / "b.docx", par(inner + maths)))) == ["cooperate well-known linex"]


def test_a_table_of_contents_is_not_read_out(tmp_path: Path) -> None:
    listed = par("Chapter One\t5", "TOC1")
    control = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        "</w:sdtPr>"
        f"<w:sdtContent>{par('Contents')}{listed}</w:sdtContent></w:sdt>"
    )
    holder = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>"
    )
    for body in (control, listed):
        book = read(docx(tmp_path / "b.docx", body + NOVEL + f"<w:p>{holder}</w:p>"))
        assert titles(book)[0] == "The Sea" and set(book.ledger.skipped) == {"toc", "hidden"}


def test_captions_are_a_kind_and_a_rule(tmp_path: Path) -> None:
    path = docx(tmp_path / "b.docx", par("Seen.") + par("Figure 1", "Caption"))
    assert [p.kind for p in read(path).chapters[0].paragraphs] == ["text", "caption"]
    assert reader.read(path, ["caption"]).ledger.skipped == {"caption": 2}


GERMAN = "Der Mann und die Frau sind nicht in dem Haus, und das Kind ist mit den anderen auf der Straße. "


def test_a_passage_in_another_language(tmp_path: Path) -> None:
    french = run("Je ne sais pas.", '<w:lang w:val="fr-FR"/>')
    english = "The man and the woman are in the house, and it was not for him to say. "
    book = read(docx(tmp_path / "b.docx", par(run(english) + french)))
    [paragraph] = book.chapters[0].paragraphs
    [span] = paragraph.spans
    assert (paragraph.text[span.start : span.end], span.language) == ("Je ne sais pas.", "fr-FR")


def test_the_language_of_words_own_installation_is_not_believed(tmp_path: Path) -> None:
    body = "".join(par(run(GERMAN, '<w:lang w:val="en-GB"/>')) for _ in range(4))
    book = read(docx(tmp_path / "b.docx", body))
    assert book.language == "de" and not any(p.language or p.spans for p in book.chapters[0].paragraphs)


def test_the_core_properties(tmp_path: Path) -> None:
    more = "<dc:description>A wet book.</dc:description><dc:identifier>ISBN 9780306406157</dc:identifier>"
    facts = reader.inspect(docx(tmp_path / "b.docx", NOVEL, core=CORE + more))
    assert facts.authors == ("Ann Other", "Bob")
    assert (facts.description, facts.isbn) == ("A wet book.", "9780306406157")
    ours = "<dc:description>generated by python-docx</dc:description>"
    assert reader.inspect(docx(tmp_path / "b.docx", NOVEL, core=CORE + ours)).description == ""


def test_the_cover_is_the_picture_before_all_text(tmp_path: Path) -> None:
    picture = '<w:r><w:drawing><wp:docPr/><a:blip r:embed="rId4"/></w:drawing></w:r>'
    files = {"word/media/c.png": PNG}
    for body, found in ((par(picture) + NOVEL, PNG), (NOVEL + par(picture), b"")):
        path = docx(tmp_path / "b.docx", body, pictures=("media/c.png",), files=files)
        assert reader.inspect(path).cover == found
        assert read(path).cover == ("word/media/c.png" if found else "")


def test_a_drop_cap_begins_its_word(tmp_path: Path) -> None:
    frame = '<w:framePr w:dropCap="drop" w:lines="3" w:wrap="around"/>'
    body = par("O", properties=frame) + par("nce upon a time.") + par("Then.")
    book = read(docx(tmp_path / "b.docx", body + par("A", properties=frame) + par(" man came.")))
    assert spoken(book) == ["Once upon a time.", "Then.", "A man came."]
    adds_up(book)


def test_a_paragraph_whose_end_was_deleted_goes_on(tmp_path: Path) -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    old = par('<w:del w:id="2"><w:r><w:delText>Old</w:delText></w:r></w:del>', "Heading1", gone)
    book = read(
        docx(tmp_path / "b.docx", par("Half a", properties=gone) + par(" line.") + old + par("Text."))
    )
    assert spoken(book) == ["Half a line.", "Text."]
    adds_up(book)
