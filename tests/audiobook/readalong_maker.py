"""Make read-along EPUBs as the phases do, with a silent voice, and look at what they mark."""

import posixpath
import re
import zipfile
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import numpy as np
from conftest import ROOT
from lxml import etree

from phases.audiobook import chunk, extract, readalong, validate
from phases.audiobook.book import Script, read_script
from phases.graph.files import read_json, write_json
from phases.tools import aac

RATE, SENTENCE = 22_050, 4_096
"""Samples of a second, and of each sentence."""
SAMPLE = ROOT / "phases" / "audiobook" / "sample" / "the-lighthouse-bindery.epub"


class Book(NamedTuple):
    """A finished read-along and what it was made of."""

    path: Path
    script: Script
    audio: dict[str, Any]
    metrics: dict[str, Any]

    def text(self, name: str) -> str:
        return self.raw(name).decode()

    def raw(self, name: str) -> bytes:
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.path) as archive:
            return archive.namelist()

    def pars(self) -> list[tuple[str, str, str, int, int]]:
        """(page, text of the element, sound, begin, end in ms) of all clips."""
        found = []
        for name in self.names():
            if not name.endswith(".smil"):
                continue
            for par in etree.fromstring(self.raw(name)).iter("{http://www.w3.org/ns/SMIL}par"):
                text, audio = par
                page, _, anchor = text.get("src").partition("#")
                page, sound = (_joined(name, href) for href in (page, audio.get("src")))
                tree = etree.fromstring(self.raw(page))
                [element] = [e for e in tree.iter() if e.get("id") == anchor]
                said = "".join(element.itertext())
                begin, end = (clock(audio.get(key)) for key in ("clipBegin", "clipEnd"))
                found.append((page, said, sound, begin, end))
        return found

    def marked(self) -> str:
        """All that its clips mark, without blanks."""
        return bare("".join(text for _, text, *_ in self.pars()))

    def spoken(self) -> str:
        """All that the voice says, without blanks."""
        return bare("".join(sentences(self.script)))


def _joined(name: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(href)))


def clock(value: str) -> int:
    hours, minutes, seconds = value.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def read(source: Path, folder: Path, **wishes: Any) -> Script:
    """The first three phases."""
    folder.mkdir(exist_ok=True, parents=True)
    validate.run(source, target=folder / "validate.json", settings=validate.Settings())
    extract.run(source, None, target=folder / "book.json", settings=extract.Settings(**wishes))
    chunk.run(folder / "book.json", target=folder / "chunks.json", settings=chunk.Settings())
    return read_script(folder / "chunks.json")


def silence(script: Script, folder: Path) -> dict[str, Path]:
    """``audio.json`` of a voice that takes one time for every sentence, and its files."""
    chapters, files = [], {}
    for number, scene in enumerate(script.scenes, 1):
        at, starts = 1_024, []
        for one in scene.chunks:
            starts.append([at + i * SENTENCE for i in range(len(one.sentences))])
            at += SENTENCE * len(one.sentences)
        files[f"k{number}.m4a"] = file = folder / f"k{number}.m4a"
        packets = aac.encode(file, [np.zeros(at + 2_048, np.float32)], RATE, 20)
        samples = packets * aac.FRAME
        chapters.append({"title": scene.title, "key": file.name, "samples": samples, "sentences": starts})
    write_json(folder / "audio.json", {"sample_rate": RATE, "chapters": chapters})
    return files


def finish(source: Path, folder: Path, files: dict[str, Path], narrator: str = "") -> Book:
    options = readalong.Settings(narrator=narrator)
    names = ("validate.json", "book.json", "chunks.json", "audio.json")
    inputs = (*(folder / name for name in names), source)
    needed = {key: files[key] for key in readalong.needs(*inputs, settings=options)}
    target = folder / "book.epub"
    metrics = readalong.run(*inputs, target=target, settings=options, needed=needed)
    return Book(target, read_script(folder / "chunks.json"), read_json(folder / "audio.json"), metrics)


def made(source: Path, folder: Path, narrator: str = "", **wishes: Any) -> Book:
    script = read(source, folder, **wishes)
    return finish(source, folder, silence(script, folder), narrator)


def sentences(script: Script) -> list[str]:
    """What is spoken, but for titles that stand in the table of contents alone."""
    chunks = [one for scene in script.scenes for one in scene.chunks if one.source != "toc"]
    return [text for one in chunks for text in one.sentences]


def bare(text: str) -> str:
    return "".join(text.split())


def stripped(text: str) -> str:
    """A page without what the read-along put into it."""
    text = re.sub(r'<link rel="stylesheet" type="text/css" href="[^"]*read-along/active.css"/>', "", text)
    kept, opened, end = [], [], 0
    for tag in re.finditer(r"<(/?)span\b[^>]*>", text):
        ours = opened.pop() if tag[1] else bool(re.fullmatch(r'<span id="s+\d+">', tag[0]))
        if not tag[1]:
            opened.append(ours)
        kept += [text[end : tag.start()], "" if ours else tag[0]]
        end = tag.end()
    return "".join([*kept, text[end:]])
