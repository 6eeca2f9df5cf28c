"""Borders of chunks: where a long sentence is cut, and that a changed sentence changes only its own."""

import html
import random
import re
import zipfile
from collections import Counter
from itertools import takewhile
from operator import eq
from pathlib import Path

import pytest
from chunking import book, chunks, script, texts
from conftest import CORPUS
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook.book import (
    words,
)


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


FRANKENSTEIN = CORPUS / "frankenstein.epub"


@pytest.mark.skipif(not FRANKENSTEIN.exists(), reason="the shared corpus is not beside the checkout")
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
    with zipfile.ZipFile(FRANKENSTEIN) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    blocks = [block for page in pages for block in re.findall(r"<p\b[^>]*>(.*?)</p>", page, re.DOTALL)]
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", "", block)).split()) for block in blocks]
