"""PDF files through pypdfium2: pages as lines of text with their places and sizes, outline, metadata.

pdfium is C code that is fed with strangers' files: it may crash its process, so it runs in worker
processes only. While a file is open, the process may not grow by more than `MAX_GROWTH` (where
the system can hold it to that); a PDF whose streams unpack to more than that ends its worker.
"""

import ctypes
import logging
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from phases.graph.errors import InputError
from phases.tools.pdf_frame import Frame
from phases.tools.pdf_lines import clean
from phases.tools.pdf_page import Page, is_bare, read_page

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

MAX_BYTES = 1 << 30
"""Bytes of a file; the largest illustrated books are a few hundred megabytes."""
MAX_PAGES = 20_000
MAX_CHARS = 20_000_000
"""Characters of all pages: 350 hours of speech."""
MAX_ENTRIES = 10_000
"""Entries of an outline."""
MAX_TITLE_CHARS = 1_000
MAX_SIDE = 8_000
"""Pixels of the longer side of a page."""
MAX_GROWTH = 1 << 30
"""Bytes of address space that the process may gain while a file is open."""
_TOP_IN_VIEW = {pdfium.PDFDEST_VIEW_XYZ: 1, pdfium.PDFDEST_VIEW_FITH: 0, pdfium.PDFDEST_VIEW_FITBH: 0}
"""Where the numbers of a destination have its top edge."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the outline."""

    level: int
    """0 is the top."""
    title: str
    page: int
    """Number from 1, or 0 where the entry leads nowhere."""
    y: float | None = None
    """Points from the top of the page, where the entry says it."""


@contextmanager
def open_pdf(path: Path) -> Iterator["Document"]:
    """Open `path`; raises InputError where it is too large, cut off, broken or encrypted."""
    _check_file(path)
    with _bounded_memory():
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise _refusal(error) from None
        with closing(document):
            count = len(document)
            if not 0 < count <= MAX_PAGES:
                raise InputError(f"it has {count:,} pages", f"1 to {MAX_PAGES:,} can be read")
            try:
                yield Document(document)
            except MemoryError:
                raise InputError(
                    f"reading it takes more than {MAX_GROWTH >> 20:,} MiB", "print it to a new PDF"
                ) from None


class Document:
    """An open PDF."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    @property
    def version(self) -> str:
        """Such as ``1.7``; empty where the file does not say it."""
        number = self._document.get_version()
        return f"{number // 10}.{number % 10}" if number else ""

    def info(self, key: str) -> str:
        """``Title`` or ``Author`` of the document information, or empty."""
        return clean(self._document.get_metadata_value(key))[:MAX_TITLE_CHARS]

    @property
    def language(self) -> str:
        """The language in the catalog as it stands there, or empty."""
        buffer = (ctypes.c_ushort * 64)()
        length = pdfium.FPDFCatalog_GetLanguage(self._document, buffer, ctypes.sizeof(buffer))
        if not 2 < length <= ctypes.sizeof(buffer):
            return ""
        return clean(bytes(buffer)[: length - 2].decode("utf-16-le", "ignore"))

    def outline(self) -> list[Entry]:
        """The entries in the order in which they stand there; broken ones have page 0."""
        entries: list[Entry] = []
        for mark in self._document.get_toc():
            if len(entries) == MAX_ENTRIES:
                log.warning("the outline has more than %d entries, the rest is left out", MAX_ENTRIES)
                break
            title = clean(mark.get_title())[:MAX_TITLE_CHARS]
            entries.append(Entry(mark.level, title, *self._target(mark)))
        return entries

    def _target(self, mark: pypdfium2.PdfBookmark) -> tuple[int, float | None]:
        dest = mark.get_dest()
        index = dest.get_index() if dest else None
        if dest is None or index is None or not 0 <= index < len(self):
            return 0, None
        mode, view = dest.get_view()
        place = _TOP_IN_VIEW.get(mode)
        if place is None or len(view) <= place:
            return index + 1, None
        try:
            with closing(self._document[index]) as page:
                frame = Frame(page)
        except pypdfium2.PdfiumError:
            return index + 1, None
        return index + 1, frame.point(frame.left, view[place])[1]

    def pages(self) -> Iterator[Page]:
        """All pages in order; raises InputError where one is over the limit, or cannot be read."""
        total = 0
        for index in range(len(self)):
            try:
                with closing(self._document[index]) as page:
                    read = read_page(index + 1, page)
            except pypdfium2.PdfiumError:
                raise InputError(
                    f"page {index + 1} is broken", "repair the file, for example with: qpdf in.pdf out.pdf"
                ) from None
            total += len(read.text)
            if total > MAX_CHARS:
                raise InputError(f"it has more than {MAX_CHARS:,} characters", "split it")
            yield read

    def without_text(self) -> list[int]:
        """The numbers of the pages on which something is drawn, but no letter or digit written."""
        found = []
        for index in range(len(self)):
            try:
                with closing(self._document[index]) as page:
                    if is_bare(page):
                        found.append(index + 1)
            except pypdfium2.PdfiumError:
                continue  # `pages` says so
        return found

    def pixels(self, number: int, dpi: int) -> Any:
        """Page `number` (from 1) as rows x columns x BGR, at most `MAX_SIDE` pixels on a side."""
        with closing(self._document[number - 1]) as page:
            scale = min(dpi / 72, MAX_SIDE / max(1.0, *page.get_size()))
            with closing(page.render(scale=scale)) as bitmap:
                return bitmap.to_numpy()[:, :, :3].copy()

    def picture(self, number: int, longest: int) -> bytes:
        """Page `number` (from 1) as JPEG, its longest side `longest` pixels."""
        from phases.tools.image import encode_jpeg

        with closing(self._document[number - 1]) as page:
            scale = longest / max(1.0, *page.get_size())
            with closing(page.render(scale=scale, rev_byteorder=True)) as bitmap:
                return encode_jpeg(bitmap.to_numpy()[:, :, :3])


def _check_file(path: Path) -> None:
    """Raise InputError for what pdfium would take an own, wrong guess at: empty and cut off files."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InputError(f"it is {size:,} bytes large", f"a PDF of at most {MAX_BYTES:,} bytes can be read")
    with path.open("rb") as file:
        head = file.read(2048)
        file.seek(max(0, size - 65536))
        tail = file.read()
    if b"%PDF-" not in head:
        raise InputError("it is not a PDF", "check where the file came from")
    length = re.search(rb"/Linearized\b[^>]*?/L\s+(\d{1,12})", head)
    if b"startxref" not in tail or (length and int(length[1]) > size):
        raise InputError("the PDF is cut off, its end is missing", "copy or download it again")


def _refusal(error: pypdfium2.PdfiumError) -> InputError:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return InputError(
            "it is encrypted with a password",
            "remove it with: qpdf --decrypt --password=PASSWORD in.pdf out.pdf",
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return InputError(
            "it is encrypted in an unknown way", "remove it with: qpdf --decrypt in.pdf out.pdf"
        )
    return InputError("the PDF is broken", "repair it, for example with: qpdf in.pdf out.pdf")


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Hold the process to `MAX_GROWTH` more address space while the block runs."""
    try:
        now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        old = resource.getrlimit(resource.RLIMIT_AS)
    except (OSError, AttributeError):
        yield
        return
    limit = now + MAX_GROWTH
    if old[0] != resource.RLIM_INFINITY:
        limit = min(limit, old[0])
    resource.setrlimit(resource.RLIMIT_AS, (limit, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, old)
