"""Write the sample as a typeset PDF: running heads, page numbers, hyphens, a foot note, an outline."""

import re
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from sample_text import Block, Chapter, Sample

PAGE = (98.0, 148.0)
"""Millimetres: a small paperback, so that a short book has page breaks inside its paragraphs."""
MARGIN, FOOT, SIZE, LINE = 14.0, 19.0, 10.5, 5.0
"""Millimetres, but for the size of the type in points."""
SOFT_HYPHEN = "\u00ad"


class Pages(FPDF):
    """Pages with the book's title or the chapter's as running head, and a number below."""

    def __init__(self, sample: Sample) -> None:
        super().__init__(unit="mm", format=PAGE)
        self.core_fonts_encoding = "windows-1252"
        self.sample = sample
        self.head = ""
        self.note = ""
        """The foot note of the page being set; what stands above it keeps clear of it."""
        self.opening = True
        """The page opens a chapter or the book: it has no running head."""
        self.hyphens = {word.replace("-", ""): word for word in sample.about["hyphens"].split()}

    def header(self) -> None:
        if not self.opening:
            self.set_font("Times", "I", 8.5)
            self.set_y(8)
            text = self.sample.about["title"] if self.page_no() % 2 == 0 else self.head
            self.cell(0, 4, text, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_y(MARGIN + 3)
        self.opening = False

    def footer(self) -> None:
        if self.note:
            self.set_y(-FOOT - 8)
            self.line(MARGIN, self.get_y() - 1.5, MARGIN + 20, self.get_y() - 1.5)
            self.set_font("Times", "", 8)
            self.multi_cell(0, 3.6, self.note, align=Align.L)
            self.note = ""
            self.set_auto_page_break(True, FOOT)
        if self.page_no() > 2:
            self.set_y(-13)
            self.set_font("Times", "", 8.5)
            self.cell(0, 4, str(self.page_no()), align=Align.C)

    def soft(self, text: str) -> str:
        """`text` with the places where its words may be parted at the end of a line."""
        return re.sub(
            r"\w+", lambda word: self.hyphens.get(word[0], word[0]).replace("-", SOFT_HYPHEN), text
        )


def write(sample: Sample, target: Path) -> None:
    """Write `sample` to `target`; nothing in it depends on when and where."""
    pages = Pages(sample)
    pages.set_compression(False)  # the bytes that zlib makes differ between its versions
    pages.set_margins(MARGIN, MARGIN, MARGIN)
    pages.set_auto_page_break(True, FOOT)
    pages.set_title(sample.about["title"])
    pages.set_author(sample.about["author"])
    pages.set_lang(sample.about["language"])
    pages.set_producer("Bindery")
    pages.set_creation_date(datetime(int(sample.about["year"]), 1, 1, tzinfo=UTC))
    _title_page(pages)
    for chapter in sample.chapters:
        (_dedication if chapter.role == "dedication" else _chapter)(pages, chapter)
    pages.output(str(target))


def _centred(pages: Pages, y: float, text: str, style: str, size: float) -> None:
    pages.set_y(y)
    pages.set_font("Times", style, size)
    pages.multi_cell(0, size * 0.5, text, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _title_page(pages: Pages) -> None:
    pages.add_page()
    _centred(pages, 55, pages.sample.about["title"], "B", 22)
    _centred(pages, 90, pages.sample.about["author"], "I", 12)


def _dedication(pages: Pages, chapter: Chapter) -> None:
    pages.opening = True
    pages.add_page()
    _centred(pages, 60, chapter.blocks[0].text, "I", 11)


def _chapter(pages: Pages, chapter: Chapter) -> None:
    pages.opening, pages.head = True, chapter.title
    pages.add_page()
    pages.start_section(chapter.title)
    _centred(pages, 34, chapter.title, "B", 17)
    if chapter.subtitle:
        _centred(pages, pages.get_y() + 1, chapter.subtitle, "I", 11)
    pages.set_y(60)
    for before, block in zip([None, *chapter.blocks], chapter.blocks, strict=False):
        _block(pages, block, chapter.notes, indent=before is not None and before.kind == "text")


def _block(pages: Pages, block: Block, notes: dict[str, str], indent: bool) -> None:
    if block.kind == "break":
        _centred(pages, pages.get_y() + 2, "*     *     *", "", SIZE)
        pages.ln(2)
    elif block.kind == "verse":
        pages.ln(2)
        pages.set_font("Times", "", SIZE)
        for line in block.text.split("\n"):
            pages.set_x(MARGIN + 10)
            pages.cell(0, LINE, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pages.ln(2)
    else:
        for mark in re.findall(r"\[\^(\d+)\]", block.text):
            pages.note = f"{mark}  {notes[mark]}"
            pages.set_auto_page_break(True, FOOT + 12)
        _paragraph(pages, block.text, 4.0 if indent else 0.0)


def _paragraph(pages: Pages, text: str, indent: float) -> None:
    """A justified paragraph: emphasis in italics, the mark of a note raised and small."""
    pages.set_font("Times", "", SIZE)
    with (
        pages.text_columns(text_align=Align.J, line_height=LINE / (SIZE * 0.3528)) as column,
        column.paragraph(first_line_indent=indent) as paragraph,
    ):
        for piece in re.split(r"(\*.+?\*|\[\^\d+\])", text):
            if piece.startswith("[^"):
                pages.char_vpos = "SUP"
                paragraph.write(piece[2:-1])
                pages.char_vpos = "LINE"
            else:
                pages.set_font("Times", "I" if piece.startswith("*") else "", SIZE)
                paragraph.write(pages.soft(piece.strip("*")))
