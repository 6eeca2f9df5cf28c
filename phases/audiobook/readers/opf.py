"""The package of an EPUB 2 or 3: what stands in container.xml and in the OPF file."""

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lxml import etree

from phases.audiobook.readers.dom import descendants, local, text_of
from phases.audiobook.readers.ledger import line
from phases.audiobook.readers.publication import NOTHING_KNOWN, Publication, of_opf
from phases.graph.errors import InputError
from phases.tools import markup
from phases.tools.archive import Archive, inside

MAX_XML = 16 << 20
"""Bytes of one XML or XHTML file of a book: three million words."""
FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Encryption that hides fonts alone; all other algorithms hide the text."""
DOCUMENTS = (
    "application/xhtml+xml",
    "text/html",
    "application/x-dtbook+xml",
    "text/x-oeb1-document",
    "image/svg+xml",
)
"""Media types of documents with text."""
LAYOUT = "rendition:layout"
APPLE = "META-INF/com.apple.ibooks.display-options.xml"
_AGAIN = "the book is damaged or is no EPUB; get it again"
_YEAR = re.compile(r"\b(\d{4})\b")


@dataclass(frozen=True)
class Entry:
    """A file of the manifest."""

    path: str
    """Name in the archive."""
    kind: str
    """Media type."""
    properties: tuple[str, ...] = ()
    """Of the manifest, in the spine those of its place there."""
    linear: bool = True
    fallback: str = ""
    """Id of the file to read where this one cannot be read."""


@dataclass
class Package:
    """What the OPF says."""

    path: str
    version: str = "2.0"
    title: str = ""
    author: str = ""
    language: str = ""
    year: str = ""
    manifest: dict[str, Entry] = field(default_factory=dict)
    spine: list[Entry] = field(default_factory=list)
    ncx: str = ""
    """Name of the NCX, or empty."""
    guide: list[tuple[str, str]] = field(default_factory=list)
    """(type, target as ``path#fragment``) of EPUB 2's guide."""
    cover: str = ""
    """Name of the cover picture as the metadata say, or empty."""
    layout: str = ""
    """``pre-paginated`` where the whole book is said to be so."""
    publication: Publication = NOTHING_KNOWN
    warnings: list[str] = field(default_factory=list)


def open_package(archive: Archive) -> Package:
    """The package of the book in `archive`. Raises InputError when it has none or is encrypted."""
    _refuse_encrypted(archive)
    path = _rootfile(archive)
    root = markup.xml(archive.read(path, MAX_XML), path)
    package = Package(path, (root.get("version") or "2.0").strip())
    if archive.find("META-INF/container.xml") is None:
        package.warnings.append("META-INF/container.xml is missing")
    parts = {local(element): element for element in root if isinstance(element.tag, str)}
    if (metadata := parts.get("metadata")) is not None:
        _metadata(package, metadata)
    package.language = package.language or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    if (manifest := parts.get("manifest")) is not None:
        _manifest(package, manifest)
    spine = parts.get("spine")
    for itemref in descendants(spine, "itemref") if spine is not None else ():
        _spine(package, itemref)
    _others(package, spine, parts.get("guide"), root)
    package.layout = _layout(archive, root)
    if not package.spine:
        raise InputError("the book has no spine, so nothing to read", _AGAIN)
    return package


def _spine(package: Package, itemref: etree._Element) -> None:
    """Add the place of the spine `itemref`; what cannot be read is replaced by its fallback."""
    name = (itemref.get("idref") or "").strip()
    entry, seen = package.manifest.get(name), {name}
    if entry is None:
        package.warnings.append(
            f"the spine names {itemref.get('idref')!r}, which the manifest does not have"
        )
        return
    other: Entry | None = entry
    while other is not None and other.kind not in DOCUMENTS and other.fallback not in seen:
        seen.add(other.fallback)
        other = package.manifest.get(other.fallback)
    if other is not None and other.kind in DOCUMENTS:
        entry = other
    linear = (itemref.get("linear") or "yes").strip().lower() != "no"
    properties = tuple((itemref.get("properties") or "").split())
    package.spine.append(Entry(entry.path, entry.kind, properties, linear))


def fixed(package: Package) -> bool:
    """Whether no document of the reading order has text that flows."""
    usual = package.layout == "pre-paginated"
    places = [entry for entry in package.spine if entry.linear] or package.spine
    return all(
        f"{LAYOUT}-pre-paginated" in entry.properties
        or (usual and f"{LAYOUT}-reflowable" not in entry.properties)
        for entry in places
    )


def resolve(base: str, href: str) -> tuple[str, str]:
    """(name in the archive, fragment) of `href` in the file `base`; no name when it leads outside."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return "", ""
    if parts.scheme or parts.netloc:
        return "", ""
    path = unquote(parts.path).replace("\\", "/")  # as browsers do
    name = posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base
    return (name if inside(name) else ""), unquote(parts.fragment)


def _rootfile(archive: Archive) -> str:
    """Name of the OPF: as container.xml says, else the only one in the archive."""
    container = archive.find("META-INF/container.xml")
    if container is not None:
        root = markup.xml(archive.read(container, MAX_XML), container)
        for element in descendants(root, "rootfile"):
            found = archive.find(posixpath.normpath(unquote(element.get("full-path") or "")))
            if found is not None:
                return found
    packages = [name for name in archive.names if name.lower().endswith(".opf")]
    if len(packages) != 1:
        raise InputError("a ZIP archive, but not an EPUB (it names no package file)", _AGAIN)
    return packages[0]


def _refuse_encrypted(archive: Archive) -> None:
    name = archive.find("META-INF/encryption.xml")
    if name is None:
        return
    root = markup.xml(archive.read(name, MAX_XML), name)
    for data in descendants(root, "EncryptedData"):
        method = next(iter(descendants(data, "EncryptionMethod")), None)
        if method is None or method.get("Algorithm") not in FONT_OBFUSCATION:
            raise InputError(
                "the book is encrypted (DRM)", "only books without copy protection can be read"
            )


def _metadata(package: Package, metadata: etree._Element) -> None:
    refines: dict[str, dict[str, str]] = {}
    for meta in descendants(metadata, "meta"):
        if target := (meta.get("refines") or "").removeprefix("#"):
            refines.setdefault(target, {})[meta.get("property") or ""] = (meta.text or "").strip()

    def about(element: etree._Element, name: str) -> str:
        own = next((v for k, v in element.attrib.items() if etree.QName(str(k)).localname == name), "")
        return str(own) or refines.get(element.get("id") or "", {}).get(name, "")

    def values(name: str) -> list[tuple[etree._Element, str]]:
        found = [(e, line(text_of(e))) for e in descendants(metadata, name)]
        return [(e, text) for e, text in found if text]

    titles = values("title")
    main = [text for e, text in titles if about(e, "title-type") == "main"]
    package.title = (main or [text for _, text in titles] or [""])[0]
    creators = values("creator")
    authors = [text for e, text in creators if about(e, "role") in ("aut", "")]
    package.publication = of_opf(metadata, authors or [text for _, text in creators])
    package.author = ", ".join(package.publication.authors)
    package.language = next((text for _, text in values("language")), "")
    dates = [(about(e, "event"), text) for e, text in values("date")]
    dates.sort(key=lambda date: ("publication" not in date[0], date[0] in ("modification", "creation")))
    years = [match.group(1) for _, text in dates if (match := _YEAR.search(text))]
    package.year = years[0] if years else ""


def _manifest(package: Package, manifest: etree._Element) -> None:
    for item in descendants(manifest, "item"):
        path, _ = resolve(package.path, item.get("href") or "")
        if not path:
            package.warnings.append(f"{item.get('href')!r} lies outside the book and is left out")
            continue
        properties = tuple((item.get("properties") or "").split())
        kind, fallback = (item.get(key) or "" for key in ("media-type", "fallback"))
        entry = Entry(path, kind.strip().lower(), properties, fallback=fallback.strip())
        package.manifest.setdefault((item.get("id") or path).strip(), entry)


def _others(
    package: Package, spine: etree._Element | None, guide: etree._Element | None, root: etree._Element
) -> None:
    """NCX, guide and cover."""
    named = package.manifest.get((spine.get("toc") or "") if spine is not None else "")
    kind = "application/x-dtbncx+xml"
    ncx = named or next((e for e in package.manifest.values() if e.kind == kind), None)
    package.ncx = ncx.path if ncx else ""
    for reference in descendants(guide, "reference") if guide is not None else ():
        path, fragment = resolve(package.path, reference.get("href") or "")
        if path:
            target = f"{path}#{fragment}" if fragment else path
            package.guide.append(((reference.get("type") or "").lower(), target))
    covers = [e for e in package.manifest.values() if "cover-image" in e.properties]
    ids = [m.get("content") or "" for m in descendants(root, "meta") if m.get("name") == "cover"]
    covers += [package.manifest[i] for i in ids if i in package.manifest]
    paths = {resolve(package.path, name)[0] for name in ids}  # some name the file and not its id
    covers += [entry for entry in package.manifest.values() if entry.path in paths]
    package.cover = next((e.path for e in covers if e.kind.startswith("image/")), "")


def _layout(archive: Archive, root: etree._Element) -> str:
    """The layout of the whole book, as EPUB 3, Kindle or Apple say it."""
    for meta in descendants(root, "meta"):
        if meta.get("property") == LAYOUT and not meta.get("refines"):
            return line(text_of(meta))
        if (meta.get("name") or "").lower() == "fixed-layout":
            return "pre-paginated" if (meta.get("content") or "").strip().lower() == "true" else ""
    name = archive.find(APPLE)
    try:
        options = descendants(markup.xml(archive.read(name, MAX_XML), name), "option") if name else []
    except InputError:
        return ""
    said = {option.get("name"): line(text_of(option)).lower() for option in options}
    return "pre-paginated" if said.get("fixed-layout") == "true" else ""
