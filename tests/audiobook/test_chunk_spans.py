"""Pieces of a sentence with a language or sounds of their own: they stay on their words."""

from dataclasses import replace
from pathlib import Path

import pytest
from chunking import ANY, book, chunks, letters, script
from hypothesis import given, settings
from hypothesis import strategies as st

from phases.audiobook.book import Chunk, Paragraph, Span, read_book


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


SPANS = st.builds(
    Span, st.integers(0, 99), st.integers(0, 120), st.sampled_from(["", "fr"]), st.sampled_from(["", "ə"])
)


@settings(deadline=None)
@given(ANY, st.lists(SPANS, max_size=3).map(tuple), st.sampled_from(["text", "verse"]))
def test_every_letter_of_a_span_once_in_order(
    tmp_path_factory: pytest.TempPathFactory, text: str, spans: tuple[Span, ...], kind: str
) -> None:
    spans = tuple(
        replace(one, language=one.language and f"{one.language}-{n}") for n, one in enumerate(spans)
    )
    source = book(Paragraph("Title.", "line 0", "title"), Paragraph(text, "a", kind, spans=spans))
    folder = tmp_path_factory.getbasetemp()
    made = pieces(list(script(folder, source, 40).scenes[0].chunks[1:]))
    assert read_book(folder / "book.json") == source
    for one in filter(lambda span: span.language, spans):
        found = [piece for piece, span in made if span.language == one.language]
        assert letters(found) == letters([text[one.start : max(one.start, one.end)]])
