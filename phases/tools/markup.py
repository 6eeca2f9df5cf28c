"""Parse XML and XHTML from strangers: no DTD, no entities of theirs, no network; broken pages recovered."""

import codecs
import html
import html.entities
import re

from lxml import etree

from phases.graph.errors import InputError

XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
MAX_ENTITY = 32
"""Characters that an entity declared in the document itself may stand for."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_META = re.compile(rb"""<meta[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9._-]+)""", re.I)
_PROLOG = re.compile(r"^\s*<\?xml.*?\?>", re.S)
_DOCTYPE = re.compile(
    r"""<!DOCTYPE(?:[^<>"'\[]|"[^"]*"|'[^']*')*(?:\[(?P<subset>.*?)\]\s*)?>""", re.S | re.I
)
_ENTITY = re.compile(
    r"""<!ENTITY\s+(?P<name>[^\s%"'<>]+)\s+(?P<quote>["'])(?P<value>.*?)(?P=quote)\s*>""", re.S
)
_STRAY = re.compile("[\udc80-\udcff]")
_CONDITION = re.compile(r"<!\[(?:if\b[^\]<>]*|endif)\]>", re.I)
"""Word's own marks in a page, as ``<![if !supportLists]>``; every browser passes over them."""
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9._-]*);")
_MEANT = re.compile(r"&#(?:0*1[2-5]\d|[xX]0*[89][0-9A-Fa-f]);")
"""References to control characters, by which HTML means those of Windows-1252 at their numbers."""
_CONTROLS = {n: bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xA0)}
"""The same for the characters themselves, as in what says ISO-8859-1 and is Windows-1252."""
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
"""What is written as well where an encoding is named, by the labels of the WHATWG's Encoding Standard."""
_ROOT = re.compile(r"<[A-Za-z_]")
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SELF_CLOSED = re.compile(r"""<(?P<name>[A-Za-z][\w:.-]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)/>""")
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.I)
"""Left out when a page is repaired: text may follow it."""
_EMPTY = "area base br col embed hr img input link meta param source track wbr image"
_VOID = frozenset(_EMPTY.split())
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def xml(data: bytes, name: str, *, repair: bool = True) -> etree._Element:
    """The root of the XML in `data`; with `repair`, of broken XML too. Raises InputError naming `name`."""
    text = clean(decode(data)[0], name)
    for recover in (False, True) if repair else (False,):
        try:
            root = etree.fromstring(text, _xml_parser(recover))
        except (etree.XMLSyntaxError, ValueError):
            continue
        if root is not None:
            return root
    raise InputError(f"{name} is not XML", "the book is damaged; get it again")


def page(text: str) -> etree._Element | None:
    """The root of the XHTML page `text`, which has been through :func:`clean`; None if not well-formed."""
    return _parsed(text, _xml_parser(False))


def repaired(text: str) -> list[etree._Element]:
    """The possible readings of a page that is not well-formed, the best first.

    It is read as HTML, as browsers do, and as repaired XML: which kept all words is for the caller to see.
    """
    opened = _SELF_CLOSED.sub(_open_and_close, _END_OF_PAGE.sub("", text))
    found = (_parsed(opened, _html_parser()), _parsed(text, _xml_parser(True)))
    return [root for root in found if root is not None]


def _parsed(text: str, parser: etree.XMLParser | etree.HTMLParser) -> etree._Element | None:
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def decode(data: bytes) -> tuple[str, str]:
    """The text of a markup file and a warning, or an empty one: BOM, declaration, UTF-8, cp1252."""
    text, warning = _decoded(data)
    return _MEANT.sub(lambda match: html.unescape(match.group()), text.translate(_CONTROLS)), warning


def _decoded(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace"), ""
    declared = _DECLARED.search(data[:1024]) or _META.search(data[:4096])
    guess = declared.group(1).decode("ascii").lower() if declared else _by_zeros(data)
    for encoding in (guess, "utf-8", _WIDER.get(guess.removeprefix("x-"), "utf-8")):
        if declared and encoding.startswith(("utf-16", "utf-32")):
            continue  # the declaration itself is not written so
        try:
            text = data.decode(encoding.removeprefix("x-"))
        except (UnicodeError, LookupError):
            continue
        return text, f"is UTF-8 and not {guess}" if encoding == "utf-8" != guess else ""
    return unlike_utf8(data), f"is not {guess}; read as Windows-1252"


def unlike_utf8(data: bytes) -> str:
    """The text of what is not UTF-8: Windows-1252, or most of it UTF-8 and the rest of it that."""
    text = data.decode("utf-8", "surrogateescape")
    wrong = len(_STRAY.findall(text))
    if sum(not char.isascii() for char in text) <= wrong:
        return data.decode("cp1252", "replace")
    return _STRAY.sub(lambda match: bytes([ord(match.group()) & 0xFF]).decode("cp1252", "replace"), text)


def _by_zeros(data: bytes) -> str:
    """The encoding of what declares none that can be read: UTF-16 by the zeros around its first tag."""
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(data[:2], "utf-8")


def clean(text: str, name: str) -> str:
    """`text` without XML declaration, DOCTYPE and entities other than the five of XML.

    HTML's named characters become characters, and so do plain short entities that the document
    declares itself. Entities that name files, other entities or markup are refused with InputError.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _PROLOG.sub("", _INVALID.sub("", text), count=1)
    own: dict[str, str] = {}
    if doctype := _DOCTYPE.search(text):
        own = _declared(doctype.group("subset") or "", name)
        text = text[: doctype.start()] + text[doctype.end() :]
    text = _CONDITION.sub("", text)
    prolog = text[: root.start()] if (root := _ROOT.search(text)) else text
    if "<!ENTITY" in prolog.upper():
        raise InputError(f"{name} declares XML entities", "no real book needs them; get a clean copy")
    return _REFERENCE.sub(lambda match: _resolve(match, own), text)


def _declared(subset: str, name: str) -> dict[str, str]:
    found = {m.group("name"): html.unescape(m.group("value")) for m in _ENTITY.finditer(subset)}
    rest = _ENTITY.sub("", subset).upper()
    plain = all(len(v) <= MAX_ENTITY and not set(v) & set("&<%") for v in found.values())
    if "<!ENTITY" in rest or not plain:
        raise InputError(
            f"{name} declares XML entities that name other entities, files or markup",
            "no real book needs them; get a clean copy",
        )
    return found


def _resolve(match: re.Match[str], own: dict[str, str]) -> str:
    name = match.group(1)
    if name in XML_ENTITIES:
        return match.group()
    value = own.get(name) or html.entities.html5.get(name + ";")
    return html.escape(value) if value else "&amp;" + match.group()[1:]


def _open_and_close(match: re.Match[str]) -> str:
    """``<a id="x"/>`` as HTML understands it; left alone for elements that are always empty."""
    name, rest = match.group("name", "rest")
    return match.group() if name.lower() in _VOID else f"<{name}{rest}></{name}>"


def _xml_parser(recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )


def _html_parser() -> etree.HTMLParser:
    return etree.HTMLParser(recover=True, no_network=True, huge_tree=False)
