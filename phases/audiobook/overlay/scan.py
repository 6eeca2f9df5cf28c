"""Find the characters of an XHTML page in its source, so that it can be changed without being rewritten."""

import html
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

UNSEEN = "\u00ad\u2060\u200b\ufeff^"
"""Soft hyphen, word joiner, zero-width space, byte order mark: readers of text leave them out, and
they write ``10^6`` for a raised 6.
"""
CHAR = re.compile(f"[^\\s{UNSEEN}]")
"""A character that is seen; all other counting is in these."""
DROPPED = frozenset(("head", "script", "style"))
_WHOLE = "svg math ruby select option textarea object audio video iframe canvas noscript template"
WHOLE = frozenset(_WHOLE.split())
"""Elements into which no ``span`` is put: a sentence goes around them."""
_TOKEN = re.compile(
    r"""<!--.*?-->
      | <!\[CDATA\[(?P<cdata>.*?)\]\]>
      | <\?.*?\?>
      | <!DOCTYPE(?:[^<>"'\[]|"[^"]*"|'[^']*')*(?:\[.*?\]\s*)?>
      | <(?P<close>/?)(?P<name>[^\s/<>!?]+)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.X | re.S,
)
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PIECE = re.compile(r"&[#\w.-]+;|[^&]|&", re.S)


@dataclass
class Tag:
    """A tag in the source, of an element whose inside may be looked at."""

    start: int
    end: int
    name: str
    """In lower case, without a prefix."""
    kind: str
    """``open``, ``close`` or ``empty``."""
    partner: int = -1
    """Index of the other tag of its element."""


def numbers(values: Iterable[int] = ()) -> "array[int]":
    """`values` in little room: a page may have millions of characters."""
    return array("L", values)


@dataclass
class Scan:
    """The characters that are seen on a page, each with its place in the source, and the tags between."""

    source: str
    text: str = ""
    starts: "array[int]" = field(default_factory=numbers)
    ends: "array[int]" = field(default_factory=numbers)
    """Characters of one entity or of one element that is kept whole have the same place."""
    before: "array[int]" = field(default_factory=numbers)
    """How many of `tags` stand before each."""
    tags: list[Tag] = field(default_factory=list)
    letters: "array[int]" = field(default_factory=numbers)
    """Index of each letter or digit in `text`."""
    head_end: int = -1
    """Where ``</head>`` stands."""
    prefix: str = ""
    """Of the elements of XHTML: empty, or ``h:``."""

    def first_behind(self, tag: int) -> int:
        """Index of the first character that has more than `tag` tags before it."""
        return bisect_left(self.before, tag + 1)


def scan(source: str) -> Scan:
    """The characters in the body of the well-formed page `source`."""
    return _Scanner(source).run()


class _Scanner:
    """One pass over the source."""

    def __init__(self, source: str) -> None:
        self.found = Scan(source)
        self.text: list[str] = []
        self.open: list[int] = []
        """Indexes of the open tags."""
        self.inside = bool(not re.search(r"<(?:[\w.-]+:)?body[\s>/]", source, re.I))
        self.dropped = self.kept = 0
        """Depth inside an element that is dropped or kept whole."""
        self.whole = self.from_ = 0
        """Index of the first character of the element that is kept whole, and its place."""

    def run(self) -> Scan:
        source, end = self.found.source, 0
        for token in _TOKEN.finditer(source):
            self.add(end, token.start())
            end = token.end()
            if token["cdata"] is not None:
                self.atom(token["cdata"], token.start(), end)
            elif token["name"]:
                self.tag(token)
        self.add(end, len(source))
        self.found.text = "".join(self.text)
        self.found.letters = numbers(i for i, char in enumerate(self.found.text) if is_letter(char))
        return self.found

    def tag(self, token: re.Match[str]) -> None:
        prefix, _, name = token["name"].rpartition(":")
        name = name.lower()
        kind = "close" if token["close"] else "empty" if token["rest"].endswith("/") else "open"
        step = {"open": 1, "close": -1, "empty": 0}[kind]
        if name == "head" and kind == "close":
            self.found.head_end = token.start()
        if name == "body":
            self.inside = kind == "open"
            self.found.prefix = prefix + ":" if prefix else ""
        elif self.dropped or name in DROPPED:
            self.dropped = max(0, self.dropped + step)
        elif self.kept or name in WHOLE:
            self.keep(name, token, step)
        elif self.inside:
            self.link(Tag(*token.span(), name, kind))
        if name == "img" and self.inside and not self.dropped and (alt := _ALT.search(token["rest"])):
            self.atom(html.unescape(alt[1] or alt[2] or ""), *token.span())

    def keep(self, name: str, token: re.Match[str], step: int) -> None:
        """Count the depth in an element that is kept whole; at its end all in it gets its place."""
        if not self.kept:
            self.whole, self.from_ = len(self.text), token.start()
        self.kept += step
        if not self.kept:
            count = len(self.text) - self.whole
            self.found.starts[self.whole :] = numbers([self.from_] * count)
            self.found.ends[self.whole :] = numbers([token.end()] * count)

    def link(self, tag: Tag) -> None:
        tags = self.found.tags
        tags.append(tag)
        if tag.kind == "open":
            self.open.append(len(tags) - 1)
        elif tag.kind == "close" and self.open:
            tag.partner = self.open.pop()
            tags[tag.partner].partner = len(tags) - 1

    def add(self, start: int, end: int) -> None:
        """Note the characters between two tags."""
        if start == end or not self.inside or self.dropped:
            return
        text = self.found.source[start:end]
        if "&" in text:
            for piece in _PIECE.finditer(text):
                self.atom(html.unescape(piece[0]), start + piece.start(), start + piece.end())
            return
        places = [start + match.start() for match in CHAR.finditer(text)]
        self.text += CHAR.findall(text)
        self.found.starts.extend(places)
        self.found.ends.extend(place + 1 for place in places)
        self.found.before.extend([len(self.found.tags)] * len(places))

    def atom(self, text: str, start: int, end: int) -> None:
        """Note the characters of `text`, which stand in the source as one piece."""
        if self.inside and not self.dropped:
            seen = CHAR.findall(text)
            self.text += seen
            self.found.starts.extend([start] * len(seen))
            self.found.ends.extend([end] * len(seen))
            self.found.before.extend([len(self.found.tags)] * len(seen))


def is_letter(char: str) -> bool:
    """Whether readers count it: a letter or digit."""
    return char.isalnum()
