"""MP3, Opus and FLAC: what the files hold, measured by FFmpeg, and what they say."""

import base64
import json
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import mutagen
import numpy as np
import pytest
from listening import ebur128
from making import Studio, make_all, scene, script
from pictures import JPEG

from phases.audiobook import book, chapter_files, chunk, flac, mp3, opus, timeline
from phases.audiobook.book import Paragraph
from phases.graph.errors import InputError
from phases.graph.files import read_json, write_json
from phases.tools import recording

TEXT = tuple(f"This is sentence number {n}, and it is as long as the others are." for n in range(8))
LONG = TEXT * 2 + TEXT[:2]


def made(studio: Studio, phase: ModuleType, **settings: Any) -> Path:
    """The folder that `phase` makes of what `studio` has spoken."""
    given = phase.Settings(**settings)
    cover = base64.b64encode(JPEG).decode()
    facts = {"title": "", "author": "", "language": "en", "year": "", "cover": cover, "series": "Waves"}
    write_json(studio.validate, facts | {"series_part": "2", "isbn": "978", "description": "Wet."})
    files = {one.key: one.path for one in studio.spoken}
    inputs = (studio.validate, studio.chunks, studio.speech, None)
    parts = make_all(phase, phase.parts(*inputs, settings=given), given, studio.folder, files)
    target = Path(tempfile.mkdtemp(dir=studio.folder))
    studio.metrics["files"] = phase.join(*inputs, made=parts, target=target, settings=given)
    return target


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    spoken = Studio(tmp_path_factory.mktemp("studio"), engine="espeak")
    spoken.speak(script(scene("I: The/Start?", *[(s,) for s in TEXT]), scene("..", TEXT[:4], TEXT[4:])))
    return spoken


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A book whose longest chapter is long enough for a retail sample."""
    spoken = Studio(tmp_path_factory.mktemp("shop"), engine="espeak")
    spoken.speak(script(scene("I", *[(s,) for s in LONG]), scene("..", TEXT[:4], TEXT[4:])))
    return spoken


@pytest.mark.parametrize("phase", [mp3, opus, flac])
@pytest.mark.parametrize(("profile", "loudness", "peak"), [("podcast", -16, -1), ("ebu", -23, -1)])
def test_every_file_has_the_level_of_its_profile(
    studio: Studio, phase: ModuleType, profile: str, loudness: float, peak: float, tmp_path: Path
) -> None:
    studio.folder, before = tmp_path, studio.folder
    try:
        folder = made(studio, phase, profile=profile)
    finally:
        studio.folder = before
    listed = read_json(folder / chapter_files.LIST)["files"]
    suffix = "." + phase.__name__.rpartition(".")[2]
    assert [one["file"] for one in listed] == [f"01 I - The-Start{suffix}", f"02 Untitled{suffix}"]
    for one in listed:
        sound = np.concatenate(list(recording.blocks(folder / one["file"])))
        rate = recording.listen(folder / one["file"]).sample_rate
        found = ebur128(sound, rate)
        assert found[0] == pytest.approx(loudness, abs=0.6) and found[1] <= peak
        assert one["loudness"] == pytest.approx(found[0], abs=0.15)
        assert one["seconds"] == pytest.approx(len(sound) / rate, abs=0.1)


@pytest.mark.parametrize("phase", [mp3, opus, flac])
def test_what_players_read(studio: Studio, phase: ModuleType) -> None:
    folder = made(studio, phase, narrator="Anna")
    file: Any = mutagen.File(folder / read_json(folder / chapter_files.LIST)["files"][1]["file"])
    said = {key: [str(text) for text in value] for key, value in _texts(file).items()}
    assert said["title"] == [".."] and said["album"] == ["The Sea"] and said["artist"] == ["Ann Ó Dálaigh"]
    assert said["composer"] == ["Anna"] and said["series"] == ["Waves"] and said["series-part"] == ["2"]
    assert said["isbn"] == ["978"] and said["date"] == ["1901"] and said["description"] == ["Wet."]
    assert said["tracknumber"][0].split("/")[0] == "2"


def _texts(file: Any) -> dict[str, Any]:
    """The tags of a file under Vorbis' names."""
    if not hasattr(file.tags, "getall"):
        assert file.pictures if hasattr(file, "pictures") else file["metadata_block_picture"]
        return {key.lower(): value for key, value in file.tags.items()}
    tags = file.tags
    assert bytes(tags.getall("APIC")[0].data) == JPEG
    names = {"TIT2": "title", "TALB": "album", "TPE1": "artist", "TCOM": "composer", "TDRC": "date"}
    found = {name: tags[frame].text for frame, name in names.items()}
    found |= {frame.desc.lower(): frame.text for frame in tags.getall("TXXX")}
    return found | {"tracknumber": tags["TRCK"].text, "description": tags.getall("COMM")[0].text}


