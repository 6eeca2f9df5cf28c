"""What an element says of the text in it: the rule that skips it, its kind, whose words, which language."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from lxml import etree

from phases.audiobook.readers.dom import heading, language, local, note_link, text_of
from phases.audiobook.readers.matter import BY_ROLE, BY_TYPE, DIVISIONS, INLINE, MATTER, SPEAKERS

_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol"
    " option p pre search section summary table tbody td text tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCKS.split())
DROPPED = frozenset(("head", "script", "style"))
"""Elements whose text is for programs; the ledger leaves them out too."""
FALLBACK = frozenset(
    ("audio", "video", "object", "iframe", "canvas", "noscript", "annotation", "annotation-xml")
)
VERSE = frozenset(f"z3998:{kind}" for kind in ("verse", "poem", "song", "hymn", "lyrics"))
TITLES = frozenset(("title", "subtitle", "fulltitle", "halftitle"))
KINDS = {"td": "table", "th": "table", "li": "list", "dt": "list", "dd": "list"} | {
    "caption": "caption",
    "figcaption": "caption",
}
"""Kind of the text in an element."""
BY_TAG = {"table": "table", "ul": "list", "ol": "list", "dl": "list", "caption": "caption"} | {
    "figcaption": "caption",
    "rt": "ruby",
    "rp": "ruby",
    "title": "alt",
    "desc": "alt",
}
"""Rule that skips an element."""

_INVISIBLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_DISPLAY_BLOCK = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|table|list-item|flex|grid)", re.I)
_INITIAL = re.compile(r"""\s*["'“‘«„]?[^\W\d_]\s*""")
_GOES_ON = re.compile(r"['’]?[^\W\d_]|\s+[^\W\d_]")
_PAGE_CLASS = re.compile(r"(?:x-ebookmaker-)?(?:page-?(?:num(?:ber)?|no)|pgnum|pb-?num)s?")
_PAGE_NUMBER = re.compile(r"[\[({]?\s*(?:(?:pg|page|p|s)\b\.?\s*)?(?:\d{1,4}|[ivxlc]+)\s*[\])}]?", re.I)
SSML = "{http://www.w3.org/2001/10/synthesis}"


@dataclass(frozen=True)
class Context:
    """What an element hands down to its children."""

    rule: str = ""
    kind: str = "text"
    level: int = 0
    matter: str = ""
    certain: bool = False
    """Whether `matter` is a division and not only what is usual."""
    source: str = ""
    pre: bool = False
    dropped: bool = False
    block: bool = True
    language: str = ""
    speaker: str = ""
    note: str = ""
    """Key of the note that the element is in."""
    inside: str = ""
    """The rule that skips it inside that note."""
    refers: str = ""
    """Key of the note to which it refers."""
    alphabet: str = "ipa"
    """Of ``ssml:ph``."""
    ipa: str = ""


def is_block(element: etree._Element, tag: str) -> bool:
    return tag in BLOCKS or bool(_DISPLAY_BLOCK.search(element.get("style") or ""))


def rule_of(element: etree._Element, types: Sequence[str], block: bool, skip: Set[str]) -> str:
    """The rule of `skip` that leaves out `element` with all that is in it, or nothing."""
    tag = local(element)
    roles = (element.get("role") or "").lower().split()
    found = [BY_TYPE[t] for t in types if t in BY_TYPE] + [BY_ROLE[r] for r in roles if r in BY_ROLE]
    found = [rule for rule in found if block or rule in INLINE]
    if note_link(element):
        found.append("noteref")
    if (
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").lower() == "true"
        or _INVISIBLE.search(element.get("style") or "")
    ):
        found.append("hidden")
    if tag in FALLBACK:
        found.append("fallback")
    if tag in BY_TAG:
        found.append(BY_TAG[tag])
    if VERSE & set(types):
        found.append("verse")
    if tag == "pre" and [local(child) for child in element] == ["code"]:
        found.append("code")
    classes = (element.get("class") or "").lower().split()
    if "pg-boilerplate" in classes:
        found.append("gutenberg")
    if any(map(_PAGE_CLASS.fullmatch, classes)) and _PAGE_NUMBER.fullmatch(text_of(element).strip()):
        found.append("pagebreak")
    return next((rule for rule in found if rule in skip), "")


def initial(picture: etree._Element) -> str:
    """The letter that `picture` shows, with which the word behind it begins; empty for other pictures."""
    alt = picture.get("alt") or ""
    here: etree._Element | None = picture
    if not _INITIAL.fullmatch(alt) or alt != alt.upper():
        return ""
    while here is not None and not here.tail and here.getnext() is None:
        above = here.getparent()
        here = None if above is None or local(above) in BLOCKS else above
    if here is None:
        return ""
    following = here.getnext()
    behind = here.tail or (text_of(following) if following is not None else "")
    return alt.strip() if _GOES_ON.match(behind) else ""


def described(above: Context, element: etree._Element, types: Sequence[str], block: bool) -> Context:
    """The context below `element`: kind, heading level, matter, language, speaker and sounds."""
    kind, level = _kind(above, element, types, block)
    matter, certain = _matter(above, local(element), types)
    alphabet = (element.get(f"{SSML}alphabet") or element.get("ssml:alphabet") or above.alphabet).lower()
    return replace(
        above,
        kind=kind,
        level=level,
        matter=matter,
        certain=certain,
        language=above.language if (said := language(element)) is None else said,
        speaker=_speaker(above, element, types, block),
        alphabet=alphabet,
        ipa=_ipa(above, element, alphabet),
    )


def _kind(above: Context, element: etree._Element, types: Sequence[str], block: bool) -> tuple[str, int]:
    tag, role = local(element), (element.get("role") or "").lower()
    if heading(element):
        return "heading", int(tag[1])
    if role == "heading":
        given = element.get("aria-level") or ""
        return "heading", int(given) if re.fullmatch("[1-6]", given) else 2
    if block and (tag == "hgroup" or TITLES & set(types)) and above.kind != "heading":
        return "heading", 6
    if VERSE & set(types) and above.kind == "text":
        return "verse", above.level
    if tag in KINDS and above.kind in ("text", "list", "table"):
        return KINDS[tag], above.level
    return above.kind, above.level


def _matter(above: Context, tag: str, types: Sequence[str]) -> tuple[str, bool]:
    """(front, body, back or nothing, whether that is certain)"""
    if tag in ("body", "section", "article", "div", "nav", "aside") and not above.certain:
        sure = [MATTER[t] for t in types if t in DIVISIONS]
        usual = [MATTER[t] for t in types if t in MATTER]
        if sure:
            return sure[0], True
        if usual and not above.matter:
            return usual[0], False
    return above.matter, above.certain


def _speaker(above: Context, element: etree._Element, types: Sequence[str], block: bool) -> str:
    """Whose words are in a block: the innermost type or role that says so, else that it is a quotation."""
    if not block:
        return above.speaker
    said = [*types, *(element.get("role") or "").lower().split()]
    named = next((SPEAKERS[name] for name in said if name in SPEAKERS), "")
    return named or above.speaker or ("blockquote" if local(element) == "blockquote" else "")


def _ipa(above: Context, element: etree._Element, alphabet: str) -> str:
    """The sounds that ``ssml:ph`` gives, in the International Phonetic Alphabet; others are not known."""
    own = element.get(f"{SSML}ph") or element.get("ssml:ph") or ""
    if not own:
        return above.ipa
    return " ".join(own.split()) if alphabet == "ipa" else ""
