"""The page to listen and look as a phase: what it takes from its inputs, and when it is made."""

import shutil
import zipfile
from pathlib import Path

from conftest import ROOT, Project
from making import scene, script
from page_maker import BOOK, silent, written

from phases.audiobook import PIPELINE, page, page_parts
from phases.graph.files import write_json


def test_warnings_and_what_sounds_wrong_lead_to_their_place(tmp_path: Path) -> None:
    silent(tmp_path, BOOK)
    found = {
        "chapter 1, chunk 4": {"take": 2, "first": {"words": 3.0}, "faults": {"words": 2.0, "length": 1.1}},
        "chapter 3, chunk 2": {"take": 1, "first": {"clipping": 2.0}, "faults": {}},
    }
    write_json(tmp_path / "check.json", {"heard": found})
    text = written(tmp_path, check=tmp_path / "check.json").read_text(encoding="utf-8")
    assert "chapter-2.xhtml is missing" in text
    assert '<a href="#1:6">chapter 1, chunk 4</a> sounds wrong: words, length' in text
    assert "chapter 3, chunk 2</a>" not in text
    assert "2 chunks were listened to, 2 spoken again" in text


def test_a_chapter_without_sound_is_silent_and_no_error(tmp_path: Path) -> None:
    text = silent(tmp_path, BOOK).read_text(encoding="utf-8")
    assert text.count('<td class="number">silent</td>') == 3 * len(page_parts.MEASURES)


def test_the_text_of_a_long_book_stands_in_it_once(tmp_path: Path) -> None:
    chapters = [
        scene(f"Chapter {n}", *[(f"Sentence {m} of {n} has about ten words, no more. ",) * 5] * 40)
        for n, m in zip(range(50), range(50, 100), strict=True)
    ]
    size = silent(tmp_path, script(*chapters)).stat().st_size
    letters = sum(len(text) for one in chapters for chunk in one.chunks for text in chunk.sentences)
    assert size < 1.4 * letters


def test_it_is_made_unless_it_is_not_wanted() -> None:
    def phases(make: bool) -> list[str]:
        settings = {"page": page.Settings(make=make)}
        phases = {phase.name: phase for phase in PIPELINE.declared}
        chosen = PIPELINE.wanted(lambda name: settings.get(name) or phases[name].settings())
        return [phase.name for phase in chosen.phases]

    assert set(phases(True)) - set(phases(False)) == {"page"}


def test_another_cover_leaves_the_page_as_it_is(books: Project) -> None:
    name = "the-lighthouse-bindery"
    source = ROOT / "phases" / "audiobook" / "sample" / f"{name}.epub"
    books.config("audiobook: {synthesize: {engine: silent}}")
    target = books.folder / "input" / source.name
    shutil.copy(source, target)
    books.doit()
    made = books.target(name, "index.html", "audiobook").stat().st_ino
    before = len(books.results("phase"))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, data + b"\0" if item.endswith("cover.png") else data)
    books.doit()
    assert books.target(name, "index.html", "audiobook").stat().st_ino == made
    again = [phase for (phase,) in books.results("phase")[before:]]
    assert "validate" in again and not {"page", "enhance", "chunk"} & set(again)
