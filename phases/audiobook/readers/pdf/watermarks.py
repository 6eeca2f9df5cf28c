"""Find what is stamped across the pages of a PDF: DRAFT, or for whom it was printed."""

from collections import Counter
from collections.abc import Sequence

from phases.audiobook.readers.pdf.furniture import HEAD, Place
from phases.tools.pdf_page import Page


def watermarks(pages: Sequence[Page]) -> dict[Place, str]:
    """The lines that stand askew on more than one page, and the rule that says so."""
    askew = {
        (index, n): line.text
        for index, page in enumerate(pages)
        for n, line in enumerate(page.lines)
        if line.askew
    }
    count = Counter(text for _, text in {(index, text) for (index, _), text in askew.items()})
    return {place: HEAD for place, text in askew.items() if count[text] > 1}
