"""An EPUB on its way: its package, its pages, and the files that stay as they are."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from phases.audiobook.overlay.placing import Blocks
from phases.audiobook.overlay.scan import Scan


@dataclass
class Page:
    """A document of the reading order."""

    scan: Scan
    blocks: Blocks
    """Runs of text of each block, as the reader numbers them."""
    changed: bool = False
    """Whether it must be written even if it gets no overlay."""


@dataclass
class Edition:
    """All of an EPUB; names are those in the archive."""

    opf: str
    """Name of the package document."""
    package: etree._Element
    pages: dict[str, Page]
    files: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    """All files in their order, those that are written anew as they were."""
    warnings: list[str] = field(default_factory=list)

    def free(self, name: str) -> str:
        """A name for a new folder beside the package: `name`, with a number where it is taken."""
        folder = self.opf.rpartition("/")[0]
        taken = {file.casefold() for file in self.files}
        for number in range(1, len(taken) + 2):
            made = "/".join(filter(None, [folder, name if number == 1 else f"{name}-{number}"]))
            own = made.casefold()
            if not any(file in (own, own + ".xhtml") or file.startswith(own + "/") for file in taken):
                return made
        raise AssertionError("unreachable: one of n + 1 names is free of n files")
