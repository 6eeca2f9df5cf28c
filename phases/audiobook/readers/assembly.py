"""Put blocks together into chapters: where each begins, what it is called, what is heard first."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from phases.audiobook.book import Chapter, Paragraph
from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.ledger import letters

TITLE_LETTERS = 200
"""A paragraph with more letters is no title, whatever it begins with."""
LOOK = 4
"""Paragraphs at the beginning of a chapter in which its title may stand without being marked up."""


def build(blocks: Sequence[Block], starts: Mapping[int, str], title: str) -> tuple[Chapter, ...]:
    """The chapters of a book called `title`.

    `starts` says at which block a chapter begins and its title in the table of contents; an empty
    one is taken from the heading there. What comes before the first start is a chapter of its own.
    Chapters of which nothing is spoken are left out.
    """
    if not blocks:
        return ()
    places = sorted({0, *starts})
    ends = [*places[1:], len(blocks)]
    found = []
    for place, end in zip(places, ends, strict=True):
        chapter = _chapter(blocks[place:end], starts.get(place, ""), title)
        if chapter.paragraphs:
            found.append(chapter)
    return tuple(found)


def by_headings(blocks: Sequence[Block], deepest: int = 0) -> dict[int, str]:
    """Starts of chapters by headings alone, for a book without a table of contents.

    Headings down to the level `deepest` count; where it is 0, the highest level that occurs more
    than once and all above it. Of headings that follow each other directly the first counts.
    """
    spoken = [(i, b) for i, b in enumerate(blocks) if b.text]
    levels = [b.level for i, (_, b) in enumerate(spoken) if _opens(spoken, i)]
    if not levels:
        return {}
    deepest = deepest or next((n for n in sorted(set(levels)) if levels.count(n) > 1), min(levels))
    return {index: "" for i, (index, b) in enumerate(spoken) if _opens(spoken, i) and b.level <= deepest}


def _opens(spoken: Sequence[tuple[int, Block]], at: int) -> bool:
    """Whether a heading stands at `at`, and no heading of the same rank or above just before it."""
    block = spoken[at][1]
    if not block.level:
        return False
    before = spoken[at - 1][1] if at else None
    return before is None or not before.level or before.level > block.level


def _chapter(blocks: Sequence[Block], listed: str, book: str) -> Chapter:
    spoken = [block for block in blocks if block.text]
    opening = _opening(spoken, listed)
    paragraphs = [
        Paragraph(b.text, b.source, "title" if i < opening else b.kind) for i, b in enumerate(spoken)
    ]
    title = listed or _joined([p.text for p in paragraphs[:opening]])
    if spoken and listed and not opening and not _heard(spoken, listed):
        paragraphs.insert(0, Paragraph(listed, "toc", "title"))
    matter = next((b.matter for b in spoken if b.matter), "body")
    return Chapter(title or book, tuple(paragraphs), matter)


def _opening(spoken: Sequence[Block], listed: str) -> int:
    """How many blocks at the beginning are the chapter's title.

    They are its headings; in a book without headings those paragraphs whose letters are the title
    as it is `listed`, or the part of it that stands there.
    """
    if marked := len(list(takewhile(lambda block: block.level > 0, spoken))):
        return marked
    want = letters(listed).casefold()
    so_far = ""
    for count, block in enumerate(spoken[:LOOK], start=1):
        so_far += letters(block.text).casefold()
        if not want or len(so_far) > TITLE_LETTERS:
            break
        if so_far == want or (count == 1 and want.endswith(so_far) and len(so_far) * 2 > len(want)):
            return count
        if count == 1 and so_far.startswith(want) and len(so_far) <= 2 * len(want):
            return count
    return 0


def _heard(spoken: Sequence[Block], listed: str) -> bool:
    """Whether the title stands near the beginning, though something comes before it."""
    want = letters(listed).casefold()
    return any(letters(b.text).casefold() == want for b in spoken[: 2 * LOOK])


def _joined(lines: Sequence[str]) -> str:
    """The lines of a heading as one title: ``Chapter I: Loomings``."""
    title = ""
    for text in lines:
        flat = " ".join(text.split())
        title = flat if not title else f"{title} {flat}" if not title[-1].isalnum() else f"{title}: {flat}"
    return title
