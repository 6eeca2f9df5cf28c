"""Encodings of an EPUB's pages: declared, wrongly declared, not declared at all."""

from pathlib import Path

import pytest
from book_reading import read_epub, spoken
from epub_maker import epub


def test_encodings(tmp_path: Path) -> None:
    text = "<html><body><p>Élan “café”</p></body></html>"
    latin = f'<?xml version="1.0" encoding="windows-1252"?>{text}'.encode("cp1252")
    for data, warnings in (
        (text.encode("utf-8-sig"), 0),
        (b"\xff\xfe" + text.encode("utf-16-le"), 0),
        (latin, 0),
        (text.encode("cp1252"), 1),
        (f'<?xml version="1.0" encoding="klingon"?>{text}'.encode(), 1),
    ):
        book = read_epub(epub(tmp_path / "b.epub", {"a.x": ""}, files={"OEBPS/a.x": data}))
        assert spoken(book) == ["Élan “café”"] and len(book.warnings) == warnings


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("iso-8859-1", b"Mili\x9a didn\x92t"),
        ("utf-8", "Mili\x9a didn\x92t".encode()),
        ("utf-8", b"Mili&#154; didn&#x92;t"),
        ("utf-16", "Miliš didn’t".encode()),  # .NET says so of what it writes as UTF-8
        ("undefined", "Miliš didn’t".encode()),
    ],
)
def test_what_is_meant_by_an_encoding_that_is_wrong(tmp_path: Path, declared: str, data: bytes) -> None:
    for blank in (b"", b" "):  # any even number of bytes can be read as UTF-16
        text = f'<?xml version="1.0" encoding="{declared}"?><html><body><p>'.encode() + data
        files = {"OEBPS/a.x": text + b"</p></body></html>" + blank}
        assert spoken(read_epub(epub(tmp_path / "b.epub", {"a.x": ""}, files=files))) == ["Miliš didn’t"]


def test_east_asian_encodings_hold_more_than_their_names_say(tmp_path: Path) -> None:
    for declared, codec, text in (
        ("gb2312", "gb18030", "朱镕基说"),
        ("x-sjis", "cp932", "①髙橋"),
        ("euc-kr", "cp949", "똠방각하"),
    ):
        data = f'<?xml version="1.0" encoding="{declared}"?><html><body><p>{text}</p></body></html>'
        files = {"OEBPS/a.x": data.encode(codec)}
        assert spoken(read_epub(epub(tmp_path / "b.epub", {"a.x": ""}, files=files))) == [text]


def test_utf_16_without_a_mark(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><html><body><p>Привет</p></body></html>'
    for codec in ("utf-16-le", "utf-16-be"):
        files = {"OEBPS/a.x": text.encode(codec)}
        assert spoken(read_epub(epub(tmp_path / "b.epub", {"a.x": ""}, files=files))) == ["Привет"]
