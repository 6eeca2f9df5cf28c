"""Find inputs with the same content, so that it is built once.

Only files of the same size can be the same; their digests are looked at when one of them goes on to
its second phase. Of items with one content the first by id is built. Items with other companion files
are no twins, and where the outputs mirror the input folder each is built for its own place.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from phases.graph.item import Item

if TYPE_CHECKING:  # workers alone need what it imports
    from phases.graph.work import Digest

Known = Callable[[Item], "Digest | None"]
"""The digest of an item's source, if it is known and still true."""
Size = tuple[str, str, int, tuple[tuple[str, ...], ...]]
"""Pipeline, suffix, bytes and companions."""


def source_digest(item: Item, found: "Mapping[str, Digest]", state: Any) -> "Digest | None":
    """The digest of an item's source, if it was `found` now or by an earlier run, and still holds."""
    path = item.source.as_posix()
    first = f"{item.id}:{item.pipeline.phases[0].name}"
    for digest in (found.get(path), state.get(first, path)):
        if digest and (digest[0], digest[1]) == (item.mtime, item.size):
            return (digest[0], digest[1], digest[2])
    return None


def find(
    items: Iterable[Item], found: "Mapping[str, Digest]", state: Any, named: Collection[str] = ()
) -> "Twins":
    """The twins among `items`, by digests that were `found` now or by an earlier run.

    An item that the user told doit to ignore stands for nobody.
    """
    built = [item for item in items if not state.get(item.id, "ignore:")]
    return Twins(built, lambda item: source_digest(item, found, state), named)


class Twins:
    """The items of a run by size and content."""

    def __init__(self, items: Iterable[Item], known: Known, named: Collection[str] = ()) -> None:
        self._known = known
        self._named = named
        """Ids of items that were asked for by name: they are built, whoever has the same content."""
        self._same_size: dict[Size, list[Item]] = defaultdict(list)
        self._originals: dict[Size, dict[str, Item]] = {}
        for item in items:
            if not item.pipeline.mirrors:
                self._same_size[_size(item)].append(item)

    def alone(self, item: Item) -> bool:
        """Is it known that no item with the same content comes before `item`?"""
        return not self.unknown(item) and not self.original(item)

    def unknown(self, item: Item) -> list[str]:
        """The sources whose digests are needed before `original` can answer."""
        size = _size(item)
        if size in self._originals or len(self._same_size[size]) < 2:
            return []
        return [one.source.as_posix() for one in self._same_size[size] if not self._known(one)]

    def original(self, item: Item) -> Item | None:
        """The item that has the same content and comes before `item`, if there is one."""
        size = _size(item)
        if len(self._same_size[size]) < 2 or item.id in self._named:
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


def _size(item: Item) -> Size:
    """What two items must share to be worth a look.

    The suffix belongs to it: it decides how content is read, and a text that is misnamed ``a.epub``
    and cannot be read must not stand for the readable ``a.txt``.
    """
    companions = tuple(item.beside(phase) for phase in item.pipeline.phases if phase.beside)
    return item.pipeline.name, item.source.suffix.lower(), item.size, companions
