"""Lay the sound over the pages of an edition: spans, clips, overlays, and what the package says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from phases.audiobook import credits
from phases.audiobook.book import Script
from phases.audiobook.overlay import manifest, smil
from phases.audiobook.overlay.edition import Edition
from phases.audiobook.overlay.placing import place
from phases.audiobook.overlay.spans import Fragment, fragments, wrap
from phases.audiobook.overlay.times import Chapter, Place, Spoken, by_page, clips, spoken

FOLDER = "read-along"
TITLE = "toc"
"""Place of a title that is spoken and stands in the table of contents alone."""
STYLE = f".{manifest.ACTIVE} {{ background-color: #ffe9a8; color: #000; }}\n"
Files = Iterator[tuple[str, bytes | Path]]


class Bound:
    """The files of the finished book and what may be said of it."""

    def __init__(
        self,
        edition: Edition,
        script: Script,
        places: Sequence[Sequence[Place | None]],
        heard: Sequence[Chapter],
        narrator: str,
    ) -> None:
        self.edition, self.heard = edition, heard
        self.folder = edition.free(FOLDER)
        self.style = f"{self.folder}/active.css"
        found: dict[int, list[tuple[str, str, Fragment]]] = defaultdict(list)
        self.pages: dict[str, str] = {}
        for name, of_page in _by_page(spoken(script, places)).items():
            self._wrap(name, of_page, found)
        self.placed = len(found)
        self.unplaced = [n for n in _on_pages(script) if n not in found]
        """Numbers of the sentences that stand on some page and were not found there."""
        self.clips = by_page(list(clips(heard, found)))
        self.audio = self._audio_names()
        self._describe(narrator)

    @property
    def milliseconds(self) -> int:
        """Length of all overlays."""
        return sum(map(smil.length, self.clips.values()))

    def _wrap(
        self, name: str, of_page: Sequence[Spoken], found: dict[int, list[tuple[str, str, Fragment]]]
    ) -> None:
        """Put the spans into one page."""
        page = self.edition.pages[name]
        pieces: list[Fragment] = []
        placed = place(page.scan, page.blocks, [one.paragraph for one in of_page])
        for one, ranges in zip(of_page, placed, strict=True):
            for number, (first, last) in zip(one.numbers, ranges, strict=True):
                if first >= 0:
                    pieces += fragments(page.scan, number, first, last)
        if not pieces:
            return
        href = smil.link(name, self.style)
        head = f'<{page.scan.prefix}link rel="stylesheet" type="text/css" href="{href}"/>'
        self.pages[name], ids = wrap(page.scan, pieces, head)
        for piece, made in ids.items():
            found[piece.sentence].append((name, made, piece))

    def _audio_names(self) -> list[str]:
        """The name of each chapter's file; chapters of one sound share it."""
        first: dict[str, str] = {}
        for number, chapter in enumerate(self.heard, 1):
            first.setdefault(chapter.key, f"{self.folder}/chapter-{number:03}.m4a")
        return [first[chapter.key] for chapter in self.heard]

    def _describe(self, narrator: str) -> None:
        """Say in the package what there is."""
        package = manifest.Package(self.edition.package, self.edition.opf)
        items = {name: item for item, name in package.items()}
        self.overlays: dict[str, str] = {}
        if not self.clips:
            return
        package.add_item(self.style, "text/css")
        for number, name in enumerate((n for n in items if n in self.clips), 1):
            overlay = f"{self.folder}/page-{number:03}.smil"
            made = package.add_item(overlay, smil.KIND)
            items[name].set("media-overlay", made)
            package.meta("media:duration", smil.clock(smil.length(self.clips[name])), made)
            self.overlays[overlay] = smil.document(overlay, name, self.clips[name], self.audio)
        for audio in self._used():
            package.add_item(audio, "audio/mp4")
        package.meta("media:duration", smil.clock(self.milliseconds))
        package.meta("media:active-class", manifest.ACTIVE)
        if narrator:
            package.meta("media:narrator", narrator)

    def _used(self) -> list[str]:
        """The names of the sound files that some page is read by."""
        used = {self.audio[clip.chapter] for of_page in self.clips.values() for clip in of_page}
        return [name for name in dict.fromkeys(self.audio) if name in used]

    def files(self, sounds: Mapping[str, Path]) -> Files:
        """(name, content) of all files in the order of the book that it was, the new ones last."""
        for name, read in self.edition.files.items():
            page = self.edition.pages.get(name)
            if name == self.edition.opf:
                continue
            if name in self.pages:
                yield name, self.pages[name].encode()
            elif page and page.changed:
                yield name, page.scan.source.encode()
            else:
                yield name, read()
        yield self.edition.opf, manifest.Package(self.edition.package, self.edition.opf).written()
        if self.clips:
            yield self.style, STYLE.encode()
        for name, text in self.overlays.items():
            yield name, text.encode()
        keys = {name: chapter.key for name, chapter in zip(self.audio, self.heard, strict=True)}
        for name in self._used():
            yield name, sounds[keys[name]]


def _by_page(all_of_it: Sequence[Spoken]) -> dict[str, list[Spoken]]:
    found: dict[str, list[Spoken]] = defaultdict(list)
    for one in all_of_it:
        found[one.page].append(one)
    return found


def _on_pages(script: Script) -> Iterator[int]:
    """The numbers of all sentences but the credits and the titles that only the table of contents has."""
    chunks = (chunk for scene in script.scenes for chunk in scene.chunks for _ in chunk.sentences)
    return (n for n, chunk in enumerate(chunks) if chunk.source != TITLE and chunk.kind != credits.KIND)
