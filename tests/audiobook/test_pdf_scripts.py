"""Text from right to left, and text that is drawn in ways of its own."""

import re
import zlib
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import TextMode

from phases.audiobook.readers.matter import DEFAULT
from phases.audiobook.readers.pdf import read
from phases.tools.pdf import open_pdf
from phases.tools.pdf_lines import clean

ALEPH = 0x05D0
EM = 6.0
"""Points that a letter of Courier is wide in the size 10."""


def right_to_left(text: str) -> str:
    """`text` with Hebrew letters for small ones."""
    return re.sub("[a-z]", lambda letter: chr(ALEPH + ord(letter[0]) - ord("a")), text)


def seen(text: str) -> str:
    """A line as it is painted from the left: turned round, but for numbers and Latin."""
    return re.sub(r"[0-9A-Z]+(?: [A-Z]+)*", lambda run: run[0][::-1], text[::-1])


def hebrew(path: Path, *pages: list[tuple[float, float, str]]) -> Path:
    """A PDF with lines (right edge, y from the top, text); small letters stand for Hebrew ones."""
    letters = "".join(f"<{code:02x}> <{ALEPH + n:04x}>\n" for n, code in enumerate(range(0x61, 0x7B)))
    unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"26 beginbfchar\n{letters}endbfchar\n1 beginbfrange <20> <5a> <0020> endbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(he)>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids.encode(), len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode 4 0 R>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(unicode), unicode),
    ]
    for n, lines in enumerate(pages):
        drawn = "".join(
            f"BT /F1 10 Tf {right - EM * len(text):.2f} {600 - y:.2f} Td ({seen(text)}) Tj ET\n"
            for right, y, text in lines
        )
        packed = zlib.compress(drawn.encode())
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (6 + 2 * n),
            b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        ]
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    path.write_bytes(out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end)
    return path


def spoken(path: Path) -> list[str]:
    return [part.text for chapter in read(path, DEFAULT).chapters for part in chapter.paragraphs]


WORDS = "abcd efgh ijk lmno pq rstu vwxy za bcd efg hij klmn op qrst"
"""A full line, 354 points long."""


def test_right_to_left_text_comes_in_the_order_in_which_it_is_read(tmp_path: Path) -> None:
    full = WORDS[:50].rstrip()
    lines = [
        (336, 60, full),  # indented on the right
        (350, 73, "ab 1948 cdef BIG NEWS ghij, klmn 17 op qrst uvwx yz"),
        (350, 86, "abc def."),
        (336, 99, full),
        (350, 112, "ghij."),
    ]
    assert spoken(hebrew(tmp_path / "a.pdf", lines)) == [
        right_to_left(f"{full} ab 1948 cdef BIG NEWS ghij, klmn 17 op qrst uvwx yz abc def."),
        right_to_left(f"{full} ghij."),
    ]


def test_the_right_column_of_right_to_left_text_is_the_first(tmp_path: Path) -> None:
    right = [(350, 60 + 13 * n, f"abcd efgh {n} ijkl mno") for n in range(6)]
    left = [(190, 60 + 13 * n, f"rstu vwxy {n} zabc pqr") for n in range(6)]
    rows = [line for pair in zip(left, right, strict=True) for line in pair]
    [text] = spoken(hebrew(tmp_path / "a.pdf", rows))
    assert text.split() == right_to_left(" ".join(line for *_, line in right + left)).split()


def test_forms_of_arabic_letters_are_letters() -> None:
    assert clean("\ufeb3\ufefc\ufee1") == "سلام" and clean("\ufb2a") == "ש\u05c1"


def test_text_drawn_twice_is_heard_once_and_an_invisible_layer_is_text(tmp_path: Path) -> None:
    pdf = FPDF(unit="pt", format=(400, 600))
    pdf.add_page()
    pdf.set_font("Times", size=12)
    for shift in (0, 0.25, 0.5):
        pdf.text(50 + shift, 60, "Bold by drawing again.")
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        pdf.text(50, 90, "A layer below a scan.")
    pdf.output(str(tmp_path / "a.pdf"))
    assert " ".join(spoken(tmp_path / "a.pdf")) == "Bold by drawing again. A layer below a scan."


@pytest.mark.parametrize("number", ["12", "¹²"])
def test_raised_numbers_have_their_places(tmp_path: Path, number: str) -> None:
    pdf = FPDF(unit="pt", format=(400, 600))
    pdf.add_page()
    pdf.set_font("Times", size=12)
    pdf.text(50, 60, "The end" if number == "12" else f"The end{number} of it")
    if number == "12":
        pdf.set_font("Times", size=7)
        pdf.text(50 + 36.5, 56, number)
    pdf.output(str(tmp_path / "a.pdf"))
    with open_pdf(tmp_path / "a.pdf") as document:
        [line] = next(iter(document.pages())).lines
    assert [line.text[slice(*place)] for place in line.raised] == [number]
