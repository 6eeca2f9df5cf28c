"""Set books as PDF in many ways, with the text that a reader should find in them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from fpdf import FPDF

from phases.audiobook import book

_STEMS = """light house keeper morning harbour window silver mountain letter captain garden winter evening
paper river country stranger sister answer question shadow silence journey kitchen moment village doctor
machine candle history purpose distance creature picture colour weather thunder market number needle"""
_SHORT = "the of and to a in was he it his that with as for had on at by but not she is her from they"
STEMS, SHORT = _STEMS.split(), _SHORT.split()


@dataclass(frozen=True)
class Chapter:
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Style:
    """How a book is set; lengths in points."""

    width: float = 360
    height: float = 540
    margin: float = 54
    size: float = 10
    leading: float = 13
    indent: float = 14
    gap: float = 0
    """Space between paragraphs."""
    justified: bool = True
    hyphenated: bool = True
    columns: int = 1
    gutter: float = 20
    title_size: float = 16
    title_bold: bool = True
    title_gap: float = 40
    new_page: bool = True
    """Chapters begin on new pages."""
    outline: bool = True
    furniture: Callable[[int, str], list[tuple[str, str, str]]] = field(default=lambda page, title: [])
    """(edge, align, text) for a page number and the title of the chapter."""
    furniture_first: bool = False
    """Painted before the text of the page instead of after it."""


def story(seed: int, chapters: int = 4, paragraphs: int = 14, longest: int = 110) -> list[Chapter]:
    """A book of plausible length distribution: long paragraphs, and runs of one-line dialogue."""
    rng = random.Random(seed)
    names = ["The Storm", "A Visitor", "What the Keeper Saw", "Home", "North", "The Long Way Round"]
    return [
        Chapter(
            f"Chapter {n + 1}: {names[n % len(names)]}",
            tuple(_paragraph(rng, longest) for _ in range(paragraphs)),
        )
        for n in range(chapters)
    ]


def written(chapters: list[Chapter]) -> list[str]:
    """The words of a book in their order, its titles too."""
    return [
        word
        for chapter in chapters
        for text in (chapter.title, *chapter.paragraphs)
        for word in book.words(text)
    ]


def _paragraph(rng: random.Random, longest: int) -> str:
    count = rng.choice((3, 5, 30, 60, longest))
    words = [rng.choice(SHORT) if rng.random() < 0.5 else rng.choice(STEMS) for _ in range(count)]
    for n in range(0, count, 9):
        words[n] = words[n].capitalize()
        if n:
            words[n - 1] += "."
    text = " ".join(words) + "."
    return f'"{text}"' if count < 10 else text


def typeset(chapters: list[Chapter], style: Style, path: Path, seed: int = 0) -> None:
    """Write `chapters` in `style` to `path`."""
    _Setter(style, random.Random(seed)).book(chapters, path)


class _Setter:
    def __init__(self, style: Style, rng: random.Random) -> None:
        self.style, self.rng = style, rng
        self.pdf = FPDF(unit="pt", format=(style.width, style.height))
        self.pdf.set_auto_page_break(False)
        self.title = ""
        self.page = self.column = 0
        self.y = 0.0

    @property
    def measure(self) -> float:
        s = self.style
        return (s.width - 2 * s.margin - (s.columns - 1) * s.gutter) / s.columns

    @property
    def x(self) -> float:
        return self.style.margin + self.column * (self.measure + self.style.gutter)

    def book(self, chapters: list[Chapter], path: Path) -> None:
        for chapter in chapters:
            self._heading(chapter.title)
            for paragraph in chapter.paragraphs:
                self._paragraph(paragraph)
        self._finish_page()
        self.pdf.output(str(path))

    def _heading(self, title: str) -> None:
        s = self.style
        room = s.height - s.margin - self.y
        if s.new_page or not self.page or room < s.title_gap + 4 * s.leading:
            self._new_page(title)
        self.title = title
        self.y += s.title_gap
        if s.outline:
            self.pdf.start_section(title)
        self.pdf.set_font("Times", "B" if s.title_bold else "", s.title_size)
        width = self.pdf.get_string_width(title)
        self.pdf.text(self.x + (self.measure - width) / 2, self.y, title)
        self.y += s.title_gap

    def _new_page(self, title: str) -> None:
        self._finish_page()
        self.title = title
        self.pdf.add_page()
        self.page += 1
        self.column = 0
        self.y = self.style.margin
        if self.style.furniture_first:
            self._furniture()

    def _finish_page(self) -> None:
        if self.page and not self.style.furniture_first:
            self._furniture()

    def _furniture(self) -> None:
        s = self.style
        self.pdf.set_font("Times", "", s.size - 1)
        for edge, align, text in s.furniture(self.page, self.title):
            y = 30.0 if edge == "top" else s.height - 25
            width = self.pdf.get_string_width(text)
            x = {"left": s.margin, "right": s.width - s.margin - width}.get(align, (s.width - width) / 2)
            self.pdf.text(x, y, text)

    def _line(self, words: list[str], indent: float, last: bool) -> None:
        s = self.style
        if self.y > s.height - s.margin:
            self.column += 1
            self.y = s.margin
            if self.column == s.columns:
                self._new_page(self.title)
        self.pdf.set_font("Times", "", s.size)
        x = self.x + indent
        space = self.pdf.get_string_width(" ")
        if s.justified and not last and len(words) > 1:
            used = sum(self.pdf.get_string_width(word) for word in words)
            space = (self.measure - indent - used) / (len(words) - 1)
            for word in words:
                self.pdf.text(x, self.y, word)
                x += self.pdf.get_string_width(word) + space
        else:
            self.pdf.text(x, self.y, " ".join(words))
        self.y += s.leading

    def _paragraph(self, text: str) -> None:
        s = self.style
        self.pdf.set_font("Times", "", s.size)
        space = self.pdf.get_string_width(" ")
        indent, line, room = s.indent, [], self.measure - s.indent
        words = text.split()
        while words:
            word = words.pop(0)
            need = self.pdf.get_string_width(word) + (space if line else 0)
            if need <= room:
                line.append(word)
                room -= need
                continue
            head, tail = self._broken(word, room - space)
            self._line([*line, head] if head else line, indent, last=False)
            words.insert(0, tail)
            indent, line, room = 0.0, [], self.measure
            self.pdf.set_font("Times", "", s.size)
        self._line(line, indent, last=True)
        self.y += s.gap

    def _broken(self, word: str, room: float) -> tuple[str, str]:
        """The part of a word that fits with a hyphen, and the rest."""
        if self.style.hyphenated and word.isalpha() and len(word) >= 6:
            for cut in range(len(word) - 2, 2, -1):
                if self.pdf.get_string_width(word[:cut] + "-") <= room:
                    return word[:cut] + "-", word[cut:]
        return "", word
