"""Find inputs with the same content, so that it is built once.

Only files of the same size can be the same; their digests are looked at when one of them goes on to
its second phase. Of items with one content the first by id is built. Items with other companion files
are no twins, and where the outputs mirror the input folder each is built for its own place.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from phases.graph.item import Item
from phases.graph.state import State
from phases.graph.work import Digest

Known = Callable[[Item], Digest | None]
"""The digest of an item's source, if it is known and still true."""
Size = tuple[str, str, int, tuple[tuple[str, ...], ...]]
"""Pipeline, suffix, bytes and companions."""


def source_digest(item: Item, found: Mapping[str, Digest], state: State) -> Digest | None:
    """The digest of an item's source, if it was `found` now or by an earlier run, and still holds."""
    path = item.source.as_posix()
    first = f"{item.id}:{item.pipeline.phases[0].name}"
    for digest in (found.get(path), state.get(first, path)):
        if digest and (digest[0], digest[1]) == (item.mtime, item.size):
            return (digest[0], digest[1], digest[2])
    return None


def find(
    items: Iterable[Item], found: Mapping[str, Digest], state: State, named: Collection[str] = ()
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
        same_size: dict[Size, list[Item]] = defaultdict(list)
        for item in items:
            if not item.pipeline.mirrors:
                same_size[_size(item)].append(item)
        self._alike = {one.id: alike for alike in same_size.values() if len(alike) > 1 for one in alike}
        """Of each item that there are others like: all of them."""
        self._originals: dict[str, dict[str, Item]] = {}
        """By the id of the first item of those alike."""

    def alone(self, item: Item) -> bool:
        """Is it known that no item with the same content comes before `item`?"""
        return not self.unknown(item) and not self.original(item)

    def unknown(self, item: Item) -> list[str]:
        """The sources whose digests are needed before `original` can answer."""
        alike = self._alike.get(item.id, ())
        if not alike or alike[0].id in self._originals:
            return []
        return [one.source.as_posix() for one in alike if not self._known(one)]

    def original(self, item: Item) -> Item | None:
        """The item that has the same content and comes before `item`, if there is one."""
        alike = self._alike.get(item.id)
        if alike is None or item.id in self._named:
            return None
        originals = self._originals.get(alike[0].id)
        if originals is None:
            originals = self._originals[alike[0].id] = {}
            for one in alike:
                digest = self._known(one)
                if digest:  # a file that has gone since has none
                    originals.setdefault(digest[2], one)
        digest = self._known(item)
        original = originals.get(digest[2]) if digest else None
        return None if original is item else original


def _size(item: Item) -> Size:
    """What two items must share to be worth a look.

    The suffix belongs to it: it decides how content is read, and a text that is misnamed ``a.epub``
    and cannot be read must not stand for the readable ``a.txt``.
    """
    companions = tuple(item.beside(phase) for phase in item.pipeline.phases if phase.beside)
    return item.pipeline.name, item.source.suffix.lower(), item.size, companions
