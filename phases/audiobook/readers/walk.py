"""XHTML into blocks: inline tags join, block tags separate, rules skip."""

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import takewhile

from lxml import etree

from phases.audiobook.readers.blocks import Block, Page, at_one
from phases.audiobook.readers.dom import (
    MARK,
    language,
    local,
    note_link,
    raised_number,
    set_apart,
    text_of,
    tokens,
)
from phases.audiobook.readers.elements import (
    BLOCKS,
    DROPPED,
    Context,
    described,
    initial,
    is_block,
    rule_of,
)
from phases.audiobook.readers.ledger import Run, letters
from phases.audiobook.readers.matter import DIVISIONS
from phases.audiobook.readers.notes import HOLDERS, Links, ids, key_of

BACKLINK = 24
"""Characters that the text of a link back to a reference has at most: ``Return to text``."""
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"""[.!?…:]["”’»)\]]*\s*\Z""")


NO_LINKS = Links()


@dataclass(frozen=True)
class About:
    """What the book says of a document."""

    name: str = ""
    """Its path, for `Block.source` and for links."""
    types: str = ""
    """What the landmarks call it."""
    links: Links = NO_LINKS
    breaks: frozenset[str] = frozenset()
    """Ids at which a chapter begins, be it inside a paragraph."""
    language: str | None = None
    """Its language; None: as its own root element says."""
    kind: str = "text"
    """Of text at the top."""


def cut(root: etree._Element, skip: Set[str], about: About = About()) -> Page:
    """The blocks of the XHTML document `root`, without what the rules named in `skip` leave out."""
    body = next((e for e in root.iter(etree.Element) if local(e) == "body"), root)
    walk = _Walk(skip, about)
    said = language(root) if about.language is None and body is not root else about.language
    walk.context = Context(kind=about.kind, language=said or "")
    walk.walk(body)
    return walk.page


