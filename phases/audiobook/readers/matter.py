"""The rules that may leave text out: each has a name, a reason, and how a book marks such text.

The setting ``audiobook.extract.skip`` lists the names that apply. A rule goes by what the book
says about its own structure (``epub:type``, ARIA role, landmarks, markup), never by its words.
The ledger counts the words that each rule skipped under its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Policy = Literal["skip", "reference", "chapter_end"]
"""Where notes are spoken: nowhere, behind the paragraph that refers to them, at the end of its chapter."""


@dataclass(frozen=True)
class Rule:
    """What a rule skips."""

    doc: str
    """What and why, for the documentation of the setting."""
    types: str = ""
    """Tokens of ``epub:type`` (and of EPUB 2's guide) that mark it, separated by spaces."""
    roles: str = ""
    """ARIA roles that mark it."""
    default: bool = True
    """Whether it applies unless the settings say otherwise."""


RULES: Mapping[str, Rule] = {
    # Matter: whole documents and sections.
    "cover": Rule("the cover page: the player shows the picture", "cover", "doc-cover"),
    "titlepage": Rule("title page: title and author are in the tags", "titlepage title-page"),
    "halftitle": Rule("half title: the bare title once more", "halftitle halftitlepage"),
    "imprint": Rule("who made this edition", "imprint"),
    "copyright-page": Rule("copyright or public-domain notice", "copyright-page", ""),
    "colophon": Rule("how this edition was made", "colophon", "doc-colophon"),
    "seriespage": Rule("other books of the series", "seriespage"),
    "toc": Rule("table of contents: the player has the chapters", "toc toc-brief", "doc-toc"),
    "landmarks": Rule("list of landmarks: for programs", "landmarks"),
    "page-list": Rule("list of the printed pages", "page-list", "doc-pagelist"),
    "lists": Rule("lists of illustrations, tables, audio and video", "loi lot loa lov"),
    "index": Rule("index: refers to printed pages", "index", "doc-index"),
    "bibliography": Rule("bibliography: for looking up", "bibliography", "doc-bibliography"),
    "endnotes": Rule("notes at the end", "endnotes rearnotes notes", "doc-endnotes"),
    "dedication": Rule("dedication", "dedication", "doc-dedication", default=False),
    "epigraph": Rule("epigraphs", "epigraph", "doc-epigraph", default=False),
    "foreword": Rule("foreword", "foreword", "doc-foreword", default=False),
    "preface": Rule("preface", "preface", "doc-preface", default=False),
    "introduction": Rule("introduction", "introduction", "doc-introduction", default=False),
    "acknowledgments": Rule(
        "thanks", "acknowledgments acknowledgements", "doc-acknowledgments", default=False
    ),
    "afterword": Rule("afterword", "afterword", "doc-afterword", default=False),
    "appendix": Rule("appendices", "appendix", "doc-appendix", default=False),
    "glossary": Rule("glossary", "glossary", "doc-glossary", default=False),
    # Pieces inside the text.
    "footnote": Rule(
        "notes beside or below the text", "footnote footnotes rearnote endnote", "doc-footnote doc-endnote"
    ),
    "noteref": Rule("references to notes: the little numbers", "noteref", "doc-noteref"),
    "backlink": Rule("arrows from a note back to its reference", "backlink", "doc-backlink"),
    "pagebreak": Rule("numbers of the printed pages", "pagebreak", "doc-pagebreak"),
    "hidden": Rule("what a reader does not see (hidden, aria-hidden, display:none)"),
    "alt": Rule("descriptions of pictures"),
    "caption": Rule("what stands below pictures and above tables", default=False),
    "table": Rule("tables", default=False),
    "list": Rule("lists of items, numbered or not", default=False),
    "verse": Rule("verse: poems and songs", default=False),
    "voice-mark": Rule("marks that name a voice: `[voice: anna]`"),
    "fixed-layout": Rule("books of fixed layout, whole: their words stand on pictures, in no sure order"),
    "ruby": Rule("how to pronounce a character, beside the character itself"),
    "fallback": Rule("replacement for media and formulas in programs that cannot show them"),
    "non-linear": Rule('documents outside the reading order (linear="no")'),
    "code": Rule("blocks of program code (a `code` alone in a `pre`)"),
    "gutenberg": Rule("Project Gutenberg's header and licence"),
    # PDF: what the page adds to the text.
    "running-head": Rule("running heads and feet of printed pages, stamps across them"),
    "page-number": Rule("page numbers of printed pages"),
}

NOTES = ("footnote", "endnotes")
"""The rules that leave notes out; a note that is spoken elsewhere stands below none of them."""

DEFAULT = tuple(sorted(name for name, rule in RULES.items() if rule.default))
"""The rules that apply unless the settings say otherwise."""

BY_TYPE = {token: name for name, rule in RULES.items() for token in rule.types.split()}
BY_ROLE = {role: name for name, rule in RULES.items() for role in rule.roles.split()}

INLINE = frozenset(("footnote", "noteref", "backlink", "pagebreak"))
"""Rules whose marks count on any element; the others' only on sections and blocks."""

_FRONT = (
    "frontmatter cover titlepage title-page halftitle halftitlepage imprint copyright-page dedication"
    " foreword preface introduction acknowledgments acknowledgements toc seriespage"
)
_BODY = "bodymatter chapter part volume text prologue epilogue conclusion"
_BACK = "backmatter afterword appendix glossary bibliography index colophon endnotes rearnotes notes"
MATTER = {
    token: matter
    for matter, tokens in (("front", _FRONT), ("body", _BODY), ("back", _BACK))
    for token in tokens.split()
}
"""What a type says about where in the book a section stands."""

DIVISIONS = frozenset(("frontmatter", "bodymatter", "backmatter"))
"""The types that say it for certain; the others are only usual there."""

_SPEAKERS = (
    "epigraph pullquote z3998:correspondence z3998:diary z3998:diary-entry z3998:dialogue z3998:hymn"
    " z3998:letter z3998:lyrics z3998:news-article z3998:poem z3998:postscript z3998:quotation z3998:song"
    " z3998:soliloquy z3998:verse"
)
SPEAKERS = {name: name for name in _SPEAKERS.split()} | {
    "doc-epigraph": "epigraph",
    "doc-pullquote": "pullquote",
}
"""Types and roles of passages that are somebody else's words, by the name under which a voice is set."""
