"""Pages of a book as the XHTML of EPUB 3: as they are where they are that, else with the least change."""

import re
from typing import Any

from lxml import etree

from phases.audiobook.overlay.html5 import modern
from phases.audiobook.overlay.scan import Scan, scan
from phases.audiobook.readers import tagless
from phases.audiobook.readers.ledger import letters
from phases.tools import markup

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
NAMES: Any = {None: XHTML, "epub": EPUB}
_PROLOG = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.S | re.I)
_PLAIN = re.compile(r"""<!DOCTYPE\s+html(?:\s+SYSTEM\s+["']about:legacy-compat["'])?\s*>""", re.I)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][\w.-]*;")
_ENCODING = re.compile(r"""^(\s*<\?xml[^>]*?encoding\s*=\s*)(["'])(?P<name>[^"']*)\2""")
_BODY = re.compile(r"<(?:[\w.-]+:)?body[\s/>]", re.I)
_HEAD = re.compile(r"<(?:[\w.-]+:)?head(?:\s[^>]*)?(?<!/)>")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


class Unfit(Exception):
    """The book cannot be kept as it is; says why."""


def page(data: bytes, name: str, old: bool, title: str) -> Scan:
    """The page in `data`, read; `old`: of an EPUB 2, whose markup is brought up to date.

    Raises Unfit, and InputError naming `name` for what must not be read.
    """
    text = markup.decode(data)[0]
    clean = markup.clean(text, name)
    root = markup.page(clean)
    if root is None:
        return _mended(clean, name, title)
    kind = _DOCTYPE.search(text)
    spaceless = etree.QName(root).namespace is None
    wrong = spaceless or _NAMED.search(text) or (kind and not _PLAIN.fullmatch(kind[0]))
    if spaceless:
        clean = re.sub(r"<html(?=[\s>])", f'<html xmlns="{XHTML}"', clean, count=1)
    if old or wrong or not _HEAD.search(text):
        return scan(_titled(_PROLOG + (modern(clean) if old else clean).lstrip(), title))
    return scan(_ENCODING.sub(_as_utf8, text))


def _as_utf8(match: re.Match[str]) -> str:
    return (
        match[0] if match["name"].lower() in ("utf-8", "utf8") else f"{match[1]}{match[2]}utf-8{match[2]}"
    )


def _titled(text: str, title: str) -> str:
    """`text` with a head and a title in it, which every page must have."""
    shown = f"<title>{markup_of(title)}</title>"
    if re.search(r"<(?:[\w.-]+:)?title\s*/>|<title\s*>\s*</title\s*>", text):
        return re.sub(r"<title\s*/>|<title\s*>\s*</title\s*>", lambda _: shown, text, count=1)
    if re.search(r"<(?:[\w.-]+:)?title[\s>]", text):
        return text
    if re.search(r"<head\s*/>", text):
        return re.sub(r"<head\s*/>", lambda _: f"<head>{shown}</head>", text, count=1)
    if found := re.search(r"<head(?:\s[^>]*)?>", text):
        return text[: found.end()] + shown + text[found.end() :]
    body = _BODY.search(text)
    if not body:
        return text
    own = body[0][1:].rpartition("body")[0]
    head = f"<{own}head><{own}title>{markup_of(title)}</{own}title></{own}head>"
    return text[: body.start()] + head + text[body.start() :]


def markup_of(text: str) -> str:
    """`text` as the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _mended(clean: str, name: str, title: str) -> Scan:
    """A page that is not well-formed, by the first reading of it that keeps all letters."""
    wanted = letters(tagless.plain(clean))
    for root in (*markup.repaired(clean), *markup.repaired(tagless.rebuilt(clean))):
        text = _PROLOG + _titled(modern(_serialized(root)), title)
        if markup.page(markup.clean(text, "page")) is None:
            continue
        found = scan(text)
        if "".join(found.text[i] for i in found.letters) == wanted:
            return found
    raise Unfit(f"{name} cannot be made well-formed without losing a word")


def _serialized(root: etree._Element) -> str:
    """A tree that an HTML parser made, as XML: names that XML does not allow are left out."""
    made = _copied(root)
    if made.tag != f"{{{XHTML}}}html":
        html = etree.Element(f"{{{XHTML}}}html", nsmap=NAMES)
        body = etree.SubElement(html, f"{{{XHTML}}}body")
        body.append(made)
        made = html
    return etree.tostring(made, encoding="unicode", with_tail=False)


def _copied(element: etree._Element) -> etree._Element:
    """A copy in the namespace of XHTML, or in its own where it has one."""
    space, _, local = str(element.tag).rpartition("}")
    space, local = space.lstrip("{"), local.rpartition(":")[2]
    nsmap: Any = NAMES if element.getparent() is None else {}
    tag = local if _NAME.fullmatch(local) else "span"
    made = etree.Element(f"{{{space or XHTML}}}{tag if space else tag.lower()}", nsmap=nsmap)
    for key, value in element.attrib.items():
        prefix, _, name = str(key).rpartition(":")
        if str(key).startswith("{"):
            made.set(str(key), str(value))
        elif _NAME.fullmatch(name) and prefix in ("", "xml", "epub") and name != "xmlns":
            spaces = {"xml": "{http://www.w3.org/XML/1998/namespace}", "epub": f"{{{EPUB}}}"}
            made.set(spaces.get(prefix, "") + name, str(value))
    made.text = element.text
    for child in element:
        if isinstance(child.tag, str):
            made.append(_copied(child))
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + (child.tail or "")
        else:
            made.text = (made.text or "") + (child.tail or "")
    made.tail = element.tail
    return made
