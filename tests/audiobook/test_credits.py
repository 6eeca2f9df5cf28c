"""Credits: what is said before and after a book, and that no word of it counts as the author's."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.audiobook import book, chunk, credits, pronounce, transcript
from phases.audiobook.book import Book, Chapter, Ledger, Paragraph
from phases.graph.errors import InputError
from phases.graph.files import read_json
from phases.graph.model import Metrics


def novel(language: str = "en", title: str = "The Sea", author: str = "Ann Other") -> Book:
    text = (Paragraph("Chapter 1", "a#1", "title"), Paragraph("Water flows. It is wet.", "a#2"))
    return Book(
        title, author, language, "1901", "", (Chapter("Chapter 1", text),), Ledger(9, 7, {"toc": 2})
    )


def cut(folder: Path, of: Book, **settings: object) -> tuple[book.Script, Metrics]:
    book.write(folder / "book.json", of)
    target = folder / "chunks.json"
    metrics = chunk.run(folder / "book.json", target, chunk.Settings(**settings))  # type: ignore[arg-type]
    return book.read_script(target), metrics


def said(scene: book.Scene) -> str:
    return " ".join(text for one in scene.chunks for text in one.sentences)


def test_acx_hears_title_author_and_narrator_first_and_the_end_last(tmp_path: Path) -> None:
    script, metrics = cut(tmp_path, novel(), profile="acx", narrator="Bob Reader")
    assert [scene.title for scene in script.scenes] == ["Opening Credits", "Chapter 1", "Closing Credits"]
    assert said(script.scenes[0]) == "The Sea. Written by Ann Other. Narrated by Bob Reader."
    assert said(script.scenes[2]) == (
        "You have been listening to The Sea. Written by Ann Other. Narrated by Bob Reader. The End."
    )
    assert {one.kind for one in script.scenes[0].chunks} == {credits.KIND}
    assert metrics["added"] == script.added == 2 + 4 + 4 + 7 + 4 + 4 + 2


def test_the_ledger_is_that_of_the_book(tmp_path: Path) -> None:
    with_them, metrics = cut(tmp_path, novel(), credits=True)
    without, plain = cut(tmp_path, novel())
    ledger = with_them.ledger
    assert ledger == without.ledger and ledger.source == ledger.spoken + 2 + ledger.lost
    assert metrics["words"] == plain["words"] == 7 and "added" not in plain and without.added == 0
    assert "added" not in read_json(tmp_path / "chunks.json")
    assert with_them.scenes[1] == without.scenes[0], "the chapters stay as they are"


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, 1),
        ({"profile": "podcast"}, 1),
        ({"profile": "acx"}, 3),
        ({"profile": "acx", "credits": False}, 1),
        ({"credits": True}, 3),
    ],
)
def test_the_profile_decides_where_the_user_does_not(
    tmp_path: Path, settings: dict[str, object], found: int
) -> None:
    assert len(cut(tmp_path, novel(), **settings)[0].scenes) == found


@pytest.mark.parametrize(
    ("language", "heard"),
    [
        ("de-AT", "The Sea. Von Ann Other."),
        ("fr", "The Sea. Écrit par Ann Other."),
        ("EN_gb", "The Sea. Written by Ann Other."),
        ("tlh", "The Sea. Ann Other."),
    ],
)
def test_they_are_in_the_language_of_the_book(tmp_path: Path, language: str, heard: str) -> None:
    script, _ = cut(tmp_path, novel(language), credits=True)
    assert said(script.scenes[0]) == heard


@pytest.mark.parametrize("language", [*credits.WORDINGS, "xx"])
def test_every_language_names_all_three_twice(tmp_path: Path, language: str) -> None:
    script, _ = cut(tmp_path, novel(language), credits=True, narrator="Bob Reader")
    for scene in (script.scenes[0], script.scenes[-1]):
        assert scene.title and all(name in said(scene) for name in ("The Sea", "Ann Other", "Bob Reader"))


def test_a_question_mark_gets_no_dot_and_who_is_not_known_is_not_named(tmp_path: Path) -> None:
    script, _ = cut(tmp_path, novel(title="Who {author}?", author=""), credits=True)
    assert said(script.scenes[0]) == "Who {author}?"
    assert said(script.scenes[2]) == "You have been listening to Who {author}? The End."


def test_a_shop_wants_to_know_who_reads(tmp_path: Path) -> None:
    assert "no narrator" in str(cut(tmp_path, novel(), profile="acx")[1]["warnings"])
    assert "warnings" not in cut(tmp_path, novel(), profile="acx", narrator="Bob")[1]


def test_a_book_without_words_stays_refused(tmp_path: Path) -> None:
    empty = Book("T", "A", "en", "", "", (Chapter("I", (Paragraph("* * *", "a#1"),)),), Ledger(0, 0))
    with pytest.raises(InputError, match="not one word to speak"):
        cut(tmp_path, empty, credits=True)


def test_voices_by_number_count_the_chapters_of_the_author(tmp_path: Path) -> None:
    cut(tmp_path, novel(), credits=True)
    settings = pronounce.Settings(voices={"1": "anna"})
    pronounce.run(tmp_path / "chunks.json", tmp_path / "say.json", settings)
    say = book.read_say(tmp_path / "say.json")
    voices = [{s.voice for chunk in scene for u in chunk for s in u} for scene in say.scenes]
    assert voices == [{""}, {"anna"}, {""}]


def test_the_plain_transcript_has_them_where_they_are_heard(tmp_path: Path) -> None:
    script, _ = cut(tmp_path, novel(), credits=True)
    text = transcript._plain(script)
    assert text.index("Written by") < text.index("Water flows.") < text.index("The End.")


@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=40))
def test_any_names_are_said_whole(title: str, author: str, narrator: str) -> None:
    for chapter in (f(novel("en", title, author), narrator) for f in (credits.opening, credits.closing)):
        whole = " ".join(paragraph.text for paragraph in chapter.paragraphs)
        assert all(" ".join(name.split()) in whole for name in (title, author, narrator))
