"""Plain text: paragraphs from lines, chapters from the patterns of their headings."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from phases.audiobook.readers import gutenberg, ledger, plain_notes, voices
from phases.audiobook.readers.assembly import Said
from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.ledger import Run
from phases.audiobook.readers.plain_headings import contents, level, named, subtitle, unnumbered

LONG_LINE = 120
"""Characters; a text with many longer lines is not wrapped, so each line is a paragraph."""
CHAPTER = 2
"""Rank of a line that the table of contents names."""
SUBTITLE = 6
"""Rank of the lines that follow a heading and belong to it."""
VERSE_WIDTH = 0.75
"""Share of the usual line width below which all lines of a stanza stay."""

_EMPHASIS = re.compile(r"(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)", re.S)
_OPENS_LINE = re.compile(r"\W*[A-ZÀ-ÞΑ-ΩА-Я]")
_BY = re.compile(r"(?:by|von|par|por|di|door)[ :]\s*(\S.{1,80})", re.I)
_INDENT = re.compile(r"[ \t]{2,}|\t|\u3000")


@dataclass(frozen=True)
class Stanza:
    """Lines without an empty line between them."""

    number: int
    """Line of the file where it begins, from 1."""
    lines: tuple[str, ...]
    rule: str = ""

    @property
    def flat(self) -> str:
        """Its text on one line; a hyphen or dash at the end of a line joins what it divides."""
        text = ""
        for raw in self.lines:
            joined = bool(re.search(r"\w-$|--$|—$", text))
            text += raw.strip() if joined or not text else f" {raw.strip()}"
        return ledger.line(_EMPHASIS.sub(r"\1", text))

    @property
    def verse(self) -> str:
        """Its text, each line by itself."""
        return "\n".join(_EMPHASIS.sub(r"\1", raw) for raw in self.lines)


def said(text: str, stem: str) -> Said:
    """Title, author and language: of Gutenberg's header, else of the first lines and the file name."""
    header = gutenberg.header(text)
    if header.get("title"):
        return Said(header["title"], header.get("author", ""), header.get("language", ""))
    head = [s for s in stanzas(text)[:5] if not voices.alone(s.flat)][:3]
    first = [part.strip() for s in head if len(s.flat) <= 100 for part in s.lines]
    author = next((m.group(1) for part in first[1:4] if (m := _BY.fullmatch(part))), "")
    named = first and not level(first[0]) and (author or not re.search(r"[.!?,;:]$", first[0]))
    return Said(ledger.line(first[0]) if named else stem.replace("_", " "), ledger.line(author))


def blocks(text: str, skip: Set[str], name: str) -> tuple[list[Block], Mapping[int, str]]:
    """(blocks, where chapters begin) of the `text` of the file `name`."""
    found = stanzas(text)
    found = gutenberg.mark(found) if "gutenberg" in skip else found
    listed = contents([s.lines for s in found])
    titled = named([s.lines for s in found], listed)
    bare = unnumbered([s.lines for s in found])
    notes = plain_notes.find([stanza.flat for stanza in found])
    usual = _width(text)
    made: list[Block] = []
    starts: dict[int, str] = {}
    above = 0
    for i, stanza in enumerate(found):
        if not ledger.letters("".join(stanza.lines)):
            continue
        rule = stanza.rule or ("toc" if i in listed and "toc" in skip else "")
        rank = 0 if rule or i in bare or i in notes.keys else level(*plain_notes.without(stanza.lines))
        if i in titled and not (rank or rule or above):
            rank = CHAPTER
        if rank and (not above or rank <= above):
            starts[len(made)] = ""
        elif (
            above and not rank and not rule and (i in titled or subtitle(plain_notes.without(stanza.lines)))
        ):
            rank = SUBTITLE
        verse = not rank and _is_verse(stanza, usual)
        body = stanza.verse if verse else stanza.flat
        runs = (Run(body, rule),) if rule else plain_notes.runs(body, i, notes, skip, name)
        kind = "heading" if rank else "verse" if verse else "text"
        made.append(Block(runs, kind, rank, f"line {stanza.number}"))
        above = rank
    loss = ledger.compare(text, [run for block in made for run in block.runs])
    if loss:
        raise ledger.lost(name, loss)
    return made, starts


def stanzas(text: str) -> list[Stanza]:
    """The paragraphs of `text`: between empty lines, or line by line where lines are not wrapped."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    unwrapped = sum(len(line) > LONG_LINE for line in filled) > 0.3 * len(filled)
    groups: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            fresh = True
        elif fresh or unwrapped:
            groups.append((number, [line]))
            fresh = False
        else:
            groups[-1][1].append(line)
    return [stanza for number, group in groups for stanza in _divided(number, group)]


def _divided(number: int, lines: Sequence[str]) -> list[Stanza]:
    """A group of lines cut after a heading in its first line and at indented first lines."""
    cuts = [0]
    if len(lines) > 3 and level(lines[0]):
        cuts.append(1)
    indented = [i for i, line in enumerate(lines) if i and _INDENT.match(line)]
    if len(lines) > 3 and indented and len(indented) <= len(lines) / 2:
        cuts += [i for i in indented if i - 1 not in indented]
    marks = [i for i, line in enumerate(lines) if voices.alone(line)]
    cuts = sorted(i for i in {*cuts, *marks, *(i + 1 for i in marks)} if i < len(lines))
    ends = [*cuts[1:], len(lines)]
    return [Stanza(number + a, tuple(lines[a:b])) for a, b in zip(cuts, ends, strict=True)]


def _width(text: str) -> int:
    """The usual width of the lines of a wrapped text: nine in ten are not longer."""
    lengths = sorted(len(line.rstrip()) for line in text.split("\n") if line.strip())
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _is_verse(stanza: Stanza, usual: int) -> bool:
    """Whether the line ends of a stanza are the author's: all lines short, most with a capital."""
    lines = stanza.lines
    if len(lines) < 2 or max(len(line.rstrip()) for line in lines) > VERSE_WIDTH * usual:
        return False
    return sum(bool(_OPENS_LINE.match(line)) for line in lines) >= 0.75 * len(lines)
