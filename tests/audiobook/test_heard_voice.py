"""What listeners of other makers complain of in the voice; each test says what they heard."""

from pathlib import Path

import numpy as np
import pytest
from epub_maker import epub, page
from listening import ebur128, heard, murmur
from making import Studio, scene, script
from pdf_books import STYLES
from typesetter import story, typeset

from phases.audiobook import book, chunk, pronounce, readers
from phases.audiobook.readers.matter import DEFAULT
from phases.graph.files import read_json


def script_of(path: Path) -> Path:
    """``chunks.json`` of the book `path`, beside it."""
    book.write(path.with_suffix(".json"), readers.reader(path).read(path, DEFAULT, "skip"))
    target = path.with_suffix(".chunks.json")
    chunk.run(path.with_suffix(".json"), target, chunk.Settings())
    return target


def segments(path: Path) -> list[book.Segment]:
    """What the voice gets of the book `path`, in order."""
    target = path.with_suffix(".say.json")
    pronounce.run(script_of(path), target, pronounce.Settings())
    said = book.read_say(target)
    return [one for chapter in said.scenes for piece in chapter for sentence in piece for one in sentence]


def said(folder: Path, body: str) -> list[str]:
    return [one.text for one in segments(epub(folder / "b.epub", {"a.x": page(body)}))]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Pi is 3.14 or so.", "Pi is three point one four or so."),
        ("He saw 1,000 ships.", "He saw one thousand ships."),
        ("At 10:30 he came.", "At ten thirty he came."),
        ("In 1818 the 3rd ship came.", "In eighteen eighteen the third ship came."),
    ],
)
def test_numbers_fell_apart_at_their_points_and_commas(tmp_path: Path, written: str, spoken: str) -> None:
    assert said(tmp_path, f"<p>{written}</p>") == [spoken]


def test_ten_to_the_sixth_was_heard_as_a_hundred_and_six(tmp_path: Path) -> None:
    text = "It has 10<sup>6</sup> parts on 5 km<sup>2</sup>, as x<sup>-3</sup> or the 10<sup>th</sup> has."
    assert said(tmp_path, f"<p>{text}</p>") == [
        "It has ten to the power of six parts on five kilometres squared,"
        " as x to the power of minus three or the tenth has."
    ]


def test_the_number_of_a_note_was_heard_behind_its_word(tmp_path: Path) -> None:
    body = "<p>He said<sup>1</sup> so.<sup>12</sup> She did,² too.”<sup><i>3</i></sup></p>"
    assert said(tmp_path, body) == ["He said so.", "She did, too.”"]


def test_chapter_3_was_heard_as_chapter_third(tmp_path: Path) -> None:
    assert said(tmp_path, "<h2>Chapter 3</h2><p>It began.</p>") == ["Chapter three", "It began."]


def test_letter_iv_was_spelled_out(tmp_path: Path) -> None:
    assert said(tmp_path, "<h2>Letter IV</h2><p>It began.</p>") == ["Letter four", "It began."]


def test_there_was_a_pause_behind_doctor_and_saint(tmp_path: Path) -> None:
    assert said(tmp_path, "<p>Dr. Smith went to St. John.</p>") == ["Doctor Smith went to Saint John."]


def test_sentences_of_one_word_never_reached_the_voice(tmp_path: Path) -> None:
    body = "<p>“Mr.”</p><p>Oh! No. I? Ah.</p>"
    assert " ".join(said(tmp_path, body)).replace("Mister", "Mr") == "“Mr.” Oh! No. I? Ah."


def test_short_paragraphs_were_missing_or_came_late(tmp_path: Path) -> None:
    text = [
        f"Short one {'abcdefghij'[n]}." if n % 2 else "A longer one, " * 5 + "at last." for n in range(10)
    ]
    heard_of = said(tmp_path, "".join(f"<p>{one}</p>" for one in text))
    assert heard_of == text


