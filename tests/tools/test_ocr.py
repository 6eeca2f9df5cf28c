"""A picture of text is read as that text; tests are skipped where the extra is not installed."""

import pytest

from phases.graph.errors import ToolMissing
from phases.tools import ocr

LINES = ["The keeper of the light went out,", "and nobody has seen him since."]


def picture(lines: list[str]):
    """Black text on a white page, drawn with the font that covers are drawn with."""
    pdfium, fpdf = pytest.importorskip("pypdfium2"), pytest.importorskip("fpdf")
    pdf = fpdf.FPDF(unit="pt", format=(320, 160))
    pdf.add_page()
    pdf.set_font("Times", size=14)
    for n, line in enumerate(lines):
        pdf.text(30, 50 + 24 * n, line)
    return pdfium.PdfDocument(bytes(pdf.output()))[0].render(scale=2).to_numpy()[:, :, :3].copy()


def test_what_is_printed_is_read_with_its_place():
    pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
    first, second = ocr.read(picture(LINES))
    assert [first.text, second.text] == LINES
    assert 40 < first.x0 < 80 and first.x1 < second.x1 + 100 and 70 < first.y0 < 105 < first.y1 < second.y1
    assert ocr.read(picture(LINES)) == [first, second], "the same picture is read the same"
    assert ocr.read(picture([])) == []
    assert "rapidocr" in ocr.identity()


def test_without_the_extra_the_command_is_said(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", None)
    ocr._engine.cache_clear()
    with pytest.raises(ToolMissing, match=r"rapidocr is not installed; pip install .*ocr"):
        ocr.read(None)
    ocr._engine.cache_clear()
