"""PDFs read: places of lines, outlines, pictures, passwords, damage, and limits."""

from pathlib import Path

import pypdfium2
import pytest
from pdf_maker import encrypted, one_page, written

from phases.graph.errors import InputError
from phases.tools import pdf as tool
from phases.tools import pdf_frame, pdf_page
from phases.tools.pdf import Entry, open_pdf
from phases.tools.pdf_lines import clean
from phases.tools.pdf_page import Page


def pages(path: Path) -> list[Page]:
    with open_pdf(path) as document:
        return list(document.pages())


def test_lines_have_places_from_the_upper_left_and_sizes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", (50, 60, 12, "First line"), (70, 90, 18, "Second line"))
    first, second = pages(path)[0].lines
    assert (first.text, second.text) == ("First line", "Second line")
    assert first.x0 == pytest.approx(50, abs=0.5) and first.y == pytest.approx(60, abs=0.1)
    assert (first.size, second.size) == (12, 18)
    assert 90 < first.x1 < 110
    assert second.x0 == pytest.approx(70, abs=0.5) and second.y == pytest.approx(90, abs=0.1)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_shown(tmp_path: Path, turn: int) -> None:
    """A page that is painted sideways and shown upright has the places of an upright page."""
    path = written(tmp_path / "a.pdf", (50, 60, 12, "First line"), (50, 75, 12, "Second line"))
    document = pypdfium2.PdfDocument(path)
    matrix = pypdfium2.PdfMatrix()
    matrix = {
        90: matrix.rotate(90, ccw=True).translate(600, 0),
        180: matrix.rotate(180).translate(400, 600),
        270: matrix.rotate(90).translate(0, 400),
    }[turn]
    page = document[0]
    for shape in page.get_objects():
        shape.transform(matrix)
    if turn != 180:
        page.set_mediabox(0, 0, 600, 400)
    page.set_rotation(turn)
    page.gen_content()
    document.save(tmp_path / "b.pdf")
    upright, turned = pages(path)[0], pages(tmp_path / "b.pdf")[0]
    assert (turned.width, turned.height) == (upright.width, upright.height)
    assert [line.text for line in turned.lines] == [line.text for line in upright.lines]
    for one, two in zip(turned.lines, upright.lines, strict=True):
        assert (one.x0, one.y, one.size) == pytest.approx((two.x0, two.y, two.size), abs=0.5)
        assert one.x1 == pytest.approx(two.x1, abs=2)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read_all_the_same(tmp_path: Path, turn: int) -> None:
    path = written(tmp_path / "a.pdf", (50, 60, 12, "First line"), (50, 75, 12, "Second line"))
    document = pypdfium2.PdfDocument(path)
    document[0].set_rotation(turn)
    document.save(tmp_path / "b.pdf")
    upright, turned = pages(path)[0], pages(tmp_path / "b.pdf")[0]
    assert (turned.width, turned.height) == (upright.width, upright.height)
    assert set(turned.lines) == set(upright.lines)


def test_a_hyphen_at_a_line_end_stays_and_ends_the_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", (50, 60, 12, "This is im-"), (50, 75, 12, "portant now."))
    assert [line.text for line in pages(path)[0].lines] == ["This is im-", "portant now."]


def test_a_wide_gap_makes_two_segments(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.pdf", (50, 60, 12, "12"), (200, 60, 12, "THE TITLE"), (50, 90, 12, "a b c")
    )
    assert [line.text for line in pages(path)[0].lines] == ["12", "THE TITLE", "a b c"]


def test_text_outside_the_crop_box_is_told_apart(tmp_path: Path) -> None:
    content = b"BT /F1 10 Tf 60 200 Td (inside) Tj ET BT /F1 10 Tf 60 390 Td (slug line) Tj ET"
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page(content, box=b"/MediaBox[0 0 300 400]/CropBox[50 50 250 350]"))
    page = pages(path)[0]
    assert {line.text: line.shown for line in page.lines} == {"inside": True, "slug line": False}
    assert page.lines[0].x0 == pytest.approx(10, abs=1) and page.lines[0].y == pytest.approx(150, abs=0.1)


@pytest.mark.parametrize(
    "matrix", [b"0 0 0 0 50 50", b"1 0 0 -1 50 50", b"1e30 0 0 1e30 50 50", b"1 0 0 1 1e38 50"]
)
@pytest.mark.parametrize("size", [b"0", b"-10", b"1e38"])
def test_mad_measures_give_numbers(tmp_path: Path, matrix: bytes, size: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page(b"BT /F1 %b Tf %b Tm (some words) Tj ET" % (size, matrix)))
    for line in pages(path)[0].lines:
        assert 0 < line.size <= 1e6 and line.x0 <= line.x1
        assert not line.shown or all(abs(number) < 1e6 for number in (line.x0, line.x1, line.y))


