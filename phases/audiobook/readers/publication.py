"""What a book says of its publication: authors, series, publisher, ISBN, what it is about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from phases.audiobook.readers import tagless
from phases.audiobook.readers.dom import descendants, local, text_of
from phases.audiobook.readers.ledger import line

LONGEST = 300
"""Characters of a name."""
LONGEST_DESCRIPTION = 4_000
"""Characters: as many as shops take."""
SERIES = "series"
_ELEMENT = re.compile(r"</?[a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|h[1-6]|blockquote))\b[^<>]*>", re.I)
_LABELLED = re.compile(r"(?:urn:)?isbn(?:-1[03])?\s*[:=]?\s*([\dxX\s-]+)", re.I)
_PART = re.compile(r"\s*0*(\d+(?:\.\d+)*?)(?:\.0+)?\s*")


@dataclass(frozen=True)
class Publication:
    """Of `readers.Facts` what stands in catalogues; what is empty is not known."""

    authors: tuple[str, ...] = ()
    series: str = ""
    series_part: str = ""
    publisher: str = ""
    isbn: str = ""
    description: str = ""


NOTHING_KNOWN = Publication()


def publication(
    authors: Iterable[str] = (),
    series: str = "",
    part: str = "",
    publisher: str = "",
    identifiers: Iterable[tuple[str, str]] = (),
    description: str = "",
) -> Publication:
    """The values, cleaned; of the `identifiers`, (scheme, text), the first that is an ISBN."""
    found = (isbn(text, scheme) for scheme, text in identifiers)
    name = line(series)[:LONGEST]
    return Publication(
        authors=tuple(dict.fromkeys(filter(None, map(line, authors)))),
        series=name,
        series_part=position(part) if name else "",
        publisher=line(publisher)[:LONGEST],
        isbn=next(filter(None, found), ""),
        description=plain(description),
    )


def isbn(text: str, scheme: str = "") -> str:
    """The ISBN in an identifier, its digits alone; empty where the check digit says that it is none.

    A number of 10 digits must be called an ISBN, because one in eleven has a right check digit.

    >>> isbn("urn:isbn:978-0-306-40615-7"), isbn("0-306-40615-2", "ISBN"), isbn("9780306406158")
    ('9780306406157', '0306406152', '')
    """
    labelled = _LABELLED.fullmatch(text.strip())
    code = re.sub(r"[\s-]", "", labelled[1] if labelled else text).upper()
    if re.fullmatch(r"97[89]\d{10}", code):
        total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(code))
        return code if total % 10 == 0 else ""
    if re.fullmatch(r"\d{9}[\dX]", code) and (labelled or "isbn" in scheme.lower()):
        total = sum((10 - at) * (10 if digit == "X" else int(digit)) for at, digit in enumerate(code))
        return code if total % 11 == 0 else ""
    return ""


def position(text: str) -> str:
    """The number of a part as players sort by it; empty for what is no number.

    >>> position("2.0"), position("02.5"), position("two")
    ('2', '2.5', '')
    """
    found = _PART.fullmatch(text)
    return found[1] if found and len(found[1]) <= 12 else ""


def plain(description: str) -> str:
    """A description without markup, a line for each paragraph, cut between words where it is too long."""
    if _ELEMENT.search(description):
        description = tagless.plain(_BREAK.sub(lambda tag: f"\n{tag[0]}", description))
    text = "\n".join(filter(None, map(line, description.splitlines())))
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[: LONGEST_DESCRIPTION - 1].rpartition(" ")[0].rstrip() + "…"


def of_opf(metadata: etree._Element, authors: Sequence[str]) -> Publication:
    """What the ``metadata`` of an EPUB 2 or 3 says; `authors` are its creators."""
    metas = descendants(metadata, "meta")
    more: dict[str, dict[str, str]] = {}
    for meta in metas:
        if target := (meta.get("refines") or "").removeprefix("#"):
            more.setdefault(target, {})[meta.get("property") or ""] = line(text_of(meta))
    named = {meta.get("name"): meta.get("content") or "" for meta in metas if meta.get("name")}
    name, part = _collection(metas, more)
    if not name:
        name, part = named.get("calibre:series", ""), named.get("calibre:series_index", "")
    identifiers = [
        (
            f"{_attribute(e, 'scheme')} {more.get(e.get('id') or '', {}).get('identifier-type', '')}",
            line(text_of(e)),
        )
        for e in descendants(metadata, "identifier")
    ]
    # ONIX code list 5, by which EPUB 3 names the kinds of identifiers: 02 is ISBN-10, 15 is ISBN-13.
    schemes = {"02": "isbn", "15": "isbn"}
    return publication(
        authors,
        name,
        part,
        next((text_of(e) for e in descendants(metadata, "publisher")), ""),
        [(schemes.get(scheme.strip(), scheme), text) for scheme, text in identifiers],
        _inner(metadata, "description"),
    )


def of_fb2(root: etree._Element, authors: Sequence[str]) -> Publication:
    """What ``title-info`` and ``publish-info`` of an FB2 book say."""
    about = next(iter(descendants(root, "title-info")), root)
    printed = next(iter(descendants(root, "publish-info")), None)
    sequences = [e for e in about if local(e) == "sequence" and e.get("name")]
    sequence = sequences[0] if sequences else None

    def first(name: str) -> str:
        return next((text_of(e) for e in descendants(printed, name)), "") if printed is not None else ""

    return publication(
        authors,
        sequence.get("name") or "" if sequence is not None else "",
        sequence.get("number") or "" if sequence is not None else "",
        first("publisher"),
        [("isbn", first("isbn"))],
        _inner(about, "annotation"),
    )


def of_pairs(said: Mapping[str, Any]) -> Publication:
    """What names and values say: of the ``meta`` of a page, or of the front matter of Markdown."""

    def value(*names: str) -> str:
        found = (said.get(name) for name in names)
        return next((str(one) for one in found if isinstance(one, (str, int, float)) and one != ""), "")

    return publication(
        series=value("series", "belongs-to-collection", "calibre:series"),
        part=value("series_part", "series-part", "group-position", "calibre:series_index"),
        publisher=value("publisher", "dc.publisher", "dcterms.publisher", "citation_publisher"),
        identifiers=[
            ("isbn", value("isbn", "citation_isbn", "book:isbn")),
            ("", value("identifier", "dc.identifier", "dcterms.identifier")),
        ],
        description=value("description", "dc.description", "dcterms.description", "og:description"),
    )


def _collection(metas: Sequence[etree._Element], more: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """(name, position) of the series that an EPUB 3 belongs to; a ``set`` is often a list of best books."""
    for meta in metas:
        if meta.get("property") == "belongs-to-collection" and not meta.get("refines"):
            about = more.get(meta.get("id") or "", {})
            if about.get("collection-type", SERIES) == SERIES:
                return text_of(meta), about.get("group-position", "")
    return "", ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if etree.QName(str(k)).localname == name), "")


def _inner(parent: etree._Element, name: str) -> str:
    """The text of the first element `name` in `parent`, or its markup where it has any."""
    element = next(iter(descendants(parent, name)), None)
    if element is None or not len(element):
        return "" if element is None else text_of(element)
    return etree.tostring(element, encoding="unicode", with_tail=False)
