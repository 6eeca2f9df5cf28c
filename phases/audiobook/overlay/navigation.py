"""The navigation document of an EPUB 3."""

from collections.abc import Sequence
from html import escape

from phases.audiobook.overlay.pages import EPUB, XHTML, markup_of
from phases.audiobook.overlay.smil import link


def navigation(name: str, rows: Sequence[tuple[str, str, str]], title: str, language: str) -> str:
    """The document `name` with a table of contents of `rows`: (title, name of the page, fragment)."""
    entries = "\n".join(
        f'<li><a href="{escape(link(name, page) + (f"#{fragment}" if fragment else ""))}">'
        f"{markup_of(' '.join(text.split()) or title)}</a></li>"
        for text, page, fragment in rows
    )
    body = (
        f'<nav epub:type="toc" role="doc-toc">\n<h1>{markup_of(title)}</h1>\n<ol>\n{entries}\n</ol>\n</nav>'
    )
    return document(title, language, body)


def document(title: str, language: str, body: str, head: str = "") -> str:
    """An XHTML document of EPUB 3."""
    own = f' xml:lang="{escape(language)}" lang="{escape(language)}"' if language else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{EPUB}"{own}>\n'
        f"<head><title>{markup_of(title)}</title>{head}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
