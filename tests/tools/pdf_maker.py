"""PDFs of one page: of raw objects, of given content, of lines, and encrypted."""

import zlib
from pathlib import Path

from fpdf import FPDF


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of the given objects; the first is the catalog."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(out),
        )
    )


def one_page(
    content: bytes, catalog: bytes = b"", *more: bytes, box: bytes = b"/MediaBox[0 0 300 400]"
) -> bytes:
    """A PDF of one page with `content`; `catalog` and `more` objects, from number 6 on, as given."""
    packed = zlib.compress(content)
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R%b/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % box,
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


def written(path: Path, *lines: tuple[float, float, float, str]) -> Path:
    """A PDF of one page (400 x 600 points) with lines (x, y, size, text)."""
    pdf = FPDF(unit="pt", format=(400, 600))
    pdf.add_page()
    for x, y, size, text in lines:
        pdf.set_font("Times", size=size)
        pdf.text(x, y, text)
    pdf.output(str(path))
    return path


def encrypted(path: Path, user_password: str) -> Path:
    """A PDF with the line "A secret line", which asks for the password if there is one."""
    pdf = FPDF(unit="pt", format=(400, 600))
    pdf.set_encryption(owner_password="owner", user_password=user_password)
    pdf.add_page()
    pdf.set_font("Times", size=12)
    pdf.text(50, 60, "A secret line")
    pdf.output(str(path))
    return path
