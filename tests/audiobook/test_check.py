"""What was spoken is listened to; what goes wrong is spoken again."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import Studio, make_all, scene, script
from pydantic import ValidationError

from phases.audiobook import check, judgement
from phases.graph.files import read_json
from phases.tools.audio import read_part
from phases.tools.espeak import Espeak
from phases.tools.listener import Pocketsphinx
from phases.tools.speech import Segment, Voice

STORM = "He had seen it many years before the great storm, when the harbour was still full of ships."
CALM = "The old sailor told us a strange story about the lighthouse."
BAD = Path(__file__).with_name("bad_voice.py")
RATE = 22_050


class Room(Studio):
    """A studio with somebody who listens."""

    def __init__(self, folder: Path, fault: str = "", seeded: bool = True) -> None:
        command = [sys.executable, str(BAD), fault, "{seed}" if seeded else "0"]
        engine = {"engine": "command", "command": command, "sample_rate": RATE}
        super().__init__(folder, **(engine if fault else {"engine": "espeak"}))
        self.check = folder / "check.json"

    def listen(self, **given: Any) -> Any:
        settings = check.Settings(**{"mode": "all", **given})
        self.heard_parts = check.parts(self.say, self.speech, settings=settings)
        needed = {one.key: one.path for one in self.spoken}
        self.judged = make_all(check, self.heard_parts, settings, self.folder, needed)
        self.metrics["check"] = check.join(
            self.say, self.speech, made=self.judged, target=self.check, settings=settings
        )
        return read_json(self.check)


@pytest.mark.parametrize(
    ("fault", "named"),
    [("half", "words"), ("silence", "silence"), ("clipping", "clipping"), ("garbage", "words")],
)
def test_what_goes_wrong_at_first_is_spoken_again(fault: str, named: str, tmp_path: Path) -> None:
    room = Room(tmp_path, fault)
    speech = room.speak(script(scene("I", (CALM,), (STORM,)), scene("II", (STORM,))))
    found = room.listen()
    calm, storm = found["scenes"][0]
    assert calm == speech["scenes"][0][0]
    assert storm["key"] != speech["scenes"][0][1]["key"] and found["scenes"][1] == [storm]
    [again] = [one.path for one in room.judged if one.key == storm["key"]]
    right = Espeak(Voice()).speak([[Segment(STORM, "en")]])[0].pcm
    assert len(read_part(again)[0]) == storm["sentences"][0] == pytest.approx(len(right), abs=RATE * 0.05)
    assert np.corrcoef(read_part(again)[0][:20_000], right[:20_000])[0, 1] > 0.9
    metrics = room.metrics["check"]
    assert (metrics["heard"], metrics["respoken"], metrics["doubtful"]) == (2, 1, 0)
    assert metrics[f"fault:{named}"] == 1 and "warnings" not in metrics
    verdict = found["heard"]["chapter 1, chunk 2"]
    assert named in verdict["first"] and verdict["take"] == 1 and not verdict["faults"]


@pytest.mark.parametrize(("fault", "seeded"), [("garbage", False), ("never", True), ("fails", True)])
def test_what_stays_wrong_is_named_and_kept(fault: str, seeded: bool, tmp_path: Path) -> None:
    room = Room(tmp_path, fault, seeded)
    speech = room.speak(script(scene("I", (CALM,), (STORM,))))
    if fault == "fails":  # spoil the first take: the engine has only that one
        part = room.spoken[1].path
        part.write_bytes(part.read_bytes()[:-20_000] + b"\xff\x7f" * 10_000)
    found = room.listen()
    assert found["scenes"] == speech["scenes"]
    metrics = room.metrics["check"]
    assert (metrics["respoken"], metrics["doubtful"]) == (0, 1)
    assert metrics["warnings"].startswith("these chunks sound wrong: chapter 1, chunk 2 (")


def test_the_embedded_voice_is_right(tmp_path: Path) -> None:
    room = Room(tmp_path)
    speech = room.speak(
        script(scene("I", (CALM, STORM), ("1,000 birds.", "***", "No!")), scene("II", ("So?",)))
    )
    found = room.listen()
    assert found["scenes"] == speech["scenes"] and room.metrics["check"]["doubtful"] == 0
    assert {name: found[name] for name in speech} == speech
    assert all(not read_part(one.path) for one in room.judged)  # nothing is kept twice


def test_another_language_is_measured_but_not_followed(tmp_path: Path) -> None:
    room = Room(tmp_path)
    german = "Als Gregor Samsa eines Morgens aus unruhigen Träumen erwachte, fand er sich verwandelt."
    room.speak(script(scene("I", (german,)), language="de"))
    room.listen()
    assert room.metrics["check"] == {"heard": 1, "respoken": 0, "doubtful": 0}


def test_the_same_bytes_again(tmp_path: Path) -> None:
    rooms = [Room(tmp_path / name, "silence") for name in "ab"]
    written = []
    for room in rooms:
        room.speak(script(scene("I", (CALM,), (STORM,))))
        room.listen()
        written.append([one.path.read_bytes() for one in room.judged] + [room.check.read_bytes()])
    assert written[0] == written[1]


def test_a_sample_is_always_the_same_chunks(tmp_path: Path) -> None:
    room = Studio(tmp_path, engine="espeak")
    speech = room.speak(script(scene("I", *((f"Number {n}.",) for n in range(40)))))

    def listened(share: float) -> list[str]:
        settings = check.Settings(mode="sample", sample=share)
        return [part.needs[0] for part in check.parts(room.say, room.speech, settings=settings)]

    few, many, every = listened(0.1), listened(0.5), listened(1)
    assert 0 < len(few) < len(many) < len(every) == len(speech["scenes"][0])
    assert set(few) < set(many) and few == listened(0.1)


def test_a_changed_word_is_listened_to_alone(tmp_path: Path) -> None:
    def contents(*texts: str) -> set[str]:
        room = Room(tmp_path)
        room.speak(script(scene("I", *((text,) for text in texts))))
        return {p.content for p in check.parts(room.say, room.speech, settings=check.Settings(mode="all"))}

    assert len(contents("One.", "Three.") - contents("One.", "Two.")) == 1


def test_silence_for_tests_is_not_listened_to(tmp_path: Path) -> None:
    room = Studio(tmp_path)
    room.speak(script(scene("I", (CALM,))))
    assert check.parts(room.say, room.speech, settings=check.Settings(mode="all")) == []


def test_off_is_no_phase_at_all() -> None:
    assert not check.wanted(check.Settings())
    assert check.wanted(check.Settings(mode="sample")) and check.wanted(check.Settings(mode="all"))
    for wrong in ({"mode": "some"}, {"recogniser": "whisper"}, {"sample": 0}, {"retries": -1}):
        with pytest.raises(ValidationError):
            check.Settings(**wrong)


# what is measured

EAR = judgement.Ear(None, 1.0, False, 1.0)
LIMITS = judgement.Limits(1.5, 0.35, 0.4)


def judged(pcm: np.ndarray, text: str = CALM, ear: judgement.Ear = EAR) -> dict[str, float]:
    return judgement.faults([[Segment(text, "en")]], [pcm], RATE, ear, LIMITS)


def test_length_is_that_of_the_same_words_by_espeak() -> None:
    right = Espeak(Voice()).speak([[Segment(CALM, "en")]])[0].pcm
    assert judged(right) == {}
    assert set(judged(np.tile(right, 3))) == {"length"}
    assert set(judged(right[: len(right) // 8])) == {"length"}
    assert judged(np.tile(right, 3), ear=judgement.Ear(None, 1.0, False, 2.5)) == {}
    assert judged(right[:0]) == {"nothing": 10.0} and judged(right[:0], "***") == {}


def test_a_long_silence_is_measured() -> None:
    right = Espeak(Voice()).speak([[Segment(CALM, "en")]])[0].pcm
    for seconds in (0.5, 2.0):
        broken = np.concatenate([right[:30_000], np.zeros(int(seconds * RATE), np.int16), right[30_000:]])
        assert judgement.longest_silence(broken, RATE) == pytest.approx(seconds, abs=0.15)
    assert judgement.longest_silence(right[:10], RATE) == 0


def test_a_clipped_wave_is_no_peak_that_reaches_full_scale() -> None:
    wave = 40_000 * np.sin(np.arange(RATE) / 20)
    assert judgement.clipped(np.clip(wave, -32_768, 32_767).astype(np.int16)) > 0.3
    assert judgement.clipped((wave * 32_767 / 40_000).astype(np.int16)) == 0
    assert judgement.clipped(np.zeros(0, np.int16)) == 0


def test_a_voice_that_is_understood_is_judged_by_word_errors() -> None:
    class Deaf(Pocketsphinx):
        """Understands all but the word storm."""

        def __init__(self) -> None: ...

        def hears(self, pcm: object, sample_rate: int, language: str) -> list[str]:
            return self.said

    deaf = Deaf()
    ear = judgement.Ear(deaf, 0.1, False, 0.0)
    noise = np.ones(RATE, np.int16)
    deaf.said = STORM.lower().replace(",", "").rstrip(".").split()
    assert judged(noise, STORM, ear) == {}
    deaf.said = deaf.said[:5]
    assert judged(noise, STORM, ear)["words"] == pytest.approx((12 / 17 - 0.1) / 0.4, abs=0.1)


def test_a_voice_that_no_recogniser_understands_is_not_judged_by_words() -> None:
    assert judged(np.ones(RATE, np.int16), STORM, judgement.Ear(Pocketsphinx(), 0.9, False, 0.0)) == {}


def test_a_whole_run_takes_what_was_spoken_again(books: Any) -> None:
    books.input("tale.md", f"# A Tale\n\n{CALM}\n\n{STORM}\n")
    books.config(
        "audiobook:\n  synthesize:\n    engine: command\n    sample_rate: 22050\n    command: "
        + json.dumps([sys.executable, str(BAD), "silence", "{seed}"])
        + "\n"
    )
    books.env["PYTHONPATH"] = str(Path(__file__).parents[2])

    def seconds() -> float:
        audio = read_json(books.target("tale-md", "audio.json", "audiobook"))
        return sum(chapter["samples"] for chapter in audio["chapters"]) / audio["sample_rate"]

    books.doit()
    assert not books.target("tale-md", "check.json", "audiobook").exists()
    unheard = seconds()
    said = books.doit("audiobook.check.mode=all")
    assert ":synthesize" not in said  # what was spoken stays
    checked = read_json(books.target("tale-md", "check.json", "audiobook"))
    assert [place for place, one in checked["heard"].items() if one["take"]] == ["chapter 1, chunk 3"]
    assert unheard - seconds() == pytest.approx(3, abs=0.2)
    assert ":check" not in books.doit("audiobook.check.mode=all")
    report = json.loads(books.doit("report", "--json"))
    assert "respoken" in json.dumps(report)
