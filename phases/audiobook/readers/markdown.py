"""Markdown: rendered to XHTML by markdown-it, then cut like any other XHTML."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.footnote import footnote_plugin

from phases.audiobook.readers import assembly, ledger, notes, voices, xhtml
from phases.audiobook.readers.assembly import Said
from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.publication import Publication, of_pairs
from phases.audiobook.readers.walk import About, cut
from phases.graph.errors import InputError
from phases.tools import markup

CHAPTER_LEVEL = 2
"""Headings down to this level begin chapters."""
MAX_NESTING = 100
"""Depth of quotes and lists in each other."""
MAX_FRONT_MATTER = 16 << 10
"""Characters of YAML front matter."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_COSTLY = re.compile(r"^[^#\n]*?[:\-\[,]\s*[&*]\w|[\[{]{9}", re.M)
_ATTRIBUTES = re.compile(r"\s+\{(?:-|:?\s*[#.][^{}]*|[\w-]+=[^{}]*)\}\s*$")
"""What pandoc and kramdown write behind a heading: ``{#sea .unnumbered}``, ``{-}``."""
_YEAR = re.compile(r"\b\d{4}\b")


def said(text: str, stem: str) -> Said:
    """What the front matter says, else the first heading and the file name."""
    matter, body, _ = _front_matter(text)
    author = matter.get("author") or matter.get("authors") or matter.get("creator") or ""
    year = _YEAR.search(str(matter.get("date") or matter.get("year") or ""))
    first = re.search(r"^#[ \t]+(.+?)[ \t#]*$", body, re.M)
    title = str(matter.get("title") or "") or (_plain(_ATTRIBUTES.sub("", first.group(1))) if first else "")
    return Said(
        ledger.line(title) or stem.replace("_", " "),
        ledger.line(", ".join(map(_name, author)) if isinstance(author, list) else _name(author)),
        str(matter.get("lang") or matter.get("language") or ""),
        year.group() if year else "",
    )


def publication(text: str) -> Publication:
    """What the front matter says of the publication, by the names that pandoc knows, and by ours."""
    matter, _, _ = _front_matter(text)
    authors = matter.get("author") or matter.get("authors") or ()
    named = tuple(map(ledger.line, map(_name, authors))) if isinstance(authors, list) else ()
    return replace(of_pairs(matter), authors=named)


def blocks(text: str, skip: Set[str], name: str) -> tuple[list[Block], Mapping[int, str]]:
    """(blocks, where chapters begin) of the Markdown `text` of the file `name`."""
    _, body, above = _front_matter(text)
    page = markup.clean(_xhtml(body, above), name)
    root, path = xhtml.tree(page), name.replace(":", "_")
    links = notes.find([(path, root)]) if root is not None else notes.Links()
    found = notes.silence_headings(xhtml.read(page, skip, About(path, links=links))[0].blocks)
    return found, _starts(found)


def _starts(found: Sequence[Block]) -> Mapping[int, str]:
    """Chapters at the headings; below a single first-level one, the book's title, each second-level one."""
    top = [i for i, block in enumerate(found) if block.level == 1 and block.text]
    if len(top) == 1:
        second = {i: "" for i, block in enumerate(found) if block.level == CHAPTER_LEVEL and block.text}
        return {top[0]: "", **second}
    return assembly.by_headings(found, CHAPTER_LEVEL)


def _xhtml(body: str, above: int) -> str:
    """`body` as XHTML, its blocks marked with the line where they stand, `above` lines further up."""
    parser = (
        MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin)
    )
    parser.add_render_rule("footnote_block_open", _footnotes)
    parser.block.ruler.before(
        "paragraph", "voice_mark", _voice_mark, {"alt": ["paragraph", "blockquote", "list"]}
    )
    parsed = parser.parse(body)
    for token in parsed:
        # markdown-it leaves out, without a word, what is nested deeper.
        if token.level >= MAX_NESTING - 1:
            raise InputError(f"quotes or lists are nested deeper than {MAX_NESTING}", "make them flatter")
        if token.map and token.nesting >= 0:
            token.attrSet("data-line", f"line {token.map[0] + 1 + above}")
    for opened, inline in pairwise(parsed):
        if opened.type == "heading_open" and inline.children and inline.children[-1].type == "text":
            inline.children[-1].content = _ATTRIBUTES.sub("", inline.children[-1].content)
    page = parser.renderer.render(parsed, parser.options, {})
    return f'<html xmlns:epub="http://www.idpf.org/2007/ops"><body>{page}</body></html>'


def _footnotes(renderer: RendererHTML, tokens: Any, at: int, options: Any, env: Any) -> str:
    return '<section epub:type="footnotes"><ol>'


def _voice_mark(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph of its own for a line that is a voice mark, be it inside another paragraph."""
    text = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if state.is_code_block(start) or not voices.alone(text):
        return False
    if not silent:
        state.line = start + 1
        state.push("paragraph_open", "p", 1).map = [start, state.line]
        inline = state.push("inline", "", 0)
        inline.content, inline.children, inline.map = text.strip(), [], [start, state.line]
        state.push("paragraph_close", "p", -1)
    return True


class _AsWritten(yaml.BaseLoader):
    """YAML with every value as it is written: the title ``No`` is no truth, an ISBN no octal number."""

    def construct_scalar(self, node: Any) -> str:
        text = str(super().construct_scalar(node))
        if not node.style and text in ("~", "null"):
            return ""
        # JSON writes what is beyond U+FFFF as two halves.
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _front_matter(text: str) -> tuple[dict[str, Any], str, int]:
    """(values, the text below, lines above it); text that only looks like front matter is text."""
    match = _FRONT_MATTER.match(text)
    # Aliases can make a small YAML text a huge value, and deep nesting is slow.
    if not match or len(match.group(1)) > MAX_FRONT_MATTER or _COSTLY.search(match.group(1)):
        return {}, text, 0
    try:
        values = yaml.load(match.group(1), _AsWritten)
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, text, 0
    if not isinstance(values, dict):
        return {}, text, 0
    return {str(k).lower(): v for k, v in values.items()}, text[match.end() :], match.group().count("\n")


def _name(value: Any) -> str:
    """A person, given as a string or as a mapping with a ``name``."""
    return str(value.get("name") or "") if isinstance(value, dict) else str(value or "")


def _plain(text: str) -> str:
    """One line of Markdown as a reader sees it."""
    root = xhtml.tree(markup.clean(_xhtml(text, 0), "title"))
    return text if root is None else " ".join(block.text for block in cut(root, {"noteref", "alt"}).blocks)
