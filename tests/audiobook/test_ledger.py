"""Every word is accounted for: no book loses, doubles or moves one, and a reader that does is found out."""

import html
import tempfile
from pathlib import Path

import pytest
from epub_maker import epub, page
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from phases.audiobook.book import words
from phases.audiobook.readers import epub as reader
from phases.audiobook.readers import ledger, xhtml
from phases.audiobook.readers.ledger import Run, compare, letters, total
from phases.audiobook.readers.matter import DEFAULT
from phases.audiobook.readers.tagless import plain, rebuilt
from phases.audiobook.readers.walk import About, cut
from phases.graph.errors import InputError
from phases.tools import markup

INLINE = ["b", "i", "span", "a", "em", "sup", "unknown"]
BLOCK = [
    "p",
    "div",
    "h1",
    "h3",
    "li",
    "ul",
    "section",
    "td",
    "tr",
    "table",
    "blockquote",
    "pre",
    "aside",
    "figure",
]
MARKS = [
    "",
    "",
    "",
    ' epub:type="noteref"',
    ' epub:type="endnotes"',
    ' epub:type="z3998:verse"',
    " hidden=''",
    ' role="doc-footnote"',
    ' style="display:block"',
    ' id="x" title="a > b"',
]
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"))
    | st.sampled_from(" \n\u00ad\u2060\u00a0aB1"),
    max_size=12,
)
EXTRA = st.sampled_from(
    ["<br/>", "<hr/>", "<!-- c -->", "<?p i?>", "<script>x</script>", '<img src="a" alt="A b"/>']
)


def element(children: st.SearchStrategy[list[str]]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, mark, inner: f"<{tag}{mark}>{''.join(inner)}</{tag}>",
        st.sampled_from(INLINE + BLOCK),
        st.sampled_from(MARKS),
        children,
    )


LEAF = TEXT.map(lambda text: html.escape(text)) | EXTRA
TREE = st.recursive(LEAF, lambda inner: element(st.lists(inner, max_size=5)), max_leaves=25)
BODY = st.lists(TREE, max_size=6).map("".join)


def read_tree(body: str, skip: frozenset[str]) -> tuple[list[Run], list[str]]:
    """(runs, spoken texts) of a page with `body`."""
    root = markup.page(markup.clean(page(body), "x"))
    assert root is not None
    blocks = cut(root, skip).blocks
    return [run for block in blocks for run in block.runs], [block.text for block in blocks if block.text]


@given(BODY, st.sets(st.sampled_from(DEFAULT)))
@example("<p><b>W</b>hen</p>", set())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_no_letter_is_lost_doubled_or_moved(body: str, skip: set[str]) -> None:
    runs, spoken = read_tree(body, frozenset(skip))
    source = plain(markup.clean(page(body), "x"))
    assert compare(source, runs) is None
    assert letters("".join(spoken)) == letters("".join(run.text for run in runs if not run.rule))
    assert {run.rule for run in runs} <= skip | {""}


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma"]), min_size=1, max_size=8), st.data())
@settings(deadline=None)
def test_inline_tags_never_split_a_word_and_block_tags_always_do(
    names: list[str], data: st.DataObject
) -> None:
    for kind, gap in ((INLINE, ""), (BLOCK[:6], " ")):
        body = ""
        for name in names:
            at = data.draw(st.integers(1, len(name) - 1))
            tag = data.draw(st.sampled_from(kind))
            body += f"{name[:at]}<{tag}>{name[at:]}</{tag}> "
        _, spoken = read_tree(f"<div>{body}</div>", frozenset())
        assert len(words(" ".join(spoken))) == len(names) * (1 if gap == "" else 2)


@given(st.lists(BODY, min_size=1, max_size=4))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_whole_book_adds_up(bodies: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = epub(Path(folder) / "b.epub", {f"{i}.x": page(body) for i, body in enumerate(bodies)})
        try:
            book = reader.read(path, DEFAULT)
        except InputError as error:
            assert "no text to speak" in str(error)
            return
    spoken = [p for chapter in book.chapters for p in chapter.paragraphs]
    assert book.ledger.spoken == sum(len(words(p.text)) for p in spoken)
    assert book.ledger.source == book.ledger.spoken + sum(book.ledger.skipped.values())
    assert book.ledger.lost == 0


def test_the_source_is_counted_by_words_and_not_by_tags(tmp_path: Path) -> None:
    body = "<p><b>W</b>hen <i>I</i> was</p><p>10<sup>th</sup></p>"
    book = reader.read(epub(tmp_path / "b.epub", {"a.x": page(body)}), DEFAULT)
    assert (book.ledger.source, book.ledger.spoken) == (4, 4)


SOURCE = "One two three four five, six seven."


@pytest.mark.parametrize(
    ("came_out", "count"),
    [
        (["One two three ", "four five six seven"], None),
        (["One two three ", "five six seven"], 1),
        (["two three four five six seven"], 1),
        (["One two three four five six"], 1),
        (["One"], 6),
        ([], 7),
        (["One two three four four five six seven"], 0),
        (["One two four three five six seven"], 2),
        (["One two thre four five six seven"], 1),
        ([SOURCE, " eight"], 0),
    ],
)
def test_the_ledger_sees_what_is_lost_doubled_or_moved(came_out: list[str], count: int | None) -> None:
    loss = compare(SOURCE, [Run(text) for text in came_out])
    assert (loss.words if loss else None) == count


def test_a_loss_is_an_error_with_the_place() -> None:
    loss = compare("The quick brown fox jumps", [Run("The quick fox jumps")])
    assert loss is not None and "brown" in loss.place
    assert "c.xhtml: 1 words would be lost near" in str(ledger.lost("c.xhtml", loss))


def test_a_reader_that_loses_a_word_fails_the_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = epub(tmp_path / "b.epub", {"a.x": page("<p>kept</p><p>gone with the wind</p>")})

    def careless(*args: object, **kwargs: object) -> object:
        found = cut(*args, **kwargs)  # type: ignore[arg-type]
        del found.blocks[1]
        return found

    monkeypatch.setattr(xhtml, "cut", careless)
    with pytest.raises(InputError, match=r"OEBPS/a\.x: 4 words would be lost near “.*gone with the wind"):
        reader.read(path, DEFAULT)


def test_skipped_words_are_counted_by_the_name_of_their_rule() -> None:
    blocks = [[Run("a b "), Run("1", "noteref")], [Run("c d e", "endnotes")], [Run("—", "pagebreak")]]
    found = total(blocks, spoken=2)
    assert (found.source, found.spoken, found.skipped) == (6, 2, {"endnotes": 3, "noteref": 1})


@given(st.text(max_size=200))
@settings(deadline=None)
def test_the_second_way_takes_any_text(text: str) -> None:
    assert letters(plain(html.escape(text))) == letters(html.unescape(html.escape(text)))
    plain(text)
    assert letters(plain(rebuilt(text))) == letters(plain(text))


BROKEN = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b", "</", "<", ">", '"', "a ", "b", " class=", "<!--", "-->", "<br>", "&amp;"]
    )
)


@given(BROKEN.map("".join))
@settings(deadline=None, max_examples=300)
def test_a_page_of_broken_tags_is_read_and_adds_up(body: str) -> None:
    found, _ = xhtml.read(markup.clean(f"<html><body>{body}", "x"), frozenset(), About("x"))
    assert letters("".join(b.text for b in found.blocks)) == letters(plain(f"<html><body>{body}"))
