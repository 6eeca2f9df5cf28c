"""Pauses, loudness and the places of sentences, heard in the encoded chapter."""

import sys
from pathlib import Path

import numpy as np
import pytest
from listening import ebur128, heard, murmur
from making import RATE, Studio, scene, script

from phases.audiobook import enhance
from phases.audiobook.book import Chunk

FRAME = 1_024


def test_pauses_are_where_the_settings_say(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    value = script(
        scene(
            "I",
            Chunk(("Title",), "title", "title"),
            Chunk(("One.", "cut here,", "Two “said.”"), ends="chunk"),
            Chunk(("Three", "Four.")),
            Chunk(("Five!",)),
        )
    )
    spoken = studio.speak(value)["scenes"][0]
    settings = enhance.Settings(
        head_ms=100, title_ms=1_000, paragraph_ms=500, sentence_ms=200, clause_ms=50, tail_ms=300
    )
    (chapter,) = studio.master(settings)["chapters"]
    at = RATE * 100 // 1000
    pauses = [[1_000], [200, 50, 200], [50, 500], [0]]
    for chunk, starts, after in zip(spoken, chapter["sentences"], pauses, strict=True):
        for length, start, pause in zip(chunk["sentences"], starts, after, strict=True):
            assert start == at
            at += length + RATE * pause // 1000
    at += RATE * 300 // 1000
    assert chapter["samples"] == -(-at // FRAME) * FRAME + FRAME


def test_sentences_are_heard_where_audio_json_says(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    texts = ["One.", "Two.", "Three."]
    studio.speak(script(scene("I", *((text,) for text in texts))))
    click = np.zeros(RATE, np.float32)
    click[0] = 0.9
    click[5_000:15_000] = murmur(1)[:10_000] * 0.2
    studio.place({text: [click] for text in texts})
    (chapter,) = studio.master()["chapters"]
    sound, _ = heard(studio.mastered[0].path)
    starts = [start for chunk in chapter["sentences"] for start in chunk]
    for start in starts:
        around = np.abs(sound[start - 2_000 : start + 2_000])
        assert abs(int(around.argmax()) - 2_000) <= 1
    assert len(starts) == 3
    assert len(sound) == chapter["samples"] - FRAME  # the first packet primes the decoder


def test_every_chapter_has_its_loudness_and_its_peak(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    sounds = {
        "soft.": [murmur(8, seed=1, peak=0.02)],
        "loud.": [murmur(8, seed=2, peak=0.99)],
        "mixed.": [murmur(6, seed=3, peak=0.9), murmur(6, seed=4, peak=0.2)],
    }
    value = script(*(scene(text, (text,)) for text in sounds))
    studio.speak(value)
    sounds["mixed."] = [np.concatenate(sounds["mixed."])]
    studio.place(sounds)
    audio = studio.master()
    for made, chapter in zip(studio.mastered, audio["chapters"], strict=True):
        loudness, peak = ebur128(*heard(made.path))
        assert loudness == pytest.approx(-19, abs=0.5)
        assert peak <= -3
        assert chapter["loudness"] == pytest.approx(loudness, abs=0.1)
        assert chapter["true_peak"] == pytest.approx(peak, abs=0.3)
    metrics = studio.metrics["enhance"]
    assert metrics["chapters"] == 3
    assert -19.5 < metrics["loudness_min"] <= metrics["loudness_max"] < -18.5
    total = sum(chapter["samples"] for chapter in audio["chapters"])
    assert metrics["audio_s"] == round(total / RATE, 3)


def test_the_embedded_voice_reaches_them_too(tmp_path: Path) -> None:
    studio = Studio(tmp_path, engine="espeak")
    text = ("You will rejoice to hear that no disaster has come.", "I arrived here yesterday; all is well.")
    studio.speak(script(scene("I", *((f"{n}.", *text) for n in range(8)))))
    studio.master()
    loudness, peak = ebur128(*heard(studio.mastered[0].path))
    assert loudness == pytest.approx(-19, abs=0.5)
    assert peak <= -3


@pytest.mark.parametrize("chunks", [[], [()], [("***",)], [("***", "!"), ("…",)]])
def test_a_chapter_of_silence(chunks: list[tuple[str, ...]], tmp_path: Path) -> None:
    studio = Studio(tmp_path, engine="espeak")
    studio.speak(script(scene("empty", *chunks), scene("II", ("Words.",))))
    empty, _ = studio.master(enhance.Settings(head_ms=0, tail_ms=0))["chapters"]
    assert empty["loudness"] is None and empty["true_peak"] is None
    assert empty["samples"] == 3 * FRAME
    sound, _ = heard(studio.mastered[0].path)
    assert len(sound) == 2 * FRAME and not sound.any()


def test_each_chapter_ends_in_zeros(tmp_path: Path) -> None:
    studio = Studio(tmp_path, engine="espeak")
    studio.speak(script(scene("I", ("Words at the end",))))
    studio.master(enhance.Settings(tail_ms=0))
    sound, _ = heard(studio.mastered[0].path)
    assert len(sound) % FRAME == 0
    assert np.abs(sound[-FRAME:]).max() < 1e-4


def test_parts_need_the_speech_of_their_chapter_alone(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    speech = studio.speak(script(scene("I", ("One.",), ("Two.",), ("One.",)), scene("II", ("Three.",))))
    keys = [[chunk["key"] for chunk in chunks] for chunks in speech["scenes"]]
    parts = enhance.parts(studio.chunks, studio.speech, None, settings=enhance.Settings())
    assert [part.needs for part in parts] == [tuple(keys[0][:2]), tuple(keys[1])]
    assert parts[0].weight > parts[1].weight


def test_what_changes_a_chapter(tmp_path: Path) -> None:
    studio = Studio(tmp_path)

    def contents(value: object, **settings: int) -> list[str]:
        studio.speak(value)  # type: ignore[arg-type]
        found = enhance.parts(studio.chunks, studio.speech, None, settings=enhance.Settings(**settings))
        return [part.content for part in found]

    before = contents(script(scene("I", ("One.",)), scene("II", ("Two.",))))
    assert contents(script(scene("Another title", ("One.",)), scene("II", ("Two.",)))) == before
    changed = contents(script(scene("I", ("Ten.",)), scene("II", ("Two.",))))
    assert changed[0] != before[0] and changed[1] == before[1]
    assert contents(script(scene("I", ("One.",)), scene("II", ("Two.",))), head_ms=10)[0] != before[0]
    assert len(contents(script(scene("I", ("One.",)), scene("again", ("One.",))))) == 1


def test_the_same_bytes_again(tmp_path: Path) -> None:
    made = []
    for name in "ab":
        studio = Studio(tmp_path / name, engine="espeak")
        studio.speak(script(scene("I", ("Some words.", "And more."))))
        studio.master()
        made.append([one.path.read_bytes() for one in studio.mastered] + [studio.audio.read_bytes()])
    assert made[0] == made[1]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_chapter(tmp_path: Path) -> None:
    """Twenty minutes in one chapter, as blocks of one minute: the peak stays that of a few blocks."""
    code = (
        "import resource, sys\nimport numpy as np\nfrom pathlib import Path\n"
        "from phases.tools import aac\nfrom phases.tools.mastering import Goal, master\n"
        "block = (0.1 * np.sin(np.arange(60 * 8000) / 9)).astype(np.float32)\n"
        "def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "goal = Goal(-19, -3)\n"
        "def go(n):\n"
        "    master(Path(sys.argv[1]), lambda: (block for _ in range(n)), 8000, goal, aac.Codec(60))\n"
        "go(2); first = peak(); go(20); print(peak() - first)"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "long.m4a")], check=True, capture_output=True, text=True
    )
    assert float(done.stdout) < 12  # megabytes; the 18 minutes more are 35
