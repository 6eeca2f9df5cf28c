"""ZIPs from strangers: bombs, lying headers, names that lead outside."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from phases.graph.errors import InputError
from phases.tools import archive
from phases.tools.archive import Archive, inside


def pack(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return path


def lie(path: Path, name: str, size: int) -> None:
    """Write `size` as the unpacked size of `name` into both headers."""
    with zipfile.ZipFile(path) as packed:
        info, start = packed.getinfo(name), packed.start_dir
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, info.header_offset + 22, size)
    entry = data.index(b"PK\1\2", start)
    while data[entry + 46 : entry + 46 + len(name)] != name.encode():
        entry = data.index(b"PK\1\2", entry + 4)
    struct.pack_into("<L", data, entry + 24, size)
    path.write_bytes(data)


def test_reads_by_name_and_ignores_case_where_it_must(tmp_path: Path) -> None:
    with Archive(pack(tmp_path / "a.zip", {"A/b.txt": b"one", "c": b"two"})) as opened:
        assert opened.names == ["A/b.txt", "c"]
        assert opened.find("a/B.TXT") == "A/b.txt" and opened.find("d") is None
        assert opened.read("A/b.txt") == b"one"
        with pytest.raises(KeyError):
            opened.read("d")


@pytest.mark.parametrize("wanted", ["a/Cap\u00edtulo 1.x", "a/Capi\u0301tulo 1.x", "a/cap\u00edtulo%201.x"])
@pytest.mark.parametrize(
    "packed",
    ["a/Cap\u00edtulo 1.x", "a/Capi\u0301tulo 1.x", "a/Cap\u00edtulo%201.x", "a\\Cap\u00edtulo 1.x"],
)
def test_a_name_that_is_written_in_another_way(tmp_path: Path, wanted: str, packed: str) -> None:
    with Archive(pack(tmp_path / "a.zip", {packed: b"one"})) as opened:
        assert opened.find(wanted) == packed.replace("\\", "/")


def test_a_name_in_utf_8_without_its_flag(tmp_path: Path) -> None:
    name = "Capítulo.x".encode()
    path = pack(tmp_path / "a.zip", {"-" * len(name): b"one"})
    path.write_bytes(path.read_bytes().replace(b"-" * len(name), name))
    with Archive(path) as opened:
        assert opened.names == ["Capítulo.x"] and opened.read("Capítulo.x") == b"one"


def test_bomb_by_ratio(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"bomb": bytes(8 << 20), "fine": bytes(archive.RATIO_FROM)})
    with Archive(path) as opened:
        with pytest.raises(InputError, match="bomb unpacks to more than 200 times"):
            opened.read("bomb")
        assert len(opened.read("fine")) == archive.RATIO_FROM


def test_limit_of_one_file_and_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "a.zip", {str(i): bytes(range(256)) * 400 for i in range(10)})
    with Archive(path) as opened, pytest.raises(InputError, match="unpacks to more than"):
        opened.read("1", limit=50_000)
    monkeypatch.setattr(archive, "MAX_TOTAL", 500_000)
    with Archive(path) as opened, pytest.raises(InputError, match="unpacks to more than"):
        for name in opened.names:
            opened.read(name)


def test_headers_that_lie_about_the_size(tmp_path: Path) -> None:
    text = b"some text " * 1000
    path = pack(tmp_path / "a.zip", {"first": b"x", "liar": text})
    lie(path, "liar", 10)
    with Archive(path) as opened, pytest.raises(InputError, match="liar is damaged"):
        opened.read("liar")
    lie(path, "liar", 100_000_000)
    with Archive(path) as opened:
        assert opened.read("liar") == text


def test_a_bomb_that_says_it_is_small_never_comes_out(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"bomb": bytes(300 << 20)})
    lie(path, "bomb", 1000)
    with Archive(path) as opened, pytest.raises(InputError):
        opened.read("bomb")


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(tmp_path / "a.zip", {str(i): b"" for i in range(50)})
    monkeypatch.setattr(archive, "MAX_ENTRIES", 49)
    with pytest.raises(InputError, match="50 files"):
        Archive(path)
    monkeypatch.setattr(archive, "MAX_DIRECTORY", 1000)
    with pytest.raises(InputError, match="list of files"):
        Archive(path)


def test_encrypted_file(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", {"a": b"secret"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    with Archive(path) as opened, pytest.raises(InputError, match="a is encrypted"):
        opened.read("a")


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6" + bytes(10), b"PK\5\6" + b"\xff" * 18, b"x" * 1000])
def test_what_is_no_zip(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"damaged or incomplete|list of files"):
        Archive(path)


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/passwd", "C:\\a", "C:/a", "..\\a", "a\\..\\b", ""]
)
def test_names_that_lead_outside(name: str) -> None:
    assert not inside(name)


@pytest.mark.parametrize("name", ["a", "a/b.c", "..a/b", "a..b", "a b=c/ü:x"])
def test_names_that_stay_inside(name: str) -> None:
    assert inside(name)


def test_names_outside_are_not_there(tmp_path: Path) -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as packed:
        packed.writestr("../up", b"x")
        packed.writestr("ok", b"y")
    path = tmp_path / "a.zip"
    path.write_bytes(memory.getvalue())
    with Archive(path) as opened:
        assert opened.names == ["ok"]
