"""FictionBook 2, plain or zipped: its elements become XHTML, then it is cut like any other XHTML."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

from phases.audiobook.book import Book
from phases.audiobook.readers import Facts, ledger, legible, notes, tagless
from phases.audiobook.readers.assembly import Said, Wishes, bind, chapters
from phases.audiobook.readers.dom import EPUB_TYPE, descendants, local, text_of
from phases.audiobook.readers.language import language
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.publication import of_fb2
from phases.audiobook.readers.walk import About, cut
from phases.graph.errors import InputError
from phases.tools import image, markup
from phases.tools.archive import Archive

MAX_BYTES = 64 << 20
"""Bytes of the FB2 file, pictures inside it included."""
DEEPEST = 5
"""Titles of sections inside so many others begin chapters; what is deeper, and a subtitle, is a heading."""
NOTE_BODIES = ("notes", "footnotes", "comments", "endnotes")
XLINK = "{http://www.w3.org/1999/xlink}href"
TAGS = {
    "epigraph": ("div", "epigraph"),
    "annotation": ("div", ""),
    "cite": ("blockquote", ""),
    "poem": ("div", "z3998:poem"),
    "stanza": ("p", ""),
    "v": ("span", ""),
    "text-author": ("p", ""),
    "subtitle": ("h6", ""),
    "date": ("p", ""),
    "emphasis": ("em", ""),
    "strikethrough": ("s", ""),
    "empty-line": ("hr", ""),
}
"""Element to (element of XHTML, ``epub:type``); what is missing is called the same in both."""
_YEAR = re.compile(r"\b\d{4}\b")
_BINARY = re.compile(r"<((?:[\w.-]+:)?binary)\b([^>]*)>([^<]*)</\1\s*>")
"""Pictures are taken out first: they are most of the file."""
_ID = re.compile(r"""\bid\s*=\s*["']([^"']*)""")
_IMAGE = re.compile(r"<(?:[\w.-]+:)?image(?=[\s/>])")
_STYLE = re.compile(r"(</?)(?:[\w.-]+:)?style(?=[\s/>])")
"""In FB2 it is text with a style, not a style sheet."""
_BODY = re.compile(r"<((?:[\w.-]+:)?body)(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>(.*?)</\1\s*>", re.S)


def inspect(source: Path) -> Facts:
    """What the FB2 book `source` says about itself. Raises InputError for what cannot be read."""
    root, text, pictures, faults = _open(source)
    said, guessed = _said(root, text, source)
    picture, fault = _cover(_cover_name(root), pictures)
    return Facts(
        format="FB2",
        title=said.title,
        author=said.author,
        language=said.language,
        year=said.year,
        cover=picture,
        cover_name=_cover_name(root),
        warnings=tuple(filter(None, (*faults, guessed, fault))),
        **vars(of_fb2(root, _authors(root))),
    )


def read(source: Path, skip: Sequence[str], policy: Policy = "skip") -> Book:
    """The text of `source`, without what the rules named in `skip` leave out."""
    root, text, _, _ = _open(source)
    said, _ = _said(root, text, source)
    name = source.name.replace(":", "_")
    bodies = [element for element in root if local(element) == "body"]
    page = etree.Element("body")
    for body in bodies:
        _translate(body)
        page.append(body)
    about = About(name, links=notes.find([(name, page)]), language="")
    blocks = cut(page, frozenset(skip), about).blocks
    want = "\n".join(tagless.plain(match.group(2)) for match in _BODY.finditer(text))
    if loss := ledger.compare(want, [run for block in blocks for run in block.runs]):
        raise ledger.lost(source.name, loss)
    blocks = notes.silence_headings(blocks)
    return bind(said, blocks, chapters(blocks, DEEPEST), Wishes(frozenset(skip), policy), _cover_name(root))


def _open(source: Path) -> tuple[etree._Element, str, dict[str, str], list[str]]:
    """(root, text, pictures in base64 by their ids, warnings) of the FB2 file."""
    data, name = _data(source)
    if len(data) > MAX_BYTES:
        raise InputError(f"the book is larger than {MAX_BYTES >> 20} MB", "divide it")
    text, warning = markup.decode(data)
    text = markup.clean(text, name)
    pictures = {m[1]: one[3] for one in _BINARY.finditer(text) if (m := _ID.search(one[2]))}
    text = _STYLE.sub(r"\1span", _IMAGE.sub("<img", _BINARY.sub("", text)))
    root = markup.page(text)
    warnings = [f"the book {warning}"] if warning else []
    if root is None:
        root = next((e for e in markup.repaired(text) if local(e) == "fictionbook"), None)
        warnings.append(f"{name} is not well-formed; it was repaired")
    if root is None or local(root) != "fictionbook":
        raise InputError(f"{name} is no FB2 inside", "it is damaged; get it again")
    if not any(ledger.letters(text_of(body)) for body in root if local(body) == "body"):
        raise InputError("the book has no text", "get it again")
    return root, text, pictures, warnings


def _data(source: Path) -> tuple[bytes, str]:
    """(bytes, name) of the FB2 file itself."""
    with source.open("rb") as file:
        if file.read(2) != b"PK":
            return source.read_bytes(), source.name
    with Archive(source) as archive:
        names = [name for name in archive.names if name.lower().endswith(".fb2")]
        if len(names) != 1:
            raise InputError(f"the archive holds {len(names)} FB2 books and not one", "unpack it")
        return archive.read(names[0], MAX_BYTES), names[0]


def _translate(body: etree._Element) -> None:
    """Make `body` XHTML: sections, titles as headings of their depth, verse, notes."""
    for note in [e for e in body.iter(etree.Element) if local(e) == "body"]:
        note.tag = "section"
    aside = (body.get("name") or "").lower() in NOTE_BODIES
    if aside:
        body.set(EPUB_TYPE, "footnotes")
    for element in list(body.iter(etree.Element)):
        tag, depth = local(element), sum(1 for e in element.iterancestors() if local(e) == "section")
        if tag == "title":
            _title(element, depth, aside)
        elif tag == "a":
            element.set("href", element.get(XLINK) or element.get("href") or "")
            if (element.get("type") or "").lower() == "note":
                element.set(EPUB_TYPE, "noteref")
        else:
            element.tag, kind = TAGS.get(tag, (tag, ""))
            if kind:
                element.set(EPUB_TYPE, kind)
            if tag == "v":
                etree.SubElement(element, "br")


def _title(element: etree._Element, depth: int, aside: bool) -> None:
    """Make the lines of a title headings; of a note it is the number by which it is called."""
    above = element.getparent()
    minor = above is not None and local(above) in ("div", "p")  # of a poem or a stanza
    element.tag = "div"
    for line in element:
        if local(line) == "p" and aside and depth > 1:
            line.set(EPUB_TYPE, "noteref")
        elif local(line) == "p" and not minor:
            line.tag = f"h{min(max(depth, 1), DEEPEST)}"


def _said(root: etree._Element, text: str, source: Path) -> tuple[Said, str]:
    """(what the book says about itself, a warning of its language or nothing)"""
    about = next(iter(descendants(root, "title-info")), root)
    publish = next(iter(descendants(root, "publish-info")), None)

    dates = [_first(publish, "year"), *(e.get("value") or text_of(e) for e in descendants(about, "date"))]
    year = next((match.group() for date in dates if (match := _YEAR.search(date))), "")
    sample = "\n".join(tagless.plain(match.group(2)) for match in _BODY.finditer(text))
    code, warning = language(_first(about, "lang") if about is not root else "", sample)
    stem = legible(source.name.split(".fb2")[0].replace("_", " "))
    title = _first(about, "book-title") or stem
    return Said(title, ", ".join(_authors(root)), code, year), warning


def _authors(root: etree._Element) -> list[str]:
    """The authors' names in the order in which they are spoken."""
    found = []
    for about in descendants(root, "title-info")[:1]:
        for author in (e for e in about if local(e) == "author"):
            parts = [_first(author, name) for name in ("first-name", "middle-name", "last-name")]
            found.append(" ".join(filter(None, parts)) or _first(author, "nickname"))
    return list(filter(None, found))


def _first(element: etree._Element | None, name: str) -> str:
    """The first text in the elements `name` inside `element`."""
    found = descendants(element, name) if element is not None else []
    return next((text for e in found if (text := ledger.line(text_of(e) or e.get("value") or ""))), "")


def _cover_name(root: etree._Element) -> str:
    """The id of the picture on the cover page, or nothing."""
    pages = descendants(root, "coverpage")
    links = [e.get(XLINK) or e.get("href") or "" for page in pages[:1] for e in descendants(page, "img")]
    return links[0].removeprefix("#") if links else ""


def _cover(name: str, pictures: Mapping[str, str]) -> tuple[bytes, str]:
    """(cover as JPEG or PNG, a warning or nothing)"""
    if not name:
        return b"", ""
    if name not in pictures:
        return b"", f"the cover {name} is missing"
    try:
        return image.cover(base64.b64decode(pictures[name])), ""
    except (InputError, binascii.Error) as error:
        return b"", f"no cover: {getattr(error, 'message', error)}"
