"""What XHTML 1.1 and older have and the XHTML of EPUB 3 has not, and what stands in its place.

After the sections "Obsolete features" of the HTML standard and "Rendering", which gives the styles.
"""

import html
import re

TAGS = {
    "acronym": ("abbr", ""),
    "basefont": ("span", ""),
    "big": ("span", "font-size: larger"),
    "center": ("div", "text-align: center"),
    "dir": ("ul", ""),
    "font": ("span", ""),
    "strike": ("s", ""),
    "tt": ("code", ""),
}
"""Element to the one that takes its place, and its style."""
GONE = {
    "": "charset coords rev shape axis char charoff nowrap noshade cellspacing cellpadding rules frame"
    " summary compact hspace vspace longdesc scheme xml:space background link vlink alink clear",
    "html": "version",
    "head": "profile",
    "body": "text",
    "td": "scope abbr",
    "table": "border width",
    "img": "name border",
    "object": "align border",
    "hr": "size",
    "br": "clear",
    "script": "language",
    "a": "name",
    "div": "name",
    "p": "name",
    "font": "size face color",
    "basefont": "size face color",
    "ul": "type",
    "li": "type",
    "pre": "width",
}
"""Attributes without a use, by element; those of "" anywhere."""
SIZED = frozenset(("td", "th", "col", "colgroup", "hr", "table", "tr"))
"""Elements whose width and height are styles."""
_ATTRIBUTE = re.compile(r"""([^\s=/<>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<close>/?)(?P<name>[A-Za-z][^\s/<>]*)"""
    r"""(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*?)(?P<empty>\s*/?)>""",
    re.S,
)
_META = re.compile(r"<(?:\w+:)?meta\s[^>]*(?:http-equiv|charset)[^>]*?(?:/>|>\s*</(?:\w+:)?meta\s*>)", re.I)
"""What pages say to servers, and their encoding, which the first line of the page says."""


def modern(source: str) -> str:
    """The well-formed page `source` with obsolete elements and attributes put as HTML has them now."""
    return _TAG.sub(_tag, _META.sub("", source))


def _tag(match: re.Match[str]) -> str:
    if not match["name"]:
        return match[0]
    prefix, colon, name = match["name"].rpartition(":")
    if prefix and prefix not in ("h", "html", "xhtml"):
        return match[0]
    new, style = TAGS.get(name, (name, ""))
    if match["close"]:
        return f"</{prefix}{colon}{new}>" if new != name else match[0]
    given = {key: html.unescape(value[1:-1]) for key, value in _ATTRIBUTE.findall(match["rest"])}
    kept = _attributes(name, given, style)
    if kept == given and new == name:
        return match[0]
    shown = "".join(f' {key}="{html.escape(value)}"' for key, value in kept.items())
    return f"<{prefix}{colon}{new}{shown}{match['empty']}>"


def _attributes(name: str, given: dict[str, str], style: str) -> dict[str, str]:
    """Attributes of an element `name`: those that say how it looks become a style."""
    gone = frozenset(f"{GONE['']} {GONE.get(name, '')}".split())
    styles = [style] if style else []
    kept: dict[str, str] = {}
    for key, value in given.items():
        if key == "name" and name in ("a", "div", "p") and "id" not in given and _is_id(value):
            kept["id"] = value
        elif looks := _style(name, key, value.strip()):
            styles.append(looks)
        elif key not in gone and not _presents(name, key):
            kept[key] = value
    if styles:
        own = kept.pop("style", "").strip().rstrip(";")
        kept["style"] = "; ".join([*styles, *([own] if own else [])])
    return kept


def _presents(name: str, key: str) -> bool:
    """Whether the attribute only says how it looks, so that a wrong value of it may go."""
    return key in ("align", "valign", "bgcolor") or (key in ("width", "height") and name in SIZED)


def _style(name: str, key: str, value: str) -> str:
    """The style that says what an attribute said; nothing where it said nothing."""
    word = value.lower()
    if not re.fullmatch(r"[\w#%., -]+", value):
        return ""
    if key == "align" and word in ("left", "right", "center", "justify", "middle"):
        if name in ("img", "table", "object") and word in ("left", "right"):
            return f"float: {word}"
        if name in ("table", "hr"):
            return "margin: 0 auto" if word == "center" else ""
        return "" if name in ("img", "object") else f"text-align: {'center' if word == 'middle' else word}"
    if key == "valign" and word in ("top", "middle", "bottom", "baseline"):
        return f"vertical-align: {word}"
    if key == "bgcolor" or (key == "color" and name == "font"):
        return f"{'background-color' if key == 'bgcolor' else 'color'}: {value}"
    if key == "face" and name == "font":
        return f"font-family: {value}"
    if key in ("width", "height") and name in SIZED and re.fullmatch(r"\d+(?:px|%)?", word):
        return f"{key}: {word if word.endswith(('%', 'px')) else word + 'px'}"
    if key == "border" and name in ("table", "img") and word not in ("0", "0px"):
        return "border: 1px solid"
    if key == "clear" and name == "br" and word in ("left", "right", "all", "both"):
        return f"clear: {'both' if word == 'all' else word}"
    if key == "nowrap":
        return "white-space: nowrap"
    return ""


def _is_id(value: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d][\w.-]*", value))
