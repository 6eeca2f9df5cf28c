"""Make EPUBs for tests: every part can be left out, replaced or broken."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
    '<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="{version}">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
    "{metadata}</metadata><manifest>{manifest}</manifest>"
    "<spine{toc}>{spine}</spine><guide>{guide}</guide></package>"
)
METADATA = (
    "<dc:title>A Test</dc:title><dc:creator>Ann Other</dc:creator><dc:language>en</dc:language>"
    "<dc:date>1999-05-01</dc:date>"
)


def page(body: str, attributes: str = "") -> str:
    """An XHTML document around `body`."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>Not spoken</title></head><body {attributes}>{body}</body></html>"
    )


def nav(entries: str, landmarks: str = "") -> str:
    """A nav document: `entries` and `landmarks` are ``li`` elements."""
    marks = f'<nav epub:type="landmarks"><ol>{landmarks}</ol></nav>' if landmarks else ""
    return page(f'<nav epub:type="toc"><ol>{entries}</ol></nav>{marks}')


def li(title: str, href: str, below: str = "") -> str:
    return f'<li><a href="{href}">{title}</a>{f"<ol>{below}</ol>" if below else ""}</li>'


def ncx(points: str) -> str:
    return f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'


def point(title: str, src: str, below: str = "") -> str:
    return f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{src}"/>{below}</navPoint>'


def _item(id: str, href: str, type: str, more: str = "") -> str:
    return f'<item id="{id}" href="{href}" media-type="application/{type}+xml"{more}/>'


def epub(
    path: Path,
    documents: Mapping[str, str],
    *,
    nav: str = "",
    ncx: str = "",
    guide: str = "",
    metadata: str = METADATA,
    spine: Sequence[str] | None = None,
    linear: Mapping[str, str] | None = None,
    manifest: str = "",
    files: Mapping[str, bytes | str] | None = None,
    leave_out: Sequence[str] = (),
    version: str = "3.0",
) -> Path:
    """An EPUB at `path` with `documents` (name to XHTML) in their order, or in that of `spine`."""
    ids = {name: f"d{i}" for i, name in enumerate(documents)}
    items = "".join(_item(id, name, "xhtml") for name, id in ids.items())
    items += _item("nav", "nav.xhtml", "xhtml", ' properties="nav"') if nav else ""
    items += _item("ncx", "toc.ncx", "x-dtbncx") if ncx else ""
    refs = "".join(
        f'<itemref idref="{ids.get(name, name)}" linear="{(linear or {}).get(name, "yes")}"/>'
        for name in (spine if spine is not None else documents)
    )
    toc = ' toc="ncx"' if ncx else ""
    opf = PACKAGE.format(
        version=version, metadata=metadata, manifest=items + manifest, toc=toc, spine=refs, guide=guide
    )
    content: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/content.opf": opf,
        **({"OEBPS/nav.xhtml": nav} if nav else {}),
        **({"OEBPS/toc.ncx": ncx} if ncx else {}),
        **{f"OEBPS/{name}": text for name, text in documents.items()},
        **(files or {}),
    }
    return packed(path, {name: data for name, data in content.items() if name not in leave_out})


def packed(path: Path, content: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive at `path` with the files `content` in their order."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    """The files of the archive at `path`."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def change(path: Path, old: str, new: str, name: str = "OEBPS/content.opf") -> None:
    """Replace `old` by `new` in a file of the archive at `path`."""
    content = unpacked(path)
    assert old.encode() in content[name]
    packed(path, content | {name: content[name].replace(old.encode(), new.encode())})
