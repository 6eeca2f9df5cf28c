"""The M4B file: its chapters and its sound, to the sample, read back by PyAV."""

import base64
from pathlib import Path

import av
import numpy as np
import pytest
from listening import ebur128, heard
from making import RATE, Studio, scene, script
from packing import built, chapters
from pictures import JPEG, PNG

from phases.audiobook import enhance, package
from phases.audiobook.book import Chunk
from phases.graph.errors import InputError, ToolError
from phases.graph.files import read_json, write_json
from phases.tools import aac, m4b
from phases.tools.audio import write_part
from phases.tools.tagging import Tags


def test_chapters_have_the_titles_and_the_muxed_samples(tmp_path: Path) -> None:
    titles = ["Letter I", "Glück & „Ende“", "第三章", "a\0b\nc", ""]
    studio = built(tmp_path, *titles)
    audio, marks = read_json(studio.audio), chapters(studio.m4b)
    assert [mark["metadata"]["title"] for mark in marks] == [
        "Letter I",
        "Glück & „Ende“",
        "第三章",
        "a b c",
        "5",
    ]
    start = 0
    for chapter, mark in zip(audio["chapters"], marks, strict=True):
        assert mark["start"] * mark["time_base"] == pytest.approx(start / RATE, abs=0.001)
        start += chapter["samples"]
    sound, rate = heard(studio.m4b)
    assert rate == RATE and len(sound) == start  # as long as the last mark says
    with av.open(str(studio.m4b)) as file:
        track = file.streams.audio[0]
        assert track.duration is not None and track.time_base is not None
        assert float(track.duration * track.time_base) == pytest.approx(start / RATE, abs=0.001)
    assert marks[-1]["end"] * marks[-1]["time_base"] == pytest.approx(start / RATE, abs=0.001)
    assert studio.metrics["package"] == {
        "audio_s": round(start / RATE, 3),
        "chapters": 5,
        "bytes": studio.m4b.stat().st_size,
    }