def test_acx_passes_its_six_numbers_on_every_file(shop: Studio) -> None:
    folder = made(shop, mp3, profile="acx")
    listed = read_json(folder / chapter_files.LIST)["files"]
    assert [one["title"] for one in listed] == ["I", "..", "Retail sample"]
    assert len(list(folder.iterdir())) == 4
    for one in listed:
        file: Any = mutagen.File(folder / one["file"])
        assert file.info.bitrate == 192_000 and file.info.sample_rate == 44_100 and file.info.channels == 1
        assert 60 * (one["title"] == "Retail sample") <= file.info.length <= 120 * 60
        sound = np.concatenate(list(recording.blocks(folder / one["file"])))
        rms = 20 * np.log10(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))
        assert -23 <= rms <= -18
        assert ebur128(sound, 44_100)[1] <= -3
        windows = sound[: len(sound) // 22_050 * 22_050].reshape(-1, 22_050).astype(np.float64)
        levels = 20 * np.log10(np.sqrt((windows**2).mean(1)) + 1e-12)
        assert levels.min() <= -60 and np.isfinite(levels).all() and levels.min() > -100, "room tone"
        head = np.flatnonzero(np.abs(sound) > 0.01)[0] / 44_100
        tail = (len(sound) - np.flatnonzero(np.abs(sound) > 0.01)[-1]) / 44_100
        assert 0.5 <= head <= 1.0 and 1.0 <= tail <= 5.0


def test_acx_has_its_credits_as_the_first_and_the_last_file(tmp_path: Path) -> None:
    text = tuple(Paragraph(line, f"a#{n}") for n, line in enumerate(LONG))
    ledger = book.Ledger(234, 234)
    novel = book.Book("The Sea", "Ann Other", "en", "", "", (book.Chapter("One", text),), ledger)
    book.write(tmp_path / "book.json", novel)
    wanted = chunk.Settings(profile="acx", narrator="Bob")
    chunk.run(tmp_path / "book.json", tmp_path / "script.json", wanted)
    studio = Studio(tmp_path, engine="espeak")
    studio.speak(book.read_script(tmp_path / "script.json"))
    folder = made(studio, mp3, profile="acx", narrator="Bob")
    listed = read_json(folder / chapter_files.LIST)["files"]
    titles = [one["title"] for one in listed]
    assert titles == ["Opening Credits", "One", "Closing Credits", "Retail sample"]
    for one in listed:  # the short ones have all the numbers, too
        assert -23 <= one["rms"] <= -18 and one["true_peak"] <= -3 and one["noise_floor"] <= -60
    assert max(one["seconds"] for one in listed[::2]) < 15


def test_acx_without_credits_is_a_warning(shop: Studio) -> None:
    assert "warnings" not in made_metrics(shop, profile="podcast")
    assert "asks for credits" in made_metrics(shop, profile="acx")["warnings"]


def test_a_retail_sample_of_less_than_a_minute_is_refused(studio: Studio) -> None:
    with pytest.raises(InputError, match=r"Retail sample.mp3 misses .*: length [2-5]\d\.\d s, at least 60"):
        made(studio, mp3, profile="acx")


def made_metrics(studio: Studio, **settings: Any) -> dict[str, Any]:
    made(studio, mp3, **settings)
    return studio.metrics["files"]


def test_acx_fails_loudly_where_a_number_is_missed(studio: Studio, tmp_path: Path) -> None:
    studio.folder, before = tmp_path, studio.folder
    try:
        with pytest.raises(
            InputError, match=r"misses the profile acx: room tone at the head 0\.0 s, at least"
        ):
            made(studio, mp3, profile="acx", head_ms=0, tail_ms=2000)
    finally:
        studio.folder = before


def test_a_chapter_of_five_hours_is_cut_where_paragraphs_end() -> None:
    rate = 22_050
    chunks = [
        {"key": "k", "sentences": [rate * 20], "pauses": [rate if n % 5 == 0 else rate // 4]}
        for n in range(900)
    ]
    plan = {"sample_rate": rate, "head": rate // 2, "tail": rate, "chunks": chunks}
    pieces = timeline.split(plan, rate * 7200)
    assert len(pieces) == 3 and all(timeline.samples(piece) <= rate * 7200 for piece in pieces)
    assert [c["key"] for piece in pieces for c in piece["chunks"]] == ["k"] * 900
    ends = np.cumsum([len(piece["chunks"]) for piece in pieces])[:-1]
    assert all(chunks[end - 1]["pauses"] == [rate] for end in ends)
    assert all(piece["chunks"][-1]["pauses"] == [0] for piece in pieces)


def test_the_same_bytes_again(studio: Studio) -> None:
    phases = (mp3, opus, flac)
    one, two = (
        [made(studio, phase, **given) for phase in phases]
        for given in ({"make": True, "head_ms": 600}, {"make": True, "head_ms": 600, "genre": "Audiobook"})
    )
    for a, b in zip(one, two, strict=True):
        assert [f.read_bytes() for f in sorted(a.iterdir())] == [
            f.read_bytes() for f in sorted(b.iterdir())
        ]
    assert json.loads((one[0] / chapter_files.LIST).read_text())["profile"] == "audiobook"
