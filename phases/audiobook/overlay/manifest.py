"""The package document of an EPUB 3 with overlays."""

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname

from lxml import etree

from phases.audiobook.overlay import smil
from phases.audiobook.readers.dom import local
from phases.audiobook.readers.opf import resolve

OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
ACTIVE = "-epub-media-overlay-active"
"""Class of the sentence that is heard; the name that reading systems know best."""
UNKNOWN_DATE = "2000-01-01T00:00:00Z"
"""Of a book that does not say when it was changed: the time of making must not show."""
REFINED = ("creator", "contributor", "title", "publisher")
"""Elements whose role or sort key is kept, as a ``meta`` that refines them."""
_KEPT = frozenset(("id", "href", "media-type", "fallback", "properties", "media-overlay"))


class Package:
    """The elements of a package document; those that it lacks are added."""

    def __init__(self, root: etree._Element, name: str) -> None:
        self.root, self.name = root, name
        self.metadata, self.manifest, self.spine = (
            self._part(part, at) for at, part in enumerate(("metadata", "manifest", "spine"))
        )

    def _part(self, name: str, at: int) -> etree._Element:
        found = next((e for e in self.root if local(e) == name), None)
        if found is None:
            found = etree.Element(f"{{{OPF}}}{name}")
            self.root.insert(at, found)
        return found

    def items(self) -> Iterator[tuple[etree._Element, str]]:
        """(item, name in the archive) of the manifest."""
        for item in [e for e in self.manifest if local(e) == "item"]:
            yield item, resolve(self.name, item.get("href") or "")[0]

    def add_item(self, name: str, kind: str, properties: str = "") -> str:
        """Add the file `name` to the manifest; its id."""
        taken = {e.get("id") for e in self.root.iter(etree.Element)}
        made = re.sub(r"\W", "-", name.removeprefix(dirname(self.name)).strip("/"))
        made = next(i for n in range(len(taken) + 1) if (i := f"a-{made}" + "-" * n) not in taken)
        item = etree.SubElement(self.manifest, f"{{{OPF}}}item")
        item.set("id", made)
        item.set("href", smil.link(self.name, name))
        item.set("media-type", kind)
        if properties:
            item.set("properties", properties)
        return made

    def meta(self, name: str, value: str, refines: str = "") -> None:
        """Add a ``meta`` of EPUB 3."""
        made = etree.SubElement(self.metadata, f"{{{OPF}}}meta")
        if refines:
            made.set("refines", f"#{refines}")
        made.set("property", name)
        made.text = value

    def dublin(self, name: str, value: str) -> etree._Element:
        made = etree.SubElement(self.metadata, f"{{{DC}}}{name}")
        made.text = value
        return made

    def without_overlays(self) -> set[str]:
        """Take out the overlays that the book had; the names of their files."""
        gone = set()
        for item, name in self.items():
            item.attrib.pop("media-overlay", "")
            if (item.get("media-type") or "").strip().lower() == smil.KIND:
                gone.add(name)
                self.manifest.remove(item)
        for meta in [e for e in self.metadata if (e.get("property") or "").startswith("media:")]:
            self.metadata.remove(meta)
        return gone

    def check(self, there: Iterable[str]) -> None:
        """Take out of the manifest what is not `there` or stands there twice, and what pointed to it."""
        names, seen = set(there), set()
        for item, name in self.items():
            if name not in names or name in seen:
                self.manifest.remove(item)
            seen.add(name)
        ids = {item.get("id") for item, _ in self.items()}
        known = set()
        for place in [e for e in self.spine if local(e) == "itemref"]:
            if place.get("idref") not in ids or place.get("idref") in known:
                self.spine.remove(place)
            known.add(place.get("idref"))
        for guide in [e for e in self.root if local(e) == "guide"]:
            for reference in [e for e in guide if local(e) == "reference"]:
                if resolve(self.name, reference.get("href") or "")[0] not in names:
                    guide.remove(reference)
            if not any(local(e) == "reference" for e in guide):
                self.root.remove(guide)
        if self.spine.get("toc") not in ids:
            self.spine.attrib.pop("toc", "")
        for item, _ in self.items():
            if item.get("fallback") not in ids:
                item.attrib.pop("fallback", "")

    def complete(self, title: str, language: str, identifier: str) -> None:
        """Add what every package must say and this one does not."""
        self.root.set("version", "3.0")
        said = {local(e) for e in self.metadata if (e.text or "").strip()}
        for name, value in (("title", title), ("language", language or "und")):
            if name not in said:
                self.dublin(name, value)
        for element in [e for e in self.metadata if etree.QName(e).namespace == DC]:
            if not (element.text or "").strip() and not len(element):
                self.metadata.remove(element)
        own = [e for e in self.metadata if local(e) == "identifier"] or [
            self.dublin("identifier", identifier)
        ]
        wanted = self.root.get("unique-identifier")
        if not wanted or all(e.get("id") != wanted for e in own):
            own[0].set("id", own[0].get("id") or "bindery-id")
            self.root.set("unique-identifier", own[0].get("id") or "")
        if not any(e.get("property") == "dcterms:modified" and not e.get("refines") for e in self.metadata):
            self.meta("dcterms:modified", UNKNOWN_DATE)

    def written(self) -> bytes:
        etree.cleanup_namespaces(self.root, keep_ns_prefixes=["dc", "opf"])
        return etree.tostring(self.root, encoding="utf-8", xml_declaration=True) + b"\n"


