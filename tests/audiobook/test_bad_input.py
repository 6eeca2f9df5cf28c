"""One run over a folder of bad and odd books: each bad one gets one clear line, the others are built."""

import io
import random
import re
import sqlite3
from pathlib import Path

import pytest
from conftest import ROOT, Project
from docx_maker import docx, par
from epub_maker import epub, li, nav, page
from fb2_maker import fb2
from fpdf import FPDF

SAMPLE = ROOT / "phases" / "audiobook" / "sample" / "the-lighthouse-bindery.epub"
SILENT = "stop_on_error: never\naudiobook:\n  synthesize:\n    engine: silent\n"
SILENT_ENGINE = "audiobook.synthesize.engine=silent"
CHAPTERS = {
    "one.xhtml": page("<h1>One</h1><p>It was the best of times.</p>"),
    "two.xhtml": page("<h1>Two</h1><p>It was the worst of times.</p>"),
}
CONTENTS = nav(li("One", "one.xhtml") + li("Two", "two.xhtml"))
NOISE = random.Random(11).randbytes(20_000)


def book(folder: Path, extra: str = "", **options: object) -> bytes:
    """An EPUB of two chapters; `extra` makes it another book, so that none is the duplicate of another."""
    documents = CHAPTERS | {"three.xhtml": page(f"<h1>Three</h1><p>It was the end {extra}.</p>")}
    path = epub(folder / "made.epub", documents, nav=CONTENTS, **options)  # type: ignore[arg-type]
    return path.read_bytes()


def entities(folder: Path, doctype: str, text: str) -> bytes:
    """An EPUB with a chapter that declares entities and uses them."""
    chapter = f"<!DOCTYPE html [{doctype}]><html><body><p>{text}</p></body></html>"
    return book(folder, "laughing", files={"OEBPS/two.xhtml": chapter})


LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def bomb(folder: Path) -> bytes:
    return book(folder, "boom", files={"OEBPS/one.xhtml": b"<p>" + bytes(300 << 20)})


def pdf(*texts: str, password: str = "") -> bytes:
    """A PDF with a picture on each page, and with the text of each."""
    from PIL import Image

    out = FPDF(unit="pt", format=(400, 600))
    if password:
        out.set_encryption(owner_password="owner", user_password=password)
    for text in texts:
        out.add_page()
        out.image(Image.new("RGB", (200, 300), (120, 90, 60)), x=0, y=0, w=400)
        if text:
            out.set_font("Times", size=12)
            out.text(50, 500, text)
    stream = io.BytesIO()
    out.output(stream)  # type: ignore[no-untyped-call]
    return stream.getvalue()


BAD: dict[str, tuple[str, str]] = {
    "truncated": ("validate", "the ZIP archive is damaged or incomplete; get the file again"),
    "bomb": ("extract", "OEBPS/one.xhtml unpacks to more than .*; get the file again"),
    "laughs": ("extract", "OEBPS/two.xhtml.*entit.*; "),
    "external": ("extract", "OEBPS/two.xhtml.*entit.*; "),
    "locked-pdf": ("validate", "it is encrypted with a password; remove it with: qpdf"),
    "scan-pdf": ("extract", "it has no text layer: it is a scan; pip install"),
    "empty": ("validate", "the file is empty; copy it again"),
    "empty-txt": ("validate", "the file is empty; copy it again"),
    "noise": ("validate", "the file is no EPUB inside; it is damaged"),
    "noise-pdf": ("validate", "the file is no PDF inside; it is damaged"),
    "noise-docx": ("validate", "the file is no DOCX inside; it is damaged"),
    "old-docx": ("validate", "a file of an old Word, or one with a password; save it as DOCX"),
    "laughs-docx": ("validate", "word/document.xml.*entit.*; "),
    "bomb-docx": ("validate", "word/document.xml unpacks to more than .*; get the file again"),
    "noise-fb2": ("validate", "noise.fb2 is no FB2 inside; it is damaged"),
    "laughs-html": ("validate", "laughs.html declares XML entities.*; "),
    "fixed": (
        "extract",
        "the book has a fixed layout: .*; take fixed-layout out of audiobook.extract.skip",
    ),
    "noise-txt": (
        "validate",
        "not a book that can be read; EPUB, PDF, DOCX, HTML, FB2, TXT and Markdown can",
    ),
}
"""Items that fail, with the phase that refuses them, and what is wrong and what to do."""

GOOD = 7
"""Other books that are built."""
LONG = "An Uncommonly Long Title " * 9
ODD = [
    f"{LONG[:240].strip()}.txt",
    "Ein \"Buch\" mit 'Zeichen'.txt",
    "a = b: c.txt",
    "  spaces   everywhere .txt",
    "emoji 📚🎧.txt",
    "two\nlines.txt",
    "-n.txt",
    "run.txt",
    "Преступление и наказание.txt",
    "紅樓夢.txt",
    "100% {id} $HOME [x].txt",
    "a\\b.txt",
]
"""Names of good books."""


