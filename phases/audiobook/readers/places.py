"""Where in the spine of an EPUB its chapters begin, and which documents are front, body and back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from phases.audiobook.readers import assembly, tagless, toc
from phases.audiobook.readers.blocks import Page
from phases.audiobook.readers.dom import descendants, text_of
from phases.audiobook.readers.ledger import letters
from phases.audiobook.readers.matter import BY_TYPE, MATTER
from phases.audiobook.readers.opf import resolve

MIN_LINKS = 3
"""Documents that a page must link to before it can be a table of contents."""
LINKED = 0.7
"""Share of its letters that then stand in those links."""


@dataclass
class Document:
    """A document of the spine."""

    path: str
    root: etree._Element
    """Its tree, for questions about structure; the blocks come from `xhtml.read`."""
    text: str
    """Its cleaned markup."""
    types: str = ""
    """What the landmarks say that it is."""
    linear: bool = True


def describe(
    landmarks: Sequence[toc.Entry], documents: Sequence[Document], contents: Sequence[toc.Entry]
) -> None:
    """Give documents without types those of the landmarks that name them whole.

    A document in which the book also begins, or which the table of contents divides, holds more
    than what a single landmark says of it. A page of links is a table of contents without being named.
    """
    begins = {e.path for e in landmarks if {"text", "bodymatter"} & set(e.title.split())}
    entries = Counter(e.path for e in contents)
    divided = {path for path, count in entries.items() if count > 1}
    for document in documents:
        marks = [e.title for e in landmarks if e.path == document.path and not e.fragment]
        named = [token for mark in marks for token in mark.split() if token in BY_TYPE]
        if document.path in begins | divided:
            continue
        if named or _is_contents(document, documents):
            document.types = (named or ["toc"])[0]


def _is_contents(document: Document, documents: Sequence[Document]) -> bool:
    """Whether most of a document's text is links to several other documents of the book."""
    others = {other.path for other in documents if other is not document}
    linked, targets = 0, set()
    for link in descendants(document.root, "a"):
        target, _ = resolve(document.path, link.get("href") or "")
        if target in others:
            targets.add(target)
            linked += len(letters(text_of(link)))
    everything = len(letters(tagless.plain(document.text))) if len(targets) >= MIN_LINKS else 0
    return bool(everything) and linked > LINKED * everything


def starts(
    documents: Sequence[Document], pages: Sequence[Page], contents: Sequence[toc.Entry]
) -> dict[int, str]:
    """Where chapters begin, as indexes into the blocks of all pages, with their titles.

    They are the places that the table of contents names. Where it names none, or a single one in a
    book of several headings, the headings begin chapters.
    """
    first = _offsets(pages)
    blocks = [block for page in pages for block in page.blocks]
    by_path = _first_places(documents)
    headings = [_headings(page) for page in pages]
    found: dict[int, str] = {}
    joined: set[int] = set()
    for entry in contents:
        if (at := by_path.get(entry.path)) is None:
            continue
        index = first[at] + (_beginning(pages[at], headings[at], entry) if entry.fragment else 0)
        known = found.get(index)
        if index < len(blocks) and known is None:
            found[index] = entry.title
        elif known and index not in joined and known.casefold() != entry.title.casefold():
            found[index] = f"{known}: {entry.title}"  # a part and its first chapter
            joined.add(index)
    own = assembly.by_headings(blocks)
    if not found or len(found) < 2 < len(own):
        found = own | found
    return found | _unlisted(pages, first, found)


def _headings(page: Page) -> dict[str, int]:
    """Index of the first heading of `page` with each title, by the letters of the title."""
    found: dict[str, int] = {}
    for index, block in enumerate(page.blocks):
        if block.level:
            found.setdefault(letters(block.text).casefold(), index)
    return found


def _beginning(page: Page, headings: dict[str, int], entry: toc.Entry) -> int:
    """Index of the block of `page`, which has these `headings`, at which the chapter of `entry` begins.

    An anchor may be missing, or stand behind the heading to which it belongs.
    """
    blocks, wanted = page.blocks, letters(entry.title).casefold()
    index = page.anchors.get(entry.fragment)
    if index is None:
        return headings.get(wanted, 0)
    above = index
    while above and blocks[above - 1].level and not blocks[min(index, len(blocks) - 1)].level:
        above -= 1
    said = "".join(letters(block.text) for block in blocks[above:index]).casefold()
    return above if said and (said in wanted or wanted in said) else index


def _unlisted(pages: Sequence[Page], first: Sequence[int], known: dict[int, str]) -> dict[int, str]:
    """Documents outside the table of contents that begin a chapter all the same.

    They continue the chapter before, unless they belong to another part of the book (front, body,
    back), or nothing of that chapter is spoken.
    """
    found: dict[int, str] = {}
    spoken, matter = False, ""
    for page, begin in zip(pages, first, strict=True):
        for i, block in enumerate(page.blocks):
            if begin + i in known:
                spoken = False
            elif i == 0 and begin and (not spoken or block.matter != matter) and block.text:
                found[begin] = ""
                spoken = False
            spoken = spoken or bool(block.text)
            matter = block.matter
    return found


def place(documents: Sequence[Document], pages: Sequence[Page], landmarks: Sequence[toc.Entry]) -> None:
    """Place the blocks that do not say where in the book they belong by the landmarks."""
    by_path = _first_places(documents)
    body, back = 0, len(documents)
    for entry in landmarks:
        at = by_path.get(entry.path)
        divisions = {MATTER[t] for t in entry.title.split() if t in ("text", "bodymatter", "backmatter")}
        if at is not None and "body" in divisions:
            body = at
        elif at is not None and "back" in divisions:
            back = at
    for i, page in enumerate(pages):
        usual = "front" if i < body else "back" if i >= back else "body"
        page.blocks = [block if block.matter else replace(block, matter=usual) for block in page.blocks]


def _first_places(documents: Sequence[Document]) -> dict[str, int]:
    """Path to index; of a document that is read twice the first counts."""
    return {documents[i].path: i for i in reversed(range(len(documents)))}


def _offsets(pages: Sequence[Page]) -> list[int]:
    """Index of each page's first block among all."""
    found, count = [], 0
    for page in pages:
        found.append(count)
        count += len(page.blocks)
    return found
