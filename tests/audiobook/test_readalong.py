"""Books to read along: the pages as they were, the times exact, and valid as EPUBCheck sees it.

All that asks EPUBCheck stands in this file: each process of tests starts a Java of its own.
"""

import re
import zipfile
from pathlib import Path

import av
import pytest
from conftest import CORPUS
from epub_check import faults
from epub_maker import epub, li, nav, page, point
from lxml import etree
from making import Studio
from readalong_maker import (
    RATE,
    SAMPLE,
    Book,
    bare,
    clock,
    finish,
    made,
    read,
    silence,
    stripped,
)

from phases.audiobook import chunk
from phases.audiobook.book import read_script

FRANKENSTEIN = CORPUS / "frankenstein.epub"
OPF = "{http://www.idpf.org/2007/opf}"


# the bundled sample


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return made(SAMPLE, tmp_path_factory.mktemp("sample"), narrator="Ann & Co")


def test_all_but_the_spans_is_as_it_was(sample: Book) -> None:
    changed = []
    with zipfile.ZipFile(SAMPLE) as before:
        for name in before.namelist():
            if name.endswith(".opf"):
                continue
            old, new = before.read(name), sample.raw(name)
            if old != new:
                changed.append(name)
                assert stripped(new.decode()) == old.decode()
    assert sorted(changed) == sorted({page for page, *_ in sample.pars()})


def test_each_sentence_is_marked_once_in_the_order_of_the_voice(sample: Book) -> None:
    assert sample.marked() == sample.spoken()
    assert "warnings" not in sample.metrics


def test_the_clips_leave_no_gap_and_end_with_the_sound(sample: Book, tmp_path: Path) -> None:
    for name in (n for n in sample.names() if n.endswith(".m4a")):
        clips = [(begin, end) for _, _, sound, begin, end in sample.pars() if sound == name]
        (tmp_path / "sound.m4a").write_bytes(sample.raw(name))
        with av.open(str(tmp_path / "sound.m4a")) as sound:
            heard = sum(frame.samples for frame in sound.decode(audio=0)) / RATE
        assert [clips[0][0], *(end for _, end in clips[:-1])] == [begin for begin, _ in clips]
        assert clips[0][0] == 0 and abs(clips[-1][1] / 1000 - heard) < 0.001


def test_the_package_says_how_long_it_is(sample: Book) -> None:
    package = etree.fromstring(sample.raw("EPUB/package.opf"))
    said = {e.get("refines", ""): e.text for e in package.iter() if e.get("property") == "media:duration"}
    total = clock(said.pop(""))
    assert sum(map(clock, said.values())) == total == sum(end - begin for *_, begin, end in sample.pars())
    overlaid = [e.get("media-overlay") for e in package.iter(OPF + "item") if e.get("media-overlay")]
    assert sorted(said) == sorted(f"#{name}" for name in overlaid)
    others = {e.get("property"): e.text for e in package.iter(OPF + "meta")}
    assert others["media:narrator"] == "Ann & Co"
    assert f".{others['media:active-class']} {{" in sample.text("EPUB/read-along/active.css")


def test_the_times_of_the_master(tmp_path: Path) -> None:
    """The real sound of the M4B: the sum is the length of its files, to the millisecond."""
    script = read(SAMPLE, tmp_path)
    studio = Studio(tmp_path)
    studio.speak(script)
    studio.master()
    book = finish(SAMPLE, tmp_path, {one.key: one.path for one in studio.mastered})
    heard = 0.0
    for one in {part.path for part in studio.mastered}:
        with av.open(str(one)) as sound:
            heard += sum(frame.samples for frame in sound.decode(audio=0)) / book.audio["sample_rate"]
    assert abs(book.metrics["overlay_s"] - heard) < 0.001 * len(book.audio["chapters"])
    first, second = book.audio["chapters"][1]["sentences"][:2]
    begins = [begin for _, _, sound, begin, _ in book.pars() if sound.endswith("chapter-002.m4a")]
    starts = [round(at * 1000 / book.audio["sample_rate"]) for at in (*first, *second)]
    assert begins[: len(starts)] == [0, *starts[1:]]


def test_the_sample_is_valid(sample: Book) -> None:
    assert not faults(sample.path)


def test_the_same_bytes_again(sample: Book, tmp_path: Path) -> None:
    assert made(SAMPLE, tmp_path, narrator="Ann & Co").path.read_bytes() == sample.path.read_bytes()
    with zipfile.ZipFile(sample.path) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_credits_stand_on_no_page(tmp_path: Path) -> None:
    for name, source in (("a", SAMPLE), ("b", SAMPLE.with_suffix(".pdf"))):
        folder = tmp_path / name
        read(source, folder)
        options = chunk.Settings(credits=True)
        chunk.run(folder / "book.json", target=folder / "chunks.json", settings=options)
        script = read_script(folder / "chunks.json")
        book = finish(source, folder, silence(script, folder))
        assert script.scenes[0].chunks[0].kind == "credits"
        assert not any(sound.endswith("chapter-001.m4a") for _, _, sound, *_ in book.pars())
        assert "warnings" not in book.metrics


# nasty markup


NASTY = """<section epub:type="chapter"><h1>One<br/>Two &amp; three</h1>
<p>He said <em>no. Not today</em>, and left. <b>Then <i>all</i></b> was quiet.<!-- . --> It cost
£3.50 in 1818.</p>
<p>A note<a epub:type="noteref" href="#n1">1</a> is not heard. &#8220;Why?&#8221; she asked.</p>
<blockquote><p>Roses are red,<br/>violets are <ruby>blue<rt>bleu</rt></ruby>.</p></blockquote>
<p id="s1">An id like ours.</p><p>Here <svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>a
square</title><rect width="9" height="9"/></svg> is a picture,
<a href="#s1">a <em>link. And</em> it</a> goes on.</p>
<table><tr><td>Cell one.</td><td>Cell two.</td></tr></table>
<aside epub:type="footnote" id="n1"><p>The note itself.</p></aside></section>"""


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("nasty")
    source = epub(folder / "b.epub", {"ä.xhtml": page(NASTY)}, nav=nav(li("One", "%C3%A4.xhtml")))
    return made(source, folder / "made")


