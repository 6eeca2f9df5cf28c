"""EPUB 2 and 3: the documents of the spine in order, titles from nav, then NCX, then headings."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from pathlib import Path

from lxml import etree

from phases.audiobook.book import Book
from phases.audiobook.readers import (
    Facts,
    contents,
    cover_page,
    dom,
    legible,
    notes,
    opf,
    places,
    pls,
    tagless,
    toc,
    xhtml,
)
from phases.audiobook.readers.assembly import Said, Wishes, bind
from phases.audiobook.readers.blocks import Block, Page
from phases.audiobook.readers.language import believed, language
from phases.audiobook.readers.matter import Policy
from phases.audiobook.readers.opf import DOCUMENTS
from phases.audiobook.readers.places import Document
from phases.audiobook.readers.walk import About
from phases.graph.errors import InputError
from phases.tools import image, markup
from phases.tools.archive import Archive
from phases.tools.iso639 import primary

SAMPLE = 20
"""Documents whose words tell the language where nothing else does."""
FIXED = "fixed-layout"


def inspect(source: Path) -> Facts:
    """What the EPUB `source` says about itself. Raises InputError for what cannot be read."""
    with Archive(source) as archive:
        package = _opened(archive)
        present = [e for e in package.spine if e.kind in DOCUMENTS and archive.find(e.path)]
        if not present:
            raise InputError("none of the documents of the book is there", "get the book again")
        picture, name = _cover(archive, package)
        warnings = [*package.warnings, *_missing(archive, package)]
        # The documents are opened only for the language that the metadata fail to name.
        code, guessed = _language(package, [] if package.language else _documents(archive, package))
    return Facts(
        format=f"EPUB {package.version}",
        title=package.title or legible(source.stem),
        author=package.author,
        language=code,
        year=package.year,
        cover=picture,
        cover_name=name,
        warnings=tuple(dict.fromkeys(filter(None, (*warnings, guessed)))),
        **vars(package.publication),
    )


def read(source: Path, skip: Sequence[str], policy: Policy = "skip") -> Book:
    """The text of the EPUB `source`, without what the rules named in `skip` leave out."""
    with Archive(source) as archive:
        package = _opened(archive)
        if FIXED in skip and opf.fixed(package):
            raise InputError(
                "the book has a fixed layout: its words stand on pictures, in no sure order",
                f"take {FIXED} out of audiobook.extract.skip to read it all the same",
            )
        package.warnings.clear()  # `inspect` has said them
        entries, landmarks = toc.read(archive, package)
        documents = _documents(archive, package)
        lexicons = pls.lexicons(archive, package, [(d.path, d.root) for d in documents])
    tongue = _language(package, documents)[0]
    places.describe(landmarks, documents, entries)
    pages = _cut(documents, entries, frozenset(skip), tongue, package.warnings)
    places.place(documents, pages, landmarks)
    starts = places.starts(documents, pages, entries)
    blocks = [block for page in pages for block in page.blocks]
    said = Said(package.title or legible(source.stem), package.author, tongue, package.year)
    wishes = Wishes(frozenset(skip), policy)
    finish = partial(_pronounced, lexicons=lexicons, book=tongue) if lexicons else None
    return bind(said, blocks, starts, wishes, package.cover, package.warnings, finish)


def blocks(archive: Archive, package: opf.Package) -> dict[str, list[Block]]:
    """The blocks of each document by its name, whole: what no rule leaves out is all of it.

    Their numbers are those of `Block.source`, which no rule changes.
    """
    entries = toc.read(archive, package)[0]
    documents = _documents(archive, package)
    pages = _cut(documents, entries, frozenset(), package.language, package.warnings)
    return {document.path: page.blocks for document, page in zip(documents, pages, strict=True)}


def _opened(archive: Archive) -> opf.Package:
    package = opf.open_package(archive)
    package.cover = package.cover or cover_page.picture(archive, package)
    return package


def _documents(archive: Archive, package: opf.Package) -> list[Document]:
    """The documents of the spine; what is missing becomes a warning."""
    found = []
    for entry in package.spine:
        if entry.kind not in DOCUMENTS:
            continue
        name = archive.find(entry.path)
        if name is None:
            package.warnings.append(f"{entry.path} is missing")
            continue
        text, warning = markup.decode(archive.read(name, opf.MAX_XML))
        if warning:
            package.warnings.append(f"{entry.path} {warning}")
        text = markup.clean(text, entry.path)
        root = xhtml.tree(text)
        found.append(Document(entry.path, etree.Element("html") if root is None else root, text))
        found[-1].linear = entry.linear
    if not found:
        raise InputError("none of the documents of the book is there", "get the book again")
    return found


def _cut(
    documents: Sequence[Document],
    entries: Sequence[toc.Entry],
    skip: Set[str],
    book: str,
    warnings: list[str],
) -> list[Page]:
    """Each document as blocks; `book` is the book's language."""
    trees = [(document.path, document.root) for document in documents]
    links, known = notes.find(trees), contents.places(trees)
    pages = []
    for document in documents:
        breaks = frozenset(e.fragment for e in entries if e.path == document.path and e.fragment)
        own = _own_language(document, book)
        about = About(document.path, document.types, links, breaks, own)
        prepare = partial(contents.mark, path=document.path, known=known) if "toc" in skip else None
        page, repaired = xhtml.read(document.text, skip, about, prepare)
        if repaired:
            warnings.append(f"{document.path} is not well-formed; it was repaired")
        if not document.linear and "non-linear" in skip:
            page.blocks = [_skipped(block, "non-linear") for block in page.blocks]
        elif "endnotes" in skip and _only_notes(page):
            page.blocks = [_skipped(block, "endnotes") for block in page.blocks]
        else:
            page.blocks = notes.silence_headings(page.blocks)
        pages.append(page)
    return pages