def bad_books(made: Path) -> dict[str, bytes]:
    """The files of the items of `BAD`."""
    secret = made / "secret.txt"
    secret.write_text("the secret of the house")
    external = f'<!ENTITY x SYSTEM "{secret.as_uri()}">'
    return {
        "truncated.epub": SAMPLE.read_bytes()[:40_000],
        "bomb.epub": bomb(made),
        "laughs.epub": entities(made, LAUGHS, "&i;"),
        "external.epub": entities(made, external, "&x;"),
        "locked.pdf": pdf("Nobody may read this.", password="secret"),
        "scan.pdf": pdf("", ""),
        "empty.epub": b"",
        "empty.txt": b"",
        "noise.epub": NOISE,
        "noise.pdf": NOISE + b"1",
        "noise.txt": NOISE + b"22",
        "noise.docx": NOISE + b"3",
        "old.docx": b"\xd0\xcf\x11\xe0" + NOISE,
        "laughs.docx": docx(made / "l.docx", par("a"), doctype=f"<!DOCTYPE d [{LAUGHS}]>").read_bytes(),
        "bomb.docx": docx(
            made / "b.docx", "", files={"word/document.xml": b"<t>" + bytes(80 << 20)}
        ).read_bytes(),
        "noise.fb2": NOISE + b"4",
        "laughs.html": f"<!DOCTYPE html [{LAUGHS}]><p>&i;</p>".encode(),
        "fixed.epub": book(
            made, "fixed", metadata='<meta property="rendition:layout">pre-paginated</meta>'
        ),
    }


def good_books(made: Path) -> dict[str, bytes]:
    """Files of every format that can be built."""
    return {
        "word.docx": docx(made / "w.docx", par("Chapter One", "Heading1") + par("Words.")).read_bytes(),
        "fiction.fb2": fb2(made / "f.fb2").read_bytes(),
        "page.html": b"<h1>One</h1><p>It was a page.</p>",
        "good.epub": SAMPLE.read_bytes(),
        "missing.epub": book(made, "missing", leave_out=["OEBPS/two.xhtml"]),
        "latin.txt": "Der Fürst und die Bäuerin gingen über die Brücke, und es war nicht weit.".encode(
            "cp1252"
        ),
        "plain.pdf": pdf("This one has a text of its own.", "And here it ends."),
    }


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """The folder after its first run, and what that run said."""
    project = Project(tmp_path_factory.mktemp("bad"), shelf=False)
    project.config(SILENT)
    made = tmp_path_factory.mktemp("made")
    for name, data in (bad_books(made) | good_books(made)).items():
        project.input(name, data)
    for number, name in enumerate(ODD):
        project.input(name, f"This is book number {number}.\n\nIt has two paragraphs.\n" + "x" * number)
    project.input("not a book.odt", b"PK")
    return project, project.doit(code=2)


def lines(said: str, word: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith(word)]


def test_each_bad_book_gets_one_clear_line(shelf: tuple[Project, str]) -> None:
    _, said = shelf
    assert "Traceback" not in said
    failed = set(lines(said, "failed "))
    assert len(failed) == len(BAD), "\n".join(sorted(failed))
    for item, (phase, reason) in BAD.items():
        found = [line for line in failed if re.match(rf"failed  {re.escape(item)}:{phase}: {reason}", line)]
        assert len(found) == 1, (item, sorted(failed))


def test_the_others_are_built(shelf: tuple[Project, str]) -> None:
    project, said = shelf
    built = sorted((project.folder / "build" / "audiobook").rglob("*.m4b"))
    assert len(built) == len(ODD) + GOOD, [path.name for path in built]
    assert f"{len(built)} made" in said.splitlines()[-1]
    for item in BAD:
        assert not project.target(item, "{id}.m4b", "audiobook").exists()
    assert all(len(path.name.encode()) <= 255 for path in built)
    assert not any("secret of the house" in path.read_text() for path in project.folder.rglob("book.json"))


def test_warnings_reach_the_screen_once(shelf: tuple[Project, str]) -> None:
    _, said = shelf
    notes = lines(said, "note ")
    assert [n for n in notes if "missing" in n] == ["note    missing:extract: OEBPS/two.xhtml is missing"]
    [latin] = [n for n in notes if "latin-txt" in n]
    assert "not UTF-8; read as Windows-1252" in latin


def test_the_input_is_left_alone(shelf: tuple[Project, str]) -> None:
    project, _ = shelf
    names = {path.name for path in (project.folder / "input").iterdir()}
    assert len(names) == len(BAD) + GOOD + len(ODD) + 1


def test_a_second_run_says_the_same_and_makes_nothing(shelf: tuple[Project, str]) -> None:
    project, said = shelf
    again = project.doit(code=2)
    assert set(lines(again, "failed ")) == set(lines(said, "failed "))
    assert not lines(again, "made ")
    with sqlite3.connect(project.folder / "build" / "state.db") as db:
        [made] = db.execute("SELECT COUNT(*) FROM results WHERE status = 'made'").fetchone()
        [phases] = db.execute("SELECT COUNT(DISTINCT phase) FROM results WHERE status = 'made'").fetchone()
        [twice] = db.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM results WHERE status = 'made'"
            " GROUP BY item, phase HAVING COUNT(*) > 1)"
        ).fetchone()
    assert (
        made == phases * (len(ODD) + GOOD) + sum(phase == "extract" for phase, _ in BAD.values())
        and not twice
    )


def test_odd_names_are_items_like_all_others(shelf: tuple[Project, str]) -> None:
    project, _ = shelf
    listed = project.doit("list")
    ids = [line.split()[0] for line in listed.splitlines() if line.strip()]
    assert len(ids) == len(set(ids)) == len(BAD) + GOOD + len(ODD)
    good = [item for item in ids if item not in BAD]
    assert f"{len(good)} up to date" in project.doit(*good)


def test_a_misnamed_book_does_not_stand_for_its_readable_copy(books: Project) -> None:
    for name in ("a.epub", "a.txt", "b.txt"):
        books.input(name, "The words of the book and what it is for.")
    said = books.doit(SILENT_ENGINE, code=2)
    assert len(set(lines(said, "failed "))) == 1
    assert "b-txt: input/b.txt has the same content as input/a.txt: built once, as a-txt" in said
    assert books.target("a-txt", "{id}.m4b", "audiobook").exists()
