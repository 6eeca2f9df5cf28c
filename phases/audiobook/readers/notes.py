"""Notes: what refers to one, which elements are one, and where each is spoken."""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.dom import bare_link, heading, local, note_link, typed_reference
from phases.audiobook.readers.ledger import Run, letters
from phases.audiobook.readers.matter import NOTES as RULES
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.opf import resolve

HOLDERS = frozenset(("aside", "blockquote", "dd", "div", "dl", "dt", "li", "p", "section", "td", "tr"))
"""Elements that may be a note because a reference points to them or to their beginning."""
LARGEST = 2000
"""Elements of a note in which the link back to its reference is looked for."""
NEAR = 2
"""How many elements above a reference may have the id to which its note links back."""


@dataclass(frozen=True)
class Links:
    """How references and notes of a book are linked, by the keys of anchors (``path#id``)."""

    notes: frozenset[str] = frozenset()
    """Where references point to."""
    references: frozenset[str] = frozenset()
    """Where references stand: what points there from a note leads back."""


def find(documents: Iterable[tuple[str, etree._Element]]) -> Links:
    """The notes of the `documents` (path and tree, in reading order).

    A reference is what the markup calls one; or a number or mark that is raised or in brackets and
    points to what stands after it; or a bare number or mark that points to what links back to it.
    """
    order: dict[str, int] = {}
    places: dict[str, etree._Element] = {}
    links: list[tuple[int, str, str, etree._Element]] = []
    count = 0
    for path, root in documents:
        for element in root.iter(etree.Element):
            count += 1
            for anchor in ids(element):
                key = f"{path}#{anchor}"
                order.setdefault(key, count)
                places.setdefault(key, element)
            if local(element) == "a" and (typed_reference(element) or bare_link(element)):
                links.append((count, path, key_of(path, element), element))
    notes, references = set(), set()
    for at, path, key, link in links:
        near = {f"{path}#{anchor}" for anchor in _near(link)}
        after = order.get(key, 0) > at
        certain = typed_reference(link) or (after and note_link(link))
        if key in places and (certain or (after and _links_back(places[key], key, near))):
            notes.add(key)
            references |= near
    return Links(frozenset(notes), frozenset(references - notes))


def ids(element: etree._Element) -> list[str]:
    """The names under which links find `element`."""
    name = element.get("name") if local(element) == "a" else None
    return [anchor for anchor in (element.get("id"), name) if anchor]


def key_of(path: str, link: etree._Element) -> str:
    """The key of what `link` in the document `path` points to, or nothing."""
    name, fragment = resolve(path, link.get("href") or "")
    return f"{name}#{fragment}" if name and fragment else ""


def _near(link: etree._Element) -> Iterator[str]:
    """Ids at a reference: its own, of what is in it, of what it is in, of an anchor just before it."""
    for element in link.iter(etree.Element):
        yield from ids(element)
    here: etree._Element | None = link
    for above in range(NEAR + 1):
        if here is None or local(here) == "body":
            break
        if above:
            yield from ids(here)
        before = here.getprevious()
        if before is not None and local(before) in ("a", "span") and not (before.tail or "").strip():
            yield from ids(before)
        here = here.getparent()


def _links_back(place: etree._Element, key: str, near: Set[str]) -> bool:
    """Whether the note that begins at `place` holds a link to its reference."""
    holder = place
    while local(holder) not in HOLDERS:
        above = holder.getparent()
        if heading(holder) or above is None or above[0] is not holder or (above.text or "").strip():
            return False
        holder = above
    inside = list(islice(holder.iter(etree.Element), LARGEST))
    path = key.partition("#")[0]
    return not any(map(heading, inside)) and any(
        local(element) == "a" and key_of(path, element) in near for element in inside
    )


