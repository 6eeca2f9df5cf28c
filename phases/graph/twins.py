"""Find inputs with the same content, so that it is built once.

Only files of the same size can be the same; their digests are looked at when one of them goes on to
its second phase. Of items with one content the first by id is built.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from phases.graph.model import Item
from phases.graph.work import Digest

Known = Callable[[Item], Digest | None]
"""The digest of an item's source, if it is known and still true."""


class Twins:
    """The items of a run by size and content."""

    def __init__(self, items: Iterable[Item], known: Known) -> None:
        self._known = known
        self._same_size: dict[tuple[str, int], list[Item]] = defaultdict(list)
        self._originals: dict[tuple[str, int], dict[str, Item]] = {}
        for item in items:
            self._same_size[item.pipeline.name, item.size].append(item)

    def unknown(self, item: Item) -> list[str]:
        """The sources whose digests are needed before `original` can answer."""
        size = (item.pipeline.name, item.size)
        if size in self._originals or len(self._same_size[size]) < 2:
            return []
        return [one.source.as_posix() for one in self._same_size[size] if not self._known(one)]

    def original(self, item: Item) -> Item | None:
        """The item that has the same content and comes before `item`, if there is one."""
        size = (item.pipeline.name, item.size)
        if len(self._same_size[size]) < 2:
            return None
        if size not in self._originals:
            self._originals[size] = {}
            for one in self._same_size[size]:
                digest = self._known(one)
                if digest:  # a file that has gone since has none
                    self._originals[size].setdefault(digest[2], one)
        digest = self._known(item)
        original = self._originals[size].get(digest[2]) if digest else None
        return None if original is item else original
