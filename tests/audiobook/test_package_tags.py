"""What an M4B file says of itself: tags, cover, language, titles of chapters."""

import base64
import logging
from pathlib import Path

import av
import pytest
from epub_maker import METADATA, epub, page
from listening import heard
from making import RATE, Studio, scene, script
from mutagen.mp4 import MP4
from packing import built, chapters
from pictures import JPEG, PNG

from phases.audiobook import package, validate
from phases.graph.files import read_json
from phases.tools import iso639, m4b


def test_long_titles_are_cut_between_characters(tmp_path: Path) -> None:
    titles = ["é" * 200, "a" + "北" * 100, "x" * 255, "y" * 256]
    read = [mark["metadata"]["title"] for mark in chapters(built(tmp_path, *titles).m4b)]
    assert read == ["é" * 126 + "…", "a" + "北" * 83 + "…", "x" * 255, "y" * 252 + "…"]


THUMBNAIL = (
    JPEG[:2] + b"\xff\xe1" + (len(JPEG) + 8).to_bytes(2, "big") + b"Exif\0\0" + JPEG + JPEG[2:] + b"junk"
)


@pytest.mark.parametrize(
    ("cover", "kind"),
    [(JPEG, 13), (PNG, 14), (THUMBNAIL, 13)],
    ids=["JPEG", "PNG", "JPEG with a thumbnail"],
)
def test_tags_and_cover_are_read_back(cover: bytes, kind: int, tmp_path: Path) -> None:
    studio = built(tmp_path, "I", "II", cover=base64.b64encode(cover).decode(), title="of the source")
    tags = MP4(studio.m4b).tags
    assert tags is not None
    assert {
        name: tags[name][0] for name in ("\xa9nam", "\xa9alb", "\xa9ART", "aART", "\xa9day", "\xa9gen")
    } == {
        "\xa9nam": "The Sea",
        "\xa9alb": "The Sea",
        "\xa9ART": "Ann Ó Dálaigh",
        "aART": "Ann Ó Dálaigh",
        "\xa9day": "1901",
        "\xa9gen": "Audiobook",
    }
    assert tags["stik"] == [2]
    assert bytes(tags["covr"][0]) == cover and tags["covr"][0].imageformat == kind
    assert len(chapters(studio.m4b)) == 2
    with av.open(str(studio.m4b)) as file:
        assert file.streams.audio[0].metadata["language"] == "eng"
        assert file.streams.audio[0].codec_context.name == "aac"
        assert file.streams.audio[0].codec_context.profile == "LC"
        assert file.streams.audio[0].codec_context.layout.name == "mono"


def test_series_narrator_and_isbn_as_audiobookshelf_reads_them(tmp_path: Path) -> None:
    studio = built(tmp_path, "I", "II")
    facts = {"series": "Waves", "series_part": "2.5", "isbn": "978-3-16-148410-0", "publisher": "Öl & Co"}
    file = studio.pack(package.Settings(narrator="Anna"), **facts)
    tags = MP4(file).tags
    assert tags is not None
    assert tags["\xa9wrt"] == ["Anna"] and tags["\xa9grp"] == ["Waves"]
    for name, text in (("SERIES", "Waves"), ("SERIES-PART", "2.5"), ("PUBLISHER", "Öl & Co")):
        assert bytes(tags[f"----:com.apple.iTunes:{name}"][0]).decode() == text
    assert len(chapters(file)) == 2 and len(heard(file)[0]) > RATE


def test_what_the_script_does_not_know_comes_from_the_source(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    value = script(scene("I", ("Words.",)))
    studio.speak(type(value)("", "", "de-AT", "", value.scenes, value.ledger))
    studio.master()
    tags = MP4(studio.pack(title="Das Meer", author="A. N.", year="1902")).tags
    assert tags is not None
    assert [tags[name][0] for name in ("\xa9nam", "\xa9ART", "\xa9day")] == ["Das Meer", "A. N.", "1902"]
    with av.open(str(studio.m4b)) as file:
        assert file.streams.audio[0].metadata["language"] == "deu"


@pytest.mark.parametrize(
    "cover",
    [b"GIF89a" + bytes(40), b"\xff\xd8\xff", JPEG[:40], b"\x89PNG\r\n\x1a\n" + bytes(64), b"<svg/>"],
    ids=["GIF", "a JPEG of three bytes", "a JPEG that was cut", "a PNG of zeros", "SVG"],
)
def test_a_broken_cover_is_left_out(cover: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        studio = built(tmp_path, "I", "II", cover=base64.b64encode(cover).decode())
    assert "cover is left out" in caplog.text
    assert "covr" not in (MP4(studio.m4b).tags or {})
    assert len(chapters(studio.m4b)) == 2 and len(heard(studio.m4b)[0]) > RATE


def test_what_the_book_says_of_itself_is_read_by_players(tmp_path: Path) -> None:
    """By the names of Audiobookshelf, from the book's own metadata to the tags."""
    said = (
        METADATA + "<dc:publisher>Sea &amp; Sons</dc:publisher><dc:identifier>urn:isbn:9780306406157"
        "</dc:identifier><dc:description>&lt;p&gt;A wet&lt;br/&gt;book.&lt;/p&gt;</dc:description>"
        '<meta property="belongs-to-collection" id="s">Waves</meta>'
        '<meta refines="#s" property="group-position">2</meta>'
    )
    source = epub(tmp_path / "b.epub", {"a.x": page("<h2>One</h2><p>Words.</p>")}, metadata=said)
    validate.run(source, tmp_path / "facts.json", validate.Settings())
    studio = built(tmp_path, "I")
    studio.pack(package.Settings(narrator="Cleo"), **read_json(tmp_path / "facts.json"))
    tags = MP4(studio.m4b).tags
    assert tags is not None
    texts = {key: str(value[0]) for key, value in tags.items() if key.startswith("\xa9") or key == "desc"}
    assert (texts["\xa9wrt"], texts["\xa9grp"], texts["desc"]) == ("Cleo", "Waves", "A wet book.")
    freeform = {
        key.rpartition(":")[2]: bytes(value[0]).decode() for key, value in tags.items() if "----" in key
    }
    assert freeform == {
        "SERIES": "Waves",
        "SERIES-PART": "2",
        "PUBLISHER": "Sea & Sons",
        "ISBN": "9780306406157",
        "LANGUAGE": "eng",
    }
    assert bytes(tags["covr"][0]).startswith(b"\x89PNG"), "the cover that was drawn"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("DE", "deu"),
        ("zh_Hant", "zho"),
        ("grc", "grc"),
        ("", "und"),
        ("x-klingon", "und"),
        ("qq", "und"),
    ],
)
def test_language_codes(tag: str, code: str) -> None:
    assert iso639.three_letters(tag) == code


def test_clean_titles() -> None:
    assert m4b.clean("a\0b\tc\u202e  d\n") == "a b c d"
    assert m4b.shortened("é" * 128) == "é" * 126 + "…"  # 255 bytes
