"""The text of a Word document as XHTML: paragraphs, headings, lists, tables, notes, languages."""

import html
import re
from collections.abc import Iterable, Mapping

from lxml import etree

from phases.audiobook.readers.docx_styles import Style, attribute, shape, value
from phases.audiobook.readers.dom import EPUB_TYPE, local

LEFT_OUT = frozenset(
    ("del", "movefrom", "fallback", "instrtext", "deltext", "delinstrtext", "sdtpr", "ppr")
)
"""Elements whose text was deleted, stands elsewhere once more, or is for programs."""
THROUGH = {
    "tbl": "table",
    "tr": "tr",
    "tc": "td",
    "ruby": "ruby",
    "rt": "rt",
    "rubybase": "span",
}
CHARACTERS = {"tab": " ", "ptab": " ", "nobreakhyphen": "-", "softhyphen": "\u00ad"}
OTHER_NOTES = ("separator", "continuationSeparator", "continuationNotice")
"""Kinds of notes that are none but the lines above them."""

_PIECES = re.compile(
    r"""<(?P<close>/?)(?:\w+:)?(?:Fallback|moveFrom|del)(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>
      | <(?:\w+:)?t(?=[\s>])(?:[^>"']|"[^"]*"|'[^']*')*(?<!/)>(?P<text>[^<]*)<
      | <(?:\w+:)?docPr(?=\s)(?:[^>"']|"[^"]*"|'[^']*')*?\sdescr\s*=\s*
          (?:"(?P<one>[^"]*)"|'(?P<two>[^']*)')""",
    re.X,
)


def plain(source: str) -> str:
    """The text of a part without a parser: what stands in ``w:t``, and the descriptions of pictures."""
    depth, found = 0, []
    for match in _PIECES.finditer(source):
        text = match["text"] or match["one"] or match["two"] or ""
        if text and not depth:
            found.append(html.unescape(text))
        elif match["close"] is not None and not match.group().endswith("/>"):
            depth = max(0, depth - 1) if match["close"] else depth + 1
    return "\n".join(found)


def page(
    document: etree._Element, notes: Iterable[tuple[str, etree._Element]], known: Mapping[str, Style]
) -> etree._Element:
    """The XHTML of the root `document` and of the parts with `notes` (kind and root), behind each other."""
    body = etree.Element("body")
    _add(document, body, known)
    for kind, root in notes:
        section = etree.SubElement(body, "section", {EPUB_TYPE: "footnotes"})
        for note in root:
            if local(note) == kind and attribute(note, "type") not in OTHER_NOTES:
                aside = etree.SubElement(section, "aside", id=f"{kind}-{attribute(note, 'id')}")
                _add(note, aside, known)
    return body


def _add(element: etree._Element, target: etree._Element, known: Mapping[str, Style]) -> None:
    """Add what is in `element` to the XHTML element `target`."""
    begun = None
    for child in element:
        tag = local(child)
        if not tag or tag in LEFT_OUT:
            continue
        if tag == "p":
            form = shape(child, known)
            if begun is None:
                begun = etree.SubElement(target, form.tag, {EPUB_TYPE: form.type} if form.type else {})
            begun.tag = form.tag
            _add(child, begun, known)
            begun = begun if _goes_on(child) else None
        elif tag == "r":
            _run(child, target, known)
        elif tag == "t":
            _text(target, child.text or "")
        elif tag in THROUGH:
            _add(child, etree.SubElement(target, THROUGH[tag]), known)
        elif tag == "sdt":
            _control(child, target, known)
        elif not _mark(child, tag, target):
            link = attribute(child, "anchor") if tag == "hyperlink" else ""
            _add(child, etree.SubElement(target, "a", href=f"#{link}") if link else target, known)


def _goes_on(paragraph: etree._Element) -> bool:
    """Whether the next paragraph is part of it: its end was deleted, or it is a large first letter.

    Word keeps such a letter in a paragraph of its own.
    """
    own = [e for properties in paragraph if local(properties) == "ppr" for e in properties]
    marks = [e for mark in own if local(mark) == "rpr" for e in mark]
    return any(local(mark) == "del" for mark in marks) or any(
        attribute(frame, "dropCap") in ("drop", "margin") for frame in own if local(frame) == "framepr"
    )


def _mark(child: etree._Element, tag: str, target: etree._Element) -> bool:
    """Add what has no text of its own: breaks, anchors, references to notes, pictures; False for others."""
    if tag in ("br", "cr"):
        etree.SubElement(target, "br")
    elif tag in CHARACTERS:
        _text(target, CHARACTERS[tag])
    elif tag == "bookmarkstart":
        etree.SubElement(target, "span", id=attribute(child, "name"))
    elif tag in ("footnotereference", "endnotereference"):
        link = f"#{tag.removesuffix('reference')}-{attribute(child, 'id')}"
        etree.SubElement(target, "a", {EPUB_TYPE: "noteref", "href": link})
    elif tag == "docpr":
        etree.SubElement(target, "img", alt=attribute(child, "descr"))
    else:
        return False
    return True


def _run(run: etree._Element, target: etree._Element, known: Mapping[str, Style]) -> None:
    """Add a run: hidden, raised or in another language where its properties say so."""
    own = next((e for e in run if local(e) == "rpr"), None)
    hidden, raised = value(own, "vanish"), value(own, "vertalign")
    language = value(own, "lang")
    if hidden is not None and hidden not in ("0", "false", "off"):
        target = etree.SubElement(target, "span", hidden="")
    if language:
        target = etree.SubElement(target, "span", lang=language)
    if raised == "superscript":
        target = etree.SubElement(target, "sup")
    _add(run, target, known)


def _control(element: etree._Element, target: etree._Element, known: Mapping[str, Style]) -> None:
    """Add a content control: a table of contents, a placeholder that nobody filled in, or just text."""
    own = next((e for e in element if local(e) == "sdtpr"), None)
    if value(own, "docpartobj", "docpartgallery") == "Table of Contents":
        target = etree.SubElement(target, "section", {EPUB_TYPE: "toc"})
    elif value(own, "showingplchdr") is not None:
        target = etree.SubElement(target, "span", hidden="")
    _add(element, target, known)


def _text(target: etree._Element, text: str) -> None:
    """Add `text` behind all that is in `target`."""
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
