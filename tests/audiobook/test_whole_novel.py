"""A real novel as EPUB and as PDF, through the real doit up to its chunks: word for word."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CORPUS, ROOT, Project

from phases.audiobook import book

SCORE = ROOT.parent / "shared" / "tools" / "score_text.py"


@pytest.fixture(scope="module")
def frankenstein(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The novel as EPUB and PDF, made up to its chunks."""
    if not (CORPUS / "frankenstein.epub").exists():
        pytest.skip("the shared test books are not here")
    project = Project(tmp_path_factory.mktemp("frankenstein"), shelf=False)
    for suffix in ("epub", "pdf"):
        shutil.copy(CORPUS / f"frankenstein.{suffix}", project.folder / "input")
    project.doit("phases_to_run=chunk")
    return project


def script_of(project: Project, item: str) -> tuple[book.Book, book.Script]:
    paths = [project.target(item, name, "audiobook") for name in ("book.json", "chunks.json")]
    return book.read_book(paths[0]), book.read_script(paths[1])


def score(script: book.Script, matter: list[str], file: Path) -> list[float]:
    """Recall and precision of what is spoken of the body, by the shared tool."""
    scenes = [scene for scene, kind in zip(script.scenes, matter, strict=True) if kind == "body"]
    sentences = [s for scene in scenes for chunk in scene.chunks for s in chunk.sentences]
    file.write_text("\n".join(sentences), encoding="utf-8")
    command = [sys.executable, SCORE, CORPUS / "frankenstein.truth.json", file]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[0]
    return [float(said.partition(f"{name} ")[2].split(",")[0]) for name in ("recall", "precision")]


def test_frankenstein_is_spoken_word_for_word(frankenstein: Project, tmp_path: Path) -> None:
    source, script = script_of(frankenstein, "frankenstein")
    truth = json.loads((CORPUS / "frankenstein.truth.json").read_text(encoding="utf-8"))
    wanted = [c["title"] for c in truth["chapters"] if c["matter"] == "body"]
    front = ["Introduction", "Preface", "Dedication", "Epigraph"]
    titles = [*front, *wanted, "Walton, in Continuation"]  # which the truth has with the chapter before
    assert [scene.title for scene in script.scenes] == titles
    assert [chapter.matter for chapter in source.chapters] == ["front"] * 4 + ["body"] * 29
    assert script.ledger.lost == 0
    rules = {"titlepage", "imprint", "halftitle", "endnotes", "colophon", "copyright-page"}
    assert rules <= set(script.ledger.skipped)
    assert min(score(script, [c.matter for c in source.chapters], tmp_path / "text")) >= 0.9999


def test_frankenstein_from_the_pdf(frankenstein: Project, tmp_path: Path) -> None:
    source, script = script_of(frankenstein, "frankenstein-pdf")
    titles = [scene.title for scene in script.scenes]
    assert len(titles) == 29 and titles[-1] == "Walton, in Continuation"
    assert titles == [scene.title for scene in script_of(frankenstein, "frankenstein")[1].scenes][4:]
    assert script.ledger.lost == 0
    assert {"running-head", "page-number"} == set(script.ledger.skipped)
    assert min(score(script, [c.matter for c in source.chapters], tmp_path / "text")) >= 0.9995
