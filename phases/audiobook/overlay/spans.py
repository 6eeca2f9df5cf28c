"""Put a ``span`` with an id around each sentence of a page, and leave all else as it is.

A sentence that starts inside of an element and ends outside gets one ``span`` for each piece that
may be wrapped: spans and elements nest, and no ``span`` holds a block.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from phases.audiobook.overlay.scan import Scan

_PHRASING = (
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd mark q s samp small"
    " span strike strong sub sup time tt u var wbr"
)
PHRASING = frozenset(_PHRASING.split())
"""Elements that a ``span`` may hold."""


class Fragment(NamedTuple):
    """A piece of a sentence that is one element of the page."""

    sentence: int
    start: int
    """In the source."""
    end: int
    size: int
    """Characters that are seen in it."""


def fragments(page: Scan, sentence: int, first: int, last: int) -> Iterator[Fragment]:
    """The pieces of the sentence from character `first` to `last`."""
    low, high = _reach(page, first, last)
    cuts = _cuts(page, low, high)
    edges = [low - 1, *cuts, high]
    for left, right in pairwise(edges):
        a = max(first, page.first_behind(left))
        b = min(last, page.first_behind(right) - 1)
        if a > b:
            continue
        tags = page.tags[left + 1 : right]
        start = min([page.starts[a], *(tag.start for tag in tags[:1])])
        end = max([page.ends[b], *(tag.end for tag in tags[-1:])])
        yield Fragment(sentence, start, end, b - a + 1)


def _reach(page: Scan, first: int, last: int) -> tuple[int, int]:
    """The tags that the sentence holds, with those at its edges that make elements in it whole."""
    low, high = page.before[first], page.before[last]
    least = page.before[first - 1] if first else 0
    most = page.before[last + 1] if last + 1 < len(page.before) else len(page.tags)
    for tag in page.tags[low:high]:
        if tag.name in PHRASING and tag.kind == "close" and least <= tag.partner < low:
            low = tag.partner
        elif tag.name in PHRASING and tag.kind == "open" and high <= tag.partner < most:
            high = tag.partner + 1
    return low, high


def _cuts(page: Scan, low: int, high: int) -> list[int]:
    """The tags at which the sentence is cut: blocks, and tags whose partner is not in the same piece."""
    cuts = {i for i in range(low, high) if page.tags[i].name not in PHRASING}
    while True:
        piece, number = {}, 0
        for i in range(low, high):
            number += i in cuts
            piece[i] = number
        more = {
            i
            for i in range(low, high)
            if i not in cuts
            and page.tags[i].kind != "empty"
            and (piece.get(page.tags[i].partner) != piece[i] or page.tags[i].partner in cuts)
        }
        if not more:
            return sorted(cuts)
        cuts |= more


def free_prefix(source: str) -> str:
    """The beginning of ids that no id in `source` has: ``s``, ``ss``, ..."""
    ids = re.findall(r"""\bid\s*=\s*["']\s*(s+)\d""", source)
    return "s" * (max(map(len, ids), default=0) + 1)


def wrap(page: Scan, found: Sequence[Fragment], head: str) -> tuple[str, dict[Fragment, str]]:
    """The source with a ``span`` for each fragment and `head` at the end of its head; the ids given.

    Of fragments that overlap the first stays.
    """
    source, prefix = page.source, free_prefix(page.source)
    pieces: list[str] = []
    ids: dict[Fragment, str] = {}
    end = 0
    if page.head_end >= 0:
        pieces += [source[: page.head_end], head]
        end = page.head_end
    for fragment in sorted(found, key=lambda one: (one.start, one.end)):
        if fragment.start < end:
            continue
        name = ids[fragment] = f"{prefix}{len(ids) + 1}"
        pieces += [source[end : fragment.start], f'<{page.prefix}span id="{name}">']
        pieces += [source[fragment.start : fragment.end], f"</{page.prefix}span>"]
        end = fragment.end
    return "".join([*pieces, source[end:]]), ids
