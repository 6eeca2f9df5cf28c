"""The language of a book: what it says itself, else what its words look like."""

from pathlib import Path

import pytest

from phases.audiobook.readers import text
from phases.audiobook.readers.language import guess, language


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        ("It was the best of times, it was the worst of times, and that was that for her.", "en"),
        ("Es war die beste und die schlimmste Zeit, und das ist nicht der Anfang von dem Buch.", "de"),
        ("C'était le meilleur et le pire des temps, et je ne sais pas que dire de la vie.", "fr"),
        ("Все счастливые семьи похожи друг на друга.", "ru"),
        ("吾輩は猫である。名前はまだ無い。", "ja"),
        ("道可道，非常道。名可名，非常名。", "zh"),
        ("12345", ""),
    ],
)
def test_guessing_the_language(sample: str, code: str) -> None:
    assert guess(sample) == code


def test_the_language_that_the_book_names_counts() -> None:
    assert language("EN_us", "der die und") == ("en-US", "")
    assert language("zh-hant-tw", "") == ("zh-hant-TW", "")
    for said, tag in (("fre", "fr"), ("deu", "de"), ("ENG-us", "en-US"), ("iw", "he"), ("grc", "grc")):
        assert language(said, "") == (tag, "")
    assert language("und", "12")[0] == "en" and language("???", "")[1]


def test_a_text_warns_of_its_language_only_where_the_words_do_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for written, code, warned in (
        ("the man and the woman in the house of the king", "en", False),
        ("Ho!", "en", True),
    ):
        path.write_text(written, encoding="utf-8")
        facts = text.inspect(path)
        assert facts.language == code and bool(facts.warnings) == warned
