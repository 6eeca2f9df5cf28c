"""Containers: cases of the W3C's EPUB 3 test suite as books of our own.

Each test is called as the case in https://github.com/w3c/epub-tests whose idea it takes.
"""

import zipfile
from pathlib import Path

import pytest
from book_reading import read_epub, spoken, titles
from epub_maker import CONTAINER, epub, packed, page, unpacked
from epub_suite import ABC, CONTENTS, item

from phases.audiobook.readers import epub as reader
from phases.graph.errors import InputError


def container(*paths: str) -> dict[str, bytes | str]:
    files = "".join(
        f'<rootfile full-path="{p}" media-type="application/oebps-package+xml"/>' for p in paths
    )
    head, tail = CONTAINER.split("<rootfiles>")[0], CONTAINER.split("</rootfiles>")[1]
    return {"META-INF/container.xml": f"{head}<rootfiles>{files}</rootfiles>{tail}"}


def test_ocf_package_multiple(tmp_path: Path) -> None:
    """Of several renditions the first is the book."""
    files = container("OEBPS/content.opf", "other.opf")
    files["other.opf"] = "<package><metadata/><manifest/><spine/></package>"
    assert titles(read_epub(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, files=files))) == ["A", "B", "C"]


def test_ocf_package_arbitrary(tmp_path: Path) -> None:
    """The package may have any name in any folder."""
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    moved = {name.replace("OEBPS/", "a b/ü/"): data for name, data in unpacked(path).items()}
    moved["a b/ü/book.package"] = moved.pop("a b/ü/content.opf")
    moved["META-INF/container.xml"] = str(
        container("a b/ü/book.package")["META-INF/container.xml"]
    ).encode()
    assert titles(read_epub(packed(path, moved))) == ["A", "B", "C"]


def test_ocf_metainf_inc(tmp_path: Path) -> None:
    """Unknown files in META-INF do no harm."""
    files = {"META-INF/foo.xml": "<foo/>", "META-INF/a.xhtml": page("<p>no</p>")}
    assert "no" not in spoken(read_epub(epub(tmp_path / "b.epub", ABC, files=files)))


def test_ocf_metainf_manifest(tmp_path: Path) -> None:
    """The manifest of META-INF is not that of the package."""
    files = {"META-INF/manifest.xml": "<manifest><file-entry full-path='z.x'/></manifest>"}
    assert titles(read_epub(epub(tmp_path / "b.epub", ABC, nav=CONTENTS, files=files))) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("name", "href"),
    [("a b.x", "a%20b.x"), ("ü.x", "%C3%BC.x"), ("a.x", "./x/../a.x"), ("sub/a.x", "sub/a.x?q=1")],
)
def test_ocf_url_manifest(tmp_path: Path, name: str, href: str) -> None:
    files = {f"OEBPS/{name}": page("<p>found</p>")}
    path = epub(tmp_path / "b.epub", {}, spine=["u"], manifest=item("u", href), files=files)
    assert spoken(read_epub(path)) == ["found"]


@pytest.mark.parametrize(
    "href", ["../../../OEBPS/a.x", "/OEBPS/a.x", "http://example.org/a.x", "file:///a.x"]
)
def test_ocf_url_leaking(tmp_path: Path, href: str) -> None:
    """What leads outside of the container is not followed."""
    path = epub(tmp_path / "b.epub", ABC, spine=["u", "b.x"], manifest=item("u", href))
    assert spoken(read_epub(path)) == ["B", "text b"]
    assert any("outside the book" in warning for warning in reader.inspect(path).warnings)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_ocf_zip_comp(tmp_path: Path, method: int) -> None:
    path = epub(tmp_path / "b.epub", ABC, nav=CONTENTS)
    packed(path, unpacked(path), method)
    assert titles(read_epub(path)) == ["A", "B", "C"]


def test_ocf_zip_mult(tmp_path: Path) -> None:
    """A volume of an archive that was split is refused."""
    path = epub(tmp_path / "b.epub", ABC)
    data = path.read_bytes()
    path.write_bytes(data[len(data) // 2 :])
    with pytest.raises(InputError):
        read_epub(path)
