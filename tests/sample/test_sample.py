"""The bundled sample is what its script makes of its text, and shows what real books show."""

import re
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import pypdfium2
import pytest

HERE = Path(__file__).resolve().parent
BUNDLED = HERE.parents[1] / "phases" / "audiobook" / "sample"
NAME = "the-lighthouse-bindery"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, HERE / "build.py", folder], check=True, capture_output=True, text=True)
    return folder


def test_the_script_makes_the_bundled_files(built: Path) -> None:
    assert {path.name: path.read_bytes() for path in built.iterdir()} == {
        path.name: path.read_bytes() for path in BUNDLED.iterdir()
    }


def test_both_files_are_small() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) < 200_000


def source_words() -> list[str]:
    """The words of the text of the sample, headings and notes included, in order."""
    _, _, text = (HERE / f"{NAME}.md").read_text(encoding="utf-8").partition("\n\n")
    text = re.sub(r"# Dedication.*|\[\^\d+\]:?", "", text)
    return re.findall(r"\w+", text)


def test_the_epub_holds_the_text_and_nothing_else() -> None:
    with zipfile.ZipFile(BUNDLED / f"{NAME}.epub") as archive:
        assert archive.namelist()[0] == "mimetype"
        package = archive.read("EPUB/package.opf").decode()
        names = re.findall(r'<itemref idref="(.+?)"', package)
        assert names == ["titlepage", "dedication", "chapter-1", "chapter-2", "chapter-3"]
        pages = [archive.read(f"EPUB/{name}.xhtml").decode() for name in names[1:]]
    body = " ".join(page.partition("<body")[2].partition(">")[2] for page in pages)
    body = re.sub(r"<a [^>]*>\d+</a>", "", body)
    assert re.findall(r"\w+", unescape(re.sub(r"<[^>]+>", " ", body))) == source_words()


def test_the_pdf_is_typeset_like_a_book() -> None:
    document = pypdfium2.PdfDocument(BUNDLED / f"{NAME}.pdf")
    pages = [page.get_textpage().get_text_range().split("\r\n") for page in document]
    outline = [entry.get_title() for entry in document.get_toc()]
    assert outline == ["The Lamp Room", "The Book from the Sea", "By Being Read"]
    assert [page[-1] for page in pages[2:]] == [str(number) for number in range(3, len(pages) + 1)]
    heads = {page[0] for number, page in enumerate(pages) if number > 2 and page[0] not in outline}
    assert heads == {"The Lighthouse Bindery"}
    assert {pages[6][0], pages[8][0]} == {"The Book from the Sea", "By Being Read"}
    noted = next(page for page in pages if any("Never iron a book." in line for line in page))
    assert any(line.startswith("go of one another.1") for line in noted)
    # pdfium shows the hyphen of a word that was parted at the end of a line as U+FFFE
    assert sum("\ufffe" in line for page in pages for line in page) >= 3
