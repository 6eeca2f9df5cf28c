"""The table of contents and the landmarks of an EPUB: nav document, else NCX; and EPUB 2's guide."""

from dataclasses import dataclass

from lxml import etree

from phases.audiobook.readers import xhtml
from phases.audiobook.readers.dom import descendants, local, text_of, tokens
from phases.audiobook.readers.ledger import line
from phases.audiobook.readers.opf import MAX_XML, Package, resolve
from phases.audiobook.readers.walk import About, cut
from phases.graph.errors import InputError
from phases.tools import markup
from phases.tools.archive import Archive

HIDDEN = frozenset(("hidden", "noteref", "pagebreak", "ruby", "alt"))


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents, or a landmark."""

    title: str
    """The line as a reader sees it; for a landmark its types."""
    path: str
    """Name in the archive."""
    fragment: str = ""


def read(archive: Archive, package: Package) -> tuple[list[Entry], list[Entry]]:
    """(table of contents, landmarks), each in its own order; faults go to the package's warnings."""
    landmarks = [Entry(kind, *_split(target)) for kind, target in package.guide]
    contents: list[Entry] = []
    nav = next((e.path for e in package.manifest.values() if "nav" in e.properties), "")
    if nav and (root := _open(archive, package, nav)) is not None:
        for element in descendants(root, "nav"):
            types = tokens(element) + (element.get("role") or "").split()
            if "toc" in types or "doc-toc" in types:
                contents = contents or _links(element, nav)
            elif "landmarks" in types:
                landmarks = [
                    Entry(" ".join(tokens(a)), *_target(a, nav)) for a in descendants(element, "a")
                ]
    if not contents and package.ncx and (root := _open(archive, package, package.ncx)) is not None:
        contents = _points(root, package.ncx)
    return [e for e in contents if e.path], [e for e in landmarks if e.path]


def _open(archive: Archive, package: Package, path: str) -> etree._Element | None:
    name = archive.find(path)
    if name is None:
        package.warnings.append(f"{path} is missing")
        return None
    try:
        text = markup.clean(markup.decode(archive.read(name, MAX_XML))[0], name)
        return xhtml.tree(text)
    except InputError as error:
        package.warnings.append(f"{name} cannot be used: {error.message}")
        return None


def _links(nav: etree._Element, base: str) -> list[Entry]:
    """The links of a nav; a heading without a link (``Part One``) stands where its first link leads."""
    found = []
    for element in nav.iter(etree.Element):
        parent = element.getparent()
        if local(element) == "a" and _seen(element):
            found.append(Entry(_seen(element), *_target(element, base)))
        elif local(element) == "span" and parent is not None and local(parent) == "li" and _seen(element):
            first = next((a for a in descendants(parent, "a") if _seen(a) and _target(a, base)[0]), None)
            if first is not None:
                found.append(Entry(_seen(element), *_target(first, base)))
    return found


def _points(root: etree._Element, base: str) -> list[Entry]:
    """The navPoints of an NCX, outer before inner; one without a target stands at its first one."""
    found = []
    for point in descendants(root, "navpoint"):
        label = next((child for child in point if local(child) == "navlabel"), None)
        content = next((e for e in descendants(point, "content") if e.get("src")), None)
        if label is not None and content is not None and (title := line(text_of(label))):
            found.append(Entry(title, *resolve(base, content.get("src") or "")))
    return found


def _seen(link: etree._Element) -> str:
    """The text of a link as a reader sees it, without what the rules always hide.

    Of a link that is a picture it is the description, else the title of the link.
    """
    for skip in (HIDDEN, HIDDEN - {"alt"}):
        page = cut(link, skip, About(kind="heading"))
        if text := line(" ".join(block.text for block in page.blocks)):
            return text
    return line(link.get("title") or "")


def _target(link: etree._Element, base: str) -> tuple[str, str]:
    return resolve(base, link.get("href") or "")


def _split(target: str) -> tuple[str, str]:
    path, _, fragment = target.partition("#")
    return path, fragment