def test_sentences_across_inline_tags(nasty: Book) -> None:
    text = nasty.text("OEBPS/ä.xhtml")
    assert stripped(text) == page(NASTY)
    said = [part for _, part, *_ in nasty.pars()]
    at = said.index("He said")
    assert said[at : at + 4] == ["He said", "no.", "Not today", ", and left."]
    assert "<b>Then <i>all</i></b> was quiet.</span><!-- . --> <span" in text
    times = [(begin, end) for *_, begin, end in nasty.pars()][at : at + 2]
    share = (times[0][1] - times[0][0]) / (times[1][1] - times[0][0])
    assert abs(share - 6 / 9) < 0.01  # "Hesaid" of "Hesaidno."


def test_what_is_not_spoken_is_not_marked(nasty: Book) -> None:
    said = " ".join(" ".join(part.split()) for _, part, *_ in nasty.pars())
    assert "The note itself" not in said and "It cost £3.50 in 1818." in said
    assert len(set(re.findall(r' id="([^"]*)"', nasty.text("OEBPS/ä.xhtml")))) == len(
        re.findall(r' id="', nasty.text("OEBPS/ä.xhtml"))
    )


def test_a_power_is_marked_as_it_is_printed(tmp_path: Path) -> None:
    text = page("<p>It has 10<sup>6</sup> parts.<sup>1</sup> And x<sup>2</sup>.</p>")
    book = made(epub(tmp_path / "b.epub", {"a.xhtml": text}), tmp_path)
    assert [said for _, said, *_ in book.pars()] == ["It has 106 parts.", "And x2."]
    assert stripped(book.text("OEBPS/a.xhtml")) == text and "warnings" not in book.metrics


def test_nasty_markup_is_valid(nasty: Book) -> None:
    assert not faults(nasty.path)


# sources that EPUBCheck looks at; the others are in test_readalong_sources.py


OLD = """<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title></title>
<meta http-equiv="Content-Type" content="application/xhtml+xml; charset=iso-8859-1"/></head>
<body text="#000"><center><h1 align="center"><a name="top"></a>One</h1></center>
<p align="right">Caf\xe9&nbsp;noir. <tt>Two</tt> <big>big</big> <font color="red" size="2">words</font>.</p>
<table width="90%" border="1" cellpadding="3" summary="x">
<tr><td valign="top" width="20">A cell.</td></tr></table>
<p>Line<br clear="all"/>two <acronym title="x">abc</acronym> <strike>gone</strike>.<a name="2bad"></a></p>
</body></html>"""
OLD_METADATA = (
    '<dc:title>Old</dc:title><dc:creator opf:role="aut" opf:file-as="Other, Ann">Ann Other</dc:creator>'
    '<dc:identifier id="uid" opf:scheme="ISBN">9780000000000</dc:identifier><dc:language>en</dc:language>'
    '<dc:date opf:event="publication">1999</dc:date><dc:date opf:event="modification">2001</dc:date>'
    '<meta name="cover" content="c"/>'
)


def test_an_epub_2_becomes_an_epub_3(tmp_path: Path) -> None:
    toc = '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head/>'
    toc += "<docTitle><text>Old</text></docTitle><navMap>" + point(
        "First & <last>".replace("&", "&amp;").replace("<", "&lt;"), "a.x#top"
    )
    source = epub(
        tmp_path / "b.epub",
        {"a.x": "", "b.x": page("<p>Second page.</p>").replace("<!DOCTYPE html>", "")},
        ncx=toc.replace("<navPoint>", '<navPoint id="n">') + "</navMap></ncx>",
        metadata=OLD_METADATA,
        version="2.0",
        files={"OEBPS/a.x": OLD.encode("latin-1")},
        manifest='<item id="gone" href="gone.css" media-type="text/css"/>',
    )
    book = made(source, tmp_path / "made")
    package = book.text("OEBPS/content.opf")
    assert 'version="3.0"' in package and "gone.css" not in package and "opf:role" not in package
    assert '<a href="a.x#top">First &amp; &lt;last></a>' in book.text("OEBPS/navigation.xhtml").replace(
        "&gt;", ">"
    )
    text = book.text("OEBPS/a.x")
    assert "Café\xa0noir." in text and '<h1 style="text-align: center"><a id="top">' in text
    assert [bare(part) for _, part, *_ in book.pars()][1] == "Cafénoir."
    assert book.marked() == book.spoken()
    assert not [fault for fault in faults(book.path) if "toc.ncx" not in fault]


def test_a_pdf_becomes_an_epub(tmp_path: Path) -> None:
    book = made(SAMPLE.with_suffix(".pdf"), tmp_path)
    assert book.marked() == book.spoken()
    assert not faults(book.path)


@pytest.mark.skipif(not FRANKENSTEIN.exists(), reason="the corpus is not there")
def test_frankenstein_is_valid(tmp_path: Path) -> None:
    book = made(FRANKENSTEIN, tmp_path)
    assert "warnings" not in book.metrics and not faults(book.path)
    with zipfile.ZipFile(FRANKENSTEIN) as before:
        for name in before.namelist():
            if not name.endswith(".opf"):
                assert stripped(book.raw(name).decode("latin-1")) == before.read(name).decode("latin-1")