def test_clean_writes_ligatures_out_and_drops_what_is_invisible() -> None:
    assert clean("ﬁn\u00ad al  o\ufb04\u200bine ½ ²\n") == "fin al offline ½ ²"


def test_outline_with_levels_heights_and_broken_entries(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        one_page(
            b"BT /F1 10 Tf 60 200 Td (text) Tj ET",
            b"/Outlines 6 0 R/Lang(de-CH)",
            b"<</Type/Outlines/First 7 0 R/Last 9 0 R/Count 3>>",
            b"<</Title(One)/Parent 6 0 R/Next 9 0 R/Dest[3 0 R/XYZ 0 350 0]"
            b"/First 8 0 R/Last 8 0 R/Count 1>>",
            b"<</Title(Inner)/Parent 7 0 R/Dest[3 0 R/Fit]>>",
            b"<</Title(Lost)/Parent 6 0 R/Prev 7 0 R/Dest[99 0 R/Fit]>>",
        )
    )
    with open_pdf(path) as document:
        assert document.outline() == [Entry(0, "One", 1, 50.0), Entry(1, "Inner", 1), Entry(0, "Lost", 0)]
        assert document.language == "de-CH" and document.version == "1.7"


def test_an_outline_that_bites_its_tail_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        one_page(
            b"",
            b"/Outlines 6 0 R",
            b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
            b"<</Title(Again)/Parent 6 0 R/Next 7 0 R/First 7 0 R/Dest[3 0 R/Fit]>>",
        )
    )
    with open_pdf(path) as document:
        assert [entry.title for entry in document.outline()][:1] == ["Again"]


def test_a_user_password_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"encrypted with a password; .*qpdf --decrypt --password"):
        pages(encrypted(tmp_path / "a.pdf", "secret"))


def test_an_empty_user_password_opens(tmp_path: Path) -> None:
    assert pages(encrypted(tmp_path / "a.pdf", ""))[0].lines[0].text == "A secret line"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = written(
        tmp_path / "a.pdf", *((50, 60 + 10 * n, 8, f"Line {n}") for n in range(50))
    ).read_bytes()
    path = tmp_path / "b.pdf"
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(InputError, match="cut off"):
        pages(path)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\nstartxref\n0\n%%EOF",
        bytes(range(256)) * 50,
        b"%PDF-" + b"\xff" * 999 + b"startxref",
    ],
)
def test_what_is_no_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError):
        pages(path)


def test_limits_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.pdf", (50, 60, 12, "First line"), (50, 75, 12, "Second line"))
    for place, name, value, message in (
        (tool, "MAX_BYTES", 100, "bytes large"),
        (tool, "MAX_PAGES", 0, "it has 1 pages"),
        (tool, "MAX_CHARS", 10, "more than 10 characters"),
        (pdf_page, "MAX_PAGE_CHARS", 10, "page 1 has 23 characters"),
        (pdf_page, "MAX_PIECES", 1, "page 1 has 2 pieces"),
    ):
        with monkeypatch.context() as patch, pytest.raises(InputError, match=message):
            patch.setattr(place, name, value)
            pages(path)


def test_memory_is_bounded_only_while_a_file_is_open(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    with open_pdf(written(tmp_path / "a.pdf", (50, 60, 12, "text"))):
        within = resource.getrlimit(resource.RLIMIT_AS)[0]
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    if Path("/proc/self/statm").exists():
        assert 0 < within < 1 << 40


def test_a_page_as_picture_is_a_jpeg_and_the_same_every_time(tmp_path: Path) -> None:
    with open_pdf(written(tmp_path / "a.pdf", (50, 160, 60, "Cover"))) as document:
        first, again = document.picture(1, 300), document.picture(1, 300)
    assert first == again and first.startswith(b"\xff\xd8\xff") and first.endswith(b"\xff\xd9")


def test_pictures_and_rules_have_places_and_a_limit(tmp_path: Path) -> None:
    drawn = b"q 100 0 0 80 50 200 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q 50 100.0 60 0.5 re f "
    path = tmp_path / "a.pdf"
    path.write_bytes(one_page(drawn))
    page = pages(path)[0]
    assert [(box.x0, box.y0, box.x1, box.y1) for box in page.pictures] == [(50, 120, 150, 200)]
    [rule] = page.rules
    assert (rule.x0, rule.x1) == pytest.approx((50, 110), abs=1) and rule.y0 == pytest.approx(300, abs=1.5)
    path.write_bytes(one_page(drawn * 2_000 + b"BT /F1 10 Tf 60 180 Td (some words) Tj ET"))
    page = pages(path)[0]
    assert len(page.pictures) == len(page.rules) == pdf_frame.MAX_SHAPES
    assert [line.text for line in page.lines] == ["some words"]
