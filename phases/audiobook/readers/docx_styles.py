"""The styles of a Word document: which paragraphs are headings, quotations, captions, contents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from phases.audiobook.readers.dom import local

CHAIN = 20
"""Styles that one style may be based on, one through the other."""
_HEADING = re.compile(r"heading ([1-9])")
QUOTES = re.compile(r"(?:intense )?quote|block text|quotations")
_BODY_TEXT = 9
"""The outline level of what is no heading."""


@dataclass(frozen=True)
class Style:
    """A style of paragraphs."""

    name: str
    """In lower case; Word calls its own styles by their English names in all languages."""
    parent: str = ""
    outline: int | None = None
    """0 for the highest heading; 9 for text."""
    listed: bool = False
    """Whether its paragraphs are items of a list."""


@dataclass(frozen=True)
class Shape:
    """What a style makes of a paragraph: an element of XHTML and its ``epub:type``."""

    tag: str
    type: str = ""


def value(element: etree._Element | None, *path: str) -> str | None:
    """The attribute ``val`` of the element at `path` below `element`; None where there is none."""
    for name in path:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    if element is None:
        return None
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == "val"), "")


def attribute(element: etree._Element, name: str) -> str:
    """The attribute `name` of `element`, whatever its namespace."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


def styles(root: etree._Element | None) -> dict[str, Style]:
    """Id to style of the ``styles.xml`` with the `root`."""
    found = {}
    for element in root if root is not None else ():
        if local(element) == "style":
            outline = value(element, "ppr", "outlinelvl")
            name = (value(element, "name") or "").lower()
            level = int(outline) if outline and outline.isdecimal() else None
            listed = value(element, "ppr", "numpr") is not None
            found[attribute(element, "styleId")] = Style(
                name, value(element, "basedon") or "", level, listed
            )
    return found


def default_language(root: etree._Element | None) -> str:
    """The language of text that names none."""
    for element in root if root is not None else ():
        if local(element) == "docdefaults":
            return value(element, "rprdefault", "rpr", "lang") or ""
    return ""


def shape(paragraph: etree._Element, known: Mapping[str, Style]) -> Shape:
    """What `paragraph` is: by its own outline level, its style, or the styles that this is based on."""
    own = next((e for e in paragraph if local(e) == "ppr"), None)
    name = value(own, "pstyle") or ""
    outline = value(own, "outlinelvl")
    if outline and outline.isdecimal() and int(outline) < _BODY_TEXT:
        return Shape(f"h{min(int(outline) + 2, 6)}")
    listed = value(own, "numpr") is not None
    for _ in range(CHAIN):
        style = known.get(name)
        if style is None:
            break
        if found := _named(style):
            return found
        name, listed = style.parent, listed or style.listed
    return Shape("li" if listed else "p")


def _named(style: Style) -> Shape | None:
    """The shape that a style gives by its name or level; the book's title is above all headings."""
    if match := _HEADING.fullmatch(style.name):
        return Shape(f"h{min(int(match.group(1)) + 1, 6)}")
    if style.name in SHAPES:
        return SHAPES[style.name]
    if re.fullmatch(r"toc (?:heading|[1-9])|contents heading", style.name):
        return Shape("p", "toc")
    if re.fullmatch(r"index (?:heading|[1-9])", style.name):
        return Shape("p", "index")
    if QUOTES.fullmatch(style.name):
        return Shape("blockquote")
    if style.outline is not None and style.outline < _BODY_TEXT:
        return Shape(f"h{min(style.outline + 2, 6)}")
    return None


SHAPES = {
    "title": Shape("h1"),
    "subtitle": Shape("p", "subtitle"),
    "caption": Shape("figcaption"),
    "table of figures": Shape("p", "loi"),
    "bibliography": Shape("p", "bibliography"),
}
