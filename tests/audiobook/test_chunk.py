"""Chunks: no word lost, none too long, each with its kind, language, speaker and place."""

from pathlib import Path

import golden_file
import pytest
from chunking import ANY, book, chunks, letters, script, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook import chunk
from phases.audiobook.book import (
    Book,
    Chapter,
    Chunk,
    Ledger,
    Paragraph,
    write,
)
from phases.graph.errors import InputError
from phases.tools import sentences

GOLDEN = Path(__file__).parent / "golden" / "chunk"


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_golden(case: str, tmp_path: Path) -> None:
    made = tmp_path / "chunks.json"
    chunk.run(GOLDEN / case / "in" / "book.json", target=made, settings=chunk.Settings())
    golden_file.check(GOLDEN / case / "golden" / "chunks.json", made.read_text(encoding="utf-8"))


def test_a_short_paragraph_is_one_chunk(tmp_path: Path) -> None:
    [made] = chunks(tmp_path, "Mr. Hale came. He sat down.")
    assert made == Chunk(("Mr. Hale came.", "He sat down."), source="line 1")


def test_ends_say_what_ends(tmp_path: Path) -> None:
    long = " ".join(["The sea was grey and the town was greyer still."] * 12)
    made = chunks(tmp_path, Paragraph("I", "a", "title"), long, Paragraph("Later", "b", "heading"), "End.")
    assert [each.ends for each in made] == ["title", "chunk", "paragraph", "title", "paragraph"]
    assert [each.kind for each in made] == ["title", "text", "text", "heading", "text"]


def test_lines_of_verse_are_sentences(tmp_path: Path) -> None:
    verse = Paragraph("Rain on the roof. And rain\non the road,\n\n* * *\non the hill", "a", "verse")
    assert chunks(tmp_path, verse)[0].sentences == (
        "Rain on the roof. And rain",
        "on the road, * * *",
        "on the hill",
    )


def test_what_cannot_be_spoken_is_no_chunk_and_no_sentence(tmp_path: Path) -> None:
    made = chunks(tmp_path, "* * *", "…! “Well.” — ! Yes. !!", "———", "." * 900)
    assert [each.sentences for each in made] == [("…! “Well.” — !", "Yes. !!")]


# what listeners of other programs missed


def test_a_paragraph_of_one_word_is_heard(tmp_path: Path) -> None:
    assert texts(chunks(tmp_path, "Mr.", "Oh", "“No.”", "I", "5")) == ["Mr.", "Oh", "“No.”", "I", "5"]


def test_sentences_are_heard_in_their_order_however_short_they_are(tmp_path: Path) -> None:
    long = "The sea was grey and the town was greyer still. "
    text = "He ran. " + long * 9 + "He fell. He rose. The end."
    made = texts(chunks(tmp_path, text, max_chars=120))
    assert len(made) > 4 and " ".join(made) == text


def test_a_chapter_without_words_gets_no_mark(tmp_path: Path) -> None:
    one = book("Words.")
    plate = Chapter("Plate", (Paragraph("*", "plate.xhtml#1"),))
    made = script(
        tmp_path, Book("T", "A", "en", "", "", (plate, *one.chapters, Chapter("Blank", ())), one.ledger)
    )
    assert [scene.title for scene in made.scenes] == ["One"]


def test_language_speaker_and_place_go_with_the_chunk(tmp_path: Path) -> None:
    long = "Die See war grau, und die Stadt war noch grauer. " * 20
    made = chunks(tmp_path, Paragraph(long, "page 3", language="de", speaker="anna"), "Yes.")
    assert {(each.language, each.speaker, each.source) for each in made[:-1]} == {("de", "anna", "page 3")}
    assert (made[-1].language, made[-1].speaker, made[-1].source) == ("", "", "line 2")


def test_the_language_of_a_paragraph_decides_its_borders(tmp_path: Path) -> None:
    [made] = chunks(tmp_path, Paragraph("Am 12. Dezember kam Hr. Bär.", "a", language="de"))
    assert made.sentences == ("Am 12. Dezember kam Hr. Bär.",)


# the book


def test_a_book_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not one word"):
        script(tmp_path, book("* * *", ""))


def test_what_the_book_says_of_itself_goes_on(tmp_path: Path) -> None:
    made = script(tmp_path, book("Words.", language="en-GB"))
    assert (made.title, made.author, made.language, made.year) == ("Title", "Author", "en-GB", "1900")
    assert made.ledger == Ledger(9, 5, {"note": 4})


def test_metrics(tmp_path: Path) -> None:
    write(tmp_path / "book.json", book("Two words.", "Then three more."))
    metrics = chunk.run(tmp_path / "book.json", target=tmp_path / "out.json", settings=chunk.Settings())
    assert metrics == {"chunks": 2, "words": 5, "characters": 26}


def test_the_language_of_the_book_decides_the_borders(tmp_path: Path) -> None:
    german = script(tmp_path, book("Am 12. Dezember kam Hr. Bär.", language="de-AT"))
    assert german.scenes[0].chunks[0].sentences == ("Am 12. Dezember kam Hr. Bär.",)


@pytest.mark.parametrize("fault", ["lost", "doubled", "moved"])
def test_a_lost_word_names_the_place(fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def split(text: str, language: str) -> list[str]:
        if "Mole" not in text:
            return [text]
        return {"lost": ["The was out."], "doubled": [text, text], "moved": ["Mole The was out."]}[fault]

    monkeypatch.setattr(sentences, "split", split)
    with pytest.raises(
        InputError, match=r"chapter 'One', (line 2|its end): words were lost, doubled or moved"
    ):
        chunks(tmp_path, "The Rat was in.", "The Mole was out.")
    assert not (tmp_path / "chunks.json").exists()


# whatever comes


PARAGRAPHS = st.builds(
    Paragraph, ANY, st.just("line 1"), st.sampled_from(["title", "heading", "text", "verse"])
)


@settings(deadline=None)
@given(st.lists(PARAGRAPHS, max_size=4), st.sampled_from([40, 41, 60]), st.sampled_from(["en", "ja", "de"]))
def test_every_word_once_in_order_and_no_chunk_too_long(
    tmp_path_factory: pytest.TempPathFactory, paragraphs: list[Paragraph], max_chars: int, language: str
) -> None:
    source = book(Paragraph("Title.", "line 0", "title"), *paragraphs, language=language)
    made = script(tmp_path_factory.getbasetemp(), source, max_chars).scenes[0].chunks
    assert letters(texts(list(made))) == letters(["Title", *(p.text for p in paragraphs)])
    for each in made:
        assert 0 < len(" ".join(each.sentences)) <= max_chars
        assert all(letters([sentence]) and "\n" not in sentence for sentence in each.sentences)
