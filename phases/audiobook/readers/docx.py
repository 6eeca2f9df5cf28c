"""Word documents (DOCX): the parts of the package, what it says of itself, its text by `docx_body`."""

import posixpath
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from phases.audiobook.book import Book
from phases.audiobook.readers import Facts, docx_body, ledger, legible, notes
from phases.audiobook.readers.assembly import Said, Wishes, bind, chapters
from phases.audiobook.readers.docx_styles import attribute, default_language, styles
from phases.audiobook.readers.dom import descendants, local, text_of
from phases.audiobook.readers.language import guess, language
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.publication import Publication, publication
from phases.audiobook.readers.walk import About, cut
from phases.graph.errors import InputError
from phases.tools import image, markup
from phases.tools.archive import Archive, inside
from phases.tools.iso639 import primary

MAX_PART = 64 << 20
"""Bytes of one XML part; its markup is ten times its text."""
TRUSTED = 200
"""Letters up to which the words of a language that Word names cannot say that it is another."""


@dataclass
class _Document:
    """The parts of a Word document that are read."""

    page: etree._Element
    """Its text as XHTML."""
    plain: str
    """Its text by the other way."""
    said: Said
    warnings: tuple[str, ...]
    cover: bytes
    cover_name: str
    publication: Publication


def inspect(source: Path) -> Facts:
    """What the document `source` says about itself. Raises InputError for what cannot be read."""
    found = _open(source)
    said = found.said
    return Facts(
        "Word",
        said.title,
        said.author,
        said.language,
        said.year,
        found.cover,
        found.cover_name,
        found.warnings,
        **vars(found.publication),
    )


def read(source: Path, skip: Sequence[str], policy: Policy = "skip") -> Book:
    """The text of the document `source`, without what the rules named in `skip` leave out.

    Headers, footers and comments are no part of the text, and neither is what was deleted.
    """
    found = _open(source)
    name = source.name.replace(":", "_")
    about = About(name, links=notes.find([(name, found.page)]), language="")
    blocks = cut(found.page, frozenset(skip), about).blocks
    if loss := ledger.compare(found.plain, [run for block in blocks for run in block.runs]):
        raise ledger.lost(source.name, loss)
    blocks = notes.silence_headings(blocks)
    return bind(found.said, blocks, chapters(blocks), Wishes(frozenset(skip), policy), found.cover_name)


def _open(source: Path) -> _Document:
    with Archive(source) as archive:
        main = next(iter(_related(archive, "", "officeDocument")), "word/document.xml")
        text = _part(archive, main)
        root = _root(text, main)
        if root is None:
            raise InputError("the Word document has no text part", "it is damaged; save it again")
        of_styles = next(iter(_related(archive, main, "styles")), "")
        style_root = _root(_part(archive, of_styles), of_styles)
        beside = []
        for kind in ("footnote", "endnote"):
            for path in _related(archive, main, f"{kind}s")[:1]:
                beside.append((kind, path, _part(archive, path)))
        parsed = [(kind, e) for kind, path, part in beside if (e := _root(part, path)) is not None]
        page = docx_body.page(root, parsed, styles(style_root))
        plain = "\n".join(docx_body.plain(part) for part in (text, *(part for _, _, part in beside)))
        if not ledger.letters(plain):
            raise InputError("the Word document has no text", "is it a scan? save it as PDF and run OCR")
        core = _core(archive)
        said, guessed = _said(core, page, plain, default_language(style_root), legible(source.stem))
        _trust_languages(page)
        cover, name, fault = _cover(archive, root, main)
        inner = [e for e in root.iter(etree.Element) if local(e) == "altchunk"]
        chunk = "a document embedded in it is not read" if inner else ""
    return _Document(
        page, plain, said, tuple(filter(None, (guessed, fault, chunk))), cover, name, _published(core)
    )


