"""Put blocks together into chapters: where each begins, what it is called, what is heard first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from phases.audiobook.book import Book, Chapter, Paragraph, words
from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.language import same
from phases.audiobook.readers.ledger import letters, total
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.notes import place
from phases.audiobook.readers.plain_headings import level as rank
from phases.audiobook.readers.plain_headings import unnumbered
from phases.graph.errors import InputError

TITLE_LETTERS = 200
"""A paragraph with more letters is no title, whatever it begins with."""
CHAPTER = 2
"""What `plain_headings.level` says of the heading of a chapter."""
LOOK = 4
"""Paragraphs at the beginning of a chapter in which its title may stand without being marked up."""


@dataclass(frozen=True)
class Said:
    """What a book says about itself."""

    title: str
    author: str = ""
    language: str = ""
    year: str = ""


@dataclass(frozen=True)
class Wishes:
    """What the settings say of reading."""

    skip: frozenset[str]
    """Names of the rules that leave text out."""
    notes: Policy = "skip"


def bind(
    said: Said,
    blocks: Sequence[Block],
    starts: Mapping[int, str],
    wishes: Wishes,
    cover: str = "",
    warnings: Sequence[str] = (),
    finish: Callable[[Block], Block] | None = None,
) -> Book:
    """The book of `blocks`, with its notes where they are wished; `said.language` is a sure one.

    `finish` gets each block when its text is settled. Raises InputError where nothing of it is spoken.
    """
    blocks, starts = place(blocks, starts, wishes.notes, wishes.skip)
    blocks = [finish(block) for block in blocks] if finish else blocks
    found = build(blocks, starts, said.title, said.language)
    spoken = sum(len(words(p.text)) for chapter in found for p in chapter.paragraphs)
    if not spoken:
        raise InputError("the book has no text to speak", "is it a book of pictures? or see extract.skip")
    return Book(
        title=said.title,
        author=said.author,
        language=said.language,
        year=said.year,
        cover=cover,
        chapters=found,
        ledger=total((block.runs for block in blocks), spoken),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def build(
    blocks: Sequence[Block], starts: Mapping[int, str], title: str, language: str = ""
) -> tuple[Chapter, ...]:
    """The chapters of a book called `title` in `language`.

    `starts` says at which block a chapter begins and its title in the table of contents; an empty
    one is taken from the heading there. What comes before the first start is a chapter of its own.
    Chapters of which nothing is spoken are left out.
    """
    if not blocks:
        return ()
    begins = sorted({0, *starts})
    ends = [*begins[1:], len(blocks)]
    found = []
    for begin, end in zip(begins, ends, strict=True):
        chapter = _chapter(blocks[begin:end], starts.get(begin, ""), title, language)
        if chapter.paragraphs:
            found.append(chapter)
    return tuple(found)


def by_headings(blocks: Sequence[Block], deepest: int = 0) -> dict[int, str]:
    """Starts of chapters by headings alone, for a book without a table of contents.

    Headings down to the level `deepest` count; where it is 0, the highest level that occurs more
    than once and all above it; where all of that level are parts (``Book II``), the next one too.
    Of headings that follow each other directly the first counts.
    """
    spoken = [(i, b) for i, b in enumerate(blocks) if b.text]
    levels = [b.level for i, (_, b) in enumerate(spoken) if _opens(spoken, i)]
    if not levels:
        return _by_patterns(spoken)
    deepest = deepest or _of_chapters(spoken, levels)
    return {index: "" for i, (index, b) in enumerate(spoken) if _opens(spoken, i) and b.level <= deepest}


def chapters(blocks: Sequence[Block], deepest: int = 0) -> dict[int, str]:
    """Starts of chapters by headings, where a single one of the first level is the book's title.

    It is a chapter by itself, though that of the first chapter follows it directly.
    """
    spoken = [(i, b) for i, b in enumerate(blocks) if b.text]
    tops = [
        i for n, (i, b) in enumerate(spoken) if b.level == 1 and not (n and spoken[n - 1][1].level == 1)
    ]
    if len(tops) != 1 or not any(b.level > 1 for _, b in spoken):
        return by_headings(blocks, deepest)
    below = [replace(block, level=0) if block.level == 1 else block for block in blocks]
    return {tops[0]: ""} | by_headings(below, deepest)


def _by_patterns(spoken: Sequence[tuple[int, Block]]) -> dict[int, str]:
    """Starts of chapters in a text without marked headings: paragraphs that read like one."""
    stanzas = [block.text.split("\n") for _, block in spoken]
    bare = unnumbered(stanzas)
    return {
        index: block.text
        for n, (index, block) in enumerate(spoken)
        if block.kind == "text" and n not in bare and rank(*stanzas[n])
    }


def _of_chapters(spoken: Sequence[tuple[int, Block]], levels: Sequence[int]) -> int:
    """The level of the headings that begin chapters."""
    usual = next((n for n in sorted(set(levels)) if levels.count(n) > 1), min(levels))
    parts = [b for _, b in spoken if b.level == usual and rank(*b.text.split("\n")) != 1]
    below = [b.level for _, b in spoken if b.level > usual and rank(*b.text.split("\n")) == CHAPTER]
    return min(below) if below and not parts else usual


def _opens(spoken: Sequence[tuple[int, Block]], at: int) -> bool:
    """Whether a heading stands at `at`, and no heading of the same rank or above just before it."""
    block = spoken[at][1]
    if not block.level:
        return False
    before = spoken[at - 1][1] if at else None
    return before is None or not before.level or before.level > block.level


def _chapter(blocks: Sequence[Block], listed: str, book: str, language: str) -> Chapter:
    spoken = [block for block in blocks if block.text]
    opening = _opening(spoken, listed)
    paragraphs = [
        _paragraph(block, "title" if i < opening else block.kind, language)
        for i, block in enumerate(spoken)
    ]
    title = listed or _joined([p.text for p in paragraphs[:opening]])
    if spoken and listed and not opening and not _heard(spoken, listed):
        paragraphs.insert(0, Paragraph(listed, "toc", "title"))
    matter = next((b.matter for b in spoken if b.matter), "body")
    return Chapter(title or book, tuple(paragraphs), matter)


def _paragraph(block: Block, kind: str, language: str) -> Paragraph:
    """`block` with the languages that are others than that around it."""
    own = "" if same(block.language, language) else block.language
    around = own or language
    spans = [replace(s, language="" if same(s.language, around) else s.language) for s in block.spans]
    return Paragraph(
        block.text,
        block.source,
        kind,
        own,
        block.speaker,
        tuple(span for span in spans if span.language or span.ipa or span.say),
    )


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
