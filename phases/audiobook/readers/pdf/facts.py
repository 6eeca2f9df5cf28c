"""What a PDF says about itself: title, author, year, language, cover.

Document information is often left over from the program that made the file (``untitled``,
``Microsoft Word - draft3.doc``): such a title is no title, and the largest text of the first page,
or the name of the file, stands in. The date in it is that of the file, not of the book, so the year
is that of the copyright line.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from phases.audiobook.readers import Facts, legible
from phases.audiobook.readers.language import language
from phases.audiobook.readers.pdf.columns import with_drop_caps
from phases.tools.pdf import Document
from phases.tools.pdf_lines import Line
from phases.tools.pdf_page import Page

FIRST_PAGES = 8
"""Pages on which the title and the year of publication are looked for."""
COVER_PX = 1_400
"""Pixels of the longer side of the cover."""
COVER_WORDS = 60
"""Words from which on a first page without a picture is text and no cover."""
MAX_TITLE = 200
"""Characters of a title that is taken from the first page."""

_JUNK_TITLE = re.compile(
    r"""(?:untitled|unknown|no\s title|title|document|slide|page|book|layout|doc|pdf|scan\w*)[\s\d_.-]*
      |microsoft\ (?:word|powerpoint|publisher)\ -\ .*
      |.*\.(?:docx?|pdf|indd|qxd|qxp|rtf|odt|tex|dvi|ps|eps|p65|fm|pub|html?|txt|xml)
      |[a-z]+://.*|[a-z]:\\.*|/.*
      |[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
_JUNK_AUTHOR = re.compile(
    r"(?:unknown|administrator|admin|user\d*|owner|author|default|root|pc|[\W\d_]*)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:©|\(c\)|copyright|(?:first )?published)\D{0,40}?\b(1[5-9]\d\d|20\d\d)\b", re.IGNORECASE
)


def facts(source: Path, document: Document, first: Sequence[Page], with_cover: bool = True) -> Facts:
    """The facts of `document`, whose first pages are `first`."""
    tag, warning = language(document.language, " ".join(page.text for page in first), usual=False)
    is_cover = _is_cover(first[0])
    return Facts(
        format=f"PDF {document.version}".strip(),
        title=_title(document.info("Title"), first, source),
        author=_author(document.info("Author")),
        language=tag,
        year=_year(first),
        cover=document.picture(1, COVER_PX) if is_cover and with_cover else b"",
        cover_name="page 1" if is_cover else "",
        warnings=(warning,) if warning else (),
    )


def _title(said: str, first: Sequence[Page], source: Path) -> str:
    """The title that the document says, else the largest text of the first page, else the name."""
    if said and not _JUNK_TITLE.fullmatch(said):
        return said
    lines = next((page.lines for page in first if page.lines), ())
    largest = _largest([line for line in lines if line.shown and not line.askew])
    if any(map(str.isalpha, largest)):
        return largest
    return re.sub(r"[\s_]+", " ", legible(source.stem)).strip()


def _largest(lines: Sequence[Line]) -> str:
    """The largest text among `lines`, or empty where all are about the same size."""
    lines = with_drop_caps(lines, Counter())
    if not lines:
        return ""
    top, low = max(line.size for line in lines), min(line.size for line in lines)
    text = " ".join(line.text for line in lines if line.size >= 0.95 * top)
    return text if top > 1.3 * low and len(text) <= MAX_TITLE else ""


def _author(said: str) -> str:
    return "" if _JUNK_AUTHOR.fullmatch(said) else said


def _year(first: Sequence[Page]) -> str:
    """The year in the first copyright line, or empty."""
    found = (_YEAR.search(line.text) for page in first for line in page.lines)
    return next((match[1] for match in found if match), "")


def _is_cover(page: Page) -> bool:
    """Whether the first page is more picture than text."""
    return page.pictured or (page.drawn and len(page.text.split()) <= COVER_WORDS)
