"""The cover of an EPUB 2 that names no picture but the page on which it stands."""

from lxml import etree

from phases.audiobook.readers import opf, xhtml
from phases.audiobook.readers.dom import local
from phases.graph.errors import InputError
from phases.tools import markup
from phases.tools.archive import Archive


def picture(archive: Archive, package: opf.Package) -> str:
    """Name of the first picture on the page that the guide calls the cover, or empty."""
    for kind, target in package.guide:
        path = target.partition("#")[0]
        name = archive.find(path) if kind == "cover" else None
        root = _page(archive, name) if name else None
        for element in root.iter(etree.Element) if root is not None else ():
            if local(element) in ("img", "image") and (link := _link(element)):
                found = archive.find(opf.resolve(path, link)[0])
                return found or ""
    return ""


def _page(archive: Archive, name: str) -> etree._Element | None:
    try:
        return xhtml.tree(markup.clean(markup.decode(archive.read(name, opf.MAX_XML))[0], name))
    except InputError:
        return None


def _link(element: etree._Element) -> str:
    keys = ("src", "href", "{http://www.w3.org/1999/xlink}href", "xlink:href")
    return next((value for key in keys if (value := element.get(key))), "")