def silence_headings(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` with the headings left out below which nothing stands but notes that are left out."""
    found = list(blocks)
    noted = heard = False  # what stands between here and the next heading
    for i in reversed(range(len(found))):
        block = found[i]
        text = bool(block.text)
        if block.level and text:
            if noted and not heard:
                runs = tuple(replace(run, rule=run.rule or RULES[0]) for run in block.runs)
                found[i] = replace(block, runs=runs)
            noted = heard = False
        else:
            noted = noted or any(run.rule in RULES for run in block.runs)
            heard = heard or text
    return found


def place(
    blocks: Sequence[Block], starts: Mapping[int, str], policy: Policy, skip: Set[str]
) -> tuple[list[Block], dict[int, str]]:
    """`blocks`, and where chapters begin in them, with each note where `policy` wants it spoken.

    A note is spoken once, behind the first reference that is itself spoken. A note without one stays
    where it is, left out or not as the rules say.
    """
    if policy == "skip":
        return list(blocks), dict(starts)
    moved = _Moved(_bodies(blocks, skip))
    for index, block in enumerate(blocks):
        if index in starts:
            moved.flush()
            moved.starts[len(moved.blocks)] = starts[index]
        moved.add(block)
        following = blocks[index + 1] if index + 1 < len(blocks) else block
        if policy == "reference" and not (block.level and following.level):
            moved.flush()
    moved.flush()
    return moved.blocks, moved.starts


class _Moved:
    """Blocks with the notes behind what refers to them."""

    def __init__(self, bodies: Mapping[str, Sequence[Block]]) -> None:
        self.bodies = bodies
        self.waiting: deque[str] = deque()
        self.seen: set[str] = set()
        self.blocks: list[Block] = []
        self.starts: dict[int, str] = {}

    def add(self, block: Block) -> None:
        """Add `block` without the notes that are spoken elsewhere; let those wait to which it refers."""
        kept = tuple(run for run in block.runs if run.note not in self.bodies)
        if kept:
            self.blocks.append(replace(block, runs=kept))
        self.waiting += self.new(kept)

    def new(self, runs: Iterable[Run]) -> list[str]:
        """The notes to which `runs` refer for the first time."""
        keys = dict.fromkeys(map(_reference, runs))
        found = [key for key in keys if key in self.bodies and key not in self.seen]
        self.seen.update(found)
        return found

    def flush(self) -> None:
        """Add the notes that wait, each followed by those to which it refers itself."""
        while self.waiting:
            note = self.bodies[self.waiting.popleft()]
            self.blocks += note
            self.waiting.extendleft(reversed(self.new(run for block in note for run in block.runs)))


def _reference(run: Run) -> str:
    """Key of the note to which `run`, spoken text or a reference in it, refers."""
    return run.refers if run.rule in ("", "noteref") else ""


def _bodies(blocks: Sequence[Block], skip: Set[str]) -> dict[str, list[Block]]:
    """The notes that are referred to, from the text or from such a note, as blocks without their labels."""
    labels: defaultdict[str, str] = defaultdict(str)
    found: defaultdict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        for run in block.runs:
            if run.refers:
                labels[run.refers] = labels[run.refers] or letters(run.text)
        for key in dict.fromkeys(run.note for run in block.runs if run.note):
            own = tuple(replace(r, rule=r.inside, note="") for r in block.runs if r.note == key)
            found[key].append(replace(block, runs=own, kind="note", level=0))
    reached: set[str] = set()
    fresh = {_reference(run) for block in blocks for run in block.runs if not run.note}
    while fresh := {key for key in fresh if key in found} - reached:
        reached |= fresh
        fresh = {_reference(run) for key in fresh for block in found[key] for run in block.runs}
    strip = "noteref" in skip
    return {key: _unlabelled(found[key], labels[key]) if strip else found[key] for key in reached}


def _unlabelled(note: list[Block], label: str) -> list[Block]:
    """`note` without the number or letter at its beginning by which its reference calls it."""
    runs = list(note[0].runs)
    at = next((i for i, run in enumerate(runs) if run.text.strip() and not run.rule), None)
    if at is None:
        return note
    run = runs[at]
    if any(letters(before.text) for before in runs[:at]):
        match = re.match(r"[\s.:)\]]+", run.text)  # what followed a label that was a link
    else:
        # "a" is a word too, unless a full stop or a bracket follows it or it stands apart.
        end = r"(?![^\W_])\W*" if label.isdecimal() else r"(?:[.:)\]]\W*|\s*\Z)"
        match = re.match(rf"\W*{re.escape(label)}{end}", run.text) if label else None
    if not match:
        return note
    mark = replace(run, text=match.group(), rule="noteref")
    runs[at : at + 1] = [mark, replace(run, text=run.text[match.end() :])]
    return [replace(note[0], runs=tuple(runs)), *note[1:]]
