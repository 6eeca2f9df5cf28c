"""Lines become paragraphs: by indents, gaps and sizes, over columns and pages."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from page_lines import FULL, line, segments

from phases.audiobook.readers.ledger import letters
from phases.audiobook.readers.pdf.columns import columns
from phases.audiobook.readers.pdf.hyphens import Hyphens
from phases.audiobook.readers.pdf.layout import blocks, body_size, flow
from phases.tools.pdf_lines import Line


def paragraphs(*pages: Sequence[Line]) -> list[tuple[str, str]]:
    """(kind, text) of the paragraphs of pages of one column."""
    lines = [one for page in pages for one in page]
    hyphens = Hyphens(one.text for one in lines)
    return [(block.kind, block.text(hyphens)) for block in blocks(flow(pages), body_size(lines))]


def full(y: float, count: int, page: int = 1) -> list[Line]:
    return [line(FULL, y + 13 * n, page=page) for n in range(count)]


def test_an_indented_line_begins_a_paragraph() -> None:
    page = [*full(50, 3), line("It ends.", 89), line(FULL, 102, 62, x1=350), *full(115, 3)]
    assert [text.count(FULL) for _, text in paragraphs(page)] == [3, 4]


def test_dialogue_of_single_lines() -> None:
    spoken = ['"Yes."', '"No."', '"But why?"']
    page = [*full(50, 3), *(line(text, 89 + 13 * n, 62) for n, text in enumerate(spoken)), *full(128, 3)]
    assert [text for _, text in paragraphs(page)][1:4] == spoken


def test_a_gap_begins_a_paragraph() -> None:
    assert [text.count(FULL) for _, text in paragraphs([*full(50, 4), *full(110, 4)])] == [4, 4]


def test_a_quotation_set_narrower_is_one_paragraph() -> None:
    quoted = [line(FULL, 115 + 13 * n, 74, x1=326) for n in range(5)]
    page = [*full(50, 4), line("So it says:", 102), *quoted, *full(200, 4)]
    assert [text.count(FULL) for _, text in paragraphs(page)] == [4, 5, 4]


def test_a_paragraph_runs_on_over_a_page_and_a_word_over_its_end() -> None:
    one = [*full(50, 4), line("these words end the page with the impor-", 102, x1=350)]
    two = [
        line("tant part of it and it is important " + "x" * 20, 50, page=2, x1=350),
        *full(63, 4, page=2),
    ]
    [(kind, text)] = paragraphs(one, two)
    assert kind == "text" and "the important part" in text


def test_a_page_that_begins_indented_begins_a_paragraph() -> None:
    two = [line(FULL, 50, 62, page=2, x1=350), *full(63, 4, page=2)]
    assert len(paragraphs(full(50, 5), two)) == 2


def test_lines_of_verse_stay_lines() -> None:
    verse = [
        line(text, 130 + 13 * n, 90)
        for n, text in enumerate(
            ["The sea is grey and", "The wind is cold,", "And nobody will come", "To us tonight."]
        )
    ]
    found = paragraphs([*full(50, 5), *verse, *full(200, 5)])
    assert found[1] == (
        "verse",
        "The sea is grey and\nThe wind is cold,\nAnd nobody will come\nTo us tonight.",
    )


def test_a_larger_line_is_a_heading_of_one_or_more_lines() -> None:
    page = [line("A very long", 50, 120, size=16), line("heading", 70, 130, size=16), *full(100, 5)]
    assert paragraphs(page)[0] == ("heading", "A very long heading")


@given(st.lists(segments, max_size=3), st.lists(st.integers(0, 60), max_size=4))
def test_paragraphs_keep_all_letters_in_order(pages: list[list[Line]], cuts: list[int]) -> None:
    """Whatever the places are: no letter lost, doubled or moved, between lines and paragraphs."""
    lines = flow([column for page in pages for column in columns(page, Counter())])
    places = sorted({cut for cut in cuts if cut <= len(lines)})
    titles = list(zip(places[::2], places[1::2], strict=False))
    hyphens = Hyphens(one.line.text for one in lines)
    parts = blocks(lines, 10, titles)
    assert [one for part in parts for one in part.lines] == [one.line for one in lines]
    assert letters("".join(part.text(hyphens) for part in parts)) == letters(
        "".join(one.line.text for one in lines)
    )
    assert all(any(part.start == start and part.kind == "title" for part in parts) for start, _ in titles)
