"""Printed tables of contents inside a text: links, one below the other, to what follows in that order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from phases.audiobook.readers.dom import EPUB_TYPE, local, text_of
from phases.audiobook.readers.elements import BLOCKS, DROPPED
from phases.audiobook.readers.ledger import letters, line
from phases.audiobook.readers.notes import ids
from phases.audiobook.readers.opf import resolve
from phases.audiobook.readers.plain_headings import is_contents_title

LEAST = 3
"""Places to which a table of contents links at least."""
LINKED = 0.7
"""Share of its letters that stand in the links; the others are numbers, dots, names of authors."""
MAX_LETTERS = 120
"""Of one link."""


@dataclass
class _Found:
    """What is in an element."""

    letters: int = 0
    linked: int = 0
    targets: list[int] = field(default_factory=list)

    @property
    def links_only(self) -> bool:
        return bool(self.targets) and self.linked > LINKED * self.letters


def places(documents: Iterable[tuple[str, etree._Element]]) -> dict[str, int]:
    """Where in the book anchors (``path#id``) and documents (``path``) stand."""
    found: dict[str, int] = {}
    for path, root in documents:
        found.setdefault(path, len(found))
        for element in root.iter(etree.Element):
            for anchor in ids(element):
                found.setdefault(f"{path}#{anchor}", len(found))
    return found


def mark(root: etree._Element, path: str, known: Mapping[str, int]) -> None:
    """Give the tables of contents in the document `root` at `path` the ``epub:type`` of one."""
    body = next((e for e in root.iter(etree.Element) if local(e) == "body"), root)
    if sum(1 for e in body.iter(etree.Element) if local(e) == "a" and e.get("href")) < LEAST:
        return
    found = _count(body, path, known)
    waiting = [body]
    while waiting:
        parent = waiting.pop()
        marked = set()
        for group in _groups(parent, found):
            if _is_contents(group, found):
                marked.update(group)
                for element in [*_title(group[0]), *group]:
                    element.set(EPUB_TYPE, "toc")
        waiting += [child for child in parent if isinstance(child.tag, str) and child not in marked]


def _count(body: etree._Element, path: str, known: Mapping[str, int]) -> dict[etree._Element, _Found]:
    """For every element of `body` the letters and links in it; one pass, from the leaves up."""
    found: dict[etree._Element, _Found] = {body: _Found()}
    here = known.get(path, -1)
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            here = max([here, *(known.get(f"{path}#{anchor}", -1) for anchor in ids(element))])
            found[element] = own = _Found(
                0 if local(element) in DROPPED else len(letters(element.text or ""))
            )
            if local(element) == "a" and (at := _target(element, path, known)) > here:
                own.linked, own.targets = len(letters(text_of(element))), [at]
            continue
        parent = element.getparent()
        if element is not body and parent is not None:
            above, own = found[parent], found[element]
            above.letters += own.letters + len(letters(element.tail or ""))
            above.linked += own.linked
            above.targets += own.targets
    return found


def _target(link: etree._Element, path: str, known: Mapping[str, int]) -> int:
    """Where in the book `link` leads; -1 for elsewhere."""
    name, fragment = resolve(path, link.get("href") or "")
    if not name or len(text_of(link)) > MAX_LETTERS:
        return -1
    return known.get(f"{name}#{fragment}" if fragment else name, -1)


def _groups(
    parent: etree._Element, found: Mapping[etree._Element, _Found]
) -> Iterator[list[etree._Element]]:
    """Blocks in `parent` that follow each other and hold little but links."""
    group: list[etree._Element] = []
    for child in parent:
        if not isinstance(child.tag, str) or (not found[child].letters and not (child.tail or "").strip()):
            continue
        if local(child) in BLOCKS and found[child].links_only:
            group.append(child)
            continue
        if group:
            yield group
        group = []
    if group:
        yield group


def _is_contents(group: Sequence[etree._Element], found: Mapping[etree._Element, _Found]) -> bool:
    """Whether the links of `group` lead to enough places, in their order."""
    targets = [at for element in group for at in found[element].targets]
    return len(set(targets)) >= LEAST and all(a <= b for a, b in pairwise(targets))


def _title(first: etree._Element) -> Iterator[etree._Element]:
    """The title of the table of contents that begins with `first`: ``Contents``."""
    before = first.getprevious()
    while before is not None and not (isinstance(before.tag, str) and letters(text_of(before))):
        before = before.getprevious()
    if before is not None and is_contents_title(line(text_of(before))):
        yield before
