"""A book as one HTML file: chapters from its headings, title and author from its head."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from phases.audiobook.book import Book
from phases.audiobook.readers import Facts, contents, dom, ledger, legible, notes, tagless, xhtml
from phases.audiobook.readers.assembly import Said, Wishes, bind, chapters
from phases.audiobook.readers.dom import descendants, local, text_of
from phases.audiobook.readers.language import language
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.publication import of_pairs
from phases.audiobook.readers.walk import About
from phases.graph.errors import InputError
from phases.tools import image, markup

MAX_BYTES = 64 << 20
"""Bytes of the file, pictures inside it included."""
AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "book:author", "article:author")
DATES = ("dc.date", "dcterms.issued", "dcterms.date", "citation_date", "date", "book:release_date")
TITLES = ("dc.title", "dcterms.title", "citation_title", "og:title")
_YEAR = re.compile(r"\b\d{4}\b")
_DATA = re.compile(r"data:image/[\w.+-]+;base64,(.+)", re.S)


def inspect(source: Path) -> Facts:
    """What the page `source` says about itself. Raises InputError where it has no text."""
    text, root, warning = _open(source)
    said, guessed = _said(root, text, legible(source.stem))
    picture, fault = _cover(root)
    return Facts(
        format="HTML",
        title=said.title,
        author=said.author,
        language=said.language,
        year=said.year,
        cover=picture,
        cover_name="cover" if picture else "",
        warnings=tuple(filter(None, (warning, guessed, fault))),
        **_published(root),
    )


def read(source: Path, skip: Sequence[str], policy: Policy = "skip") -> Book:
    """The text of the page `source`, without what the rules named in `skip` leave out."""
    text, root, _ = _open(source)
    name = source.name.replace(":", "_")
    trees = [(name, root)]
    known = contents.places(trees)
    prepare = partial(contents.mark, path=name, known=known) if "toc" in skip else None
    # The language of the whole page is the book's, and no passage in another one.
    about = About(name, links=notes.find(trees), language="")
    page, repaired = xhtml.read(text, frozenset(skip), about, prepare)
    blocks = notes.silence_headings(page.blocks)
    warnings = (
        [f"{source.name} is not well-formed; it was repaired"] if repaired and _is_xhtml(text) else []
    )
    said, _ = _said(root, text, legible(source.stem))
    cover = "cover" if _cover(root)[0] else ""
    wishes = Wishes(frozenset(skip), policy)
    return bind(said, blocks, chapters(blocks), wishes, cover, warnings)


def _open(source: Path) -> tuple[str, etree._Element, str]:
    """(cleaned text, tree, warning)"""
    if source.stat().st_size > MAX_BYTES:
        raise InputError(f"the page is larger than {MAX_BYTES >> 20} MB", "divide it")
    text, warning = markup.decode(source.read_bytes())
    text = markup.clean(text, source.name)
    root = xhtml.tree(text)
    if root is None or not ledger.letters(tagless.plain(text)):
        raise InputError("the page has no text", "copy it again from where you have it")
    return text, root, f"the page {warning}" if warning else ""


def _is_xhtml(text: str) -> bool:
    """Whether the page claims to be XHTML; HTML need not be well-formed."""
    return "http://www.w3.org/1999/xhtml" in text[:2000]


def _said(root: etree._Element, text: str, stem: str) -> tuple[Said, str]:
    """(what the page says about itself, a warning of its language or nothing)"""
    found = _metas(root)

    def values(names: Sequence[str]) -> list[str]:
        return next((some for name in names if (some := list(filter(None, found.get(name, ()))))), [])

    heads = [e for head in descendants(root, "head")[:1] for e in head if local(e) == "title"]
    headings = [e for e in root.iter(etree.Element) if local(e) == "h1"]
    titles = [ledger.line(text_of(element)) for element in (*heads, *headings)]
    title = next(filter(None, [*values(TITLES), *titles]), stem.replace("_", " "))
    year = next((match.group() for date in values(DATES) if (match := _YEAR.search(date))), "")
    named = dom.language(root) or next(iter(values(("dc.language", "dcterms.language"))), "")
    code, warning = language(named, tagless.plain(text), usual=False)
    return Said(title, ", ".join(dict.fromkeys(values(AUTHORS))), code, year), warning


def _metas(root: etree._Element) -> dict[str, list[str]]:
    """What the ``meta`` elements say, by their names."""
    found: dict[str, list[str]] = {}
    for meta in descendants(root, "meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        found.setdefault(name, []).append(ledger.line(meta.get("content") or ""))
    return found


def _published(root: etree._Element) -> dict[str, Any]:
    """What the page says of its publication: the fields of `publication.Publication`."""
    metas = _metas(root)
    pairs = {name: next(filter(None, texts), "") for name, texts in metas.items()}
    authors = next((some for name in AUTHORS if (some := metas.get(name))), ())
    return vars(replace(of_pairs(pairs), authors=tuple(dict.fromkeys(filter(None, authors)))))


def _cover(root: etree._Element) -> tuple[bytes, str]:
    """(the picture inside the page that is called its cover, a warning or nothing)"""
    for element in root.iter(etree.Element):
        called = " ".join(element.get(key) or "" for key in ("id", "class", "alt", "rel")).lower()
        if local(element) not in ("img", "link") or "cover" not in called:
            continue
        if data := _DATA.match(element.get("src") or element.get("href") or ""):
            try:
                return image.cover(base64.b64decode(data.group(1), validate=False)), ""
            except (InputError, binascii.Error) as error:
                return b"", f"no cover: {getattr(error, 'message', error)}"
    return b"", ""
