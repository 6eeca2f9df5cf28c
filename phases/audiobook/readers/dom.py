"""Questions to the elements of an XHTML or XML tree."""

import re

from lxml import etree

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = ("{http://www.w3.org/XML/1998/namespace}lang", "xml:lang", "lang")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_NUMERAL = re.compile(r"\s*(?:\d+|[IVXLCDM]+)\s*[.:]?\s*")
MARK = re.compile(r"\s*(?:[\[(]\s*)?(?:\d{1,4}|[a-z]|[ivxlc]+|[*†‡§¶#]{1,4})(?:\s*[\])])?\s*")
"""The whole text of a reference to a note: a number, a letter, a sign, perhaps in brackets."""
_RAISED = re.compile(r"\s*[-−]?\d{1,3}\s*")
_BASE = re.compile(r"(?:\d|\)|(?<![^\W\d_])(?:[^\W\d_]|[kcdm]m|ft|mi|yd))\Z")
_NOTED = re.compile(r"[^\W\d_]{2}[.,;:!?]?[”’»\")\]]?\Z")
_BRACKETED = re.compile(r"\s*(?:\[.*\]|[*†‡§¶]+)\s*", re.S)


def local(element: etree._Element) -> str:
    """The name of `element` without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def tokens(element: etree._Element) -> list[str]:
    """The tokens of its ``epub:type``."""
    return (element.get(EPUB_TYPE) or element.get("epub:type") or "").lower().split()


def language(element: etree._Element) -> str | None:
    """The language that `element` names; empty when it is not one to speak, None when it names none."""
    said = next((value for key in LANG if (value := element.get(key)) is not None), None)
    if said is None:
        return None
    code = said.strip().replace("_", "-")
    return code if _TAG.fullmatch(code) and code.lower() not in ("und", "mul", "zxx", "mis") else ""


def heading(element: etree._Element) -> bool:
    return bool(re.fullmatch("h[1-6]", local(element)))


def typed_reference(element: etree._Element) -> bool:
    """Whether the markup calls `element` a reference to a note."""
    return "noteref" in tokens(element) or "doc-noteref" in (element.get("role") or "").lower().split()


def bare_link(element: etree._Element) -> bool:
    """Whether `element` is a link whose whole text is a number or mark."""
    text = text_of(element) if local(element) == "a" and "#" in (element.get("href") or "") else ""
    return len(text) <= 12 and bool(MARK.fullmatch(text))


def note_link(element: etree._Element) -> str:
    """The target of an ``a`` that is a reference to a note, by its type or by its looks; else nothing.

    EPUB 2 has no types: there it is a link whose whole text is a number or mark, raised or bracketed.
    """
    href = element.get("href") or ""
    if local(element) != "a" or "#" not in href:
        return ""
    if typed_reference(element):
        return href
    if not bare_link(element):
        return ""
    text = text_of(element)
    parent = element.getparent()
    raised = any(local(child) == "sup" for child in element) or (
        parent is not None and local(parent) == "sup"
    )
    return href if raised or _BRACKETED.fullmatch(text) else ""


def text_of(element: etree._Element) -> str:
    """All text in `element`."""
    return "".join(str(text) for text in element.itertext())


def descendants(element: etree._Element, name: str) -> list[etree._Element]:
    """The descendants of `element` called `name`, whatever their namespace and case."""
    return [e for e in element.iter(etree.Element) if local(e) == name.lower()]


def raised_number(element: etree._Element, before: str) -> str:
    """What a raised number without a link is, by the text `before` it.

    ``power`` behind a figure, a single letter or a unit (10⁶, x², km²), ``note`` behind a word or its
    full stop; empty for what is neither.
    """
    if local(element) != "sup" or not _RAISED.fullmatch(text_of(element)):
        return ""
    above = element.getparent()
    if (above is not None and local(above) == "a") or any(local(one) == "a" for one in element.iter()):
        return ""
    return "power" if _BASE.search(before) else "note" if _NOTED.search(before) else ""


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
