"""Find the chapters of a PDF without an outline by its headings: size, weight, words."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from phases.audiobook.readers.pdf.chapters import Mark
from phases.audiobook.readers.pdf.furniture import number_value
from phases.audiobook.readers.pdf.hyphens import Hyphens
from phases.audiobook.readers.pdf.layout import HEADING, Block

MAX_CHARS = 120
"""Characters of a heading, at most."""
MIN_CHAPTERS = 2
"""Headings of one kind that make chapters; one alone is the title of the book."""
_NAMED = re.compile(
    r"""(?:chapter|letter|canto|act|scene|lecture|part|book|kapitel|teil|brief|chapitre|lettre|partie
      |cap[íi]tulo|carta|parte|capitolo|lettera|hoofdstuk|deel|rozdzia[łl]|глава|часть)
      \s+(?:[ivxlcdm]+|\d+|[^\W\d_]{3,12}(?:[\s-][^\W\d_]{3,7})?)\b[.:]?(?:\s*[—–:.-]?\s*\S.{0,80})?""",
    re.IGNORECASE | re.VERBOSE,
)
_ALONE = re.compile(
    r"(?:prologue|epilogue|introduction|preface|foreword|afterword|conclusion|prolog|epilog|einleitung"
    r"|vorwort|nachwort|épilogue|avant-propos|prólogo|epílogo|introducción|prefacio|prefazione)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Heading:
    """Headings that follow each other without text between."""

    blocks: tuple[Block, ...]
    texts: tuple[str, ...]

    @property
    def rank(self) -> tuple[float, bool]:
        """How much it stands out: size and weight of its first line, the tallest one."""
        return max((round(block.lines[0].size), block.lines[0].bold) for block in self.blocks)

    @property
    def named(self) -> bool:
        return any(is_named(text) for text in self.texts)


def is_named(text: str) -> bool:
    """Whether `text` as a whole is the heading of a chapter by its words: ``Chapter 3``, ``IV.``."""
    return bool(_NAMED.fullmatch(text) or _ALONE.fullmatch(text)) or number_value(text) is not None


def by_headings(blocks: Sequence[Block], body: float, hyphens: Hyphens) -> list[Mark]:
    """The chapters that the headings among `blocks` begin; empty where there are not enough."""
    headings = _headings(blocks, body, hyphens)
    rank = _chapter_rank(headings)
    if rank is None:
        return []
    chosen = [heading for heading in headings if heading.rank == rank]
    first = chosen[0].blocks[0].start
    above = [heading for heading in headings if heading.rank > rank and heading.blocks[0].start > first]
    marks = []
    for heading in sorted([*chosen, *above], key=lambda heading: heading.blocks[0].start):
        last = heading.blocks[-1]
        title = ". ".join(text.rstrip(".:") for text in heading.texts[:-1]) + ". " + heading.texts[-1]
        marks.append(Mark(title.removeprefix(". "), heading.blocks[0].start, last.start + len(last.lines)))
    return marks


def _headings(blocks: Sequence[Block], body: float, hyphens: Hyphens) -> list[_Heading]:
    """All headings in order, neighbours together."""
    bold_body = 2 * sum(block.lines[0].bold for block in blocks) > len(blocks)
    result: list[_Heading] = []
    open_at = -1
    for n, block in enumerate(blocks):
        text = " ".join(block.text(hyphens).split())
        if not _is_candidate(block, text, body, bold_body):
            continue
        if open_at == n - 1 and result and _goes_on(result[-1], block):
            result[-1] = _Heading((*result[-1].blocks, block), (*result[-1].texts, text))
        else:
            result.append(_Heading((block,), (text,)))
        open_at = n
    return result


def _is_candidate(block: Block, text: str, body: float, bold_body: bool) -> bool:
    first = block.lines[0]
    if len(text) > MAX_CHARS or not any(map(str.isalnum, text)):
        return False
    stands_out = first.size >= HEADING * body or (first.bold and not bold_body)
    return stands_out or (is_named(text) and first.size >= 0.95 * body)


def _goes_on(heading: _Heading, block: Block) -> bool:
    """Whether `block` is the second half of a heading: on the same page, close below."""
    last, first = heading.blocks[-1].lines[-1], block.lines[0]
    return last.page == first.page and 0 < first.y - last.y <= 4 * max(last.size, first.size)


def _chapter_rank(headings: Sequence[_Heading]) -> tuple[float, bool] | None:
    """The rank of the chapters: where most headings are named so, else the highest that recurs."""
    named: Counter[tuple[float, bool]] = Counter(heading.rank for heading in headings if heading.named)
    if named and max(named.values()) >= MIN_CHAPTERS:
        return max(named, key=lambda rank: (named[rank], rank))
    counts: dict[tuple[float, bool], set[int]] = defaultdict(set)
    for heading in headings:
        counts[heading.rank].add(heading.blocks[0].lines[0].page)
    return max((rank for rank, pages in counts.items() if len(pages) >= MIN_CHAPTERS), default=None)