def _own_language(document: Document, book: str) -> str:
    """The language that the root of a document names, where it is to be believed."""
    said = dom.language(document.root) or ""
    if primary(said) == primary(book):
        return ""
    return believed(said, book, tagless.plain(document.text)) if said else ""


def _pronounced(block: Block, lexicons: Mapping[str, pls.Lexicon], book: str) -> Block:
    """`block` with what the lexicon of the document where it stands says of its words."""
    own = lexicons.get(block.source.rpartition("#")[0])
    return pls.pronounced(block, own, book) if own else block


def _only_notes(page: Page) -> bool:
    """Whether nothing of a document of notes is left but its headings."""
    noted = any(run.rule == "footnote" for block in page.blocks for run in block.runs)
    return noted and all(block.level for block in page.blocks if block.text)


def _skipped(block: Block, rule: str) -> Block:
    return replace(block, runs=tuple(replace(run, rule=run.rule or rule) for run in block.runs))


def _cover(archive: Archive, package: opf.Package) -> tuple[bytes, str]:
    """The cover as JPEG or PNG and its name; a fault is a warning."""
    path = package.cover
    name = archive.find(path) if path else None
    if path and name is None:
        package.warnings.append(f"the cover {path} is missing")
    if name is None:
        return b"", ""
    try:
        return image.cover(archive.read(name, image.MAX_BYTES)), name
    except InputError as error:
        package.warnings.append(f"no cover: {error.message}")
        return b"", name


def _missing(archive: Archive, package: opf.Package) -> list[str]:
    """Warnings of files that the manifest names in vain; `read` and `_cover` warn of those they want."""
    wanted = {e.path for e in package.spine if e.kind in DOCUMENTS} | {package.ncx, package.cover}
    return [
        f"{e.path} is missing"
        for e in package.manifest.values()
        if e.path not in wanted and "nav" not in e.properties and archive.find(e.path) is None
    ]


def _language(package: opf.Package, documents: Sequence[Document]) -> tuple[str, str]:
    """(language, warning): what the metadata name, else the documents, else their words."""
    own = [dom.language(document.root) for document in documents]
    sample = " ".join(tagless.plain(document.text) for document in documents[:SAMPLE])
    return language(package.language or next(filter(None, own), ""), sample)
