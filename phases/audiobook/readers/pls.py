"""Pronunciation lexicons of an EPUB (W3C PLS 1.0): grapheme to phonemes in IPA, or to other words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from phases.audiobook.book import Span
from phases.audiobook.readers.blocks import Block
from phases.audiobook.readers.dom import descendants, language, local, text_of
from phases.audiobook.readers.language import same
from phases.audiobook.readers.ledger import line
from phases.audiobook.readers.opf import MAX_XML, Package, resolve
from phases.graph.errors import InputError
from phases.tools import markup
from phases.tools.archive import Archive

KIND = "application/pls+xml"
MAX_ENTRIES = 100_000
"""Graphemes of a book's lexicons; more are left out."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Said:
    """How a lexicon speaks a grapheme."""

    grapheme: str
    language: str
    ipa: str = ""
    say: str = ""


Lexicon = Mapping[str, Sequence[Said]]
"""First word of graphemes to those that begin with it, the longest first."""


def lexicons(
    archive: Archive, package: Package, documents: Iterable[tuple[str, etree._Element]]
) -> dict[str, Lexicon]:
    """Path of a document to the lexicon of those that it links to.

    In a book whose documents link to none, the lexicons of the manifest hold for all of it.
    """
    linked = {path: list(dict.fromkeys(_links(path, root))) for path, root in documents}
    if not any(linked.values()):
        named = [entry.path for entry in package.manifest.values() if entry.kind == KIND]
        linked = dict.fromkeys(linked, named)
    wanted = {tuple(names) for names in linked.values() if names}
    read = {name: _read(archive, package, name) for name in sorted({n for names in wanted for n in names})}
    made = {names: _index(said for name in names for said in read[name]) for names in wanted}
    return {path: made[tuple(names)] for path, names in linked.items() if names}


def pronounced(block: Block, lexicon: Lexicon, book: str) -> Block:
    """`block` with the pronunciations that `lexicon` gives, in a book in the language `book`."""
    text, found, end = block.text, [], 0
    for match in _WORD.finditer(text):
        start = match.start()
        for said in lexicon.get(match.group().casefold(), ()) if start >= end else ():
            if _stands(text, start, said.grapheme) and same(said.language, block.language or book):
                end = start + len(said.grapheme)
                found.append(Span(start, end, ipa=said.ipa, say=said.say))
                break
    return replace(block, said=tuple(found)) if found else block


def _stands(text: str, start: int, grapheme: str) -> bool:
    """Whether `grapheme` stands at `start` as a word; its first letter may be a capital."""
    there, behind = text[start : start + len(grapheme)], text[start + len(grapheme) :][:1]
    equal = there[1:] == grapheme[1:] and there[:1] in (grapheme[0], grapheme[0].upper())
    return equal and not (behind.isalnum() and there[-1:].isalnum())


def _links(path: str, root: etree._Element) -> Iterable[str]:
    for link in descendants(root, "link"):
        if "pronunciation" in (link.get("rel") or "").lower().split():
            name, _ = resolve(path, link.get("href") or "")
            if name:
                yield name


def _read(archive: Archive, package: Package, path: str) -> list[Said]:
    """The graphemes of the lexicon at `path`; a fault is a warning."""
    name = archive.find(path)
    if name is None:
        package.warnings.append(f"{path} is missing")
        return []
    try:
        root = markup.xml(archive.read(name, MAX_XML), name)
    except InputError as error:
        package.warnings.append(f"{name} cannot be used: {error.message}")
        return []
    alphabet = (root.get("alphabet") or "ipa").lower()
    found = []
    for lexeme in descendants(root, "lexeme"):
        said = _said(lexeme, alphabet)
        tongue = language(lexeme) or language(root) or ""
        graphemes = [line(text_of(e)) for e in lexeme.iter(etree.Element) if local(e) == "grapheme"]
        found += [Said(g, tongue, *said) for g in graphemes if any(said) and _WORD.match(g)]
    return found


def _said(lexeme: etree._Element, alphabet: str) -> tuple[str, str]:
    """(IPA, words to speak instead) of a lexeme: of the preferred entry, else of the first."""
    usable = [
        e
        for e in lexeme.iter(etree.Element)
        if local(e) == "alias"
        or (local(e) == "phoneme" and (e.get("alphabet") or alphabet).lower() == "ipa")
    ]
    usable.sort(key=lambda e: (e.get("prefer") or "").lower() != "true")
    if not usable:
        return "", ""
    text = line(text_of(usable[0]))
    return (text, "") if local(usable[0]) == "phoneme" else ("", text)


def _index(entries: Iterable[Said]) -> Lexicon:
    found: dict[str, list[Said]] = {}
    for _, said in zip(range(MAX_ENTRIES), entries, strict=False):
        if match := _WORD.match(said.grapheme):
            found.setdefault(match.group().casefold(), []).append(said)
    return {word: sorted(them, key=lambda said: -len(said.grapheme)) for word, them in found.items()}