class _Walk:
    """One pass over a document in order."""

    def __init__(self, skip: Set[str], about: About) -> None:
        self.skip, self.about = skip, about
        self.page = Page()
        self.runs: list[Run] = []
        self.size = 0
        """Letters in `runs`."""
        self.described = 0
        """Those of them that describe pictures."""
        self.context = Context()
        self.pending: list[tuple[str, int]] = []
        """Ids met in the block that is being read, each with the letters that stood before it."""

    def walk(self, body: etree._Element) -> None:
        stack: list[Context] = []
        for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
            if event == "start":
                stack.append(self.context)
                self.open(element, self.about.types if element is body else "")
                self.add(element.text)
                continue
            if event == "end":
                if self.context.block:
                    self.flush()
                self.context = stack.pop()
            if element is not body:
                self.add(element.tail)
        self.flush()
        for anchor, _ in self.pending:
            self.page.anchors.setdefault(anchor, len(self.page.blocks))

    def open(self, element: etree._Element, extra: str) -> None:
        tag, types = local(element), tokens(element)
        if not set(types) - DIVISIONS:
            types = types + extra.split()
        above = self.context
        block = is_block(element, tag)
        names = ids(element) if tag == "a" else [i for i in (element.get("id"),) if i]
        if block or self.begins_chapter(names):
            self.flush()
        elif above.kind == "heading" and self.runs and set_apart(element, self.runs[-1].text):
            self.runs.append(Run(" "))
        self.pending += [(anchor, self.size) for anchor in names]
        raised = raised_number(element, "".join(run.text for run in self.runs[-3:]))
        own = rule_of(element, types, block, self.skip)
        if raised == "note" and "noteref" in self.skip:
            own = own or "noteref"
        below = replace(
            described(above, element, types, block),
            source=element.get("data-line") or above.source,
            pre=above.pre or tag == "pre",
            dropped=above.dropped or tag in DROPPED,
            block=block,
        )
        self.context = self.noted(element, own, below)
        if self.context.refers and not above.refers:
            self.append("")  # a reference that shows nothing is one all the same
        if raised == "power":
            self.append("^")  # or 10 and its 6 are heard as a hundred and six
        elif tag == "br":
            self.line_break()
        elif tag == "img" and (letter := "" if self.size else initial(element)):
            self.append(letter)
        elif tag == "img" and (alt := element.get("alt")):
            self.alternative(alt)

    def noted(self, element: etree._Element, own: str, below: Context) -> Context:
        """The context `below` an element with its rules and notes; `own` is the rule of its markup."""
        above, tag, name = self.context, local(element), self.about.name
        key = key_of(name, element) if tag == "a" else ""
        refers = above.refers
        if key in self.about.links.notes and (note_link(element) or MARK.fullmatch(text_of(element))):
            own = own or ("noteref" if "noteref" in self.skip else "")
            refers = key
        elif key in self.about.links.references and len(text_of(element)) <= BACKLINK and above.note:
            own = own or ("backlink" if "backlink" in self.skip else "")
        note = above.note or self.note(element, tag)
        if note and not above.note:
            own = own or ("footnote" if "footnote" in self.skip else "")
        inside = above.inside or own if above.note else ""
        return replace(below, rule=above.rule or own, refers=refers, note=note, inside=inside)

    def note(self, element: etree._Element, tag: str) -> str:
        """The key of the note that `element` is: a reference points to it, or to its very beginning."""
        if not self.about.links.notes or (tag not in HOLDERS and not set(tokens(element)) & {"footnote"}):
            return ""
        inner: etree._Element | None = element
        while inner is not None:
            found = [f"{self.about.name}#{anchor}" for anchor in ids(inner)]
            if key := next((key for key in found if key in self.about.links.notes), ""):
                return key
            first = inner[0] if len(inner) and not (inner.text or "").strip() else None
            goes_on = first is not None and (local(first) not in BLOCKS or local(inner) in ("li", "tr"))
            inner = first if goes_on else None
        before = element.getprevious()
        return (
            self.note(before, "dt") if tag == "dd" and before is not None and local(before) == "dt" else ""
        )

    def begins_chapter(self, names: list[str]) -> bool:
        """Whether a chapter begins with an element inside a paragraph, behind the end of a sentence."""
        if self.context.kind == "heading" or self.about.breaks.isdisjoint(names):
            return False
        return bool(_SENTENCE_END.search("".join(run.text for run in self.runs[-3:] if not run.rule)))

    def line_break(self) -> None:
        if self.after_break():
            self.flush()  # an empty line between paragraphs
        else:
            self.append("\n")

    def alternative(self, text: str) -> None:
        """Add the description of a picture."""
        above, before = self.context, self.size
        self.context = replace(above, rule=above.rule or ("alt" if "alt" in self.skip else ""))
        self.append(f" {text} ")
        self.context = above
        self.described += self.size - before

    def add(self, text: str | None) -> None:
        if text and not self.context.dropped:
            self.append(text if self.context.pre else _SPACE.sub(" ", text))

    def append(self, text: str) -> None:
        here = self.context
        self.runs.append(Run(text, here.rule, here.language, here.ipa, here.note, here.inside, here.refers))
        self.size += len(letters(text))

    def after_break(self) -> bool:
        """Whether nothing but space stands between here and a line break."""
        blank = takewhile(lambda run: not run.text.strip(), reversed(self.runs))
        return any("\n" in run.text for run in blank) and not self.context.pre

    def flush(self) -> None:
        """End the block that is being read."""
        size, index, above = self.size, len(self.page.blocks), self.context
        if size:
            source = above.source or f"{self.about.name}#{index + 1}"
            other = "verse" if above.pre else "alt" if self.described == size else "text"
            kind = other if above.kind == "text" else above.kind
            block = Block(tuple(self.runs), kind, above.level, source, above.matter, above.language)
            block = replace(block, speaker="" if kind == "heading" else above.speaker)
            self.page.blocks.append(at_one(block))
        # An anchor behind the last letter of a block belongs to what follows it.
        for anchor, before in self.pending:
            if size > before:
                self.page.anchors.setdefault(anchor, index)
        self.pending = [(anchor, 0) for anchor, before in self.pending if size <= before]
        self.runs, self.size, self.described = [], 0, 0