def test_joining_adds_no_drift(tmp_path: Path) -> None:
    """A click at the start of every chapter is heard at its mark, to the sample."""
    studio = Studio(tmp_path)
    studio.speak(script(*(scene(str(n), (f"Chapter {n:02d}.",)) for n in range(40))))
    click = np.zeros(RATE // 4, np.int16)
    click[0] = 30_000
    click[2_000:4_000] = (3_000 * np.sin(np.arange(2_000) / 5)).astype(np.int16)
    speech = read_json(studio.speech)
    for one in studio.spoken:
        write_part(one.path, [click], RATE)
    for chunks in speech["scenes"]:
        chunks[0]["sentences"] = [len(click)]
    write_json(studio.speech, speech)
    # Lengths that are no multiple of anything: the chapters differ in their head.
    audio = studio.master(enhance.Settings(head_ms=131, tail_ms=77))
    sound, _ = heard(studio.pack())
    start = 0
    for chapter in audio["chapters"]:
        expected = start + chapter["sentences"][0][0]
        around = np.abs(sound[expected - 1_500 : expected + 1_500])
        assert abs(int(around.argmax()) - 1_500) <= 1
        start += chapter["samples"]


def test_a_chapter_sounds_in_the_book_as_alone(tmp_path: Path) -> None:
    studio = built(tmp_path, "I", "II", "III", engine="espeak")
    sound, _ = heard(studio.m4b)
    start = 0
    for made, chapter in zip(studio.mastered, read_json(studio.audio)["chapters"], strict=True):
        alone, _ = heard(made.path)
        assert np.abs(sound[start : start + len(alone)] - alone).max() < 1e-6
        loudness, peak = ebur128(sound[start : start + chapter["samples"]], RATE)
        assert loudness == pytest.approx(-19, abs=0.5) and peak <= -3
        assert not np.abs(sound[start + len(alone) : start + chapter["samples"]]).max(initial=0) > 1e-4
        start += chapter["samples"]


@pytest.mark.parametrize("count", [255, 256])
def test_the_short_list_of_chapters_stands_where_they_fit(count: int, tmp_path: Path) -> None:
    studio = built(tmp_path, "I")
    mark = m4b.Mark(studio.mastered[0].path, "I", read_json(studio.audio)["chapters"][0]["samples"])
    m4b.write(studio.m4b, [mark] * count, RATE, Tags())
    assert len(chapters(studio.m4b)) == count
    assert (b"chpl" in studio.m4b.read_bytes()) == (count <= 255)


def test_three_hundred_chapters_stay_three_hundred(tmp_path: Path) -> None:
    count = 300
    studio = built(tmp_path, *(f"Chapter {n}" for n in range(count)))
    marks = chapters(studio.m4b)
    assert [mark["metadata"]["title"] for mark in marks] == [f"Chapter {n}" for n in range(count)]
    start = 0
    for mark, chapter in zip(marks, read_json(studio.audio)["chapters"], strict=True):
        assert mark["start"] * mark["time_base"] == pytest.approx(start / RATE, abs=0.001)
        start += chapter["samples"]


def test_the_file_starts_with_brand_and_index(tmp_path: Path) -> None:
    data = built(tmp_path, "I", cover=base64.b64encode(JPEG).decode()).m4b.read_bytes()
    assert data[4:12] == b"ftypM4B "
    assert 0 < data.index(b"moov") < data.index(b"mdat")


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    cover = base64.b64encode(PNG).decode()
    one, two = (built(tmp_path / name, "I", "II", engine="espeak", cover=cover) for name in "ab")
    assert one.m4b.read_bytes() == two.m4b.read_bytes()
    assert b"Lavf" not in one.m4b.read_bytes()


def test_equal_chapters_are_one_file_and_two_marks(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    studio.speak(script(scene("I", ("Same.",)), scene("II", ("Same.",))))
    audio = studio.master()
    studio.pack()
    keys = package.needs(studio.validate, studio.chunks, studio.audio, settings=package.Settings())
    assert keys == [audio["chapters"][0]["key"]] and len(studio.mastered) == 1
    assert len(heard(studio.m4b)[0]) == 2 * audio["chapters"][0]["samples"]
    assert [mark["metadata"]["title"] for mark in chapters(studio.m4b)] == ["I", "II"]


def packets(path: Path) -> list[tuple[int, int, bytes]]:
    with av.open(str(path)) as file:
        found = file.demux(file.streams.audio[0])
        return [(int(p.pts or 0), int(p.duration or 0), bytes(p)) for p in found if p.size]


def test_the_packets_of_the_chapters_are_copied(tmp_path: Path) -> None:
    studio = built(tmp_path, "I", "II", "III", engine="espeak")
    alone = [data for made in studio.mastered for _, _, data in packets(made.path)]
    book = packets(studio.m4b)
    assert [data for _, _, data in book] == [*alone, alone[-1]]
    assert [time for time, _, _ in book] == [1_024 * (n - 1) for n in range(len(book))]
    assert {duration for _, duration, _ in book} == {1_024}
    with av.open(str(studio.m4b)) as file:
        rate = file.streams.audio[0].bit_rate
    assert rate == pytest.approx(sum(map(len, alone)) * 8 * RATE / (1_024 * len(alone)), rel=0.02)


@pytest.mark.parametrize("hours", [30, 60])
def test_a_very_long_book(hours: int, tmp_path: Path) -> None:
    """More samples than 31, and than 32 bits can count."""
    quiet = [np.zeros(RATE, np.float32)] * 600
    packets = aac.encode(tmp_path / "quiet.m4a", quiet, RATE, 130)
    mark = m4b.Mark(tmp_path / "quiet.m4a", "Quiet", 1_024 * packets)
    count = hours * 6
    m4b.write(tmp_path / "long.m4b", [mark] * count, RATE, Tags())
    with av.open(str(tmp_path / "long.m4b")) as file:
        track = file.streams.audio[0]
        assert track.frames == count * packets + 1
        assert track.duration == pytest.approx(count * mark.samples, abs=RATE / 1_000)
        assert len(file.chapters()) == count
        file.seek((count - 1) * mark.samples, stream=track)
        assert next(file.decode(track)).pts in range(
            (count - 1) * mark.samples - 2_048, track.duration or 0
        )


@pytest.mark.parametrize("damage", ["cut", "other", "packets"])
def test_a_damaged_chapter_is_named(damage: str, tmp_path: Path) -> None:
    studio = built(tmp_path, "I")
    path = studio.mastered[0].path
    samples = read_json(studio.audio)["chapters"][0]["samples"]
    if damage == "packets":
        samples += 1_024
    else:
        path.write_bytes(path.read_bytes()[:-100] if damage == "cut" else b"RIFF and so on, no MP4 file")
    with pytest.raises(ToolError, match=f"{path.name} is damaged.*delete it"):
        m4b.write(studio.m4b, [m4b.Mark(path, "I", samples)], RATE, Tags())


def test_a_name_full_of_traps(tmp_path: Path) -> None:
    studio = Studio(tmp_path / "a:b %d ? #'\"=😀")
    studio.speak(script(scene("I", Chunk(("Words.",)))))
    studio.master()
    studio.m4b = studio.folder / "http: x%03d=😀'.m4b"
    assert len(heard(studio.pack())[0]) > RATE


def test_no_chapters_are_refused(tmp_path: Path) -> None:
    studio = built(tmp_path, "I")
    write_json(studio.audio, {"sample_rate": RATE, "chapters": []})
    with pytest.raises(InputError, match="no chapter"):
        package.run(
            studio.validate,
            studio.chunks,
            studio.audio,
            target=studio.m4b,
            settings=package.Settings(),
            needed={},
        )