def test_the_voice_of_the_book_read_its_french_and_its_german(tmp_path: Path) -> None:
    body = '<p>She said <i xml:lang="fr">au revoir</i> and left.</p><p xml:lang="de">Guten Tag.</p>'
    found = segments(epub(tmp_path / "b.epub", {"a.x": page(body)}))
    assert [(one.text.strip(), one.language) for one in found] == [
        ("She said", "en"), ("au revoir", "fr"), ("and left.", "en"), ("Guten Tag.", "de"),
    ]  # fmt: skip


def test_the_head_of_each_page_was_read_and_chapters_were_called_page_1(tmp_path: Path) -> None:
    chapters = story(seed=7, chapters=5, paragraphs=20)
    typeset(chapters, STYLES["indented, justified, hyphenated"], tmp_path / "b.pdf")
    found = readers.reader(tmp_path / "b.pdf").read(tmp_path / "b.pdf", DEFAULT, "skip")
    assert [one.title for one in found.chapters] == [one.title for one in chapters]
    assert found.ledger.skipped["running-head"] > 10
    assert not any("A LONG BOOK" in p.text for one in found.chapters for p in one.paragraphs)


def test_markup_in_the_text_became_hours_of_silence(tmp_path: Path) -> None:
    studio = Studio(tmp_path, engine="espeak")
    written = (
        "He typed <break time='48000s'/> <prosody rate='x-slow'> twice.",
        "It was late.",
        "It was late.",
    )
    speech = studio.speak(script(scene("I", *((text,) for text in written), ("It was late.",))))
    lengths = [one["sentences"][0] / speech["sample_rate"] for one in speech["scenes"][0]]
    assert lengths[0] < 15 and lengths[1] == lengths[2] < 2


def test_the_volume_jumped_with_every_sentence_and_the_loudest_word_crackled(tmp_path: Path) -> None:
    """One gain for a whole chapter: what the voice says softly stays softer, by as much as it was."""
    studio = Studio(tmp_path)
    studio.speak(script(scene("I", ("soft.",), ("loud.",), ("softly.",))))
    sounds = [murmur(5, seed=n, peak=peak) for n, peak in enumerate((0.2, 0.7, 0.2))]
    studio.place({text: [one] for text, one in zip(("soft.", "loud.", "softly."), sounds, strict=True)})
    (chapter,) = studio.master()["chapters"]
    made, rate = heard(studio.pack())
    starts = [start for piece in chapter["sentences"] for start in piece]

    def level(sound: np.ndarray) -> float:
        return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2)))

    gains = [
        level(made[at : at + len(sound)]) - level(sound) for at, sound in zip(starts, sounds, strict=True)
    ]
    # The limiter takes some of the loudest; a gain for each sentence would have taken all 11 dB.
    assert abs(gains[0] - gains[2]) < 0.2 and 0 <= gains[0] - gains[1] < 3
    loudness, peak = ebur128(made, rate)
    assert abs(loudness + 19) < 0.5 and peak <= -3


def test_sentences_paragraphs_and_titles_ran_into_one_another(tmp_path: Path) -> None:
    path = tmp_path / "b.md"
    path.write_text("# One\n\nIt rained here. It was late.\n\nHe slept.\n", encoding="utf-8")
    studio = Studio(tmp_path / "made", engine="espeak")
    studio.speak(book.read_script(script_of(path)))
    (chapter,) = studio.master()["chapters"]
    rate, speech = read_json(studio.audio)["sample_rate"], read_json(studio.speech)["scenes"][0]
    starts = [start for piece in chapter["sentences"] for start in piece]
    lengths = [length for piece in speech for length in piece["sentences"]]
    pauses = [
        (after - before - length) / rate
        for before, after, length in zip(starts, starts[1:], lengths, strict=False)
    ]
    assert [round(pause, 2) for pause in pauses] == [1.2, 0.35, 0.7]
    made, _ = heard(studio.pack())
    for before, length, pause in zip(starts, lengths, pauses, strict=False):
        silence = made[before + length + rate // 20 : before + length + int(pause * rate) - rate // 20]
        assert np.abs(silence).max() < 0.01
