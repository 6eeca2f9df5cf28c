"""The pieces of a read-along: spans in a page, runs found in it, and markup of today."""

import html
import re
from collections.abc import Sequence
from itertools import pairwise

from epub_maker import page
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from readalong_maker import bare

from phases.audiobook.overlay import placing, spans
from phases.audiobook.overlay.html5 import modern
from phases.audiobook.overlay.scan import scan


def _element(of: tuple[str, Sequence[str]]) -> str:
    tag, below = of
    if tag == "br":
        return "<br/>"
    return "<!-- <p> x -->" if tag == "!" else f"<{tag}>{' '.join(below)}</{tag}>"


WORD = st.text("ab.,“”1—é", min_size=1, max_size=6)
TREES = st.recursive(
    WORD.map(html.escape),
    lambda below: st.tuples(
        st.sampled_from(["em", "b", "a", "p", "div", "span", "br", "!"]),
        st.lists(below, max_size=4),
    ).map(_element),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=5), st.data())
def test_spans_nest_and_hold_every_character(pieces: list[str], data: st.DataObject) -> None:
    source = page("".join(pieces))
    found = scan(source)
    total = len(found.text)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, total - 1)), max_size=4)) if total > 1 else set())
    edges = [0, *cuts, total]
    all_of_it = [
        piece
        for n, (first, end) in enumerate(pairwise(edges))
        if end > first
        for piece in spans.fragments(found, n, first, end - 1)
    ]
    text, ids = spans.wrap(found, all_of_it, "")
    tree = etree.fromstring(text.encode())
    marked = "".join(
        "".join(e.itertext())
        for e in tree.iter()
        if isinstance(e.tag, str) and (e.get("id") or "") in ids.values()
    )
    assert re.sub(r'<span id="s\d+">', "<+>", text).count("<+>") == len(ids)
    body = etree.fromstring(source.encode()).find("{*}body")
    assert "".join(sorted(bare(marked))) == "".join(sorted(bare("".join(body.xpath(".//text()")))))
    for element in tree.iter("{*}span"):
        if element.get("id"):
            assert not list(element.iter("{*}p", "{*}div"))


@given(st.lists(st.tuples(st.text("ab1", min_size=1, max_size=4), st.booleans()), max_size=8))
def test_runs_that_are_spoken_are_found(runs: list[tuple[str, bool]]) -> None:
    texts = [text for text, _ in runs]
    wanted = "".join(text for text, spoken in runs if spoken)
    found = placing.aligned(texts, wanted)
    if wanted:
        assert found and "".join("".join(texts)[i] for i in found) == wanted and found == sorted(set(found))
    else:
        assert found is None


def test_modern_markup() -> None:
    assert modern('<img align="left" alt="&lt;" border="0"/>') == '<img alt="&lt;" style="float: left"/>'
    assert modern('<p class="x">&nbsp;</p><!-- <tt> -->') == '<p class="x">&nbsp;</p><!-- <tt> -->'
    assert modern('<td nowrap="nowrap" bgcolor="#fff" style="top: 0;">') == (
        '<td style="white-space: nowrap; background-color: #fff; top: 0">'
    )
