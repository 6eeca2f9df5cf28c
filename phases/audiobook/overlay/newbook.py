"""An EPUB of a book that came as PDF, text, Word or in another form."""

import base64
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from lxml import etree

from phases.audiobook.book import Book, Chapter, Paragraph
from phases.audiobook.overlay import manifest
from phases.audiobook.overlay.edition import Edition, Page
from phases.audiobook.overlay.navigation import document, navigation
from phases.audiobook.overlay.pages import markup_of
from phases.audiobook.overlay.scan import scan
from phases.audiobook.overlay.smil import link
from phases.audiobook.overlay.times import Place

_STYLE = """\
body { margin: 5%; line-height: 1.4; }
h1, h2 { line-height: 1.2; margin: 2em 0 1em; text-align: center; }
p { margin: 0; text-indent: 1.5em; }
h1 + p, h2 + p { text-indent: 0; }
p.verse, p.list, p.table, aside p { margin: .5em 1.5em; text-indent: 0; }
p.caption, p.alt { font-style: italic; margin: 1em 0; text-align: center; text-indent: 0; }
"""
_TAGS = {"title": "h1", "heading": "h2"}
_FILES = {b"\xff\xd8": ("jpg", "image/jpeg"), b"\x89P": ("png", "image/png")}


def container(path: str) -> bytes:
    """``META-INF/container.xml`` for the package document `path`."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        f'<rootfile full-path="{escape(path)}" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>\n"
    ).encode()


def edition(book: Book, facts: Mapping[str, Any]) -> tuple[Edition, list[list[Place | None]]]:
    """An EPUB of `book`, and for each chapter that is spoken the places of its spoken paragraphs.

    `facts` are those of ``validate.json``.
    """
    title = book.title or facts["title"]
    names: Any = {None: manifest.OPF, "dc": manifest.DC}
    root = etree.Element(f"{{{manifest.OPF}}}package", nsmap=names)
    root.set("version", "3.0")
    made = Edition("EPUB/package.opf", root, {})
    made.files["META-INF/container.xml"] = lambda: container(made.opf)
    package = manifest.Package(root, made.opf)
    _describe(package, book, facts, title)
    _add(made, package, "style.css", _STYLE.encode(), "text/css")
    cover = base64.b64decode(facts.get("cover") or "")
    if cover[:2] in _FILES:
        suffix, kind = _FILES[cover[:2]]
        _add(made, package, f"cover.{suffix}", cover, kind, "cover-image")
    rows, places = [], []
    for number, chapter in enumerate(book.chapters, 1):
        name = f"EPUB/chapter-{number:03}.xhtml"
        rows.append((chapter.title, name, ""))
        source = _document(name, chapter, book)
        made.pages[name] = Page(scan(source), [[p.text] for p in chapter.paragraphs], True)
        reference = etree.SubElement(package.spine, f"{{{manifest.OPF}}}itemref")
        reference.set("idref", _add(made, package, name, source.encode(), "application/xhtml+xml"))
        spoken: list[Place | None] = [
            Place(name, block)
            for block, p in enumerate(chapter.paragraphs)
            if any(map(str.isalnum, p.text))
        ]
        if spoken:
            places.append(spoken)  # as *chunk* leaves out what has nothing to speak
    nav = navigation("EPUB/navigation.xhtml", rows, title, book.language)
    _add(made, package, "navigation.xhtml", nav.encode(), "application/xhtml+xml", "nav")
    return made, places


def _describe(package: manifest.Package, book: Book, facts: Mapping[str, Any], title: str) -> None:
    author = book.author or facts["author"]
    package.dublin("title", title)
    if author:
        package.dublin("creator", author)
    if year := book.year or facts["year"]:
        package.dublin("date", year)
    for name in ("publisher", "description"):
        if facts.get(name):
            package.dublin(name, str(facts[name]))
    package.complete(title, book.language, f"urn:sha256:{facts['sha256']}")


def _add(
    made: Edition, package: manifest.Package, name: str, data: bytes, kind: str, properties: str = ""
) -> str:
    name = f"EPUB/{name.removeprefix('EPUB/')}"
    made.files[name] = lambda: data
    return package.add_item(name, kind, properties)


def _document(name: str, chapter: Chapter, book: Book) -> str:
    head = f'<link rel="stylesheet" type="text/css" href="{link(name, "EPUB/style.css")}"/>'
    body = "\n".join(_block(paragraph) for paragraph in chapter.paragraphs)
    return document(chapter.title or book.title, book.language, body, head)


def _block(paragraph: Paragraph) -> str:
    tag, kind = _TAGS.get(paragraph.kind, "p"), paragraph.kind
    look = f' class="{kind}"' if tag == "p" and kind not in ("text", "note") else ""
    block = f"<{tag}{look}{_language(paragraph.language)}>{''.join(_inside(paragraph))}</{tag}>"
    return f'<aside epub:type="footnote" role="doc-footnote">{block}</aside>' if kind == "note" else block


def _inside(paragraph: Paragraph) -> Iterator[str]:
    """The text with its passages in other languages; line ends of verse are breaks."""
    at, text = 0, paragraph.text
    for span in paragraph.spans:
        if span.language and span.start >= at:
            yield _shown(text[at : span.start])
            yield f"<span{_language(span.language)}>{_shown(text[span.start : span.end])}</span>"
            at = span.end
    yield _shown(text[at:])


def _shown(text: str) -> str:
    return markup_of("".join(c for c in text if c in "\n\t" or c.isprintable() or c.isspace())).replace(
        "\n", "<br/>\n"
    )


def _language(code: str) -> str:
    return f' xml:lang="{escape(code)}" lang="{escape(code)}"' if code else ""
