"""Set books with notes at the foot of their pages and pictures with captions in the text.

In a paragraph ``word|3`` has a reference to note 3, and a word ``{2}`` puts picture 2 below its line.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from typesetter import STEMS, Chapter, Style, _Setter


@dataclass(frozen=True)
class Look:
    """How the apparatus is set; lengths in points."""

    rule: bool = True
    """A line stands above the notes."""
    raised: bool = True
    """References are small and raised; otherwise they stand as they are."""
    label: str = "raised"
    """How notes begin: ``raised``, or a format such as ``{}.`` in the size of the note."""
    size: float = 8.0
    caption: str = "{}"
    """Format of a caption."""
    caption_size: float = 8.0


@dataclass(frozen=True)
class Book:
    chapters: list[Chapter]
    notes: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)

    @property
    def plain(self) -> list[Chapter]:
        """The chapters as a reader should speak them."""
        return [
            Chapter(
                one.title,
                tuple(" ".join(re.sub(r"\|\S+|\{\d+\}", "", text).split()) for text in one.paragraphs),
            )
            for one in self.chapters
        ]


def noted(chapters: list[Chapter], seed: int, labels: str = "number") -> Book:
    """`chapters` with notes and pictures strewn in; `labels` are ``number``, or signs to take turns."""
    rng = random.Random(seed)
    notes: dict[str, str] = {}
    captions: dict[str, str] = {}
    result = []
    for chapter in chapters:
        paragraphs = []
        for text in chapter.paragraphs:
            words = text.split()
            if len(words) > 20 and rng.random() < 0.7:
                key = str(len(notes) + 1)
                notes[key] = _sentence(rng, rng.choice((4, 9, 25)), f"note{key}")
                at = rng.randrange(3, len(words) - 3)
                words[at] += f"|{key}"
            if len(words) > 40 and rng.random() < 0.25:
                key = str(len(captions) + 1)
                captions[key] = _sentence(rng, rng.choice((4, 14)), f"picture{key}")
                words.insert(rng.randrange(5, len(words) - 12), f"{{{key}}}")
            paragraphs.append(" ".join(words))
        result.append(Chapter(chapter.title, tuple(paragraphs)))
    return Book(result, notes, captions)


def _sentence(rng: random.Random, count: int, first: str) -> str:
    return " ".join([first.capitalize(), *rng.choices(STEMS, k=count)]) + "."


def typeset(book: Book, style: Style, look: Look, path: Path, seed: int = 0) -> None:
    """Write `book` to `path`."""
    _Apparatus(style, random.Random(seed), book, look).book(book.chapters, path)


class _Apparatus(_Setter):
    def __init__(self, style: Style, rng: random.Random, book: Book, look: Look) -> None:
        super().__init__(style, rng)
        self.texts, self.look = book, look
        self.foot: list[list[str]] = []
        """The lines of the notes of the column."""

    @property
    def note_leading(self) -> float:
        return 1.2 * self.look.size

    @property
    def bottom(self) -> float:
        return self.style.height - self.style.margin - self.note_leading * len(self.foot)

    def _line(self, words: list[str], indent: float, last: bool) -> None:
        figures = [word.strip("{}") for word in words if word.startswith("{")]
        words = [word for word in words if not word.startswith("{")]
        keys = [word.partition("|")[2] for word in words if "|" in word]
        fresh = [line for key in keys for line in self._broken_note(key)]
        if self.y > self.bottom - self.note_leading * len(fresh) - 8:
            self._turn()
        self.foot += fresh
        self.pdf.set_font("Times", "", self.style.size)
        space = self.pdf.get_string_width(" ")
        if self.style.justified and not last and len(words) > 1:
            used = sum(self._width(word) for word in words)
            space = (self.measure - indent - used) / (len(words) - 1)
        x = self.x + indent
        for word in words:
            x = self._word(word, x) + space
        self.y += self.style.leading
        for key in figures:
            self._picture(key)

    def _width(self, word: str) -> float:
        self.pdf.set_font("Times", "", self.style.size)
        base, _, key = word.partition("|")
        width = self.pdf.get_string_width(base)
        if key:
            self.pdf.set_font("Times", "", self.style.size * (0.6 if self.look.raised else 1))
            width += self.pdf.get_string_width(key)
            self.pdf.set_font("Times", "", self.style.size)
        return width

    def _word(self, word: str, x: float) -> float:
        self.pdf.set_font("Times", "", self.style.size)
        base, _, key = word.partition("|")
        self.pdf.text(x, self.y, base)
        x += self.pdf.get_string_width(base)
        if key:
            self.pdf.set_font("Times", "", self.style.size * (0.6 if self.look.raised else 1))
            self.pdf.text(x, self.y - (0.35 * self.style.size if self.look.raised else 0), key)
            x += self.pdf.get_string_width(key)
        return x

    def _broken_note(self, key: str) -> list[list[str]]:
        """The lines of a note, the first with its label."""
        return self._wrapped(f"{key}\t{self.texts.notes[key]}", self.look.size)

    def _wrapped(self, text: str, size: float) -> list[list[str]]:
        self.pdf.set_font("Times", "", size)
        lines: list[list[str]] = [[]]
        for word in text.split(" "):
            if lines[-1] and self.pdf.get_string_width(" ".join([*lines[-1], word])) > self.measure - 20:
                lines.append([])
            lines[-1].append(word)
        return lines

    def _picture(self, key: str) -> None:
        lines = self._wrapped(self.look.caption.format(self.texts.captions[key]), self.look.caption_size)
        if self.y + 70 + 12 * len(lines) > self.bottom:
            self._turn()
        self.pdf.image(Image.new("RGB", (40, 20), (90, 120, 200)), self.x, self.y - 6, self.measure, 50)
        self.y += 56
        self.pdf.set_font("Times", "", self.look.caption_size)
        for line in lines:
            self.pdf.text(self.x + 4, self.y, " ".join(line))
            self.y += 1.2 * self.look.caption_size
        self.y += 8

    def _turn(self) -> None:
        """Go to the next column, or page."""
        self._feet()
        self.column += 1
        self.y = self.style.margin
        if self.column == self.style.columns:
            self._new_page(self.title)

    def _new_page(self, title: str) -> None:
        if self.page:
            self._feet()
        super()._new_page(title)

    def _finish_page(self) -> None:
        self._feet()
        super()._finish_page()

    def _feet(self) -> None:
        """Paint the notes of the column."""
        if not self.foot:
            return
        y = self.bottom + 4
        if self.look.rule:
            self.pdf.line(self.x, y - 9, self.x + 60, y - 9)
        for words in self.foot:
            x = self.x
            key, tab, first = words[0].partition("\t")
            if tab:
                raised = self.look.label == "raised"
                self.pdf.set_font("Times", "", self.look.size * (0.6 if raised else 1))
                shown = key if raised else self.look.label.format(key)
                self.pdf.text(x, y - (0.35 * self.look.size if raised else 0), shown)
                x += self.pdf.get_string_width(shown) + 2
            self.pdf.set_font("Times", "", self.look.size)
            self.pdf.text(x, y, " ".join([first, *words[1:]] if tab else words))
            y += self.note_leading
        self.foot = []
