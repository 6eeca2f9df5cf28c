"""Chunks: no word lost, none too long, and a changed sentence changes only its own."""

import difflib
import html
import os
import random
import re
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import takewhile
from operator import eq
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook import chunk
from phases.audiobook.book import (
    Book,
    Chapter,
    Chunk,
    Ledger,
    Paragraph,
    Script,
    Span,
    read_book,
    read_script,
    words,
    write,
)
from phases.graph.errors import InputError
from phases.tools import sentences

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "frankenstein.epub"
GOLDEN = Path(__file__).parent / "golden" / "chunk"


def book(*paragraphs: Paragraph | str, language: str = "en") -> Book:
    """A book of one chapter."""
    given = tuple(
        p if isinstance(p, Paragraph) else Paragraph(p, f"line {n}") for n, p in enumerate(paragraphs, 1)
    )
    return Book(
        "Title", "Author", language, "1900", "", (Chapter("One", given),), Ledger(9, 5, {"note": 4})
    )


def script(tmp_path: Path, source: Book, max_chars: int = 400) -> Script:
    write(tmp_path / "book.json", source)
    target = tmp_path / "chunks.json"
    chunk.run(tmp_path / "book.json", target=target, settings=chunk.Settings(max_chars=max_chars))
    return read_script(target)


def chunks(tmp_path: Path, *paragraphs: Paragraph | str, max_chars: int = 400) -> list[Chunk]:
    return list(script(tmp_path, book(*paragraphs), max_chars).scenes[0].chunks)


def texts(made: list[Chunk]) -> list[str]:
    return [" ".join(each.sentences) for each in made]


@pytest.mark.parametrize("case", sorted(path.name for path in GOLDEN.iterdir()))
def test_golden(case: str, tmp_path: Path) -> None:
    """`SAVE_GOLDEN=1 pytest` writes what is made now; look at the difference before you commit it."""
    made, golden = tmp_path / "chunks.json", GOLDEN / case / "golden" / "chunks.json"
    chunk.run(GOLDEN / case / "in" / "book.json", target=made, settings=chunk.Settings())
    if os.environ.get("SAVE_GOLDEN"):
        golden.write_bytes(made.read_bytes())
    both = [path.read_text(encoding="utf-8").splitlines() for path in (golden, made)]
    assert not "\n".join(difflib.unified_diff(*both, "golden", "made", lineterm=""))


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


def pieces(made: list[Chunk]) -> list[tuple[str, Span]]:
    """The text of every span, and the span."""
    return [
        (text[span.start : span.end], span)
        for each in made
        for text, spans in zip(each.sentences, each.spans or [()] * len(each.sentences), strict=True)
        for span in spans
    ]


def test_spans_stay_on_their_words(tmp_path: Path) -> None:
    text = "He  said so. “Au\n revoir,” she sang to Zoë.  And left."
    spans = [Span(text.index(a), text.index(a) + len(a)) for a in ("Au\n revoir", "Zoë", "so. “", " And")]
    spans[1] = replace(spans[1], ipa="ˈzoʊi")
    spans = [replace(span, language=lang) for span, lang in zip(spans, ("fr", "", "la", "de"), strict=True)]
    made = chunks(tmp_path, Paragraph(text, "a", spans=tuple(spans)), "No spans here.")
    found = [(text, span.language, span.ipa) for text, span in pieces(made)]
    assert sorted(found) == sorted([
        ("so.", "la", ""), ("“", "la", ""), ("Au revoir", "fr", ""), ("Zoë", "", "ˈzoʊi"), ("And", "de",
        ""),
    ])  # fmt: skip
    assert made[1].spans == ()


def test_the_sounds_of_a_piece_that_was_cut_in_two_are_dropped(tmp_path: Path) -> None:
    text = "one two, three four; five six seven, eight"
    spans = (Span(15, 25, ipa="x"), Span(26, 29, ipa="sɪks"), Span(15, 25, language="fr"))
    made = chunks(tmp_path, Paragraph(text, "a", spans=spans), max_chars=40)
    assert [text for text, span in pieces(made) if span.language] == ["four;", "five"]
    assert [text for text, span in pieces(made) if span.ipa] == ["six"]


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


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two, three four; five six seven, eight", ["one two, three four;", "five six seven, eight"]),
        ("one two, three: four five six seven, eight", ["one two, three:", "four five six seven, eight"]),
        ("one two, three—“four five six seven, ate”", ["one two, three—", "“four five six seven, ate”"]),
        ("one two three,” four five six seven 1,000 9", ["one two three,”", "four five six seven 1,000 9"]),
        ("one two three four five six seven eight 9.5", ["one two three four", "five six seven eight 9.5"]),
        ("一二三四五六七八九十一二三四五六七八、九十一二三四五六七八九十一二三四五六七八九十一", [
            "一二三四五六七八九十一二三四五六七八、", "九十一二三四五六七八九十一二三四五六七八九十一"]),
        ("x" * 50, ["x" * 25] * 2),
    ],
)  # fmt: skip
def test_a_long_sentence_is_cut_where_it_hurts_least(text: str, parts: list[str], tmp_path: Path) -> None:
    assert texts(chunks(tmp_path, text, max_chars=40)) == parts


@pytest.mark.parametrize("letter", ["e\u0301", "👩🏽‍🚀", "🇩🇪", "நி", "ᄒ\u1161\u11ab"])
def test_no_letter_is_cut_in_two(letter: str, tmp_path: Path) -> None:
    made = texts(chunks(tmp_path, f"x{letter}" * 60, max_chars=41))
    assert len(made) > 1
    assert set("".join(part.replace(letter, "") for part in made)) == {"x"}


