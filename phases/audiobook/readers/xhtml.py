"""A page of XHTML as blocks that hold all its words, however broken it is."""

from collections.abc import Callable, Iterator, Set

from lxml import etree

from phases.audiobook.readers import ledger, tagless
from phases.audiobook.readers.blocks import Page
from phases.audiobook.readers.walk import About, cut
from phases.tools import markup


def tree(text: str) -> etree._Element | None:
    """The best reading of the page `text`, whatever it may lack; None when there is nothing in it."""
    root = markup.page(text)
    return root if root is not None else next(iter(markup.repaired(text)), None)


def read(
    text: str, skip: Set[str], about: About, prepare: Callable[[etree._Element], None] | None = None
) -> tuple[Page, bool]:
    """(blocks, whether they are of a repaired page) of the page `text`; see `walk.cut`.

    `prepare` may mark the tree before it is cut.

    Raises InputError with the place when no reading of it keeps all words.
    """
    source = tagless.plain(text)
    losses = []
    for root, broken in _readings(text):
        if prepare:
            prepare(root)
        page = cut(root, skip, about)
        loss = ledger.compare(source, [run for block in page.blocks for run in block.runs])
        if loss is None:
            return page, broken
        losses.append(loss)
    if not ledger.letters(source):
        return Page(), True
    raise ledger.lost(
        about.name, min(losses, key=lambda loss: loss.words, default=ledger.Loss(1, source[:60]))
    )


def _readings(text: str) -> Iterator[tuple[etree._Element, bool]]:
    """Readings of a page, the best first, each with whether it was repaired."""
    root = markup.page(text)
    if root is not None:
        yield root, False
        return
    for repaired in (*markup.repaired(text), *markup.repaired(tagless.rebuilt(text))):
        yield repaired, True
