"""Questions to the elements of an XHTML or XML tree."""

import re

from lxml import etree

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NUMERAL = re.compile(r"\s*(?:\d+|[IVXLCDM]+)\s*[.:]?\s*")
_MARK = re.compile(r"\s*(?:[\[(]\s*)?(?:\d{1,4}|[a-z]|[ivxlc]+|[*†‡§¶#]{1,4})(?:\s*[\])])?\s*")
_BRACKETED = re.compile(r"\s*(?:\[.*\]|[*†‡§¶]+)\s*", re.S)


def local(element: etree._Element) -> str:
    """The name of `element` without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def tokens(element: etree._Element) -> list[str]:
    """The tokens of its ``epub:type``."""
    return (element.get(EPUB_TYPE) or element.get("epub:type") or "").lower().split()


def note_link(element: etree._Element) -> str:
    """The target of an ``a`` that is a reference to a note, by its type or by its looks; else nothing.

    EPUB 2 has no types: there it is a link whose whole text is a number or mark, raised or bracketed.
    """
    href = element.get("href") or ""
    if local(element) != "a" or "#" not in href:
        return ""
    if "noteref" in tokens(element) or "doc-noteref" in (element.get("role") or ""):
        return href
    text = text_of(element)
    if len(text) > 12 or not _MARK.fullmatch(text):
        return ""
    parent = element.getparent()
    raised = any(local(child) == "sup" for child in element) or (
        parent is not None and local(parent) == "sup"
    )
    return href if raised or _BRACKETED.fullmatch(text) else ""


def text_of(element: etree._Element) -> str:
    """All text in `element`."""
    return "".join(str(text) for text in element.itertext())


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The descendants of `element` called `name`, whatever their namespace and case."""
    return [e for e in element.iter(etree.Element) if local(e) == name.lower()]


def set_apart(element: etree._Element, before: str) -> bool:
    """Whether a style sheet sets an inline element of a heading apart from the text `before` it.

    ``<span>Letter</span><span>IV</span>`` stands on two lines; ``<b>C</b>hapter`` is one word.
    """
    text = text_of(element)
    if not text[:1].isalnum() or not before[-1:].isalnum():
        return False
    word = re.split(r"\W", before)[-1]
    if _NUMERAL.fullmatch(text):
        return len(word) > 2
    previous = element.getprevious()
    beside = previous is not None and not previous.tail
    return beside and word[-1].islower() and text[0].isupper()
