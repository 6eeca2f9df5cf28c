"""EPUB 2 and 3: the documents of the spine in order, titles from nav, then NCX, then headings."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lxml import etree

from phases.audiobook.book import Book, words
from phases.audiobook.readers import Facts, assembly, ledger, opf, places, tagless, toc, xhtml
from phases.audiobook.readers.blocks import Block, Page
from phases.audiobook.readers.dom import local, note_link
from phases.audiobook.readers.language import language
from phases.audiobook.readers.ledger import Run
from phases.audiobook.readers.places import Document
from phases.graph.errors import InputError
from phases.tools import image, markup
from phases.tools.archive import Archive

DOCUMENTS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
"""Media types of documents with text; ``image/svg+xml`` in a spine is a picture."""
SAMPLE = 20
"""Documents whose words tell the language where nothing else does."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def inspect(source: Path) -> Facts:
    """What the EPUB `source` says about itself. Raises InputError for what cannot be read."""
    with Archive(source) as archive:
        package = opf.open_package(archive)
        present = [e for e in package.spine if e.kind in DOCUMENTS and archive.find(e.path)]
        if not present:
            raise InputError("none of the documents of the book is there", "get the book again")
        picture, name = _cover(archive, package)
        warnings = [*package.warnings, *_missing(archive, package)]
        # The documents are opened only for the language that the metadata fail to name.
        code, guessed = _language(package, [] if package.language else _documents(archive, package))
    return Facts(
        format=f"EPUB {package.version}",
        title=package.title or source.stem,
        author=package.author,
        language=code,
        year=package.year,
        cover=picture,
        cover_name=name,
        warnings=tuple(dict.fromkeys(filter(None, (*warnings, guessed)))),
    )


def read(source: Path, skip: Sequence[str]) -> Book:
    """The text of the EPUB `source`, without what the rules named in `skip` leave out."""
    with Archive(source) as archive:
        package = opf.open_package(archive)
        package.warnings.clear()  # `inspect` has said them
        contents, landmarks = toc.read(archive, package)
        documents = _documents(archive, package)
    places.describe(landmarks, documents, contents)
    pages = _cut(documents, frozenset(skip), package.warnings)
    places.place(documents, pages, landmarks)
    starts = places.starts(documents, pages, contents)
    blocks = [block for page in pages for block in page.blocks]
    title = package.title or source.stem
    found = assembly.build(blocks, starts, title)
    spoken = sum(len(words(p.text)) for chapter in found for p in chapter.paragraphs)
    if not spoken:
        raise InputError("the book has no text to speak", "is it a book of pictures? or see extract.skip")
    return Book(
        title=title,
        author=package.author,
        language=_language(package, documents)[0],
        year=package.year,
        cover=package.cover,
        chapters=found,
        ledger=ledger.total((block.runs for block in blocks), spoken),
        warnings=tuple(dict.fromkeys(package.warnings)),
    )


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


def _cut(documents: Sequence[Document], skip: frozenset[str], warnings: list[str]) -> list[Page]:
    """Each document as blocks."""
    notes = _notes(documents)
    pages = []
    for document in documents:
        own = notes.get(document.path, frozenset())
        page, repaired = xhtml.read(
            document.text, skip, name=document.path, types=document.types, notes=own
        )
        if repaired:
            warnings.append(f"{document.path} is not well-formed; it was repaired")
        if not document.linear and "non-linear" in skip:
            page.blocks = [_skipped(block, "non-linear") for block in page.blocks]
        elif "endnotes" in skip and _only_notes(page):
            page.blocks = [_skipped(block, "endnotes") for block in page.blocks]
        pages.append(page)
    return pages


def _only_notes(page: Page) -> bool:
    """Whether nothing of a document of notes is left but its headings."""
    noted = any(run.rule == "footnote" for block in page.blocks for run in block.runs)
    return noted and all(block.level for block in page.blocks if block.text)


def _skipped(block: Block, rule: str) -> Block:
    return replace(block, runs=tuple(Run(run.text, run.rule or rule) for run in block.runs))


def _notes(documents: Sequence[Document]) -> dict[str, frozenset[str]]:
    """For each document the ids of its notes: targets of references that stand before them."""
    order: dict[tuple[str, str], int] = {}
    links: list[tuple[int, str, str]] = []
    count = 0
    for document in documents:
        for element in document.root.iter(etree.Element):
            count += 1
            for anchor in (element.get("id"), element.get("name")):
                if anchor:
                    order.setdefault((document.path, anchor), count)
            if local(element) == "a" and (href := note_link(element)):
                links.append((count, *opf.resolve(document.path, href)))
    found: dict[str, set[str]] = {}
    for at, path, fragment in links:
        if order.get((path, fragment), 0) > at:
            found.setdefault(path, set()).add(fragment)
    return {path: frozenset(ids) for path, ids in found.items()}


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
    roots = [document.root for document in documents]
    own = [root.get(key) for root in roots for key in (XML_LANG, "xml:lang", "lang")]
    sample = " ".join(tagless.plain(document.text) for document in documents[:SAMPLE])
    return language(package.language or next(filter(None, own), ""), sample)