def _related(archive: Archive, part: str, kind: str) -> list[str]:
    """Names of the parts that stand in the relation `kind` to `part` (empty: to the whole package)."""
    found = [
        _target(part, relation)
        for relation in _relations(archive, part)
        if (relation.get("Type") or "").rpartition("/")[2] == kind
        and relation.get("TargetMode") != "External"
    ]
    return [name for name in found if archive.find(name)]


def _relations(archive: Archive, part: str) -> list[etree._Element]:
    """What `part` (empty: the whole package) says that it is related to."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    root = _root(_part(archive, path), path)
    return descendants(root, "relationship") if root is not None else []


def _target(part: str, relation: etree._Element) -> str:
    """The name of what a `relation` of `part` leads to; empty where it leads out of the archive."""
    folder, target = posixpath.dirname(part), relation.get("Target") or ""
    name = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
    return name if inside(name) else ""


def _part(archive: Archive, name: str) -> str:
    """The cleaned text of a part; empty where there is none."""
    found = archive.find(name) if name else None
    if found is None:
        return ""
    return markup.clean(markup.decode(archive.read(found, MAX_PART))[0], found)


def _root(text: str, name: str) -> etree._Element | None:
    return markup.xml(text.encode(), name) if text else None


def _core(archive: Archive) -> dict[str, str]:
    """The core properties of the document by their names."""
    path = next(iter(_related(archive, "", "core-properties")), "")
    core = _root(_part(archive, path), path)
    return {local(e): text_of(e) for e in core if local(e)} if core is not None else {}


def _published(core: Mapping[str, str]) -> Publication:
    """What the core properties say of the publication; some programs only name themselves there."""
    about = core.get("description", "")
    return publication(
        core.get("creator", "").split(";"),
        identifiers=[("", core.get("identifier", ""))],
        description="" if about.startswith("generated by ") else about,
    )


def _said(
    core: Mapping[str, str], page: etree._Element, plain: str, default: str, stem: str
) -> tuple[Said, str]:
    """(what the document says about itself, a warning of its language or nothing)"""
    found = {name: ledger.line(text) for name, text in core.items()}
    headings = [ledger.line(text_of(e)) for e in page.iter("h1")]
    title = next(filter(None, [found.get("title"), *headings]), stem.replace("_", " "))
    seen = guess(plain)
    # Word's default is the language of the program, whatever is written.
    usual = default if seen in ("", primary(default)) else ""
    code, warning = language(found.get("language") or usual or seen, plain, usual=False)
    return Said(title, found.get("creator", "").replace(";", ", "), code, ""), warning


def _trust_languages(page: etree._Element) -> None:
    """Take away the languages that Word names where the words in them are plainly of another."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    marked = [element for element in page.iter("span") if element.get("lang")]
    for element in marked:
        texts[str(element.get("lang"))].append(text_of(element))
    for name, pieces in texts.items():
        text = " ".join(pieces)
        if len(ledger.letters(text)) > TRUSTED and guess(text) not in ("", primary(name)):
            for element in marked:
                if element.get("lang") == name:
                    del element.attrib["lang"]


def _cover(archive: Archive, root: etree._Element, main: str) -> tuple[bytes, str, str]:
    """(cover as JPEG or PNG, its name, a warning): the picture that stands before all text, if one does."""
    for element in root.iter(etree.Element):
        if local(element) == "t" and ledger.letters(element.text or ""):
            break
        if local(element) == "blip":
            wanted = attribute(element, "embed")
            name = _picture(archive, main, wanted)
            try:
                return (
                    (image.cover(archive.read(name, image.MAX_BYTES)), name, "") if name else (b"", "", "")
                )
            except InputError as error:
                return b"", name, f"no cover: {error.message}"
    return b"", "", ""


def _picture(archive: Archive, main: str, wanted: str) -> str:
    """Name of the picture with the relation id `wanted`, or nothing."""
    for relation in _relations(archive, main):
        if relation.get("Id") == wanted:
            return archive.find(_target(main, relation)) or ""
    return ""
