"""XHTML into blocks as a reader sees them: inline tags join, block tags separate, rules skip."""

import re
from collections.abc import Set
from dataclasses import dataclass, field, replace
from itertools import takewhile

from lxml import etree

from phases.audiobook.readers.dom import local, note_link, set_apart, tokens
from phases.audiobook.readers.ledger import Run, letters, line
from phases.audiobook.readers.matter import BY_ROLE, BY_TYPE, DIVISIONS, INLINE, MATTER

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol"
    " option p pre search section summary table tbody td text tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
DROPPED = frozenset(("head", "script", "style"))
"""Elements whose text is for programs; the ledger leaves them out too."""
FALLBACK = frozenset(
    ("audio", "video", "object", "iframe", "canvas", "noscript", "annotation", "annotation-xml")
)
VERSE = frozenset(f"z3998:{kind}" for kind in ("verse", "poem", "song", "hymn", "lyrics"))
NOTES = frozenset(("aside", "blockquote", "dd", "div", "dt", "li", "p", "td", "tr"))
"""Elements that may be a note because a reference points to them."""
TITLES = frozenset(("title", "subtitle", "fulltitle", "halftitle"))

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_DISPLAY_BLOCK = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|table|list-item|flex|grid)", re.I)


@dataclass(frozen=True)
class Block:
    """A stretch of text between two block tags."""

    runs: tuple[Run, ...]
    kind: str = "text"
    """``heading``, ``text`` or ``verse``."""
    level: int = 0
    """1 to 6 for a heading."""
    source: str = ""
    """Where it stands."""
    matter: str = ""
    """``front``, ``body``, ``back``, or empty when the document does not say."""

    @property
    def text(self) -> str:
        """What is spoken of it: one line, or for verse one for each of its lines."""
        lines = [line(text) for text in "".join(r.text for r in self.runs if not r.rule).split("\n")]
        return ("\n" if self.kind == "verse" else " ").join(text for text in lines if text)


@dataclass
class Page:
    """A document cut into blocks."""

    blocks: list[Block] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    """``id`` to the index of the block where it stands."""


@dataclass(frozen=True)
class _Context:
    """What an element hands down to its children."""

    rule: str = ""
    kind: str = "text"
    level: int = 0
    matter: str = ""
    certain: bool = False
    """Whether `matter` is a division and not only what is usual."""
    source: str = ""
    pre: bool = False
    dropped: bool = False
    block: bool = True


def cut(
    root: etree._Element,
    skip: Set[str],
    *,
    types: str = "",
    notes: Set[str] = frozenset(),
    name: str = "",
    kind: str = "text",
) -> Page:
    """The blocks of the XHTML document `root` that is called `name`.

    `skip` holds the names of the rules that apply, `types` what the book's landmarks say of the
    document, `notes` the ids of the notes that references point to, `kind` what text is at the top.
    """
    bodies = [e for e in root.iter(etree.Element) if local(e) == "body"]
    walk = _Walk(skip, notes, name, kind)
    walk.walk(bodies[0] if bodies else root, types)
    return walk.page