def modernize(package: Package) -> None:
    """Make the package of an EPUB 2 (or an OEB book) that of an EPUB 3."""
    root = package.root
    for group in [e for e in package.metadata if local(e) in ("dc-metadata", "x-metadata")]:
        package.metadata.extend(list(group))
        package.metadata.remove(group)
    taken = {e.get("id") for e in root.iter(etree.Element)}
    for number, element in enumerate(e for e in list(package.metadata) if isinstance(e.tag, str)):
        old = {etree.QName(str(k)).localname: str(v) for k, v in element.attrib.items() if "}" in str(k)}
        for key in [k for k in element.attrib if str(k).startswith(f"{{{OPF}}}")]:
            del element.attrib[key]
        said = {n: old[n] for n in ("role", "file-as") if old.get(n) and local(element) in REFINED}
        if said and not element.get("id"):
            element.set("id", next(i for n in range(9999) if (i := f"m{number}-{n}") not in taken))
        for name, value in said.items():
            package.meta(name, value, element.get("id") or "")
            if name == "role":
                package.metadata[-1].set("scheme", "marc:relators")
    dates = [e for e in package.metadata if local(e) == "date"]
    for date in dates[1:]:
        package.metadata.remove(date)  # EPUB 3 knows the date of publication alone
    covers = {e.get("content") for e in package.metadata if e.get("name") == "cover"}
    for item, _ in package.items():
        for key in set(map(str, item.attrib)) - _KEPT:
            del item.attrib[key]
        if item.get("id") in covers and (item.get("media-type") or "").startswith("image/"):
            item.set("properties", "cover-image")
            covers = set()
    package.spine.attrib.pop("page-map", "")
    for tours in [e for e in root if local(e) == "tours"]:
        root.remove(tours)


CONTENT = {
    "mathml": r"<(?:\w+:)?math[\s>]",
    "scripted": r"<(?:script|form|input|button)[\s>/]",
    "svg": r"<(?:\w+:)?svg[\s>]",
    "remote-resources": r"""<(?:img|audio|video|source|script|iframe|link)\s[^>]*(?:src|href)="https?://""",
}
"""Properties that the manifest must give a page, and what on the page asks for them."""


def content_properties(source: str) -> list[str]:
    """What the manifest must say of the page `source`."""
    return [name for name, pattern in CONTENT.items() if re.search(pattern, source)]
