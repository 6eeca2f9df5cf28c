"""The EPUB that a book came in, ready for its overlays; an EPUB 2 or a damaged one is put right."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from phases.audiobook.overlay import manifest, pages
from phases.audiobook.overlay.edition import Edition, Page
from phases.audiobook.overlay.navigation import navigation
from phases.audiobook.overlay.newbook import container
from phases.audiobook.overlay.scan import Scan
from phases.audiobook.overlay.smil import link
from phases.audiobook.readers import epub, opf, toc
from phases.audiobook.readers.blocks import Block
from phases.tools import markup
from phases.tools.archive import Archive

XHTML = "application/xhtml+xml"
OLD = frozenset((XHTML, "text/html", "text/x-oeb1-document"))
"""Types of pages that are, or can be made, XHTML."""
SIGNATURES = "META-INF/signatures.xml"
"""Left out: they are of a book without overlays."""


def edition(archive: Archive, facts: Mapping[str, Any]) -> Edition:
    """The book in `archive`; `facts` are those of ``validate.json``.

    Raises Unfit or InputError where it cannot be kept.
    """
    said = opf.open_package(archive)
    blocks = epub.blocks(archive, said)
    path = archive.find(said.path) or said.path
    root = markup.xml(archive.read(path, opf.MAX_XML), path)
    if root.tag != f"{{{manifest.OPF}}}package":
        raise pages.Unfit(f"{path} is not what EPUB 3 calls a package")
    package = manifest.Package(root, path)
    old = not said.version.startswith("3")
    made = Edition(path, package.root, {})
    gone = package.without_overlays() | {SIGNATURES, "mimetype"}
    for name in archive.names:
        if name not in gone:
            made.files[name] = partial(archive.read, name)
    made.files.setdefault("META-INF/container.xml", lambda: container(path))
    _spell(package, archive)
    package.check(made.files)
    if old:
        manifest.modernize(package)
    package.complete(facts["title"], facts["language"], f"urn:sha256:{facts['sha256']}")
    _open_pages(made, package, archive, old, facts["title"], blocks)
    if not any("nav" in (item.get("properties") or "").split() for item, _ in package.items()):
        listed = toc.read(archive, said)[0]
        _add_nav(made, package, [(e.title, archive.find(e.path) or "", e.fragment) for e in listed], facts)
    return made


def _spell(package: manifest.Package, archive: Archive) -> None:
    """Write names in the manifest as the archive writes them: there are readers that heed the case."""
    for item, name in package.items():
        found = archive.find(name) if name else None
        if found and found != name:
            item.set("href", link(package.name, found))


def _open_pages(
    made: Edition,
    package: manifest.Package,
    archive: Archive,
    old: bool,
    title: str,
    blocks: Mapping[str, Sequence[Block]],
) -> None:
    """Read the pages; those that are not XHTML of EPUB 3 are made so."""
    known = {archive.find(name) or name: found for name, found in blocks.items()}
    in_spine = {place.get("idref") for place in package.spine}
    for item, name in package.items():
        kind = (item.get("media-type") or "").strip().lower()
        if kind not in OLD:
            if kind in opf.DOCUMENTS and kind != "image/svg+xml" and item.get("id") in in_spine:
                raise pages.Unfit(f"{name} is of the type {kind}, which EPUB 3 does not have")
            continue
        data = archive.read(name, opf.MAX_XML)
        scan = pages.page(data, name, old, title)
        item.set("media-type", XHTML)
        changed = scan.source.encode() != data and not _same(scan, data)
        _declare(item, scan.source, changed)
        runs = [[run.text for run in block.runs] for block in known.get(name, ())]
        made.pages[name] = Page(scan, runs, changed)


def _same(scan: Scan, data: bytes) -> bool:
    """Whether only the encoding is another."""
    return data.startswith(b"\xef\xbb\xbf") and scan.source.encode() == data[3:]


def _declare(item: Any, source: str, changed: bool) -> None:
    """Say in the manifest what is in the page; what it lacks is unsaid where the page was `changed`."""
    found = set(manifest.content_properties(source))
    own = set((item.get("properties") or "").split()) - (manifest.CONTENT.keys() if changed else set())
    if found | own:
        item.set("properties", " ".join(sorted(found | own)))
    else:
        item.attrib.pop("properties", "")


def _add_nav(
    made: Edition,
    package: manifest.Package,
    entries: Sequence[tuple[str, str, str]],
    facts: Mapping[str, Any],
) -> None:
    """Add a navigation document, from the `entries` of the NCX; a place that its page lacks is the page."""
    places = {place.get("idref") for place in package.spine}
    order = [name for item, name in package.items() if item.get("id") in places]
    rows = [
        (title, name, fragment * _has_id(made.pages[name].scan, fragment))
        for title, name, fragment in entries
        if name in made.pages
    ] or [(facts["title"], name, "") for name in order[:1]]
    name = made.free("navigation") + ".xhtml"
    text = navigation(name, rows, facts["title"], facts["language"])
    made.files[name] = text.encode
    package.add_item(name, XHTML, "nav")


def _has_id(scan: Scan, fragment: str) -> bool:
    return f'id="{fragment}"' in scan.source or f"id='{fragment}'" in scan.source