class _Walk:
    """One pass over a document in order."""

    def __init__(self, skip: Set[str], notes: Set[str], name: str, kind: str) -> None:
        self.skip, self.notes, self.name = skip, notes, name
        self.page = Page()
        self.runs: list[Run] = []
        self.size = 0
        """Letters in `runs`."""
        self.context = _Context(kind=kind)
        self.pending: list[tuple[str, int]] = []
        """Ids met in the block that is being read, each with the letters that stood before it."""

    def walk(self, body: etree._Element, types: str) -> None:
        stack: list[_Context] = []
        for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
            if event == "start":
                stack.append(self.context)
                self.open(element, types if element is body else "")
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
        block = tag in BLOCKS or bool(_DISPLAY_BLOCK.search(element.get("style") or ""))
        if block:
            self.flush()
        elif above.kind == "heading" and self.runs and set_apart(element, self.runs[-1].text):
            self.runs.append(Run(" "))
        names = [i for i in (element.get("id"), element.get("name") if tag == "a" else None) if i]
        self.pending += [(anchor, self.size) for anchor in names]
        rule = above.rule or self.rule(element, tag, types, block)
        self.context = replace(
            _described(above, element, tag, types, block),
            rule=rule,
            source=element.get("data-line") or above.source,
            pre=above.pre or tag == "pre",
            dropped=above.dropped or tag in DROPPED,
            block=block,
        )
        if tag == "br" and self.after_break():
            self.flush()  # an empty line between paragraphs
        elif tag == "br":
            self.runs.append(Run("\n", rule))
        elif tag == "img" and (alt := element.get("alt")):
            self.append(Run(f" {alt} ", rule or ("alt" if "alt" in self.skip else "")))

    def rule(self, element: etree._Element, tag: str, types: list[str], block: bool) -> str:
        """The rule that skips `element` with all that is in it, or nothing."""
        roles = (element.get("role") or "").lower().split()
        found = [BY_TYPE[t] for t in types if t in BY_TYPE] + [BY_ROLE[r] for r in roles if r in BY_ROLE]
        found = [rule for rule in found if block or rule in INLINE]
        if note_link(element):
            found.append("noteref")
        if tag in NOTES and self.notes and self.is_note(element):
            found.append("footnote")
        if (
            element.get("hidden") is not None
            or (element.get("aria-hidden") or "").lower() == "true"
            or _INVISIBLE.search(element.get("style") or "")
        ):
            found.append("hidden")
        if tag in ("rt", "rp"):
            found.append("ruby")
        if tag in FALLBACK:
            found.append("fallback")
        if tag in ("title", "desc"):
            found.append("alt")
        if tag == "pre" and [local(child) for child in element] == ["code"]:
            found.append("code")
        if "pg-boilerplate" in (element.get("class") or "").split():
            found.append("gutenberg")
        return next((rule for rule in found if rule in self.skip), "")

    def is_note(self, element: etree._Element) -> bool:
        """Whether a reference points to `element`, or to an anchor at its very beginning."""
        first = element[0] if len(element) and not (element.text or "").strip() else None
        inner = first if first is not None and local(first) not in BLOCKS else None
        places = [element, *([inner] if inner is not None else [])]
        return any((e.get("id") or e.get("name")) in self.notes for e in places)

    def add(self, text: str | None) -> None:
        if text and not self.context.dropped:
            flat = text if self.context.pre else _SPACE.sub(" ", text)
            self.append(Run(flat, self.context.rule))

    def after_break(self) -> bool:
        """Whether nothing but space stands between here and a line break."""
        blank = takewhile(lambda run: not run.text.strip(), reversed(self.runs))
        return any("\n" in run.text for run in blank) and not self.context.pre

    def append(self, run: Run) -> None:
        self.runs.append(run)
        self.size += len(letters(run.text))

    def flush(self) -> None:
        """End the block that is being read."""
        size, index, above = self.size, len(self.page.blocks), self.context
        if size:
            source = above.source or f"{self.name}#{index + 1}"
            kind = "verse" if above.pre and above.kind == "text" else above.kind
            block = Block(tuple(self.runs), kind, above.level, source, above.matter)
            self.page.blocks.append(block)
        # An anchor behind the last letter of a block belongs to what follows it.
        for anchor, before in self.pending:
            if size > before:
                self.page.anchors.setdefault(anchor, index)
        self.pending = [(anchor, 0) for anchor, before in self.pending if size <= before]
        self.runs, self.size = [], 0


def _described(
    above: _Context, element: etree._Element, tag: str, types: list[str], block: bool
) -> _Context:
    """The context below `element`: kind, heading level and matter."""
    kind, level, matter, certain = above.kind, above.level, above.matter, above.certain
    role = (element.get("role") or "").lower()
    if re.fullmatch("h[1-6]", tag):
        kind, level = "heading", int(tag[1])
    elif role == "heading":
        given = element.get("aria-level") or ""
        kind, level = "heading", int(given) if re.fullmatch("[1-6]", given) else 2
    elif block and (tag == "hgroup" or TITLES & set(types)) and kind != "heading":
        kind, level = "heading", 6
    elif VERSE & set(types) and kind == "text":
        kind = "verse"
    if tag in ("body", "section", "article", "div", "nav", "aside") and not certain:
        sure = [MATTER[t] for t in types if t in DIVISIONS]
        usual = [MATTER[t] for t in types if t in MATTER]
        if sure:
            matter, certain = sure[0], True
        elif usual and not matter:
            matter = usual[0]
    return replace(above, kind=kind, level=level, matter=matter, certain=certain)
