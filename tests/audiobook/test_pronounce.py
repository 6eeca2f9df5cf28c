"""What the voice gets: language, voice, lexicon and sounds of every sentence; and who speaks it again."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import Project
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from making import scene, script
from pydantic import ValidationError

from phases.audiobook import book, pronounce
from phases.audiobook.book import Chunk, Segment, Span, Utterance
from phases.audiobook.casting import speech


def said(
    tmp_path: Path,
    *chunks: Chunk,
    lexicon: str = "",
    language: str = "en",
    title: str = "One",
    **given: Any,
) -> list[list[Utterance]]:
    """The utterances of each chunk."""
    book.write(tmp_path / "chunks.json", script(scene(title, *chunks), language=language))
    beside = []
    if lexicon:
        beside = [tmp_path / "lexicon.yaml"]
        beside[0].write_text(lexicon, encoding="utf-8")
    target = tmp_path / "say.json"
    pronounce.run(
        tmp_path / "chunks.json", target=target, settings=pronounce.Settings(**given), beside=beside
    )
    return [list(chunk) for chunk in book.read_say(target).scenes[0]]


def one(tmp_path: Path, text: str, spans: tuple[Span, ...] = (), **given: Any) -> Utterance:
    """The utterance of one sentence."""
    [[utterance]] = said(tmp_path, Chunk((text,), spans=(spans,) if spans else ()), **given)
    return utterance


def texts(utterance: Utterance) -> str:
    return "".join(segment.text for segment in utterance)


def span(text: str, part: str, **given: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part), **given)


# the sentence


def test_a_sentence_is_one_segment_in_the_books_language(tmp_path: Path) -> None:
    assert one(tmp_path, "At 10:30 he came.") == (Segment("At ten thirty he came.", "en"),)


def test_an_utterance_stands_for_every_sentence_shown(tmp_path: Path) -> None:
    chunks = [Chunk(("Mr.", "Oh!", "***", "It was 3.14."), "text"), Chunk(("IV",), "title", "title")]
    first, second = said(tmp_path, *chunks)
    assert [texts(utterance) for utterance in first] == [
        "Mister.",
        "Oh!",
        "",
        "It was three point one four.",
    ]
    assert first[2] == ()
    assert texts(second[0]) == "four"
    shown = book.read_script(tmp_path / "chunks.json")
    assert [chunk.sentences for chunk in shown.scenes[0].chunks] == [chunk.sentences for chunk in chunks]


def test_say_json_is_small(tmp_path: Path) -> None:
    one(tmp_path, "Hello.")
    data = json.loads((tmp_path / "say.json").read_text(encoding="utf-8"))
    assert data == {"language": "en", "scenes": [[[[{"text": "Hello."}]]]]}


def test_normalise_false_leaves_the_text_alone(tmp_path: Path) -> None:
    assert texts(one(tmp_path, "Mr. X — 3.14!", normalise=False)) == "Mr. X — 3.14!"


def test_rules_can_be_switched_off(tmp_path: Path) -> None:
    assert texts(one(tmp_path, "Mr. Hale, 5 km", off=["unit"])) == "Mister Hale, five km"
    with pytest.raises(ValidationError, match="did you mean roman-king"):
        pronounce.Settings(off=["roman-kings"])


def test_metrics_count_what_each_rule_said(tmp_path: Path) -> None:
    book.write(tmp_path / "chunks.json", script(scene("I", ("Mr. A and Mr. B met Hermione.", "5"))))
    (tmp_path / "lexicon.yaml").write_text("Hermione: her-MY-oh-nee", encoding="utf-8")
    metrics = pronounce.run(
        tmp_path / "chunks.json",
        target=tmp_path / "say.json",
        settings=pronounce.Settings(),
        beside=[tmp_path / "lexicon.yaml"],
    )
    assert metrics == {"respelled": 1, "normalised": 3, "rule:number": 1, "rule:title": 2}


# the lexicon


@pytest.mark.parametrize(
    ("lexicon", "text", "spoken"),
    [
        ("Hermione: her-MY-oh-nee", "Hermione’s owl", "her-my-oh-nee’s owl"),
        ("Hermione: her-MY-oh-nee", "HERMIONE and hermione", "her-my-oh-nee and her-my-oh-nee"),
        ("terms: [{term: Rose, say: roh-SAY, case: exact}]", "Rose saw a rose", "roh-say saw a rose"),
        ("Van: fan\nVan Gogh: fan khokh", "Van Gogh and Van", "fan khokh and fan"),
        ("terms: [{term: Paris, say: pa-ree, language: fr}]", "Paris", "Paris"),
        ("St. John: sinjin", "St. John Rivers", "sinjin Rivers"),
        ("Henry: on-ree", "Henry VIII", "on-ree the eighth"),
        ("cat: kat", "concatenate a cat", "concatenate a kat"),
        ("terms: [{term: Kṛṣṇa, variants: [Krishna], say: krish-na}]", "Krishna came", "krish-na came"),
        ("terms: [{term: Krishna, category: name}]", "Krishna came", "Krishna came"),
        ("FBI: the bureau", "the FBI", "the the bureau"),
    ],
)
def test_lexicon(tmp_path: Path, lexicon: str, text: str, spoken: str) -> None:
    assert texts(one(tmp_path, text, lexicon=lexicon)) == spoken


def test_sounds_are_a_segment_of_their_own_with_a_text_for_voices_that_take_none(tmp_path: Path) -> None:
    lexicon = "terms: [{term: Hermione, ipa: hɜːˈmaɪəni, say: her-my-oh-nee}, {term: Max, ipa: maks}]"
    assert one(tmp_path, "So Hermione’s cat saw Max’s.", lexicon=lexicon) == (
        Segment("So ", "en"),
        Segment("her-my-oh-nee’s", "en", ipa="hɜːˈmaɪəniz"),
        Segment(" cat saw ", "en"),
        Segment("Max’s", "en", ipa="maksɪz"),
        Segment(".", "en"),
    )


def test_a_nearer_lexicon_wins(tmp_path: Path) -> None:
    book.write(tmp_path / "chunks.json", script(scene("I", ("Zoë and Ann",))))
    paths = [tmp_path / "outer.yaml", tmp_path / "inner.yaml"]
    paths[0].write_text("Zoë: zo\nAnn: an", encoding="utf-8")
    paths[1].write_text("Zoë: zoh-ee", encoding="utf-8")
    pronounce.run(
        tmp_path / "chunks.json",
        target=tmp_path / "say.json",
        settings=pronounce.Settings(),
        beside=paths,
    )
    assert texts(book.read_say(tmp_path / "say.json").scenes[0][0][0]) == "zoh-ee and an"


def test_a_broken_lexicon_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text("Zoë: zo\nterms: [{tern: x}]", encoding="utf-8")
    [reason] = pronounce.refuse(path)
    assert "lexicon.yaml:2" in reason
    path.write_text("Zoë: zo", encoding="utf-8")
    assert pronounce.refuse(path) == []


# language


def test_the_voice_follows_the_language_of_a_passage(tmp_path: Path) -> None:
    text = "He said Guten Tag um 3,14 Uhr to 5 men."
    assert one(tmp_path, text, (span(text, "Guten Tag um 3,14 Uhr", language="de"),)) == (
        Segment("He said ", "en"),
        Segment("Guten Tag um drei Komma eins vier Uhr", "de"),
        Segment(" to five men.", "en"),
    )


def test_a_paragraph_in_another_language_has_its_rules(tmp_path: Path) -> None:
    [[utterance]] = said(tmp_path, Chunk(("Dr. Bär zahlt 5 €.",), language="de"))
    assert utterance == (Segment("Doktor Bär zahlt fünf Euro.", "de"),)


def test_an_entry_holds_in_its_language(tmp_path: Path) -> None:
    text = "Paris and Paris"
    lexicon = "terms: [{term: Paris, say: pa-ree, language: fr}]"
    assert one(tmp_path, text, (Span(10, 15, language="fr"),), lexicon=lexicon) == (
        Segment("Paris and ", "en"),
        Segment("pa-ree", "fr"),
    )


def test_languages_can_be_read_as_others(tmp_path: Path) -> None:
    text = "So ad hoc it is."
    spans = (span(text, "ad hoc", language="la"),)
    assert one(tmp_path, text, spans, languages={"la": "en"}) == (Segment(text, "en"),)
    assert one(tmp_path, "Text 5.", language="xx", **{"languages": {}})[0].language == "xx"
    book.write(tmp_path / "chunks.json", script(scene("I", ("5 km",)), language="und"))
    pronounce.run(
        tmp_path / "chunks.json",
        target=tmp_path / "say.json",
        settings=pronounce.Settings(language="en-GB"),
    )
    assert book.read_say(tmp_path / "say.json").scenes[0][0][0] == (Segment("five kilometres", "en-GB"),)


def test_sounds_in_the_markup_are_kept(tmp_path: Path) -> None:
    text = "I read and 5 were read."
    spans = (Span(18, 22, ipa="rɛd"),)
    assert one(tmp_path, text, spans) == (
        Segment("I read and five were ", "en"),
        Segment("read", "en", ipa="rɛd"),
        Segment(".", "en"),
    )


# voices


@pytest.mark.parametrize(
    ("speaker", "voices", "voice"),
    [
        ("anna", {"Anna": "en-us"}, "en-us"),
        ("z3998:letter", {"letter": "en-us"}, "en-us"),
        ("z3998:letter", {"z3998:letter": "en-us"}, "en-us"),
        ("", {"The Storm": "en-us"}, "en-us"),
        ("", {1: "en-us"}, "en-us"),
        ("", {2: "en-us"}, ""),
        ("anna", {"anna": "a", 1: "b"}, "a"),
        ("otto", {"anna": "a"}, ""),
    ],
)
def test_voices(tmp_path: Path, speaker: str, voices: dict[Any, str], voice: str) -> None:
    [[utterance]] = said(tmp_path, Chunk(("Hello.",), speaker=speaker), title="The storm", voices=voices)
    assert utterance == (Segment("Hello.", "en", voice),)


def test_dialogue_has_its_voice_across_sentences_and_chunks(tmp_path: Path) -> None:
    chunks = [
        Chunk(("“I go.", "At 5,” he said."), ends="chunk"),
        Chunk(("“And then—", "home.”"), ends="paragraph"),
        Chunk(("He went.",)),
    ]
    assert said(tmp_path, *chunks, dialogue_voice="ann") == [
        [
            (Segment("“I go.", "en", "ann"),),
            (Segment("At five,”", "en", "ann"), Segment(" he said.", "en")),
        ],
        [(Segment("“And then—", "en", "ann"),), (Segment("home.”", "en", "ann"),)],
        [(Segment("He went.", "en"),)],
    ]
    assert said(tmp_path, *chunks)[0][1] == (Segment("At five,” he said.", "en"),)


@pytest.mark.parametrize(
    ("sentence", "quoted"),
    [
        ("“Go,” he said, “now!”", ["“Go,”", "“now!”"]),
        ('"Go," he said, "now!"', ['"Go,"', '"now!"']),
        ("‘Don’t go,’ said John’s son.", ["‘Don’t go,’"]),
        ("«Va,» dit-il.", ["«Va,»"]),
        ("„Geh,“ sagte er.", ["„Geh,“"]),
        ("»Geh«, sagte er.", ["»Geh«"]),
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ("It’s the dogs’ bone.", []),
        ("“It goes on", ["“It goes on"]),
        ('a 6" nail', []),
    ],
)
def test_what_is_quoted(sentence: str, quoted: list[str]) -> None:
    assert [sentence[start:end] for start, end in speech([sentence])[0]] == quoted


# whatever comes

TEXT = st.text(st.sampled_from("aB5 .,“”’'—é1/$"), max_size=30)
SPANS = st.lists(
    st.builds(Span, st.integers(0, 15), st.integers(1, 30), st.sampled_from(["", "fr", "xx"])), max_size=3
)


@given_settings(deadline=None)
@given(TEXT, SPANS, st.sampled_from(["", "v"]))
def test_nothing_is_lost_at_the_borders_of_segments(
    tmp_path_factory: pytest.TempPathFactory, text: str, spans: list[Span], voice: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    spans = [one for one in spans if one.start < one.end <= len(text) and one.language]
    spans = [one for n, one in enumerate(spans) if all(one.start >= other.end for other in spans[:n])]
    found = one(folder, text, tuple(spans), dialogue_voice=voice, normalise=False)
    wanted = " ".join(text.split()).replace(" ,", ",")
    assert texts(found) == (wanted if any(map(str.isalnum, text)) else "")


# a real build


def rows(project: Project, phase: str) -> list[tuple[int, int]]:
    with sqlite3.connect(project.folder / "build" / "state.db") as db:
        sql = "SELECT parts, reused FROM results WHERE phase = ? ORDER BY rowid"
        return db.execute(sql, (phase,)).fetchall()


def test_a_changed_entry_makes_only_the_chunks_with_its_word_again(books: Project) -> None:
    sentences = [f"Paragraph {n} of the tale is short." for n in range(20)]
    sentences[3] += " Hermione came."
    sentences[11] += " It was Hermione’s."
    books.input("tale.md", "# One\n\n" + "\n\n".join(sentences))
    books.config("audiobook: {synthesize: {engine: silent}}")
    books.doit()
    books.input("lexicon.yaml", "Hermione: her-MY-oh-nee\n")
    books.doit()
    books.input("lexicon.yaml", "Hermione: her-my-oh-nee\n")  # sounds the same
    books.doit()
    books.input("lexicon.yaml", "Hermione: her-my-oh-knee\nDobby: dobby\n")
    books.doit()
    made = [parts - reused for parts, reused in rows(books, "synthesize")]
    assert made == [21, 2, 2]
    assert len(rows(books, "pronounce")) == 4
    assert len(rows(books, "chunk")) == 1


def test_a_broken_lexicon_ends_the_run_before_it_begins(books: Project) -> None:
    books.input("tale.md", "# One\n\nHello.")
    books.input("lexicon.yaml", "terms: [{tern: x}]")
    assert "lexicon.yaml:1" in books.doit(code=3)
    assert not list((books.folder / "build").glob("audiobook/*/*"))
