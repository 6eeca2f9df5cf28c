"""Read (X)HTML without a parser and without a tree: the text between the tags, character by character.

This is the second way by which the ledger reads every document, and the last resort for a document
so broken that no parser keeps all its words.
"""

import html
import re
from collections.abc import Iterator

_KNOWN = (
    "a abbr address article aside b big blockquote body br caption center cite code col dd del"
    " dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr html i img"
    " ins li main nav ol p pre q rp rt ruby s section small span strike strong sub sup table tbody"
    " td tfoot th thead tr tt u ul"
)
KNOWN = frozenset(_KNOWN.split())
"""Elements that :func:`rebuilt` keeps."""

_CLEAN = r"""(?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*/?"""
_ANY = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*"""
_MARKUP = re.compile(
    rf"""<!--.*?(?:-->|\Z)
      | <!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)
      | <\?.*?(?:\?>|\Z)
      | <(?P<drop>(?:[\w.-]+:)?(?:head|script|style))(?=[\s/>]){_ANY}
          (?:/>|(?<!/)>.*?(?:</(?P=drop)\s*>|(?=<body\b)))
      | <(?P<close>/?)(?P<name>[A-Za-z_][^\s/<>]*)(?:(?P<clean>{_CLEAN})>|(?P<any>{_ANY}|[^<>]*)>)
      | </?(?:{"|".join(_KNOWN.split())})(?=<|\Z)""",
    re.X | re.S | re.I,
)
_ALT = re.compile(r"""\salt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)


def plain(source: str) -> str:
    """The text of `source`: tags, head, scripts and styles gone, pictures as their ``alt``."""
    return "".join(text for text, _ in _pieces(source))


def rebuilt(source: str) -> str:
    """`source` as HTML that any parser reads alike: only elements of text, each tag whole.

    Its text is that of :func:`plain`, whatever is wrong with the tags of `source`.
    """
    body = "".join(tag or html.escape(text) for text, tag in _pieces(source))
    return f"<html><body>{body}</body></html>"


def _pieces(source: str) -> Iterator[tuple[str, str]]:
    """(text, tag): stretches of text without a tag, and tags, with the ``alt`` of pictures as text."""
    end = 0
    for match in _MARKUP.finditer(source):
        yield html.unescape(source[end : match.start()]), ""
        end = match.end()
        if match["cdata"]:
            yield match["cdata"], ""
        elif match["name"]:
            yield _tag(match)
    yield html.unescape(source[end:]), ""


def _tag(match: re.Match[str]) -> tuple[str, str]:
    name = match["name"].lower().rpartition(":")[2]
    clean, found = match["clean"], ""
    if name == "img" and not match["close"]:
        alt = _ALT.search(clean if clean is not None else match["any"])
        found = html.unescape(alt[1] or alt[2] or "") if alt else ""
        return found, f'<img alt="{html.escape(found)}">'
    if name not in KNOWN or name in ("html", "body"):
        return "", "<!---->"
    return "", f"<{match['close']}{name}{(clean or '').rstrip('/ ')}>"
