"""Write the sample as an EPUB 3: semantic, small, and the same bytes every time."""

import re
import zipfile
from html import escape
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from sample_cover import png
from sample_text import Block, Chapter, Sample

PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 epub:prefix="z3998: http://www.daisy.org/z3998/2012/vocab/structure/"
 xml:lang="{language}" lang="{language}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body epub:type="{matter}">
{body}
</body>
</html>
"""

STYLE = """body { margin: 5%; font-family: serif; line-height: 1.4; }
h1, [epub|type~="subtitle"], hr + p { text-indent: 0; }
p { margin: 0; text-indent: 1.2em; }
blockquote p { text-indent: 0; }
hr { width: 20%; margin: 1.5em auto; }
"""

PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:creator id="author">{author}</dc:creator>
<meta refines="#author" property="role" scheme="marc:relators">aut</meta>
<dc:language>{language}</dc:language>
<dc:date>{year}</dc:date>
<dc:rights>{rights}</dc:rights>
<meta property="dcterms:modified">{year}-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}
</manifest>
<spine>
{spine}
</spine>
</package>
"""

CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


def write(sample: Sample, target: Path) -> None:
    """Write `sample` to `target`; nothing in it depends on when and where."""
    about = {name: escape(value) for name, value in sample.about.items()}
    pages = {"titlepage": _page(about, about["title"], "frontmatter", _title_page(about))}
    contents = [("titlepage", "Title Page")]
    for number, chapter in enumerate(sample.chapters):
        name = chapter.role if chapter.role != "chapter" else f"chapter-{number}"
        matter = "bodymatter" if chapter.role == "chapter" else "frontmatter"
        pages[name] = _page(about, escape(chapter.title), matter, _section(chapter))
        contents.append((name, escape(chapter.title)))
    files = {"META-INF/container.xml": CONTAINER, "EPUB/package.opf": _package(about, list(pages))}
    files["EPUB/nav.xhtml"] = _page(about, "Contents", "frontmatter", _nav(contents))
    files |= {f"EPUB/{name}.xhtml": page for name, page in pages.items()}
    files["EPUB/style.css"] = '@namespace epub "http://www.idpf.org/2007/ops";\n' + STYLE
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {"mimetype": "application/epub+zip", **files, "EPUB/cover.png": png()}.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix wherever it is made
            archive.writestr(entry, content)


def _page(about: dict[str, str], title: str, matter: str, body: str) -> str:
    return PAGE.format(language=about["language"], title=title, matter=matter, body=body)


def _title_page(about: dict[str, str]) -> str:
    return (
        f'<section epub:type="titlepage"><h1 epub:type="title">{about["title"]}</h1>'
        f"<p>{about['author']}</p></section>"
    )


def _section(chapter: Chapter) -> str:
    roles = f'epub:type="{chapter.role}" role="doc-{chapter.role}"'
    title = f'<h1 epub:type="title">{escape(chapter.title)}</h1>'
    if chapter.subtitle:
        subtitle = f'<p epub:type="subtitle" role="doc-subtitle">{escape(chapter.subtitle)}</p>'
        title = f"<hgroup>{title}{subtitle}</hgroup>"
    if chapter.role == "dedication":
        title = ""
    notes = [
        f'<aside id="note-{mark}" epub:type="footnote" role="doc-footnote"><p>{_inline(text)}</p></aside>'
        for mark, text in chapter.notes.items()
    ]
    return "\n".join([f"<section {roles}>", title, *map(_block, chapter.blocks), *notes, "</section>"])


def _block(block: Block) -> str:
    if block.kind == "break":
        return "<hr/>"
    if block.kind == "verse":
        lines = "<br/>\n".join(f"<span>{_inline(line)}</span>" for line in block.text.split("\n"))
        return f'<blockquote epub:type="z3998:verse"><p>{lines}</p></blockquote>'
    return f"<p>{_inline(block.text)}</p>"


def _inline(text: str) -> str:
    text = re.sub(r"\*(.+?)\*", r"<em>\1</em>", escape(text, quote=False))
    note = r'<a href="#note-\1" epub:type="noteref" role="doc-noteref">\1</a>'
    return re.sub(r"\[\^(\d+)\]", note, text)


def _nav(contents: list[tuple[str, str]]) -> str:
    entries = "\n".join(f'<li><a href="{name}.xhtml">{title}</a></li>' for name, title in contents)
    return f'<nav epub:type="toc" role="doc-toc"><h1>Contents</h1>\n<ol>\n{entries}\n</ol></nav>'


def _package(about: dict[str, str], pages: list[str]) -> str:
    items = "\n".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in pages
    )
    spine = "\n".join(f'<itemref idref="{name}"/>' for name in pages)
    identifier = uuid5(NAMESPACE_URL, f"bindery/{about['title']}")
    return PACKAGE.format(**about, identifier=identifier, items=items, spine=spine)
