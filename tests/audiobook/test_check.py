"""What was spoken is listened to; what goes wrong is spoken again."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hearing import CALM, FLOOD, HEARING, STORM
from making import RATE, Studio, make_all, scene, script
from pydantic import ValidationError

from phases.audiobook import check
from phases.graph.files import read_json
from phases.tools import speech
from phases.tools.audio import read_part
from phases.tools.espeak import Espeak
from phases.tools.listener import open_listener
from phases.tools.speech import Segment, Voice

BAD = Path(__file__).with_name("bad_voice.py")


class Room(Studio):
    """A studio with somebody who listens to espeak, or to the voice with a fault."""

    def __init__(self, folder: Path, fault: str = "") -> None:
        super().__init__(folder, **({"engine": "bad", "voice": fault} if fault else {"engine": "espeak"}))
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


@pytest.fixture(autouse=True)
def bad_voice_on_the_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "ENGINES", {**speech.ENGINES, "bad": speech.Entry("bad_voice")})


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        pytest.param("half", "words", marks=HEARING),
        ("silence", "silence"),
        ("clipping", "clipping"),
        pytest.param("garbage", "words", marks=HEARING),
    ],
)
def test_what_goes_wrong_at_first_is_spoken_again(fault: str, named: str, tmp_path: Path) -> None:
    room = Room(tmp_path, fault)
    spoken = room.speak(script(scene("I", (CALM,), (STORM,)), scene("II", (STORM,))))
    found = room.listen(recogniser="pocketsphinx" if named == "words" else "none")
    calm, storm = found["scenes"][0]
    assert calm == spoken["scenes"][0][0]
    assert storm["key"] != spoken["scenes"][0][1]["key"] and found["scenes"][1] == [storm]
    [again] = [one.path for one in room.judged if one.key == storm["key"]]
    right = Espeak(Voice()).speak([[Segment(STORM, "en")]])[0].pcm
    assert len(read_part(again)[0]) == storm["sentences"][0] == pytest.approx(len(right), abs=RATE * 0.05)
    assert np.corrcoef(read_part(again)[0][:20_000], right[:20_000])[0, 1] > 0.9
    metrics = room.metrics["check"]
    assert (metrics["heard"], metrics["respoken"], metrics["doubtful"]) == (2, 1, 0)
    assert metrics[f"fault:{named}"] == 1 and "warnings" not in metrics
    verdict = found["heard"]["chapter 1, chunk 2"]
    assert named in verdict["first"] and verdict["take"] == 1 and not verdict["faults"]


@pytest.mark.parametrize(("fault", "text"), [("clipping!", STORM), ("clipping", FLOOD), ("fails", STORM)])
def test_what_stays_wrong_is_named_and_kept(fault: str, text: str, tmp_path: Path) -> None:
    """By an engine with one take only, with every seed, and by one that fails at the next."""
    room = Room(tmp_path, fault)
    spoken = room.speak(script(scene("I", (CALM,), (text,))))
    assert room.listen(recogniser="none")["scenes"] == spoken["scenes"]
    metrics = room.metrics["check"]
    assert (metrics["respoken"], metrics["doubtful"]) == (0, 1)
    assert metrics["warnings"] == "these chunks sound wrong: chapter 1, chunk 2 (clipping)"


def test_the_best_of_what_stays_wrong_is_kept(tmp_path: Path) -> None:
    room = Room(tmp_path, "silence")
    spoken = room.speak(script(scene("I", (CALM,), (FLOOD,))))
    found = room.listen(recogniser="none")
    verdict = found["heard"]["chapter 1, chunk 2"]
    assert verdict["take"] == 1 and verdict["first"]["silence"] > 3 > verdict["faults"]["silence"] > 1
    before, after = (one["scenes"][0][1]["sentences"][0] / RATE for one in (spoken, found))
    assert before - after == pytest.approx(4, abs=0.01)
    assert (room.metrics["check"]["respoken"], room.metrics["check"]["doubtful"]) == (1, 1)
    none = room.listen(recogniser="none", retries=0)
    assert none["scenes"] == spoken["scenes"]


@HEARING
def test_the_embedded_voice_is_right(tmp_path: Path) -> None:
    room = Room(tmp_path)
    spoken = room.speak(
        script(scene("I", (CALM, STORM), ("1,000 birds.", "***", "No!")), scene("II", ("So?",)))
    )
    found = room.listen()
    assert found["scenes"] == spoken["scenes"] and room.metrics["check"]["doubtful"] == 0
    assert {name: found[name] for name in spoken} == spoken
    assert all(not read_part(one.path) for one in room.judged)  # nothing is kept twice


@HEARING
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
        room.listen(recogniser="none")
        written.append([one.path.read_bytes() for one in room.judged] + [room.check.read_bytes()])
    assert written[0] == written[1]


def test_a_sample_is_always_the_same_chunks(tmp_path: Path) -> None:
    room = Studio(tmp_path, engine="espeak")
    spoken = room.speak(script(scene("I", *((f"Number {n}.",) for n in range(40)))))

    def listened(share: float) -> list[str]:
        settings = check.Settings(mode="sample", sample=share)
        return [part.needs[0] for part in check.parts(room.say, room.speech, settings=settings)]

    few, many, every = listened(0.1), listened(0.5), listened(1)
    assert 0 < len(few) < len(many) < len(every) == len(spoken["scenes"][0])
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


def test_the_doctor_says_how_to_get_a_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    open_listener.cache_clear()
    [missing] = check.checks(check.Settings(mode="all", recogniser="whisper", model="tiny"))
    assert (missing.ok, missing.needed, missing.hint) == (False, True, "pip install '.[whisper]'")
    [unused] = check.checks(check.Settings(recogniser="whisper", model="tiny"))
    assert not unused.needed
    assert check.checks(check.Settings(recogniser="none"))[0].ok


def test_a_whole_run_takes_what_was_spoken_again(books: Any) -> None:
    """What was spoken stays, what was heard is remembered, and `doit report` lists what stays doubtful."""
    books.input("tale.md", f"# A Tale\n\n{STORM}\n\n{FLOOD}\n")
    command = json.dumps([sys.executable, str(BAD), "silence", "{seed}"])
    books.config(
        "max_workers: 1\naudiobook:\n  check: {mode: all, recogniser: none}\n"
        f"  synthesize: {{engine: command, sample_rate: {RATE}, command: {command}}}\n"
    )
    books.doit("tale-md:synthesize")
    spoken, heard, audio = (
        books.target("tale-md", f"{name}.json", "audiobook") for name in ("speech", "check", "audio")
    )
    assert ":synthesize" not in books.doit()
    verdicts = read_json(heard)["heard"]
    takes = {place: one["take"] for place, one in verdicts.items() if one["take"]}
    assert takes == {"chapter 1, chunk 2": 1, "chapter 1, chunk 3": 1}

    def seconds(file: Path) -> float:
        scenes = read_json(file)["scenes"]
        return sum(sum(chunk["sentences"]) for scene in scenes for chunk in scene) / RATE

    assert seconds(spoken) - seconds(heard) == pytest.approx(6 + 4, abs=0.01)
    [chapter] = read_json(audio)["chapters"]
    pauses = 0.5 + 1.2 + 0.7 + 1.5
    assert chapter["samples"] / RATE == pytest.approx(seconds(heard) + pauses, abs=0.2)
    assert "these chunks sound wrong: chapter 1, chunk 3 (silence" in books.doit("report")
    heard.unlink()
    books.doit()
    report = json.loads(books.doit("report", "--json"))
    [again] = [one for one in report["results"] if one["phase"] == "check"]
    assert (again["parts_made"], again["parts_reused"]) == (0, 3)
    figures = again["metrics"]
    assert (figures["heard"], figures["respoken"], figures["doubtful"]) == (3, 2, 1)
    assert report["totals"]["tallies"]["fault:silence"] == 2