def test_one_letter_with_more_accents_than_fit(tmp_path: Path) -> None:
    made = texts(chunks(tmp_path, "a" + "\u0301" * 5000 + "b", max_chars=40))
    assert max(map(len, made)) <= 40
    assert "".join(made).replace("\u0301", "") == "ab"


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


# Properties

ANY = st.text(st.sampled_from("aé1 .!?;:,—“”’…()\n\u0301\u200d👩日。、 ـب"), max_size=120) | st.text(
    max_size=60
)
PARAGRAPHS = st.builds(
    Paragraph, ANY, st.just("line 1"), st.sampled_from(["title", "heading", "text", "verse"])
)


def letters(parts: list[str]) -> str:
    return "".join(char for part in parts for char in part if char.isalnum())


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


SPANS = st.builds(
    Span, st.integers(0, 99), st.integers(0, 120), st.sampled_from(["", "fr"]), st.sampled_from(["", "ə"])
)


@settings(deadline=None)
@given(ANY, st.lists(SPANS, max_size=3).map(tuple), st.sampled_from(["text", "verse"]))
def test_every_letter_of_a_span_once_in_order(
    tmp_path_factory: pytest.TempPathFactory, text: str, spans: tuple[Span, ...], kind: str
) -> None:
    source = book(Paragraph("Title.", "line 0", "title"), Paragraph(text, "a", kind, spans=spans))
    folder = tmp_path_factory.getbasetemp()
    made = pieces(list(script(folder, source, 40).scenes[0].chunks[1:]))
    assert read_book(folder / "book.json") == source
    french = [text[span.start : max(span.start, span.end)] for span in spans if span.language]
    found = [piece for piece, span in made if span.language]
    assert sorted("".join(letters(french))) == sorted("".join(letters(found)))


def sentence_of(word: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(
        word | word.map(lambda w: w + ",") | word.map(lambda w: w + ";"), min_size=1, max_size=40
    )


SHORT = st.text("abcdefgh", min_size=1, max_size=4)
LONG = st.text("abcdefgh", min_size=1, max_size=12)


def prose(paragraph: list[list[str]]) -> str:
    return " ".join("X" + " ".join(sentence).rstrip(",;") + "!" for sentence in paragraph)


def change(
    data: st.DataObject, word: st.SearchStrategy[str], paragraph: list[list[str]]
) -> list[list[str]]:
    """The same paragraph with one word replaced; marks stay."""
    which = data.draw(st.integers(0, len(paragraph) - 1), "sentence")
    at = data.draw(st.integers(0, len(paragraph[which]) - 1), "word")
    old = paragraph[which][at]
    changed = [list(sentence) for sentence in paragraph]
    changed[which][at] = data.draw(word, "new") + old[len(old.rstrip(",;")) :]
    return changed


def cut(paragraph: list[list[str]], folder: Path) -> list[str]:
    return texts(chunks(folder, prose(paragraph), max_chars=100))


@settings(deadline=None)
@given(st.lists(sentence_of(SHORT), min_size=1, max_size=12), st.data())
def test_a_word_for_a_word_changes_one_chunk(
    tmp_path_factory: pytest.TempPathFactory, paragraph: list[list[str]], data: st.DataObject
) -> None:
    """Where words are short it is their number that decides, so that no border ever moves."""
    before = cut(paragraph, tmp_path_factory.getbasetemp())
    after = cut(change(data, SHORT, paragraph), tmp_path_factory.getbasetemp())
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) <= 1


@settings(deadline=None)
@given(
    st.lists(sentence_of(LONG).filter(lambda s: len(prose([s])) <= 90), min_size=1, max_size=12), st.data()
)
def test_a_word_of_any_length_parts_its_chunk_or_joins_it_with_its_neighbours(
    tmp_path_factory: pytest.TempPathFactory, paragraph: list[list[str]], data: st.DataObject
) -> None:
    """A chunk that no longer fits is parted, some that fit now are joined; no other border moves."""
    before = cut(paragraph, tmp_path_factory.getbasetemp())
    after = cut(change(data, LONG, paragraph), tmp_path_factory.getbasetemp())
    same = len(list(takewhile(bool, map(eq, before, after))))
    before, after = before[same:][::-1], after[same:][::-1]
    same = len(list(takewhile(bool, map(eq, before, after))))
    assert min(len(before) - same, len(after) - same) <= 1


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not beside the checkout")
def test_a_real_book(tmp_path: Path) -> None:
    """Every word of it, and 200 random words replaced by others of the book: a chunk each."""
    paragraphs = real_paragraphs()
    made = [
        text for each in script(tmp_path, book(*paragraphs)).scenes for text in texts(list(each.chunks))
    ]
    assert words(" ".join(made)) == words(" ".join(paragraphs))
    vocabulary = [word for paragraph in paragraphs for word in paragraph.split() if word.islower()]
    choose, touched = random.Random(1), []
    for paragraph in choose.choices([p for p in paragraphs if re.search(r" [a-z]+ ", p)], k=200):
        old = choose.choice(list(re.finditer(r"(?<= )[a-z]+(?= )", paragraph)))
        changed = paragraph[: old.start()] + choose.choice(vocabulary) + paragraph[old.end() :]
        after, before = (Counter(texts(chunks(tmp_path, text))) for text in (changed, paragraph))
        touched.append((after - before).total())
    assert touched.count(1) + touched.count(0) >= 199


def real_paragraphs() -> list[str]:
    with zipfile.ZipFile(CORPUS) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    blocks = [block for page in pages for block in re.findall(r"<p\b[^>]*>(.*?)</p>", page, re.DOTALL)]
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", block)).split()) for block in blocks]
